"""Coordinate systems: the one room to ask, whatever the question.

``declared`` reads the text that declares a system, ``reprojection`` takes positions to the store
and back, ``gcj02`` knows the shifted systems, ``metres`` measures, ``crs_doubt`` notices numbers
that do not fit the declared system.
"""

from __future__ import annotations

from geo.crs_doubt import implausible
from geo.declared import BD09, CGCS2000, GCJ02, WGS84, DeclaredCrs, declared_crs
from geo.gcj02 import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from geo.metres import area_m2, metric_crs, points_to_metres, shapes_to_metres
from geo.reprojection import (
    points_from_store,
    points_to_store,
    shapes_from_store,
    shapes_to_store,
)

__all__ = [
    "BD09",
    "CGCS2000",
    "GCJ02",
    "WGS84",
    "DeclaredCrs",
    "area_m2",
    "bd09_to_gcj02",
    "bd09_to_wgs84",
    "declared_crs",
    "gcj02_to_bd09",
    "gcj02_to_wgs84",
    "implausible",
    "metric_crs",
    "points_from_store",
    "points_to_metres",
    "points_to_store",
    "shapes_from_store",
    "shapes_to_metres",
    "shapes_to_store",
    "wgs84_to_bd09",
    "wgs84_to_gcj02",
]
