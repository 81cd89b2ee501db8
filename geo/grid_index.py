"""The grids of one version, made ready once for placing any number of points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, TypeVar, cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.cell_table import CellTable
from geo.errors import GeoError
from geo.grid import DEDICATED, Codes, Shapes, ranked_grids
from geo.union import union_of

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class GridIndex:
    """The grids of one version: immutable, shared by all threads, costly parts made on first use.

    Attributes
    ----------
    grids : GeoDataFrame
        The frame given, reordered: dedicated grids first, then by code in text order.
    codes : ndarray of str, shape (G,)
        In the order of `grids`.
    shapes : ndarray of Polygon or MultiPolygon, shape (G,)
        What points are tested against, EPSG:4490: those of `grids`, repaired where invalid.
    dedicated : int
        How many of the first grids are dedicated ones.
    repaired : tuple of str
        Codes whose polygon was invalid and is used as its repaired form.
    """

    grids: gpd.GeoDataFrame
    codes: Codes
    shapes: Shapes
    dedicated: int
    repaired: tuple[str, ...]
    given_outline: BaseGeometry | None = None
    _made: dict[str, Any] = field(default_factory=dict, repr=False)
    _lock: Any = field(default_factory=RLock, repr=False)

    @classmethod
    def build(cls, grids: gpd.GeoDataFrame, outline: BaseGeometry | None = None) -> GridIndex:
        """Return the index of a grid map, ready for `geo.assign`.

        Parameters
        ----------
        grids : GeoDataFrame
            Columns ``code``, ``name``, ``kind``, ``parent_code`` and areas in EPSG:4490.  A
            missing or empty geometry is allowed and holds no point.  An invalid polygon is not
            refused: it is used as ``make_valid`` (even-odd rule) makes it, which is the area that
            an even-odd point test sees anyway, and its code is listed in `repaired`.
        outline : shapely geometry, optional
            The district in EPSG:4490; by default the union of the grids with its holes filled.

        Raises
        ------
        GeoError
            When the frame cannot be used; see `geo.grid.ranked_grids`.
        """
        frame = ranked_grids(grids)
        codes = frame["code"].to_numpy(dtype=object)
        shapes = shapely.force_2d(frame.geometry.to_numpy().astype(object))
        shapes[shapely.is_missing(shapes)] = shapely.Polygon()
        invalid = ~shapely.is_valid(shapes)
        shapes[invalid] = _areas(shapes[invalid])
        if outline is not None:
            outline = _areas(np.array([_checked(outline)], dtype=object))[0]
        return cls(
            grids=frame,
            codes=codes,
            shapes=shapes,
            dedicated=int((frame["kind"] == DEDICATED).sum()),
            repaired=tuple(codes[invalid]),
            given_outline=outline,
        )

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what `make` gives, kept under `name`; one thread makes it, the others wait."""
        if name not in self._made:
            with self._lock:
                if name not in self._made:
                    self._made[name] = make()
        return cast("Made", self._made[name])

    @property
    def tree(self) -> shapely.STRtree:
        """The search tree of `shapes`, in their order."""
        return self.once("tree", lambda: shapely.STRtree(self.shapes))

    @property
    def outline(self) -> BaseGeometry:
        """The district: as given, or the union of the grids without its holes; EPSG:4490."""
        return self.once("outline", self._make_outline)

    @property
    def has_cells(self) -> bool:
        """Whether the cell table was built already."""
        return "cells" in self._made

    @property
    def cells(self) -> CellTable:
        """The exact cell table of large batches."""
        return self.once(
            "cells", lambda: CellTable.build(self.shapes, self.outline, self.dedicated)
        )

    def rank_of(self, codes: Codes) -> npt.NDArray[np.int64]:
        """Return the row of each code in `grids`, -1 where there is none."""
        known = self.once("known", lambda: pd.Index(self.codes, dtype=object))
        return known.get_indexer(pd.Index(codes, dtype=object)).astype(np.int64)

    def _make_outline(self) -> BaseGeometry:
        made = self.given_outline
        if made is None:
            shells = shapely.get_exterior_ring(shapely.get_parts(union_of(self.shapes)))
            made = shapely.union_all(shapely.polygons(shells))
        shapely.prepare(made)
        return made


def _checked(outline: BaseGeometry) -> BaseGeometry:
    if not np.isfinite(shapely.get_coordinates(outline)).all():
        raise GeoError("the outline has vertices without usable coordinates: redraw it")
    if not shapely.is_empty(outline) and shapely.get_dimensions(outline) != 2:
        raise GeoError("the outline is a {kind}, no area: give a polygon", kind=outline.geom_type)
    return outline


def _areas(shapes: Shapes) -> Shapes:
    """Return valid areas in place of any shapes; lines left by a repair are dropped."""
    valid = shapely.make_valid(shapely.force_2d(shapes))
    out = np.empty(len(valid), dtype=object)
    for row, shape in enumerate(valid):
        parts = shapely.get_parts(shape)
        while (shapely.get_type_id(parts) == 7).any() or (shapely.get_type_id(parts) == 6).any():
            parts = shapely.get_parts(parts)
        areas = parts[shapely.get_type_id(parts) == 3]
        out[row] = areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
    return out
