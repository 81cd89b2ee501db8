"""What can be asked of hot spots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from casework.period import Period
from geo.hot_spots import Statistic
from service.errors import ServiceError

What = Literal["new", "open", "overdue", "closed"]
WHATS: Final[tuple[What, ...]] = get_args(What)
#: By which figure of the registry each is counted.
FIGURES: Final[dict[What, str]] = {
    "new": "reported",
    "open": "open_now",
    "overdue": "overdue_now",
    "closed": "closed_count",
}
#: Of the period and those before it, a year of months at most.
PERIODS: Final = (1, 12)


@dataclass(frozen=True)
class SpotAsk:
    """Which cases are tested, where, and how.

    Attributes
    ----------
    period
        The days it is about, in the office's time zone; what stands now is asked for without.
    what
        ``new``: reported, ``closed``: closed in the period; ``open``, ``overdue``: as they stand.
    area, category
        Code of an organisation unit, whose grids alone are tested and compared with each other; a
        category as stored with the case.  None does not narrow.
    as_of
        The moment it is looked at (aware), now for None.
    statistic, false_discovery, seed, permutations
        As `geo.hot_spots.local_spots` takes them.
    periods
        How many periods are looked at, this one among them: what emerges, stays and fades.  Of
        what stands now it is looked at now and at the ends of the months before.
    """

    period: Period
    what: What = "new"
    area: str | None = None
    category: str | None = None
    as_of: datetime | None = None
    statistic: Statistic = "gi"
    false_discovery: float = 0.05
    seed: int = 1
    permutations: int | None = None
    periods: int = 4

    def __post_init__(self) -> None:
        if self.what not in WHATS:
            raise ServiceError(
                "There are no hot spots of {what}: choose one of {known}.",
                what=self.what,
                known=", ".join(WHATS),
            )
        least, most = PERIODS
        if not least <= self.periods <= most:
            raise ServiceError(
                "{seen} periods cannot be looked at: choose from {least} to {most}.",
                seen=self.periods,
                least=least,
                most=most,
            )

    @property
    def key(self) -> str:
        """Return the figure of the registry that is counted."""
        return FIGURES[self.what]
