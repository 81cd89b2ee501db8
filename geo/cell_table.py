"""The exact cell table: points answered by array look-up, only those near a border tested.

A fine uniform raster lies over the district.  A cell that no edge crosses has one answer for all
its points.  A crossed cell knows its few candidates, and its points are tested exactly against
them, so every answer equals that of a plain point-in-polygon test, borders included.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import outcome
from geo.cell_build import OUTLINE_ALL, OUTLINE_CROSSES, Cells, build_cells
from geo.edges import Ints, edges_of, expand
from geo.grid import Shapes
from geo.outcome import Outcomes, Positions
from geo.raster import Raster

if TYPE_CHECKING:
    from geo.cell_walk import Walk

BLOCK = 1 << 17


class CellTable(NamedTuple):
    """The cell table of one grid map; see `Cells` for its arrays.

    With `walk` (numba is installed) most points of crossed cells are settled by compiled code and
    only doubtful ones by shapely; without it, all of them by shapely.  The answers are equal.
    """

    raster: Raster
    cells: Cells
    shapes: Shapes
    outline: BaseGeometry
    dedicated: int
    walk: Walk | None

    @classmethod
    def build(
        cls,
        shapes: Shapes,
        outline: BaseGeometry,
        dedicated: int,
        *,
        compiled: bool | None = None,
    ) -> CellTable:
        """Return the table of valid areas in rank order and the outline, all in one plane.

        `compiled` asks for the compiled way or for the other; by default where it is possible.
        """
        edges = edges_of(np.array([*shapes, outline], dtype=object))
        raster = Raster.over(edges)
        cells = build_cells(edges, raster, total=len(shapes), dedicated=dedicated)
        _prepare(shapes)
        compiled = is_compiled() if compiled is None else compiled
        walk = _walk_module().make_walk(edges, raster, cells) if compiled else None
        return cls(raster, cells, shapes, outline, dedicated, walk)

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays of the table."""
        return sum(array.nbytes for array in (*self.cells, *(self.walk or ())))

    def place(self, lon: Positions, lat: Positions) -> Outcomes:
        """Return the outcome of each point; positions that are no numbers are `OUTSIDE`."""
        out = np.empty(len(lon), dtype=np.int32)
        for start in range(0, len(lon), BLOCK):
            part = slice(start, start + BLOCK)
            out[part] = self._place_block(lon[part], lat[part])
        return out

    def _look_up(self, lon: Positions, lat: Positions) -> Outcomes:
        """Return the outcome of each point, or -1 - k where crossed cell k has to be tested."""
        if self.walk is not None:
            walk, total = _walk_module().walk, len(self.shapes)
            found = walk(lon, lat, self.raster, self.cells, self.walk, total, self.dedicated)
            return cast("Outcomes", found)
        cell = self.raster.cell_of(lon, lat)
        return np.where(cell < 0, np.int32(outcome.OUTSIDE), self.cells.answer[cell])

    def _place_block(self, lon: Positions, lat: Positions) -> Outcomes:
        out = self._look_up(lon, lat)
        near = np.flatnonzero(out < 0)
        out[near] = self._test(lon[near], lat[near], -1 - out[near].astype(np.int64))
        return out

    def _test(self, lon: Positions, lat: Positions, crossed: Ints) -> Outcomes:
        """Outcomes of points in the crossed cells given, by exact tests."""
        cells = self.cells
        point, candidate = expand(cells.first[crossed], cells.first[crossed + 1] - 1)
        member = cells.member[candidate]
        whole = cells.edge_first[candidate] == cells.edge_first[candidate + 1]
        hit = whole | shapely.intersects_xy(self.shapes[member], lon[point], lat[point])
        out = outcome.resolve(
            point[hit],
            member[hit].astype(np.intp),
            count=len(lon),
            dedicated=self.dedicated,
            total=len(self.shapes),
        )
        lost = np.flatnonzero(out == outcome.OUTSIDE)
        state = cells.outline[crossed[lost]]
        out[lost[state == OUTLINE_ALL]] = outcome.GAP
        unsure = lost[state == OUTLINE_CROSSES]
        gap = shapely.intersects_xy(self.outline, lon[unsure], lat[unsure])
        out[unsure[gap]] = outcome.GAP
        return out


def is_compiled() -> bool:
    """Return whether the compiled way is there: numba is installed and fits."""
    try:
        _walk_module()
    except ImportError:
        return False
    return True


@cache
def _walk_module() -> ModuleType:
    """Return the compiled way, imported on first use: numba takes half a second to load."""
    return import_module("geo.cell_walk")


def _prepare(shapes: Shapes) -> None:
    """Prepare the shapes and ask each once, so that no two threads build an inner index at once."""
    shapely.prepare(shapes)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes[~shapely.is_empty(shapes)]))
    shapely.intersects_xy(shapes[~shapely.is_empty(shapes)], inside[:, 0], inside[:, 1])
