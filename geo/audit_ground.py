"""Faults of the ground: what two grids claim, what none has, what lies beyond an outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.affected import Affected
from geo.coverage import Coverage, gaps, mean_width_m, overlaps, polygons
from geo.finding import Severity, ShapeFinding
from geo.metres import Shapes, area_m2
from geo.repair import repair


@dataclass(frozen=True)
class Thresholds:
    """What is too small or too thin to matter; our own numbers.

    Attributes
    ----------
    least_area_m2
        Gaps, overlaps and ground beyond an outline up to this are rounding and left out.
        Above 1 m2 the counts are those published for the precincts of Washington (17 overlaps,
        34 gaps) and Rhode Island (9, 28).
    thin_m
        Narrower on average (twice the area by the perimeter) is a drawing slip: a warning, as
        long as no household and no open case lies in it.
    """

    least_area_m2: float = 1.0
    thin_m: float = 2.0


def find_overlaps(cover: Coverage, people: Affected, limits: Thresholds) -> list[ShapeFinding]:
    """Return one finding per pair of general grids that share more ground than the least area.

    Pairs of equal shape are left to `find_duplicates`.
    """
    pairs, shared = overlaps(cover)
    is_same = shapely.equals(cover.shapes[pairs[:, 0]], cover.shapes[pairs[:, 1]])
    is_kept = (area_m2(shared) > limits.least_area_m2) & ~is_same
    pairs, shared = pairs[is_kept], shared[is_kept]
    found = []
    for (one, other), facts in zip(pairs, _facts(shared, people, limits), strict=True):
        codes = tuple(sorted((cover.codes[one], cover.codes[other])))
        found.append(
            ShapeFinding(
                "Grids {first} and {second} both claim {area} m2: give it to one of them.",
                kind="overlap",
                codes=codes,
                params={"first": codes[0], "second": codes[1], "area": _round(facts["area_m2"])},
                **facts,
            )
        )
    return found


def find_gaps(
    cover: Coverage, people: Affected, limits: Thresholds, outline: shapely.Geometry | None
) -> list[ShapeFinding]:
    """Return one finding per connected piece of ground in no general grid, above the least area."""
    open_ground = _larger(gaps(cover, _valid(outline)), limits)
    neighbours = _touching(cover, open_ground)
    found = []
    for codes, facts in zip(neighbours, _facts(open_ground, people, limits), strict=True):
        found.append(
            ShapeFinding(
                "{area} m2 between {grids} belong to no grid: extend one of them over the gap.",
                kind="gap",
                codes=codes,
                params={"grids": _listed(codes), "area": _round(facts["area_m2"])},
                **facts,
            )
        )
    return found


def find_beyond_outline(
    cover: Coverage, people: Affected, limits: Thresholds, outline: shapely.Geometry | None
) -> list[ShapeFinding]:
    """Return one finding per grid that reaches beyond the district by more than a thin strip."""
    district = _valid(outline)
    if district is None:
        return []
    shapely.prepare(district)
    at = np.flatnonzero(~shapely.is_empty(cover.shapes) & ~shapely.covers(district, cover.shapes))
    beyond = shapely.difference(cover.shapes[at], district)
    at, beyond = _broad(at, beyond, limits)
    found = []
    for position, facts in zip(at, _facts(beyond, people, limits), strict=True):
        code = cover.codes[position]
        found.append(
            ShapeFinding(
                "{area} m2 of grid {code} lie outside the district: cut them off, or correct the "
                "outline of the district.",
                kind="beyond_outline",
                codes=(code,),
                params={"code": code, "area": _round(facts["area_m2"])},
                **{**facts, "severity": "warning"},
            )
        )
    return found


def find_beyond_parent(
    cover: Coverage, people: Affected, limits: Thresholds, communities: gpd.GeoDataFrame | None
) -> list[ShapeFinding]:
    """Return one finding per grid that reaches beyond the outline of the community it names."""
    if communities is None:
        return []
    outlines = pd.Series(repair(communities.geometry.to_numpy())[0], communities["code"])
    outlines = outlines[~outlines.index.duplicated()].dropna()
    named = pd.Series(cover.parents).isin(outlines.index).to_numpy()
    at = np.flatnonzero(named & ~shapely.is_empty(cover.shapes))
    parents = outlines.reindex(cover.parents[at].tolist()).to_numpy(np.object_)
    at, beyond = _broad(at, shapely.difference(cover.shapes[at], parents), limits)
    found = []
    for position, facts in zip(at, _facts(beyond, people, limits), strict=True):
        code, parent = cover.codes[position], cover.parents[position]
        found.append(
            ShapeFinding(
                "{area} m2 of grid {code} lie outside its community {parent}: cut them off, or "
                "correct the parent code.",
                kind="beyond_parent",
                codes=(code,),
                params={"code": code, "parent": parent, "area": _round(facts["area_m2"])},
                **{**facts, "severity": "warning"},
            )
        )
    return found


def _facts(shapes: Shapes, people: Affected, limits: Thresholds) -> list[dict[str, Any]]:
    """Everything about a piece of ground that a ShapeFinding holds besides its sentence."""
    places = shapely.get_coordinates(shapely.point_on_surface(shapes))
    measures = zip(
        shapes, area_m2(shapes), mean_width_m(shapes), places, shapely.bounds(shapes), strict=True
    )
    return [
        {
            **(affected := people.inside(shape)),
            "severity": _severity(width, affected, limits),
            "area_m2": float(area),
            "lon": float(place[0]),
            "lat": float(place[1]),
            "bounds": tuple(map(float, bounds)),
        }
        for shape, area, width, place, bounds in measures
    ]


def _severity(width_m: float, affected: dict[str, int], limits: Thresholds) -> Severity:
    return "error" if width_m >= limits.thin_m or any(affected.values()) else "warning"


def _touching(cover: Coverage, shapes: Shapes) -> list[tuple[str, ...]]:
    shape, grid = cover.tree.query(shapes, predicate="intersects")
    is_general = cover.is_general[grid]
    shape, grid = shape[is_general], grid[is_general]
    return [tuple(sorted(cover.codes[grid[shape == number]])) for number in range(len(shapes))]


def _larger(shapes: Shapes, limits: Thresholds) -> Shapes:
    return shapes[area_m2(shapes) > limits.least_area_m2]


def _broad(
    at: NDArray[np.intp], shapes: Shapes, limits: Thresholds
) -> tuple[NDArray[np.intp], Shapes]:
    """Keep the positions, and of their areas the broad pieces, that exceed the least area."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    is_area = shapely.get_dimensions(parts) == 2
    parts, owner = parts[is_area], owner[is_area]
    is_broad = mean_width_m(parts) >= limits.thin_m
    parts, owner = parts[is_broad], owner[is_broad]
    sums = np.bincount(owner, area_m2(parts), minlength=len(at)).astype(np.float64)
    kept = np.flatnonzero(sums > limits.least_area_m2)
    whole = [shapely.multipolygons(parts[owner == number]) for number in kept]
    return at[kept], np.array(whole, np.object_)


def _valid(outline: shapely.Geometry | None) -> shapely.Geometry | None:
    if outline is None:
        return None
    whole, _ = repair(np.array([outline], np.object_))
    valid: shapely.Geometry = shapely.union_all(polygons(whole[0]))
    return valid


def _round(area_m2: float) -> float:
    return round(area_m2, 1)


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(codes[:6]) + (" …" if len(codes) > 6 else "")
