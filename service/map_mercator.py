"""Where a position lies on the tiles of a web map: Web Mercator, counted in whole steps."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

# The world is 2**31 steps wide: 1.9 cm at the equator, and a step fits into 32 bits.
WORLD_BITS = 31
WORLD = 1 << WORLD_BITS
TILE_BITS = 8
MAX_ZOOM = 22
# Web Mercator ends where the world becomes a square (EPSG:3857).
_MAX_LAT = 85.051128779806604


def to_world(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x (east) and y (south) in world steps, 0 to 2**31, as floats.

    Parameters
    ----------
    lon, lat
        Degrees; latitudes beyond the Mercator square are taken to its edge.
    """
    sine = np.sin(np.radians(np.clip(lat, -_MAX_LAT, _MAX_LAT)))
    x = (np.asarray(lon) / 360.0 + 0.5) * WORLD
    y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * WORLD
    return x, y


def shapes_to_world(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes with their lon, lat turned into world steps."""
    return shapely.transform(
        shapes, lambda lonlat: np.column_stack(to_world(lonlat[:, 0], lonlat[:, 1]))
    )


def tile_box(zoom: int, x: int, y: int, margin_px: int = 0) -> tuple[int, int, int, int]:
    """Return west, north, east, south of a tile in world steps, with a margin in pixels."""
    shift = WORLD_BITS - zoom
    margin = margin_px << max(shift - TILE_BITS, 0)
    west, north = x << shift, y << shift
    side = 1 << shift
    return west - margin, north - margin, west + side + margin, north + side + margin


def is_tile(zoom: int, x: int, y: int) -> bool:
    """Return True when such a tile exists."""
    return 0 <= zoom <= MAX_ZOOM and 0 <= x < 1 << zoom and 0 <= y < 1 << zoom
