"""Numbers that do not fit the coordinate system declared for them, and the way out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from geo.declared import WGS84, DeclaredCrs
from geo.errors import GeoError
from geo.gauss_kruger import bare_system, has_zones, numbered_system, own_zone, zone_number
from geo.metres import Floats
from geo.reprojection import points_to_store

Bounds = tuple[float, float, float, float]

# China and its seas on land: EPSG:4490's area of use, widened to whole degrees.
_CHINA: Bounds = (73.0, 16.0, 136.0, 54.0)
# So far may a system be used beyond its area: cities use one meridian for all they have.
_BEYOND_DEG = 6.0
_AROUND_DISTRICT_DEG = 1.0


def implausible(
    x: ArrayLike, y: ArrayLike, crs: DeclaredCrs, *, district: Bounds | None = None
) -> GeoError | None:
    """Return what is wrong with most of the numbers under the declared system; None if nothing.

    The answer is a sentence with its values (not raised): degrees declared as metres or metres
    as degrees, a zone number before the eastings or missing there, the two columns in the wrong
    order, positions far from where the system is used.  `params["suggestion"]`, where present,
    is a text for `declared_crs`.

    Parameters
    ----------
    x, y
        As in the file: longitude or easting, latitude or northing.  NaN is left out.
    crs
        The system declared for them.
    district
        West, south, east, north of the grids in stored degrees, where there are any: then an
        exchange of the columns is noticed anywhere on Earth, not only in China.
    """
    one, other = np.asarray(x, float).ravel(), np.asarray(y, float).ravel()
    usable = np.isfinite(one) & np.isfinite(other)
    if not usable.any():
        return None
    one, other = one[usable], other[usable]
    doubt = _of_projected(one, other, crs) if crs.is_projected else _of_degrees(one, other, crs)
    return doubt or _beside_district(one, other, crs, district)


def _of_projected(x: Floats, y: Floats, crs: DeclaredCrs) -> GeoError | None:
    if _mostly_in(x, y, (-180, -90, 180, 90)):
        return GeoError(
            "{x}, {y} look like degrees, and {crs} is in metres: declare EPSG:4490, WGS84, "
            "GCJ-02 or BD-09.",
            **_seen(x, y, crs),
        )
    return _of_zone(x, y, crs) or _of_place(x, y, crs)


def _of_zone(x: Floats, y: Floats, crs: DeclaredCrs) -> GeoError | None:
    if crs.system is None or not has_zones(crs.system):
        return None
    seen, own = zone_number(float(np.median(x))), own_zone(crs.system)
    if seen is not None and seen != own:
        return GeoError(
            "The eastings begin with {zone}, as in {x}, which is the number of another zone than "
            "{crs} has: declare {suggestion}.",
            **_seen(x, y, crs),
            zone=seen,
            suggestion=numbered_system(seen, crs.system),
        )
    if own is not None and 0 < np.median(x) < 1_000_000:
        return GeoError(
            "{crs} has its zone number {zone} before the eastings, and {x} does not: declare "
            "{suggestion}.",
            **_seen(x, y, crs),
            zone=own,
            suggestion=bare_system(own, crs.system),
        )
    return None


def _of_degrees(x: Floats, y: Floats, crs: DeclaredCrs) -> GeoError | None:
    if _mostly_in(x, y, (-180, -90, 180, 90)):
        return _of_place(x, y, crs)
    if _mostly_in(y, x, (-180, -90, 180, 90)):
        return _exchanged(x, y, crs)
    zone = zone_number(float(np.median(x)))
    if zone is not None:
        return GeoError(
            "{x}, {y} are metres, and {crs} is in degrees; the eastings begin with {zone}, the "
            "number of a zone: declare {suggestion}.",
            **_seen(x, y, crs),
            zone=zone,
            suggestion=numbered_system(zone, crs.system),
        )
    return GeoError(
        "{x}, {y} are no degrees, and {crs} is in degrees: declare the projected system they are "
        "in, such as EPSG:4549 for the meridian 120 E.",
        **_seen(x, y, crs),
    )


def _of_place(x: Floats, y: Floats, crs: DeclaredCrs) -> GeoError | None:
    area = _area_of_use(crs)
    lon, lat = points_to_store(x, y, crs)
    if _mostly_in(lon, lat, area):
        return None
    if _mostly_in(*points_to_store(y, x, crs), area):
        return _exchanged(x, y, crs)
    if crs.is_stored_as_is:
        return None
    if crs.is_shifted:
        return GeoError(
            "{x}, {y} lie outside China, where {crs} is not used: declare {suggestion}.",
            **_seen(x, y, crs),
            suggestion=WGS84.name,
        )
    return GeoError(
        "Read as {crs}, {x}, {y} lie at longitude {lon}, latitude {lat}, far from where this "
        "system is used: check the coordinate system and the order of the two columns.",
        **_seen(x, y, crs),
        lon=_degrees(lon),
        lat=_degrees(lat),
    )


def _beside_district(
    x: Floats, y: Floats, crs: DeclaredCrs, district: Bounds | None
) -> GeoError | None:
    if district is None:
        return None
    around = _widened(district, _AROUND_DISTRICT_DEG)
    if _share_in(*points_to_store(x, y, crs), around) > 0:
        return None
    is_exchanged = _mostly_in(*points_to_store(y, x, crs), around)
    return _exchanged(x, y, crs) if is_exchanged else None


def _exchanged(x: Floats, y: Floats, crs: DeclaredCrs) -> GeoError:
    return GeoError(
        "{x}, {y} are in the wrong order for {crs}: longitude or easting comes first, so exchange "
        "the two columns.",
        **_seen(x, y, crs),
    )


def _area_of_use(crs: DeclaredCrs) -> Bounds:
    if crs.is_shifted or crs.is_stored_as_is:
        return _CHINA
    area = crs.system.area_of_use if crs.system else None
    if area is not None and area.west <= area.east:
        return _widened((area.west, area.south, area.east, area.north), _BEYOND_DEG)
    return _CHINA if crs.is_cgcs2000 else (-180.0, -90.0, 180.0, 90.0)


def _widened(bounds: Bounds, by: float) -> Bounds:
    west, south, east, north = bounds
    return west - by, south - by, east + by, north + by


def _mostly_in(x: Floats, y: Floats, bounds: Bounds) -> bool:
    return _share_in(x, y, bounds) > 0.5


def _share_in(x: Floats, y: Floats, bounds: Bounds) -> float:
    west, south, east, north = bounds
    return float(((x >= west) & (x <= east) & (y >= south) & (y <= north)).mean())


def _seen(x: Floats, y: Floats, crs: DeclaredCrs) -> dict[str, object]:
    return {"x": f"{x[0]:.10g}", "y": f"{y[0]:.10g}", "crs": crs.name}


def _degrees(values: Floats) -> str:
    return f"{np.median(values):.1f}"
