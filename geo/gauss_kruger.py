"""Gauss-Krueger zones of China: which EPSG code has the zone number before its eastings."""

from __future__ import annotations

from pyproj import CRS

# First EPSG code of: 3-degree zones 25-45, 3-degree meridians 75-135 E, 6-degree zones 13-23,
# 6-degree meridians 75-135 E.  Source: EPSG registry as shipped with PROJ; checked in the tests.
_SERIES = {
    "China 2000": (4513, 4534, 4491, 4502),
    "Xian 1980": (2349, 2370, 2327, 2338),
    "Beijing 1954": (2401, 2422, 21413, 21453),
}
_THREE_DEGREES, _SIX_DEGREES = range(25, 46), range(13, 24)


def zone_number(easting: float) -> int | None:
    """Return the zone number that an easting in metres begins with; None where it has none."""
    zone = int(easting // 1_000_000)
    return zone if zone in _THREE_DEGREES or zone in _SIX_DEGREES else None


def numbered_system(zone: int, like: CRS | None) -> str:
    """Return the system with that zone number before its eastings, on the datum of another."""
    three, _, six, _ = _series(like)
    return f"EPSG:{three + zone - 25 if zone in _THREE_DEGREES else six + zone - 13}"


def bare_system(zone: int, like: CRS | None) -> str:
    """Return the system of the same zone without the number, on the datum of another."""
    _, three, _, six = _series(like)
    return f"EPSG:{three + zone - 25 if zone in _THREE_DEGREES else six + zone - 13}"


def has_zones(system: CRS) -> bool:
    """Return True for a system on one of the datums that China's zones are defined on."""
    return _datum(system) in _SERIES


def own_zone(system: CRS) -> int | None:
    """Return the zone number that the eastings of a projected system begin with, or None."""
    operation = system.coordinate_operation
    for value in operation.params if operation else ():
        if value.name == "False easting":
            return zone_number(float(value.value))
    return None


def _series(like: CRS | None) -> tuple[int, int, int, int]:
    return _SERIES.get(_datum(like) if like else "", _SERIES["China 2000"])


def _datum(system: CRS) -> str:
    base = system.geodetic_crs
    return base.datum.name if base and base.datum else ""
