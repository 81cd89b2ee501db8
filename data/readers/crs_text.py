"""The name under which a declared coordinate system travels on."""

from __future__ import annotations

import re

from pyproj import CRS
from pyproj.exceptions import CRSError

# Systems the trade uses that no EPSG number stands for; all three are in degrees.
IN_DEGREES = ("GCJ-02", "GCJ02", "BD-09", "BD09", "火星坐标系", "百度坐标系")
# pyproj's measure of likeness: below 70 two definitions are not the same system.
SURE = 70


def crs_name(declared: object) -> str | None:
    """Return a short name such as EPSG:4549, else the definition itself; None for no system.

    Local and engineering systems ("Undefined Cartesian") count as not declared.
    """
    if declared is None or (isinstance(declared, str) and not declared.strip()):
        return None
    try:
        crs = CRS.from_user_input(declared)
    except CRSError:
        return declared.strip() if isinstance(declared, str) else None
    if not (crs.is_geographic or crs.is_projected) or "undefined" in crs.name.lower():
        return None
    return _authority(crs) or crs.to_wkt()


def _authority(crs: CRS) -> str | None:
    flat = crs.to_2d() if len(crs.axis_info) > 2 else crs
    found = flat.to_authority(min_confidence=SURE)
    if found is None:
        return None
    name = ":".join(found)
    return "EPSG:4326" if name == "OGC:CRS84" else name


def is_in_degrees(name: str | None) -> bool | None:
    """Return whether a system counts in degrees; None where that cannot be said."""
    if name is None:
        return None
    plain = re.sub(r"[\s_]", "", name).upper()
    if plain in {known.upper() for known in IN_DEGREES} or plain in {"WGS84", "WGS-84", "CGCS2000"}:
        return True
    try:
        return bool(CRS.from_user_input(name).is_geographic)
    except CRSError:
        return None
