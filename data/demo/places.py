"""Where cases lie: beside streets, at crossings, in homes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.lattice import Lattice
from data.demo.plane import Bools, Floats, Ints
from data.demo.streets import has_street, street_names

_KERB_FROM_M, _KERB_TO_M = 2.5, 8.5


@dataclass(frozen=True)
class Kerbs:
    """The pieces of street from one line to the next that have blocks on both sides.

    `line` counts the column lines first, then the row lines; `x0`, `y0`, `x1`, `y1` are the
    ends on the plan; `cross` is the line crossed at the start; `block` lies to one side.
    """

    line: Ints
    cross: Ints
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    block: Ints
    names: list[str]


def kerbs(lattice: Lattice) -> Kerbs:
    """Return the pieces of street inside the district, without bridges and outer borders."""
    columns, rows = lattice.inside.shape
    at = np.full((columns + 2, rows + 2), -1)
    at[lattice.blocks.column + 1, lattice.blocks.row + 1] = lattice.blocks.block
    upright, level = has_street(lattice)
    upright &= (at[:-1, 1:-1] >= 0) & (at[1:, 1:-1] >= 0)
    upright[:, lattice.river_row - 1 : lattice.river_row + 1] = False
    level &= (at[1:-1, :-1] >= 0) & (at[1:-1, 1:] >= 0)
    column_line, row = np.nonzero(upright)
    column, row_line = np.nonzero(level)
    x, y = lattice.x.at_m, lattice.y.at_m
    column_names, row_names = street_names(lattice)
    lines = len(x)
    return Kerbs(
        np.concatenate([column_line, row_line + lines]),
        np.concatenate([row + lines, column]),
        np.concatenate([x[column_line], x[column]]),
        np.concatenate([y[row], y[row_line]]),
        np.concatenate([x[column_line], x[column + 1]]),
        np.concatenate([y[row + 1], y[row_line]]),
        np.concatenate([at[column_line + 1, row + 1], _wetter(at, column, row_line, lattice)]),
        [*column_names, *row_names],
    )


def _wetter(at: Ints, column: Ints, row_line: Ints, lattice: Lattice) -> Ints:
    """Return the block north of a row line, or south of it where north is the river's bank."""
    is_bank = row_line == lattice.river_row - 1
    north: Ints = at[column + 1, row_line + 1]
    return np.where(is_bank, at[column + 1, row_line], north)


def kerbside(
    lattice: Lattice, kerb: Kerbs, chosen: Ints, at_crossing: Bools, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return lon and lat beside the chosen pieces of street, or exactly on their crossing."""
    along = np.where(at_crossing, 0.0, rng.uniform(0.04, 0.96, len(chosen)))
    aside = rng.uniform(_KERB_FROM_M, _KERB_TO_M, len(chosen)) * rng.choice([-1, 1], len(chosen))
    aside = np.where(at_crossing, 0.0, aside)
    is_upright = kerb.x0[chosen] == kerb.x1[chosen]
    x = kerb.x0[chosen] + along * (kerb.x1 - kerb.x0)[chosen] + np.where(is_upright, aside, 0)
    y = kerb.y0[chosen] + along * (kerb.y1 - kerb.y0)[chosen] + np.where(is_upright, 0, aside)
    return lattice.plane.lon_lat(x, y)


def kerb_weights(kerb: Kerbs, weight: Floats, rng: np.random.Generator) -> Floats:
    """Return how likely a case lies at each piece of street: with the homes of its block."""
    near = np.sqrt(weight[kerb.block] + 0.05 * weight.mean())
    uneven: Floats = near * np.exp(0.35 * rng.standard_normal(len(near)))
    return np.asarray(uneven / uneven.sum())
