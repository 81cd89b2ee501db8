"""River, lakes, parks, fields and buildings of the base map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.demo.buildings import Buildings
from data.demo.land import LAND_USES, Land
from data.demo.lattice import Lattice
from data.demo.plane import Floats, Ints, lon_lat
from data.demo.words import LAKE_NAMES, PARK_NAMES, RIVER_NAME

CRS = "EPSG:4490"
# The river takes this share of its two rows; the rest is the green strip up to the embankment.
_RIVER_SHARE = 0.60
_STRIP_FROM, _STRIP_TO = 0.70, 0.90
_MOST_BUILDINGS = 60_000
_SIDE_STEPS = 6


def features(
    layer: str,
    names: Sequence[str | None],
    rank: int | list[int] | Ints,
    shapes: Iterable[shapely.Geometry],
) -> gpd.GeoDataFrame:
    """Return base features of one layer: columns layer, name, rank, geometry (EPSG:4490)."""
    columns = {"layer": layer, "name": pd.array(list(names), dtype="str"), "rank": rank}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def polygons(lon_lat: tuple[Floats, Floats]) -> list[shapely.Polygon]:
    """Return a polygon for each row of corners, given as longitudes and latitudes."""
    return list(np.atleast_1d(np.asarray(shapely.polygons(np.stack(lon_lat, axis=-1)))))


def curved_boxes(
    lattice: Lattice, west: Floats, south: Floats, east: Floats, north: Floats
) -> list[shapely.Polygon]:
    """Return rectangles of the plan as they lie on the curved ground, lon and lat."""
    step = np.arange(_SIDE_STEPS) / _SIDE_STEPS
    zero, one = np.zeros(_SIDE_STEPS), np.ones(_SIDE_STEPS)
    right = np.concatenate([step, one, 1 - step, zero])
    up = np.concatenate([zero, step, one, 1 - step])
    x = west[:, None] + right * (east - west)[:, None]
    y = south[:, None] + up * (north - south)[:, None]
    return polygons(lattice.plane.lon_lat(x, y))


def river(lattice: Lattice, phase: float) -> shapely.Polygon:
    """Return the river's water from one end of the district to the other, lon and lat."""
    x = _along_river(lattice)
    south, north = _river_banks(lattice, x, phase, _RIVER_SHARE)
    ring_x, ring_y = np.concatenate([x, x[::-1]]), np.concatenate([south, north[::-1]])
    return shapely.Polygon(np.stack(lattice.plane.lon_lat(ring_x, ring_y), axis=-1))


def water(lattice: Lattice, land: Land, phase: float) -> gpd.GeoDataFrame:
    """Return the river, the lakes of the parks and the ponds of some fields."""
    lakes = _pools(lattice, np.flatnonzero(land.is_used_for("park")), 0.36)
    fields = np.flatnonzero(land.is_used_for("field"))[::5]
    ponds = _pools(lattice, fields, 0.22)
    names = [RIVER_NAME, *(LAKE_NAMES[n % 2] for n in range(len(lakes))), *[None] * len(ponds)]
    rank = [1] + [2] * len(lakes) + [3] * len(ponds)
    return features("water", names, rank, [river(lattice, phase), *lakes, *ponds])


def green(lattice: Lattice, land: Land, phase: float) -> gpd.GeoDataFrame:
    """Return the river's green strips, the parks, gardens, fields and sports grounds."""
    x = _along_river(lattice)
    strips = [_strip(lattice, x, side) for side in (-1, 1)]
    parts = [features("green", [None, None], 2, strips)]
    for key, rank, front in (("park", 1, 8.0), ("garden", 2, 9.0), ("field", 3, 9.0)):
        blocks = np.flatnonzero(land.is_used_for(key))
        west, south, east, north = (side[blocks] for side in lattice.block_box())
        shapes = curved_boxes(lattice, west + front, south + front, east - front, north - front)
        names = [PARK_NAMES[n % 2] if key == "park" else None for n in range(len(shapes))]
        parts.append(features("green", names, rank, shapes))
    return pd.concat(parts, ignore_index=True)


def footprints(buildings: Buildings) -> gpd.GeoDataFrame:
    """Return the outlines of the buildings; of very many, those nearest to the middle."""
    chosen = np.arange(len(buildings.block))
    if len(chosen) > _MOST_BUILDINGS:
        away = buildings.east_m**2 + buildings.north_m**2
        chosen = np.sort(np.argpartition(away, _MOST_BUILDINGS)[:_MOST_BUILDINGS])
    corners = buildings.corners(chosen)
    large = np.isin(
        buildings.use[chosen],
        [n for n, use in enumerate(LAND_USES) if use.key in ("hospital", "school", "market")],
    )
    names: list[str | None] = [None] * len(chosen)
    return features(
        "building",
        names,
        np.where(large, 2, 3),
        polygons(lon_lat(corners[..., 0], corners[..., 1])),
    )


def _along_river(lattice: Lattice) -> Floats:
    on_river = np.flatnonzero(lattice.inside[:, lattice.river_row])
    start, end = lattice.x.at_m[[on_river[0], on_river[-1] + 1]]
    return np.linspace(start, end, 12 * len(on_river) + 1)


def _half_widths(lattice: Lattice) -> tuple[float, float]:
    at_m, row = lattice.y.at_m, lattice.river_row
    return float(at_m[row] - at_m[row - 1]), float(at_m[row + 1] - at_m[row])


def _river_banks(lattice: Lattice, x: Floats, phase: float, share: float) -> tuple[Floats, Floats]:
    south, north = _half_widths(lattice)
    along = x / lattice.plane.half_x_m
    middle = lattice.plane.river_y_m
    return (
        middle - south * share * (0.9 + 0.12 * np.sin(9 * along + phase)),
        middle + north * share * (0.9 + 0.14 * np.sin(6 * along + 2 * phase + 1)),
    )


def _strip(lattice: Lattice, x: Floats, side: int) -> shapely.Polygon:
    half = _half_widths(lattice)[side > 0]
    middle = lattice.plane.river_y_m
    near, far = middle + side * half * _STRIP_FROM, middle + side * half * _STRIP_TO
    ring_x = np.concatenate([x, x[::-1]])
    ring_y = np.concatenate([np.full(len(x), near), np.full(len(x), far)])
    return shapely.Polygon(np.stack(lattice.plane.lon_lat(ring_x, ring_y), axis=-1))


def _pools(lattice: Lattice, blocks: Ints, share: float) -> list[shapely.Polygon]:
    """Return one rounded pool in each block, its half width a share of the block's."""
    west, south, east, north = (side[blocks] for side in lattice.block_box())
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    wobble = (
        1 + 0.16 * np.sin(2 * turn + blocks[:, None]) + 0.10 * np.sin(3 * turn - blocks[:, None])
    )
    x = ((west + east) / 2)[:, None] + (share * (east - west))[:, None] * wobble * np.cos(turn)
    y = ((south + north) / 2)[:, None] + (share * (north - south))[:, None] * wobble * np.sin(turn)
    return polygons(lattice.plane.lon_lat(x, y))
