"""How large a demonstration district may be, and what follows from its size."""

from __future__ import annotations

from dataclasses import dataclass

from data.errors import DataError

HOUSEHOLDS = (20, 2_000_000)
GRIDS = (6, 10_000)
CASES = (0, 1_000_000)

_GRIDS_PER_COMMUNITY = 110 / 12
_GRIDS_PER_DEDICATED = 28
_MOST_DEDICATED = 60


@dataclass(frozen=True)
class Sizes:
    """How many of each thing the district has; `grids` counts the dedicated ones too.

    Notes
    -----
    110 grids make 12 communities in 3 streets, about nine grids a community as in Yichang's
    1,110 grids in 121 communities.  Larger districts keep twelve communities a street.
    """

    households: int
    grids: int
    cases: int

    def __post_init__(self) -> None:
        """Refuse what cannot be made.

        Raises
        ------
        DataError
            When a number lies outside its limits.
        """
        _within("households", self.households, HOUSEHOLDS)
        _within("grids", self.grids, GRIDS)
        _within("cases", self.cases, CASES)

    @property
    def dedicated(self) -> int:
        """The number of dedicated grids (专属网格), each inside a general one."""
        return min(_MOST_DEDICATED, self.grids // _GRIDS_PER_DEDICATED + (self.grids >= 28))

    @property
    def general(self) -> int:
        """The number of general grids, which cover the district exactly."""
        return self.grids - self.dedicated

    @property
    def communities(self) -> int:
        """The number of communities."""
        return max(3, round(self.grids / _GRIDS_PER_COMMUNITY))

    @property
    def streets(self) -> int:
        """The number of street offices: 3 up to 36 communities, then one for every twelve."""
        return min(99, max(3, self.communities // 12))


def _within(name: str, value: int, limits: tuple[int, int]) -> None:
    least, most = limits
    if not least <= value <= most:
        raise DataError(
            "A demonstration district cannot have {value} {name}: "
            "ask for a number from {least} to {most}.",
            value=value,
            name=name,
            least=least,
            most=most,
        )
