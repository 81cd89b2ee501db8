"""Parameters of a request, taken apart; what cannot be used is refused with a sentence."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date
from zoneinfo import ZoneInfo

from starlette.requests import Request

from casework.access import Viewer
from casework.errors import CaseworkError
from casework.period import Period
from dashboard.palette import THEMES
from data.limits import PARAMETER_CHARACTERS
from data.store import Store
from service.clock import DEFAULT_ZONE, now, today
from service.errors import ServiceError
from service.map_filter import STATUSES, CaseFilter
from service.map_mercator import MAX_ZOOM, is_tile
from service.map_time import MapDay, Reading
from service.map_time import map_day as asked_day

_MAPS = ("as-it-was", "today")


def text(request: Request, name: str) -> str | None:
    """Return a parameter's text, None when it is absent or empty.

    Raises
    ------
    ServiceError
        When it is longer than anything asked for in earnest, or holds a null character.
    """
    value = request.query_params.get(name, "")
    if len(value) > PARAMETER_CHARACTERS or "\x00" in value:
        raise ServiceError(
            "The parameter {name} is too long or holds what is not text: give at most {most}"
            " characters.",
            name=name,
            most=PARAMETER_CHARACTERS,
        )
    return value or None


def choice(request: Request, name: str, allowed: Collection[str], default: str) -> str:
    """Return one of some words."""
    value = text(request, name)
    if value is None:
        return default
    if value not in allowed:
        raise ServiceError(
            "The parameter {name} is {value}, which is not one of: {allowed}.",
            name=name,
            value=value,
            allowed=", ".join(allowed),
        )
    return value


def number(request: Request, name: str, least: float, most: float) -> float:
    """Return a number within limits."""
    value = text(request, name)
    try:
        found = float(value or "")
    except ValueError:
        found = math.nan
    if not least <= found <= most:
        raise ServiceError(
            "The parameter {name} is {value}: give a number from {least} to {most}.",
            name=name,
            value=value or "-",
            least=least,
            most=most,
        )
    return found


def day(request: Request, name: str) -> date | None:
    """Return a day given as YYYY-MM-DD, None when absent."""
    value = text(request, name)
    if value is None:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        found = date.min
    # A year beyond these is a slip, and the days around it cannot be counted.
    if not 1900 <= found.year <= 2200:
        raise ServiceError(
            "The parameter {name} is {value}: give a day as YYYY-MM-DD.", name=name, value=value
        )
    return found


def period(request: Request, name: str = "period") -> Period:
    """Return a period, cut at today; this month when absent."""
    value = text(request, name)
    if value is None:
        return Period.holding(today()).until(today())
    try:
        return Period.parse(value).until(today())
    except CaseworkError as error:
        raise ServiceError(
            "The parameter {name} is {value}: give a period such as 2026-10, 2026-Q3, 2026,"
            " 2026-W40 or 2026-10-01..2026-10-15.",
            name=name,
            value=value,
        ) from error


def map_day(request: Request, viewer: Viewer, store: Store) -> MapDay:
    """Return the day the map is asked for, on the grids of that day or of today."""
    reading: Reading = (
        "today" if choice(request, "map", _MAPS, _MAPS[0]) == "today" else "as_it_was"
    )
    return asked_day(viewer, store, day(request, "on"), now(), reading)


def box(request: Request) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees."""
    value = text(request, "bbox") or ""
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-360 <= west <= east <= 360 and -90 <= south <= north <= 90):
        raise ServiceError(
            "The parameter {name} is {value}: give west,south,east,north in degrees.",
            name="bbox",
            value=value or "-",
        )
    return west, south, east, north


def zoom(request: Request) -> int:
    """Return a zoom."""
    return int(number(request, "zoom", 0, MAX_ZOOM))


def tile(request: Request) -> tuple[int, int, int]:
    """Return zoom, column and row of a tile from the path."""
    z, x, y = (int(request.path_params[name]) for name in ("z", "x", "y"))
    if not is_tile(z, x, y):
        raise ServiceError(
            "There is no tile {z}/{x}/{y}: zoom goes to {most}, columns and rows to 2**zoom - 1.",
            z=z,
            x=x,
            y=y,
            most=MAX_ZOOM,
        )
    return z, x, y


def theme(request: Request) -> str:
    """Return light or dark."""
    return choice(request, "theme", THEMES, "light")


def case_filter(request: Request) -> CaseFilter:
    """Return which cases are asked for."""
    return CaseFilter(
        area=text(request, "area"),
        category=text(request, "category"),
        status=choice(request, "status", STATUSES, "open"),
        reported_from=day(request, "from"),
        reported_to=day(request, "to"),
        zone=zone(request),
    )


def zone(request: Request) -> str:
    """Return the time zone in which the days are meant."""
    name = text(request, "zone") or DEFAULT_ZONE
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ServiceError(
            "There is no time zone {seen}: name one such as Asia/Shanghai.", seen=name
        ) from error
    return name
