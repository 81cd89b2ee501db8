"""The shifted coordinates of map companies in China, GCJ-02 and BD-09, to and from WGS-84.

Every function takes longitudes and latitudes in degrees (scalars or arrays that broadcast) and
returns two float64 arrays of the same shape.  NaN in, NaN out.  All six leave a position as it is
outside the outline (`in_outline`), which is asked about the position given, whichever datum it
is in.

Notes
-----
The formulas are not official: they were published about 2010 from leaked code and are the same in
eviltransform, coordtransform, gcoord and PRCoords.  The ellipsoid in them is Krasovsky 1940.

The outline is the rectangle 72.004-137.8347 E, 0.8293-55.8271 N of the same code (`outOfChina`),
used by all of these libraries.  It is not the border: Seoul, Hanoi and Ulaanbaatar lie inside
and are shifted too, and so are Hong Kong, Macao and Taiwan.  China itself (73.6-134.8 E,
16.7-53.6 N, EPSG:4490's area of use) stays more than a degree away from its sides.  At the sides
the shift begins at once: within about 1 km of a side there and back does not return to the start.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LonLat = tuple[Floats, Floats]

WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271

_A = 6378245.0
_EE = 0.00669342162296594323
_X_PI = np.pi * 3000.0 / 180.0
_CLOSE_ENOUGH = 1e-12
_MOST_STEPS = 30


def in_outline(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Return True where a position lies in the rectangle in which GCJ-02 is shifted, sides in."""
    x, y = _pair(lon, lat)
    return (x >= WEST) & (x <= EAST) & (y >= SOUTH) & (y <= NORTH)


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return the GCJ-02 longitude and latitude of WGS-84 positions, in degrees."""
    return _where_inside(_shift_gcj02, *_pair(lon, lat))


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return the WGS-84 longitude and latitude of GCJ-02 positions, in degrees.

    Notes
    -----
    Solved by fixed-point iteration to below 1e-9 degrees (0.1 mm); the usual single step is off
    by up to some metres.  Each step makes the error about 200 times smaller.
    """
    return _where_inside(_inverse(_shift_gcj02), *_pair(lon, lat))


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return the BD-09 longitude and latitude of GCJ-02 positions, in degrees."""
    return _where_inside(_shift_bd09, *_pair(lon, lat))


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return the GCJ-02 longitude and latitude of BD-09 positions, in degrees.

    Notes
    -----
    Solved by fixed-point iteration to below 1e-9 degrees; the usual closed form evaluates the
    small terms at the shifted position and is off by up to 2e-6 degrees (0.2 m).
    """
    return _where_inside(_inverse(_shift_bd09), *_pair(lon, lat))


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return the BD-09 longitude and latitude of WGS-84 positions, in degrees."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    """Return the WGS-84 longitude and latitude of BD-09 positions, in degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _pair(lon: ArrayLike, lat: ArrayLike) -> LonLat:
    x, y = np.broadcast_arrays(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    return x, y


def _where_inside(change: Callable[[Floats, Floats], LonLat], x: Floats, y: Floats) -> LonLat:
    inside = in_outline(x, y)
    new_x, new_y = x.copy(), y.copy()
    new_x[inside], new_y[inside] = change(x[inside], y[inside])
    return new_x, new_y


def _inverse(shift: Callable[[Floats, Floats], LonLat]) -> Callable[[Floats, Floats], LonLat]:
    def solve(x: Floats, y: Floats) -> LonLat:
        guess_x, guess_y = x, y
        for _ in range(_MOST_STEPS):
            there_x, there_y = shift(guess_x, guess_y)
            miss_x, miss_y = x - there_x, y - there_y
            guess_x, guess_y = guess_x + miss_x, guess_y + miss_y
            if max(_largest(miss_x), _largest(miss_y)) < _CLOSE_ENOUGH:
                break
        return guess_x, guess_y

    return solve


def _largest(miss: Floats) -> float:
    return float(np.abs(miss).max(initial=0.0))


def _shift_gcj02(lon: Floats, lat: Floats) -> LonLat:
    x, y = lon - 105.0, lat - 35.0
    root, product = np.sqrt(np.abs(x)), x * y
    ripple = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * product + 0.2 * root
    north_m += (ripple + 20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north_m += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * product + 0.1 * root
    east_m += (ripple + 20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east_m += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    phi = np.radians(lat)
    flat = 1.0 - _EE * np.sin(phi) ** 2
    meridian_m = _A * (1.0 - _EE) / (flat * np.sqrt(flat))
    parallel_m = _A / np.sqrt(flat) * np.cos(phi)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _shift_bd09(lon: Floats, lat: Floats) -> LonLat:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _X_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _X_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006
