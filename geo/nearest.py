"""The nearest of some places to each of many points, in a straight line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.metres import metric_crs, points_to_metres

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Nearest:
    """What lies nearest to each point.

    Attributes
    ----------
    row
        Row of the nearest place, int64; -1 where there is none or the point has no position.
    distance_m
        Metres in a straight line; infinite where there is none.
    """

    row: NDArray[np.int64]
    distance_m: Floats


class MetricPoints:
    """Points in metres, ready to be asked many times.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4490; NaN for a point without a position.

    Notes
    -----
    A transverse Mercator around the middle of the points (`geo.metres.metric_crs`): a length is
    0.012 % too long 100 km from its meridian.  It is the line as the crow flies: the way on foot
    is longer.
    """

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        self.crs = metric_crs(lon, lat)
        x, y = points_to_metres(lon, lat, self.crs)
        self.xy: Floats = np.column_stack([x, y])
        self._is_placed = np.isfinite(self.xy).all(axis=1)

    def __len__(self) -> int:
        return len(self.xy)

    def nearest(self, lon: ArrayLike, lat: ArrayLike) -> Nearest:
        """Return the nearest of some places to each point.

        Parameters
        ----------
        lon, lat
            Of the places; one without a position is never the nearest.

        Notes
        -----
        Of places equally far it is one of them, the same in every run.
        """
        from scipy.spatial import cKDTree

        row = np.full(len(self), -1, dtype=np.int64)
        distance = np.full(len(self), np.inf)
        places = np.column_stack(points_to_metres(lon, lat, self.crs))
        known = np.flatnonzero(np.isfinite(places).all(axis=1))
        if known.size and self._is_placed.any():
            tree = cKDTree(places[known])
            found_m, found = tree.query(self.xy[self._is_placed])
            row[self._is_placed] = known[found]
            distance[self._is_placed] = found_m
        return Nearest(row, distance)

    def distance_m(self, lon: float, lat: float) -> Floats:
        """Return the metres of each point from one position; infinite without a position."""
        x, y = points_to_metres([lon], [lat], self.crs)
        away = np.hypot(self.xy[:, 0] - x[0], self.xy[:, 1] - y[0])
        return np.where(np.isfinite(away), away, np.inf)
