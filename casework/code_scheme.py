"""The schemes by which a grid code is cut into the codes of the units above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.errors import CaseworkError


@dataclass(frozen=True)
class CodeScheme:
    """How a code is cut into the codes of the units above it.

    Attributes
    ----------
    name
        The key in `SCHEMES`.
    lead
        Digits before the area code (the object digits of CJ/T 349).
    parts
        Level and number of digits, from the largest unit down to the grid's sequence; empty for
        "any text".
    """

    name: str
    lead: int
    parts: tuple[tuple[str, int], ...]

    @property
    def length(self) -> int:
        """Return the number of digits of a code; 0 for any."""
        return self.lead + sum(digits for _, digits in self.parts)


def _parts(street: int, sequence: int) -> tuple[tuple[str, int], ...]:
    return (("county", 6), ("street", street), ("community", 3), ("grid", sequence))


SCHEMES: Final[dict[str, CodeScheme]] = {
    scheme.name: scheme
    for scheme in (
        CodeScheme("any", 0, ()),
        CodeScheme("15", 0, _parts(3, 3)),
        CodeScheme("16", 0, _parts(4, 3)),
        CodeScheme("20", 6, _parts(3, 2)),
    )
}
DEFAULT_SCHEME: Final = "15"


def scheme_named(name: str) -> CodeScheme:
    """Return the scheme of this name.

    Raises
    ------
    CaseworkError
        When there is none.

    Notes
    -----
    15 digits are 6 county + 3 street + 3 community + 3 sequence (the unit grid code of GB/T
    30428.1, which the default is arranged after); 16 digits are a local variant with 4-digit
    streets; 20 digits (CJ/T 349-2010) put 6 object digits in front and have 2 sequence digits.
    """
    if name not in SCHEMES:
        raise CaseworkError(
            "There is no code scheme {name}: choose one of {known}.",
            name=name,
            known=", ".join(SCHEMES),
        )
    return SCHEMES[name]
