"""Units with what their grids say of them: households, ground, middle, which touch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo.adjacency import Adjacency, touching
from geo.balance import Floats, Ints
from geo.metres import metric_crs, shapes_to_metres
from service.errors import ServiceError
from service.reorganise.district import District, Grid, ground_of


@dataclass(frozen=True, eq=False)
class Gathered:
    """Units by code, with what lies in them and which touch; all of shape (n,) but `edges`.

    Attributes
    ----------
    codes
        In order.
    parents
        A number for each unit above.
    households, grids, area_m2, perimeter_m, x_m, y_m
        Of each unit; its middle in metres.
    edges, border_m
        Units that touch, shape (m, 2), and along how much.
    """

    codes: list[str]
    parents: Ints
    households: Floats
    grids: Floats
    area_m2: Floats
    perimeter_m: Floats
    x_m: Floats
    y_m: Floats
    edges: Ints
    border_m: Floats


def gathered(district: District, counts: dict[str, int], codes: list[str]) -> Gathered:
    """Return the units with what their general grids say; those without grids are left out.

    Parameters
    ----------
    counts
        Households by grid code.

    Raises
    ------
    ServiceError
        When none of them has a grid.
    """
    number = {code: place for place, code in enumerate(codes)}
    own = [
        (grid, place)
        for grid in district.grids.values()
        if grid.kind == "general" and (place := _place(district, grid, number)) is not None
    ]
    owner = np.array([place for _, place in own], np.int64)
    if not len(owner):
        raise ServiceError("None of these units has a grid: import the grids first.")
    shapes = ground_of(grid for grid, _ in own)
    west, south, east, north = shapely.total_bounds(shapes)
    metric = shapes_to_metres(shapes, metric_crs([west, east], [south, north]))
    kept = np.unique(owner)
    owner = np.searchsorted(kept, owner)
    homes = np.array([counts.get(grid.code, 0) for grid, _ in own], float)
    area = shapely.area(metric)
    x, y = shapely.get_coordinates(shapely.centroid(metric)).T
    total = sums(owner, area, len(kept))
    codes = [codes[place] for place in kept]
    parents = [district.units[code].parent or "" for code in codes]
    edges, border_m, perimeter_m = _joined(touching(shapes), owner, len(kept))
    return Gathered(
        codes,
        np.unique(parents, return_inverse=True)[1].astype(np.int64),
        sums(owner, homes, len(kept)),
        sums(owner, np.ones(len(owner)), len(kept)),
        total,
        perimeter_m,
        sums(owner, area * x, len(kept)) / total,
        sums(owner, area * y, len(kept)) / total,
        edges,
        border_m,
    )


def _place(district: District, grid: Grid, number: dict[str, int]) -> int | None:
    found = (number.get(code) for code in district.path(grid).values())
    return next((place for place in found if place is not None), None)


def _joined(near: Adjacency, owner: Ints, count: int) -> tuple[Ints, Floats, Floats]:
    """Return which units touch, along how much, and their perimeters, from their grids."""
    pairs = np.sort(owner[near.edges], axis=1)
    is_inner = pairs[:, 0] == pairs[:, 1]
    perimeter = sums(owner, near.perimeter_m, count)
    perimeter -= 2 * sums(pairs[is_inner, 0], near.border_m[is_inner], count)
    edges, which = np.unique(pairs[~is_inner], axis=0, return_inverse=True)
    return edges, sums(which.ravel(), near.border_m[~is_inner], len(edges)), perimeter


def sums(owner: Ints, values: Floats, count: int) -> Floats:
    """Return the sum of the values of each owner, shape (count,)."""
    return np.asarray(np.bincount(owner, values, minlength=count), np.float64)
