"""Grid polygons on their way in, and the workers and postings named beside them."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from casework.area_code import DEFAULT_SCHEME, check_code, parents_of, scheme_named
from data.errors import DataError
from data.grid_store import STORE_CRS, load_grids, load_org_units
from data.settings_store import setting
from geo.crs import area_m2, shapes_to_store
from geo.repair import invalid_shapes, repair
from service.intake.draft import Draft, require_column, take_codes
from service.intake.named_workers import add_named_workers
from service.intake.places import settle_crs

_DEDICATED = {"dedicated", "专属", "专属网格"}


def prepare_grids(conn: sa.Connection, draft: Draft) -> None:
    """Check every polygon and sort the rows into new, changed and unchanged grids.

    Fills ``draft.frame`` (new rows and new versions), ``draft.changed`` (no rows: an old version
    is ended, never altered), ``draft.extras`` (``org_units, workers, postings``).
    """
    require_column(draft, "code", "--code")
    take_codes(draft, "code")
    scheme = _scheme(conn, draft)
    _check_codes(draft, scheme)
    _take_shapes(draft)
    _take_facts(draft, scheme)
    _compare(conn, draft)
    draft.extras["org_units"] = _new_org_units(conn, draft, scheme)
    if draft.column("worker"):
        add_named_workers(conn, draft)


def _scheme(conn: sa.Connection, draft: Draft) -> str:
    named = draft.options.code_scheme or str(setting(conn, "code_scheme") or DEFAULT_SCHEME)
    return scheme_named(named).name


def _check_codes(draft: Draft, scheme: str) -> None:
    parents = draft.text("parent") if scheme != "any" else pd.Series(None, index=draft.frame.index)
    draft.frame = draft.frame.assign(parent_code=draft.text("parent"))
    problems = [
        check_code(code, parent, scheme)
        for code, parent in zip(draft.frame["code"], parents, strict=True)
    ]
    found = zip(draft.frame.index, problems, strict=True)
    draft.refuse_each(
        {position: problem for position, problem in found if problem is not None},
        "code.scheme",
        "code",
    )


def _take_shapes(draft: Draft) -> None:
    at = draft.reading.frame.index.get_indexer(draft.frame.index)
    raw = np.asarray(draft.reading.shapes, dtype=object)[at]
    shapes = shapes_to_store(raw, settle_crs(draft))
    draft.frame = draft.frame.assign(geometry=shapes)
    bounds = shapely.bounds(shapes)
    is_off = ~(np.abs(bounds[:, [0, 2]]).max(axis=1) <= 180) | ~(
        np.abs(bounds[:, [1, 3]]).max(axis=1) <= 90
    )
    draft.refuse(
        is_off,
        "shape.range",
        None,
        "This polygon lies nowhere on earth in {crs}: check the coordinate system.",
        crs=draft.crs_used,
    )
    _settle_invalid(draft)


def _settle_invalid(draft: Draft) -> None:
    shapes = draft.frame["geometry"].to_numpy(dtype=object)
    broken = invalid_shapes(shapes)
    if broken.empty:
        return
    if draft.options.is_repair_asked:
        mended, log = repair(shapes)
        draft.frame = draft.frame.assign(geometry=mended)
        codes = draft.frame["code"].to_numpy()
        draft.repaired = log.assign(code=codes[log["position"]]).to_dict("records")
        return
    for fault in broken.to_dict("records"):
        draft.note(
            np.arange(len(draft.frame)) == fault["position"],
            "shape.invalid",
            None,
            "The polygon of this row crosses itself or is otherwise invalid ({reason}, near {lon}"
            " {lat}); it was taken as it is. Import with --repair to mend it.",
            reason=fault["reason"],
            lon=round(fault["lon"], 6),
            lat=round(fault["lat"], 6),
        )


def _take_facts(draft: Draft, scheme: str) -> None:
    names, kinds = draft.text("name"), draft.text("kind").astype("string")
    codes, parents = draft.frame["code"], draft.frame["parent_code"]
    if scheme != "any":
        derived = codes.map(lambda code: parents_of(code, scheme)[-1][1])
        parents = parents.where(parents.notna(), derived)
    draft.frame = draft.frame.assign(
        name=names.where(names.notna(), codes),
        kind=np.where(kinds.str.casefold().isin(_DEDICATED), "dedicated", "general"),
        parent_code=parents,
        area_m2=area_m2(draft.frame["geometry"].to_numpy(dtype=object)),
        valid_from=draft.options.valid_from,
        valid_to=None,
    )


def _compare(conn: sa.Connection, draft: Draft) -> None:
    """Sort out grids already kept: the same again, a new version, or a code that is used up."""
    kept = load_grids(conn)
    if kept.empty:
        draft.extras["ended"] = pd.DataFrame({"id": [], "valid_to": []})
        return
    latest = kept.groupby("code", sort=False).tail(1).set_index("code")
    codes = draft.frame["code"]
    is_known = codes.isin(latest.index).to_numpy()
    old = latest.reindex(codes)
    is_retired = is_known & old["valid_to"].notna().to_numpy()
    is_same = is_known & ~is_retired & _is_same(draft.frame, old)
    start = draft.options.valid_from
    is_dated = _is_later(start, old["valid_from"])
    is_ended = is_known & ~is_retired & ~is_same & is_dated
    ended = pd.DataFrame({"id": old["id"].to_numpy()[is_ended], "valid_to": start})
    is_clash = is_known & ~is_retired & ~is_same & ~is_dated
    ended = pd.concat([ended, _given_up(draft, latest)], ignore_index=True)
    _say_clashes(draft, is_retired, is_clash, is_same)
    draft.extras["ended"] = ended


def _given_up(draft: Draft, latest: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the ends of the general grids that a whole new map no longer has."""
    start = draft.options.valid_from
    if not draft.options.is_whole:
        return pd.DataFrame({"id": [], "valid_to": []})
    if start is None:
        raise DataError(
            "A whole new map needs the day from which it holds: give it with --valid-from."
        )
    is_absent = ~latest.index.isin(draft.text("code", draft.reading.frame.index).dropna())
    is_ended = is_absent & latest["valid_to"].isna() & latest["kind"].eq("general")
    is_ended &= _is_later(start, latest["valid_from"])
    gone = latest.loc[is_ended]
    if len(gone):
        draft.remark(
            "grid.given_up",
            "{count} grids are not in the file and are given up from {day} on: {codes}.",
            count=len(gone),
            day=start.isoformat(),
            codes=", ".join(gone.index[:10]),
        )
    return pd.DataFrame({"id": gone["id"].to_numpy(), "valid_to": start})


