"""From the straight plan of the town to curved ground, and to longitude and latitude."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# The town stands in forested hills of north-western Hubei, where there is no town of this shape.
CENTRE_LON = 111.05
CENTRE_LAT = 31.62
_TURN = np.deg2rad(9.0)
# Metres of one degree at 31.62 N on the CGCS2000 ellipsoid (radii of curvature N and M).
_METRES_PER_LON = 94_864.0
_METRES_PER_LAT = 110_881.0
# 1e-7 degree is one centimetre: the same for corners and points, so that a point on a corner
# of the plan lies on the stored corner exactly.
_DECIMALS = 7


@dataclass(frozen=True)
class Plane:
    """The bend of the town: plan metres (x east, y north, straight streets) to the ground.

    Attributes
    ----------
    half_x_m, half_y_m
        Half the width and height of the plan, whose middle is (0, 0).
    river_y_m
        The line of the plan that becomes the river's centre line.
    phase
        Four angles that make one town's curves differ from another's.
    """

    half_x_m: float
    half_y_m: float
    river_y_m: float
    phase: Floats

    def ground(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return metres east and north of the town's middle for positions on the plan."""
        u, v = x / self.half_x_m, y / self.half_y_m
        p = self.phase
        from_river = (y - self.river_y_m) / self.half_y_m
        bend = 0.17 * np.sin(1.7 * u + p[0]) + 0.055 * np.sin(4.4 * u + p[1])
        north = y * np.sqrt(1 - 0.16 * u**2)
        north += self.half_y_m * (bend / (1 + (from_river / 0.8) ** 2))
        north += self.half_y_m * 0.02 * np.sin(3.7 * u + 2.5 * v + p[3])
        east = x * np.sqrt(1 - 0.20 * v**2)
        east += self.half_y_m * (0.08 * from_river - 0.14 * np.hypot(from_river, 0.06))
        east += self.half_x_m * 0.03 * np.sin(3.0 * v + p[2])
        cos, sin = np.cos(_TURN), np.sin(_TURN)
        return east * cos - north * sin, east * sin + north * cos

    def lon_lat(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return longitude and latitude (EPSG:4490, 7 decimals) for positions on the plan."""
        return lon_lat(*self.ground(x, y))


def lon_lat(east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """Return longitude and latitude (EPSG:4490, 7 decimals) of metres from the town's middle."""
    lon = CENTRE_LON + east_m / _METRES_PER_LON
    lat = CENTRE_LAT + north_m / _METRES_PER_LAT
    return np.round(lon, _DECIMALS), np.round(lat, _DECIMALS)


def metres(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return metres east and north of the town's middle: `lon_lat` backwards."""
    return (lon - CENTRE_LON) * _METRES_PER_LON, (lat - CENTRE_LAT) * _METRES_PER_LAT
