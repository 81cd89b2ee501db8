"""Invalid areas: which, why and where; and their repair, only when asked for."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.metres import Shapes, area_m2

# What GEOS says about a shape, such as "Self-intersection[121.5 31.2]".
_REASON = re.compile(r"(?P<reason>[^\[]*)(?:\[(?P<x>\S+) (?P<y>\S+?)\])?")
_AREAS = (3, 6)  # shapely's numbers of Polygon and MultiPolygon

NO_SHAPE = "No shape"
NOT_AN_AREA = "Not an area"


def invalid_shapes(shapes: ArrayLike) -> pd.DataFrame:
    """Return one row per shape that is no valid area: which, why and where.

    Parameters
    ----------
    shapes
        Stored shapes, shape (n,); None and empty ones count as invalid.

    Returns
    -------
    DataFrame[position, reason, lon, lat], RangeIndex
        `position` counts from 0 in `shapes`.  `reason` is what GEOS calls the fault, such as
        ``Self-intersection``, or ``No shape``, ``Not an area``.  `lon`, `lat` is the place of the
        fault in the coordinates of the shape, NaN where it has none.
    """
    array = np.asarray(shapes, np.object_)
    rows = [_fault(int(position), array[position]) for position in np.flatnonzero(_bad(array))]
    return pd.DataFrame(rows, columns=["position", "reason", "lon", "lat"])


def repair(shapes: ArrayLike) -> tuple[Shapes, pd.DataFrame]:
    """Return the shapes with the invalid ones repaired, and what that did to their areas.

    Parameters
    ----------
    shapes
        Stored shapes, shape (n,), EPSG:4490.  They are not changed; valid ones are passed on.

    Returns
    -------
    shapes : ndarray of Geometry, shape (n,)
        Valid polygons and multipolygons; None where nothing of an area is left.
    changes : DataFrame[position, reason, area_before_m2, area_after_m2], RangeIndex
        One row per shape that was not valid.

    Notes
    -----
    By `shapely.make_valid`, method ``structure``: what the rings enclose is kept, holes stay
    holes, lines and points that remain are dropped.  The area before is the one that the ring as
    drawn has by the surveyor's formula: in a figure of eight the two halves cancel out, so the
    repaired area may be much larger.
    """
    array = np.asarray(shapes, np.object_)
    found = invalid_shapes(array)
    at = found["position"].to_numpy(np.intp)
    repaired = array.copy()
    repaired[at] = [_mended(shape) for shape in array[at]]
    changes = found[["position", "reason"]].assign(
        area_before_m2=area_m2(array[at]), area_after_m2=area_m2(repaired[at])
    )
    return repaired, changes


def _bad(shapes: Shapes) -> NDArray[np.bool_]:
    is_area = np.isin(shapely.get_type_id(shapes), _AREAS) & ~shapely.is_empty(shapes)
    return np.asarray(~(is_area & shapely.is_valid(shapes)), np.bool_)


def _fault(position: int, shape: shapely.Geometry | None) -> tuple[int, str, float, float]:
    if shape is None or shapely.is_empty(shape):
        return position, NO_SHAPE, np.nan, np.nan
    if shapely.get_type_id(shape) not in _AREAS:
        middle = shapely.get_coordinates(shape)[0]
        return position, NOT_AN_AREA, float(middle[0]), float(middle[1])
    said = _REASON.match(str(shapely.is_valid_reason(shape)))
    reason = said["reason"].strip() if said else str(shapely.is_valid_reason(shape))
    lon, lat = (float(said["x"]), float(said["y"])) if said and said["x"] else (np.nan, np.nan)
    is_somewhere = bool(np.isfinite([lon, lat]).all())
    return position, reason, *((lon, lat) if is_somewhere else (np.nan, np.nan))


def _mended(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    if shape is None or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(shapely.get_parts(valid))
    areas = parts[(shapely.get_type_id(parts) == _AREAS[0]) & ~shapely.is_empty(parts)]
    whole: shapely.Geometry = shapely.union_all(areas)  # GEOS may leave parts that share an edge
    return whole if len(areas) else None
