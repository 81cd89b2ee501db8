"""The streets of the base map: the lines between blocks, named, with the bridges."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from data.demo.cells import STEPS, fine_lines
from data.demo.lattice import Axis, Lattice
from data.demo.plane import Bools, Floats
from data.demo.scenery import features
from data.demo.words import chinese_number, road_names

_SUFFIX = {1: "大道", 2: "路"}
_OTHER_SUFFIX = {1: "大街", 2: "街"}


def street_names(lattice: Lattice) -> tuple[list[str], list[str]]:
    """Return the name of each column line and of each row line, no two the same.

    Lanes are numbered from the street before them: 彩云路一巷.  The river has no name here.
    """
    columns = int((lattice.x.rank != 3).sum())
    words = road_names(columns + int((lattice.y.rank != 3).sum()))
    return (
        _named(lattice.x, words[:columns], _SUFFIX),
        _named(lattice.y, words[columns:], _OTHER_SUFFIX),
    )


def _named(axis: Axis, words: list[str], suffix: dict[int, str]) -> list[str]:
    left = iter(words)
    names: list[str] = []
    street, lane = "", 0
    for rank in axis.rank:
        if rank == 3:
            lane += 1
            names.append(f"{street}{chinese_number(lane)}巷")
        elif rank == 0:
            names.append("")
        else:
            street, lane = next(left) + suffix[int(rank)], 0
            names.append(street)
    return names


def has_street(lattice: Lattice) -> tuple[Bools, Bools]:
    """Return where streets run: on column lines (lines, rows), on row lines (columns, lines)."""
    columns, rows = lattice.inside.shape
    at = np.full((columns + 2, rows + 2), -1)
    at[lattice.blocks.column + 1, lattice.blocks.row + 1] = lattice.blocks.block
    upright: Bools = at[:-1, 1:-1] != at[1:, 1:-1]
    level: Bools = at[1:-1, :-1] != at[1:-1, 1:]
    level[:, lattice.river_row] = False
    bank = slice(lattice.river_row - 1, lattice.river_row + 1)
    is_bridge = np.isin(np.arange(columns + 1), lattice.bridges)
    upright[:, bank] &= is_bridge[:, None]
    return upright, level


def roads(lattice: Lattice) -> gpd.GeoDataFrame:
    """Return every street as one line for each stretch without a gap, named, with its rank."""
    upright, level = has_street(lattice)
    fine_x, fine_y = fine_lines(lattice.x.at_m), fine_lines(lattice.y.at_m)
    column_names, row_names = street_names(lattice)
    lines: list[shapely.LineString] = []
    names: list[str] = []
    ranks: list[int] = []
    for runs, axis, axis_names, is_upright in (
        (upright, lattice.x, column_names, True),
        (level.T, lattice.y, row_names, False),
    ):
        along = fine_y if is_upright else fine_x
        for number, (start, end) in _stretches(runs):
            stretch = along[STEPS * start : STEPS * end + 1]
            across = np.full(len(stretch), axis.at_m[number])
            lines.append(_line(lattice, *((across, stretch) if is_upright else (stretch, across))))
            names.append(axis_names[number])
            ranks.append(int(axis.rank[number]))
    return features("road", names, ranks, lines)


def _line(lattice: Lattice, x: Floats, y: Floats) -> shapely.LineString:
    return shapely.LineString(np.stack(lattice.plane.lon_lat(x, y), axis=-1))


def _stretches(runs: Bools) -> list[tuple[int, tuple[int, int]]]:
    """Return line number, first and last crossing of each stretch of True, for every line."""
    padded = np.pad(runs.astype(np.int8), ((0, 0), (1, 1)))
    change = np.diff(padded, axis=1)
    line, start = np.nonzero(change == 1)
    _, end = np.nonzero(change == -1)
    return [(int(n), (int(a), int(b))) for n, a, b in zip(line, start, end, strict=True)]
