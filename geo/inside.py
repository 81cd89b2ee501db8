"""Which of many points lie in an area, its border included."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

#: About a millimetre in degrees: a point this near the border lies on it.
ON_BORDER_DEG = 1e-8


def points_inside(
    shape: BaseGeometry, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which points lie in an area or on its border.

    Parameters
    ----------
    shape
        A valid polygon or multipolygon, in the points' own coordinates (lon, lat in degrees).
    lon, lat
        NaN for a point without a position, which lies nowhere.

    Notes
    -----
    A position kept with seven digits after the point can hardly lie exactly on a slanted border;
    within `ON_BORDER_DEG` it counts as on it.
    """
    found = np.zeros(len(lon), dtype=bool)
    if shape.is_empty:
        return found
    west, south, east, north = shape.bounds
    edge = ON_BORDER_DEG
    near = np.flatnonzero(
        (lon >= west - edge) & (lon <= east + edge) & (lat >= south - edge) & (lat <= north + edge)
    )
    shapely.prepare(shape)
    within = shapely.intersects_xy(shape, lon[near], lat[near])
    outside = near[~within]
    border = shape.boundary
    shapely.prepare(border)
    touches = shapely.dwithin(border, shapely.points(lon[outside], lat[outside]), edge)
    found[near[within]] = True
    found[outside[touches]] = True
    return found
