"""The buildings of every block, aligned with its streets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.land import LAND_USES, Land, LandUse
from data.demo.lattice import Lattice
from data.demo.plane import Floats, Ints, Plane

# From a street's centre line to the first building, by the street's rank (0 is the river).
_FRONT_M = np.array([0.0, 15.0, 10.5, 8.5])
_LEAST_SITE_M = 11.0


@dataclass(frozen=True)
class Buildings:
    """The buildings, ordered by block, in arrays of one length.

    Attributes
    ----------
    block, use
        The block each stands on and its land use.
    east_m, north_m
        The middle of each on the ground, in metres from the town's middle.
    along, across
        Half the length and half the depth as vectors on the ground, (n, 2), metres.
    homes
        Dwellings it could hold, relative to the others.
    """

    block: Ints
    use: Ints
    east_m: Floats
    north_m: Floats
    along: Floats
    across: Floats
    homes: Floats

    def corners(self, chosen: Ints) -> Floats:
        """Return the corners of the chosen buildings on the ground, (n, 4, 2), metres."""
        middle = np.stack([self.east_m[chosen], self.north_m[chosen]], axis=1)
        a, c = self.along[chosen], self.across[chosen]
        around = np.stack([-a - c, a - c, a + c, -a + c], axis=1)
        corners: Floats = middle[:, None, :] + around
        return corners


def raise_buildings(lattice: Lattice, land: Land, rng: np.random.Generator) -> Buildings:
    """Return all buildings of the district."""
    box = _plots(lattice)
    parts = []
    for number, use in enumerate(LAND_USES):
        if use.kept > 0:
            blocks = np.flatnonzero(land.use == number)
            parts.append(_of_use(number, use, blocks, box[:, blocks], land.density[blocks], rng))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    block, uses, x, y, wide, deep, homes = (column[order] for column in columns)
    east, north, along, across = _on_ground(lattice.plane, x, y, wide, deep)
    return Buildings(block, uses, east, north, along, across, homes)


def _plots(lattice: Lattice) -> Floats:
    """Return west, south, east, north of each block without the fronts along its streets."""
    b, (x, y) = lattice.blocks, (lattice.x.rank, lattice.y.rank)
    front = _FRONT_M[np.stack([x[b.west], y[b.south], x[b.east], y[b.north]])]
    plots: Floats = np.stack(lattice.block_box()) + front * [[1], [1], [-1], [-1]]
    return plots


def _of_use(
    number: int,
    use: LandUse,
    blocks: Ints,
    box: Floats,
    density: Floats,
    rng: np.random.Generator,
) -> tuple[Ints, Ints, Floats, Floats, Floats, Floats, Floats]:
    """Return block, use, x, y, width, depth and homes of the buildings of one land use."""
    west, south, east, north = box
    room_x, room_y = east - west, north - south
    in_x = np.maximum(1, np.round(room_x / use.step_x_m)).astype(np.int64)
    in_y = np.maximum(1, np.round(room_y / use.step_y_m)).astype(np.int64)
    sites = in_x * in_y
    of = np.repeat(np.arange(len(blocks)), sites)
    place = np.arange(len(of)) - np.repeat(np.cumsum(sites) - sites, sites)
    step_x, step_y = (room_x / in_x)[of], (room_y / in_y)[of]
    kept = rng.random(len(of)) < use.kept * (0.55 + 0.45 * density[of])
    kept &= (step_x > _LEAST_SITE_M) & (step_y > _LEAST_SITE_M)
    of, place, step_x, step_y = of[kept], place[kept], step_x[kept], step_y[kept]
    wide = np.minimum(use.wide_m * rng.uniform(0.8, 1.12, len(of)), step_x - 3)
    deep = np.minimum(use.deep_m * rng.uniform(0.85, 1.1, len(of)), step_y - 3)
    sway_x, sway_y = rng.uniform(-1, 1, (2, len(of))) * [[0.4], [0.2]]
    x = west[of] + (place % in_x[of] + 0.5) * step_x + sway_x * (step_x - wide - 2)
    y = south[of] + (place // in_x[of] + 0.5) * step_y + sway_y * (step_y - deep - 2)
    homes = use.homes * (wide * deep) / (use.wide_m * use.deep_m) * rng.uniform(0.7, 1.3, len(of))
    return blocks[of], np.full(len(of), number), x, y, wide, deep, homes


def _on_ground(
    plane: Plane, x: Floats, y: Floats, wide: Floats, deep: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return middle, half length and half depth on the ground of rectangles of the plan."""
    middle = np.stack(plane.ground(x, y), axis=1)
    along = np.stack(plane.ground(x + 0.5, y), axis=1) - np.stack(plane.ground(x - 0.5, y), axis=1)
    up = np.stack(plane.ground(x, y + 0.5), axis=1) - np.stack(plane.ground(x, y - 0.5), axis=1)
    length = np.hypot(*along.T)
    square = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None]
    height = (up * square).sum(axis=1)
    return (
        middle[:, 0],
        middle[:, 1],
        along * (wide / 2)[:, None],
        square * (height * deep / 2)[:, None],
    )
