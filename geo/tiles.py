"""Web-Mercator tile numbers: the key by which points are found in a viewport."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

KEY_ZOOM = 16
_SIDE = 1 << KEY_ZOOM
# Web Mercator ends where the map becomes square: arctan(sinh(pi)).
_LAST_LATITUDE = 85.051128779806604


def tile_xy(
    lon: NDArray[np.float64], lat: NDArray[np.float64], zoom: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return tile coordinates (with fractions) of positions in degrees, x to the east, y south."""
    side = float(1 << zoom)
    phi = np.radians(np.clip(lat, -_LAST_LATITUDE, _LAST_LATITUDE))
    x = (np.asarray(lon) + 180.0) / 360.0 * side
    y = (1.0 - np.arcsinh(np.tan(phi)) / np.pi) / 2.0 * side
    return x, y


def tile16(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return ``x * 65536 + y`` of the tile at zoom 16 (about 520 m at 31 N); -1 where NaN."""
    x, y = tile_xy(lon, lat, KEY_ZOOM)
    is_known = np.isfinite(x) & np.isfinite(y)
    column, row = (
        np.clip(np.where(is_known, part, 0), 0, _SIDE - 1).astype(np.int64) for part in (x, y)
    )
    return np.where(is_known, column * _SIDE + row, -1)
