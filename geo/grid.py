"""The words of the grid map: kinds of grid, ways a point is placed, reasons why not."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS

from geo.errors import GeoError

GENERAL: Final = "general"
DEDICATED: Final = "dedicated"
KINDS: Final = (GENERAL, DEDICATED)

INSIDE: Final = "inside"
TIE: Final = "tie"
SNAPPED: Final = "snapped"
OVERRIDE: Final = "override"
HOWS: Final = (INSIDE, TIE, DEDICATED, OVERRIDE, SNAPPED)

OUTSIDE: Final = "outside"
GAP: Final = "gap"
NO_COORDINATE: Final = "no_coordinate"
WHYS: Final = (OUTSIDE, GAP, NO_COORDINATE)

GRID_COLUMNS: Final = ("code", "name", "kind", "parent_code", "geometry")
NEEDED_COLUMNS: Final = ("code", "kind", "geometry")
SHOWN: Final = 5

Codes = npt.NDArray[np.object_]
Shapes = npt.NDArray[np.object_]


def ranked_grids(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the grids in the order in which they win a tie, after refusing unusable frames.

    Dedicated grids come first, then general ones; within a kind by code in text order.

    Parameters
    ----------
    grids : GeoDataFrame
        Columns ``code`` (text, unique), ``kind`` (``general`` or ``dedicated``) and areas as
        geometry in EPSG:4490 or, numerically the same, EPSG:4326.  ``name`` and
        ``parent_code`` are carried along.

    Raises
    ------
    GeoError
        For a missing column, another or no coordinate system, a code that is no text, empty or
        double, an unknown kind, and a geometry that is no area or has unusable coordinates.
    """
    _check_columns(grids)
    _check_crs(grids)
    _check_codes(grids["code"].to_numpy(dtype=object))
    _check_kinds(grids)
    _check_areas(grids)
    general = (grids["kind"] != DEDICATED).to_numpy(dtype=bool)
    code = grids["code"].to_numpy(dtype=object)
    order = sorted(range(len(grids)), key=lambda row: (general[row], code[row]))
    return grids.iloc[order].reset_index(drop=True)


def shortlist(values: npt.NDArray[np.object_] | list[object]) -> str:
    """Return the first few values, comma separated, for a sentence."""
    shown = ", ".join(str(value) for value in values[:SHOWN])
    return shown + (", …" if len(values) > SHOWN else "")


def _check_columns(grids: gpd.GeoDataFrame) -> None:
    missing = [name for name in NEEDED_COLUMNS if name not in grids.columns]
    if missing:
        raise GeoError(
            "the grids have no column {columns}: name it before building the index",
            columns=shortlist(list(missing)),
        )


def _check_crs(grids: gpd.GeoDataFrame) -> None:
    crs = None if grids.crs is None else CRS.from_user_input(grids.crs)
    if crs is None or not any(
        crs.equals(CRS.from_epsg(epsg), ignore_axis_order=True) for epsg in (4490, 4326)
    ):
        raise GeoError(
            "the grids are in {crs}, not in EPSG:4490: convert them first",
            crs="no declared coordinate system" if crs is None else crs.to_string(),
        )


def _check_codes(codes: Codes) -> None:
    wrong = [code for code in codes if not isinstance(code, str) or not code.strip()]
    if wrong:
        raise GeoError(
            "{count} grid codes are empty or no text ({codes}): give every grid a code as text",
            count=len(wrong),
            codes=shortlist([repr(code) for code in wrong]),
        )
    seen: set[str] = set()
    double = [code for code in codes if code in seen or seen.add(code)]  # type: ignore[func-returns-value]
    if double:
        raise GeoError(
            "the grid codes {codes} stand on more than one row: merge the parts of a grid into "
            "one row or correct the codes",
            codes=shortlist(list(dict.fromkeys(double))),
        )


def _check_kinds(grids: gpd.GeoDataFrame) -> None:
    wrong = grids.loc[~grids["kind"].isin(KINDS), "kind"].astype(object)
    if len(wrong):
        raise GeoError(
            "the grid kinds {kinds} are unknown: write general or dedicated",
            kinds=shortlist([repr(kind) for kind in wrong.unique()]),
        )


def _check_areas(grids: gpd.GeoDataFrame) -> None:
    shapes = grids.geometry.to_numpy()
    codes = grids["code"].to_numpy(dtype=object)
    held = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    not_areas = held & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    if not_areas.any():
        raise GeoError(
            "the grids {codes} are no areas: draw them as polygons",
            codes=shortlist(codes[not_areas]),
        )
    broken = held & ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    broken[owner[~np.isfinite(points).all(axis=1)]] = True
    if broken.any():
        raise GeoError(
            "the grids {codes} have vertices without usable coordinates: redraw or leave them out",
            codes=shortlist(codes[broken]),
        )
