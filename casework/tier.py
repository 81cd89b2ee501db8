"""The levels a matter can be settled at, from the village's own council to the city."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from casework.sentence import Term


class Tier(IntEnum):
    """The level that has a case.

    Notes
    -----
    Tier 0 is the village's or residents' council (村民/居民理事会) that settles what it can by
    itself; Nanchang's 分层级 has street (township, community), county and city.
    """

    COUNCIL = 0
    STREET = 1
    COUNTY = 2
    CITY = 3

    @property
    def above(self) -> Tier | None:
        """Return the next level up, None from the city."""
        return None if self is Tier.CITY else Tier(self + 1)


TIER_TERMS: Final = {
    Tier.COUNCIL: Term("residents' council"),
    Tier.STREET: Term("street"),
    Tier.COUNTY: Term("county"),
    Tier.CITY: Term("city"),
}
