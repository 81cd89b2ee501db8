"""Faults of single grids: invalid, equal or thin shapes, and parent codes that contradict them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.affected import Affected
from geo.audit_ground import Thresholds
from geo.coverage import Coverage, mean_width_m
from geo.finding import ShapeFinding
from geo.metres import area_m2
from geo.repair import invalid_shapes


def find_invalid(cover: Coverage, people: Affected) -> list[ShapeFinding]:
    """Return one finding per grid without a valid area, at the place of the fault."""
    faults = invalid_shapes(cover.drawn)
    found = []
    for position, reason, lon, lat in faults.itertuples(index=False):
        code = cover.codes[position]
        facts = _of_grid(cover, people, position)
        if np.isfinite(lon):
            facts |= {"lon": float(lon), "lat": float(lat)}
        found.append(
            ShapeFinding(
                "The shape of grid {code} is invalid ({reason}): redraw it, or repair it on "
                "import.",
                kind="invalid",
                severity="error",
                codes=(code,),
                params={"code": code, "reason": reason},
                **facts,
            )
        )
    return found


def find_duplicates(cover: Coverage, people: Affected) -> list[ShapeFinding]:
    """Return one finding per group of grids of one kind with exactly the same shape."""
    kept = np.flatnonzero(~shapely.is_empty(cover.shapes))
    shape = pd.Series(shapely.to_wkb(shapely.normalize(cover.shapes[kept])), kept)
    keys = pd.DataFrame({"shape": shape, "kind": cover.is_general[kept]})
    again = keys[keys.duplicated(keep=False)]
    found = []
    for _, group in again.groupby(["shape", "kind"], sort=False):
        codes = tuple(sorted(cover.codes[group.index]))
        found.append(
            ShapeFinding(
                "Grids {grids} have the same shape: keep one of them.",
                kind="duplicate",
                severity="error",
                codes=codes,
                params={"grids": ", ".join(codes)},
                **_of_grid(cover, people, group.index[0]) | people.of_grids(codes),
            )
        )
    return found


def find_slivers(cover: Coverage, people: Affected, limits: Thresholds) -> list[ShapeFinding]:
    """Return one finding per grid with separate parts thinner than `thin_m` on average."""
    parts, owner = shapely.get_parts(cover.shapes, return_index=True)
    is_thin = (mean_width_m(parts) < limits.thin_m) & ~shapely.is_empty(parts)
    parts, owner = parts[is_thin], owner[is_thin]
    found = []
    for position in np.unique(owner):
        code, thin = cover.codes[position], shapely.multipolygons(parts[owner == position])
        area = float(area_m2([thin])[0])
        found.append(
            ShapeFinding(
                "Grid {code} has {count} parts narrower than {width} m, together {area} m2: cut "
                "them off, or redraw them.",
                kind="sliver",
                severity="warning",
                codes=(code,),
                params={
                    "code": code,
                    "count": len(thin.geoms),
                    "width": limits.thin_m,
                    "area": round(area, 1),
                },
                **_place(thin) | people.inside(thin) | {"area_m2": area},
            )
        )
    return found


def find_wrong_parents(
    cover: Coverage, people: Affected, is_wrong: NDArray[np.bool_]
) -> list[ShapeFinding]:
    """Return one finding per grid marked in `is_wrong`, shape (n,)."""
    found = []
    for position in np.flatnonzero(is_wrong):
        code, parent = cover.codes[position], cover.parents[position]
        found.append(
            ShapeFinding(
                "Grid {code} names {parent} as its parent, and its own code says otherwise: "
                "correct one of the two.",
                kind="wrong_parent",
                severity="error",
                codes=(code,),
                params={"code": code, "parent": parent or "-"},
                **_of_grid(cover, people, int(position)),
            )
        )
    return found


def _of_grid(cover: Coverage, people: Affected, position: int) -> dict[str, Any]:
    shape = cover.shapes[position]
    area = {"area_m2": float(area_m2([shape])[0])}
    return area | _place(shape) | people.of_grids([cover.codes[position]])


def _place(shape: shapely.Geometry) -> dict[str, Any]:
    if shapely.is_empty(shape):
        return {"lon": None, "lat": None, "bounds": None}
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(shape))[0]
    bounds = tuple(map(float, shapely.bounds(shape)))
    return {"lon": float(lon), "lat": float(lat), "bounds": bounds}
