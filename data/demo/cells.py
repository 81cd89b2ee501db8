"""The shapes of the grids: unions of blocks whose shared borders agree corner by corner."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from data.demo.codes import Units
from data.demo.division import Division
from data.demo.land import DEDICATED, Land
from data.demo.lattice import Lattice
from data.demo.plane import Floats, Ints
from data.demo.scenery import curved_boxes, polygons
from data.demo.sizes import Sizes
from data.demo.words import SITE_NAMES, chinese_number

# Steps from line to line: enough for a curve to look round at street level.
STEPS = 3
_FENCE_M = 9.0


def fine_lines(at_m: Floats) -> Floats:
    """Return the positions of the lines with the steps between them, (STEPS * n + 1,)."""
    steps = np.arange(STEPS * (len(at_m) - 1) + 1) / STEPS
    fine: Floats = np.interp(steps, np.arange(len(at_m)), at_m)
    return fine


def grid_shapes(lattice: Lattice, division: Division) -> list[shapely.Geometry]:
    """Return the shape of each general grid, by number, in longitude and latitude."""
    cells = np.array(polygons(_cell_rings(lattice)))
    grid = division.grid[lattice.blocks.block]
    order = np.argsort(grid, kind="stable")
    parts = np.split(cells[order], np.flatnonzero(np.diff(grid[order])) + 1)
    return [shapely.coverage_union_all(part) for part in parts]


def _cell_rings(lattice: Lattice) -> tuple[Floats, Floats]:
    """Return the closed ring of every cell inside, lon and lat, (cells, 4 * STEPS + 1) each."""
    x, y = fine_lines(lattice.x.at_m), fine_lines(lattice.y.at_m)
    lon, lat = lattice.plane.lon_lat(x[:, None], y[None, :])
    step, still, full = np.arange(STEPS), np.zeros(STEPS, dtype=int), np.full(STEPS, STEPS)
    right = np.concatenate([step, full, STEPS - step, still, [0]])
    up = np.concatenate([still, step, full, STEPS - step, [0]])
    column, row = lattice.blocks.column * STEPS, lattice.blocks.row * STEPS
    corner = column[:, None] + right, row[:, None] + up
    return lon[corner], lat[corner]


def grids(
    lattice: Lattice, land: Land, division: Division, units: Units, sizes: Sizes
) -> gpd.GeoDataFrame:
    """Return columns code, name, kind, parent_code, geometry (EPSG:4490), ordered by code.

    The general grids are an exact partition of the district; each dedicated grid lies inside
    one general grid and is numbered after the general ones of its community.
    """
    parents = [units.community_codes[c] for c in units.grid_community]
    rows = list(
        zip(
            units.grid_codes,
            units.grid_names,
            ["general"] * len(parents),
            parents,
            grid_shapes(lattice, division),
            strict=True,
        )
    )
    rows += _dedicated(lattice, land, division, units, sizes)
    frame = gpd.GeoDataFrame(
        rows, columns=["code", "name", "kind", "parent_code", "geometry"], crs="EPSG:4490"
    )
    return frame.sort_values("code", ignore_index=True)


def _dedicated(
    lattice: Lattice, land: Land, division: Division, units: Units, sizes: Sizes
) -> list[tuple[str, str, str, str, shapely.Polygon]]:
    sites = _sites(land, sizes.dedicated)
    blocks = np.array([block for _, block in sites], dtype=np.int64)
    shapes = curved_boxes(lattice, *_fenced(lattice, blocks))
    taken = np.bincount(units.grid_community)
    met = dict.fromkeys(DEDICATED, 0)
    rows = []
    for (key, block), shape in zip(sites, shapes, strict=True):
        community = division.community[block]
        taken[community] += 1
        met[key] += 1
        parent = units.community_codes[community]
        number = chinese_number(met[key]) if sizes.dedicated > len(DEDICATED) else ""
        name = f"{SITE_NAMES[key]}{number}专属网格"
        rows.append((f"{parent}{taken[community]:03d}", name, "dedicated", parent, shape))
    return rows


def _sites(land: Land, wanted: int) -> list[tuple[str, int]]:
    """Return use and block of the sites that have a grid of their own, the largest first."""
    largest = {}
    for key in DEDICATED:
        blocks = np.flatnonzero(land.is_used_for(key))
        largest[key] = blocks[np.argsort(-land.area_m2[blocks], kind="stable")]
    turns = [
        (key, int(largest[key][turn]))
        for turn in range(wanted)
        for key in DEDICATED
        if turn < len(largest[key])
    ]
    return turns[:wanted]


def _fenced(lattice: Lattice, blocks: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    west, south, east, north = (side[blocks] for side in lattice.block_box())
    return west + _FENCE_M, south + _FENCE_M, east - _FENCE_M, north - _FENCE_M
