"""The map audit (地图体检) of one grid version: every fault of its shapes, with its weight.

``audit_ground`` looks for gaps, overlaps and ground beyond an outline, ``audit_shapes`` for
invalid, equal and thin shapes and wrong parent codes.
"""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.affected import Affected, Points
from geo.audit_ground import (
    Thresholds,
    find_beyond_outline,
    find_beyond_parent,
    find_gaps,
    find_overlaps,
)
from geo.audit_shapes import find_duplicates, find_invalid, find_slivers, find_wrong_parents
from geo.coverage import Coverage
from geo.finding import ShapeFinding, by_weight

__all__ = ["ShapeFinding", "Thresholds", "audit_grids"]

ParentRule = Callable[[NDArray[np.object_], NDArray[np.object_]], ArrayLike]


def audit_grids(
    grids: gpd.GeoDataFrame,
    *,
    outline: shapely.Geometry | None = None,
    communities: gpd.GeoDataFrame | None = None,
    is_parent_wrong: ArrayLike | ParentRule | None = None,
    households: pd.DataFrame | None = None,
    open_cases: pd.DataFrame | None = None,
    thresholds: Thresholds | None = None,
) -> list[ShapeFinding]:
    """Return the faults of a grid map, the gravest first.

    Parameters
    ----------
    grids : GeoDataFrame[code, name, kind, parent_code, geometry; EPSG:4490]
        One version.  Invalid shapes are reported and looked at as `repair` would leave them.
    outline
        The district, in stored degrees.  Without it only enclosed gaps are found.
    communities : GeoDataFrame[code, geometry; EPSG:4490]
        Outlines of the communities that `parent_code` names.
    is_parent_wrong
        True where the parent code of a grid contradicts its own code, shape (n,), or a function
        of (codes, parent codes) that returns that: the scheme of codes is not known here.
    households, open_cases : DataFrame[lon, lat, grid_code]
        Whom a fault concerns.
    thresholds
        What is too small or too thin to matter.

    Returns
    -------
    list of ShapeFinding
        Kinds: ``gap``, ``overlap``, ``beyond_outline``, ``beyond_parent``, ``invalid``,
        ``duplicate``, ``sliver``, ``wrong_parent``.  Sorted by `geo.finding.by_weight`.
    """
    limits = thresholds or Thresholds()
    cover = Coverage.of(grids)
    people = Affected(Points.of(households), Points.of(open_cases))
    is_wrong = _parents(cover, is_parent_wrong)
    found = [
        *find_invalid(cover, people),
        *find_duplicates(cover, people),
        *find_slivers(cover, people, limits),
        *find_wrong_parents(cover, people, is_wrong),
        *find_overlaps(cover, people, limits),
        *find_gaps(cover, people, limits, outline),
        *find_beyond_outline(cover, people, limits, outline),
        *find_beyond_parent(cover, people, limits, communities),
    ]
    return sorted(found, key=by_weight)


def _parents(cover: Coverage, rule: ArrayLike | ParentRule | None) -> NDArray[np.bool_]:
    if rule is None:
        return np.zeros(len(cover.codes), np.bool_)
    said = rule(cover.codes, cover.parents) if callable(rule) else rule
    return np.asarray(said, np.bool_)
