"""The grids of one version as a coverage: what overlaps, what is left open, how thin it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.metres import Floats, Shapes, area_m2, metric_crs, shapes_to_metres
from geo.repair import repair
from geo.union import union_of


@dataclass(frozen=True, eq=False)
class Coverage:
    """Grids in the order of their frame, with valid shapes; an empty polygon for no shape.

    Attributes
    ----------
    codes, parents
        Text, shape (n,); None for no parent.
    is_general
        True for general grids: only these must neither overlap nor leave gaps.  A dedicated grid
        lies on top of them.
    drawn, shapes
        As they are in the frame, and repaired where invalid; stored degrees.
    """

    codes: NDArray[np.object_]
    parents: NDArray[np.object_]
    is_general: NDArray[np.bool_]
    drawn: Shapes
    shapes: Shapes

    @classmethod
    def of(cls, grids: gpd.GeoDataFrame) -> Coverage:
        """Return the coverage of a frame [code, name, kind, parent_code, geometry; EPSG:4490]."""
        drawn = np.asarray(grids.geometry.to_numpy(), np.object_)
        shapes, _ = repair(drawn)
        shapes[shapely.is_missing(shapes)] = shapely.Polygon()
        kind, parents = grids["kind"], grids["parent_code"].astype(object)
        return cls(
            codes=grids["code"].to_numpy(np.object_),
            parents=parents.where(parents.notna(), None).to_numpy(np.object_),
            is_general=(kind == "general").to_numpy(np.bool_),
            drawn=drawn,
            shapes=shapes,
        )

    @cached_property
    def tree(self) -> shapely.STRtree:
        """A search tree over `shapes`."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def general(self) -> NDArray[np.intp]:
        """The positions of the general grids that have a shape."""
        return np.flatnonzero(self.is_general & ~shapely.is_empty(self.shapes))

    @cached_property
    def suspects(self) -> NDArray[np.intp]:
        """The positions of the general grids that overlap another or miss its border."""
        shapes = self.shapes[self.general]
        is_suspect = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
        inner, outer = shapely.STRtree(shapes).query(
            shapely.point_on_surface(shapes), predicate="intersects"
        )
        is_nested = inner != outer
        is_suspect[inner[is_nested]] = is_suspect[outer[is_nested]] = True
        return self.general[is_suspect]

    @cached_property
    def union(self) -> shapely.Geometry:
        """All the ground of the general grids."""
        clean = self.shapes[np.setdiff1d(self.general, self.suspects)]
        whole = union_of(clean)
        if not self.suspects.size:
            return whole
        return shapely.union_all([whole, *self.shapes[self.suspects]])


def overlaps(coverage: Coverage) -> tuple[NDArray[np.intp], Shapes]:
    """Return the pairs of general grids whose insides meet, and the areas they share.

    Returns
    -------
    pairs : ndarray of int, shape (m, 2)
        Positions of the two grids, the smaller first, in text order of their positions.
    shapes : ndarray of Geometry, shape (m,)

    Notes
    -----
    Only the suspects are compared, each with all it meets.  `shapely.coverage_invalid_edges` marks
    at least one of two whose borders cross, but neither where one lies within the other and no
    edges meet: those are found by their middles.  Tests against all pairs miss none.
    """
    suspects, shapes = coverage.suspects, coverage.shapes
    number, other = coverage.tree.query(shapes[suspects], predicate="intersects")
    is_kept = np.isin(other, coverage.general) & (suspects[number] != other)
    pairs = np.column_stack([suspects[number], other])[is_kept]
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    shared = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    has_area = shapely.area(shared) > 0
    return pairs[has_area], np.asarray(shared[has_area], np.object_)


def gaps(coverage: Coverage, outline: shapely.Geometry | None) -> Shapes:
    """Return the pieces of ground that no general grid has.

    With an outline: all of it that is left.  Without one: the holes that general grids enclose;
    a gap that is open to the outside cannot be told from the outside.
    """
    if not coverage.general.size:
        return np.empty(0, np.object_) if outline is None else np.array([outline], np.object_)
    whole = outline if outline is not None else _without_holes(coverage.union)
    return polygons(shapely.difference(whole, coverage.union))


def mean_width_m(shapes: Shapes) -> Floats:
    """Return twice the area by the perimeter, in metres: the width of a long strip."""
    if not len(shapes):
        return np.empty(0)
    west, south, east, north = shapely.total_bounds(shapes)
    metres = shapes_to_metres(shapes, metric_crs([west, east], [south, north]))
    perimeter = shapely.length(metres)
    widths = np.divide(2 * area_m2(shapes), perimeter, where=perimeter > 0, out=perimeter * 0)
    return np.asarray(widths, np.float64)


def _without_holes(shape: shapely.Geometry) -> shapely.Geometry:
    shells = shapely.get_exterior_ring(polygons(shape))
    return shapely.union_all(shapely.polygons(shells))


def polygons(shape: shapely.Geometry | None) -> Shapes:
    """Return the polygons that a shape is made of, whatever its kind; none for None."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return np.asarray(parts[shapely.get_type_id(parts) == 3], np.object_)
