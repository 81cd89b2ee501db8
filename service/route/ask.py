"""What is asked of a route."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Final

from service.day.matter import MatterKind
from service.errors import ServiceError

KINDS: Final[tuple[MatterKind, ...]] = ("case", "visit", "round", "emergency")
# A day on foot has room for fewer; beyond, the matrix of distances grows too large.
MOST_STOPS: Final = 400
MOST_DETOUR_M: Final = 5000.0


@dataclass(frozen=True)
class RouteAsk:
    """What is asked of a route.

    Attributes
    ----------
    start
        Longitude and latitude (EPSG:4490) chosen by whoever asks; None for the place of service
        nearest to the worker's grids.
    kinds
        Which matters are stops.
    limit
        How many stops at most.
    detour_m
        What comes later is taken along where the way to the next urgent stop grows by at most so
        many metres.
    round_trip
        Whether the way leads back to the start.
    """

    start: tuple[float, float] | None = None
    kinds: tuple[MatterKind, ...] = KINDS
    limit: int = 40
    detour_m: float = 200.0
    round_trip: bool = False


def refuse_unusable(ask: RouteAsk) -> None:
    """Do nothing when a route can be made as asked.

    Raises
    ------
    ServiceError
        With what cannot be used.
    """
    if not 1 <= ask.limit <= MOST_STOPS:
        raise ServiceError(
            "A route of {seen} stops is not made: ask for 1 to {most}.",
            seen=ask.limit,
            most=MOST_STOPS,
        )
    if not 0 <= ask.detour_m <= MOST_DETOUR_M:
        raise ServiceError(
            "A detour of {seen} m cannot be used: give 0 to {most} m.",
            seen=ask.detour_m,
            most=MOST_DETOUR_M,
        )
    if not ask.kinds or not set(ask.kinds) <= set(KINDS):
        raise ServiceError(
            "The stops are to be of the kinds {seen}: name one or more of {kinds}.",
            seen=", ".join(ask.kinds) or "-",
            kinds=", ".join(KINDS),
        )
    if ask.start is not None and not _is_position(*ask.start):
        raise ServiceError(
            "The start {seen} is no position: give longitude and latitude in degrees.",
            seen=f"{ask.start[0]}, {ask.start[1]}",
        )


def _is_position(lon: float, lat: float) -> bool:
    return isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