def _say_clashes(
    draft: Draft, is_retired: np.ndarray, is_clash: np.ndarray, is_same: np.ndarray
) -> None:
    index = draft.frame.index
    draft.refuse(
        is_retired,
        "code.retired",
        "code",
        "The code {value} belonged to a grid that was given up: a retired code is never used"
        " again, give the grid a new one.",
    )
    draft.refuse(
        pd.Series(is_clash, index=index).loc[draft.frame.index],
        "grid.other_version",
        "code",
        "Grid {value} is already there with another shape, name or community: give the day on"
        " which the new version begins with --valid-from, after the old one began.",
    )
    same = pd.Series(is_same, index=index).loc[draft.frame.index].to_numpy()
    draft.unchanged = int(same.sum())
    draft.kept_same = draft.frame.loc[same]
    draft.frame = draft.frame.loc[~same]


def _is_same(new: pd.DataFrame, old: gpd.GeoDataFrame) -> np.ndarray:
    same = np.ones(len(new), dtype=bool)
    for name in ("name", "kind", "parent_code"):
        first = new[name].astype(object).where(new[name].notna(), "").to_numpy()
        second = old[name].astype(object).where(old[name].notna(), "").to_numpy()
        same &= first == second
    shapes = shapely.equals_exact(
        new["geometry"].to_numpy(dtype=object), old.geometry.to_numpy(), 1e-9
    )
    return same & shapes


def _is_later(start: date | None, old: pd.Series) -> np.ndarray:
    if start is None:
        return np.zeros(len(old), dtype=bool)
    return np.array([not isinstance(day, date) or start > day for day in old], dtype=bool)


def _new_org_units(conn: sa.Connection, draft: Draft, scheme: str) -> pd.DataFrame:
    """Return the units above the new grids that are not kept yet, named by their code."""
    known = set(load_org_units(conn)["code"])
    above = ["city", "county", "street", "community"]
    units: dict[str, tuple[str, str | None]] = {}
    for code, parent in zip(draft.frame["code"], draft.frame["parent_code"], strict=True):
        if scheme == "any":
            if isinstance(parent, str):
                units[parent] = ("community", None)
            continue
        upper: str | None = None
        for level, unit in parents_of(code, scheme):
            units[unit] = (level, upper)
            upper = unit
    rows = [
        {"code": code, "name": code, "level": level, "parent_code": parent}
        for code, (level, parent) in sorted(
            units.items(), key=lambda one: (above.index(one[1][0]), one[0])
        )
        if code not in known
    ]
    return pd.DataFrame(rows, columns=["code", "name", "level", "parent_code"])


def as_geoframe(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the rows as a GeoDataFrame in the district's system."""
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=STORE_CRS)
