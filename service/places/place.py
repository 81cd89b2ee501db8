"""What a place is, and what of it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Final, Literal, get_args

from casework.sentence import Sentence, Term

UsedFor = Literal["service", "contact", "round"]
USES: Final[tuple[UsedFor, ...]] = get_args(UsedFor)
USE_TERMS: Final[Mapping[str, Term]] = {
    "service": Term("service point"),
    "contact": Term("contact point"),
    "round": Term("point of a round"),
}
# Kinds that the sources name or that are usual; any other word may be given.
USUAL_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "service": ("便民代办点", "医疗", "警务", "就业社保", "志愿服务"),
    "contact": ("接访室", "领导联系点"),
    "round": ("垃圾投放点", "公共厕所"),
}
LONGEST: Final = 80
# A round that passes less often than once a year is none.
MOST_DAYS: Final = 366


@dataclass(frozen=True)
class NewPlace:
    """A place as somebody gives it.

    Attributes
    ----------
    used_for
        ``service``, ``contact`` or ``round``.
    kind
        What it offers or is, in the office's words.
    code
        None for the next free one of its use.
    unit_code
        Community, village or street it belongs to; None for that of the grid it lies in.
    lon, lat
        Degrees, EPSG:4490; both or none.
    every_days
        A round passes here once in so many days; for points of rounds only.
    since
        First day of use; None for today.
    """

    name: str
    used_for: str
    kind: str
    code: str | None = None
    unit_code: str | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    every_days: int | None = None
    since: date | None = None


def fault_of(used_for: object, every_days: object) -> Sentence | None:
    """Return what is wrong with a use and its days, None for nothing."""
    if used_for not in USES:
        return Sentence(
            "A place cannot be used for {value}: choose service, contact or round.",
            value=used_for or "-",
        )
    if used_for == "round" and not _is_days(every_days):
        return Sentence(
            "A point of a round needs the number of days within which it is passed once, from 1"
            " to {most}; {value} is none.",
            value=every_days if every_days is not None else "-",
            most=MOST_DAYS,
        )
    if used_for != "round" and every_days is not None:
        return Sentence(
            "Only a point of a round has a number of days, and this is a {use}: leave {value} out.",
            use=USE_TERMS[str(used_for)],
            value=every_days,
        )
    return None


def position_fault(lon: float | None, lat: float | None) -> Sentence | None:
    """Return what is wrong with a position, None for nothing or no position at all."""
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        return Sentence("A position has two coordinates, and one is missing: give both or none.")
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        return Sentence(
            "The position {lon}, {lat} is nowhere on earth: give longitude and latitude in"
            " degrees.",
            lon=lon,
            lat=lat,
        )
    return None


def _is_days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_DAYS
