"""What the district holds, as files other programs read; figures equal those on the screens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, may, require
from casework.contact_consent import purposes_of
from data.case_store import was_not_withdrawn
from data.contact_store import opened_homes
from data.duty_store import load_workers
from data.grid_store import STORE_CRS, load_grids
from data.schema import cases, households
from data.store import Store
from data.writers.files import write_table
from service.contacts import NOT_READABLE
from service.coverage import roster_on
from service.errors import ServiceError
from service.language import both
from service.scoping import grids_in_part

WHAT = ("grids", "workers", "households", "cases", "assignments")


def export(viewer: Viewer, store: Store, what: str, path: Path, on: date) -> int:
    """Write one kind of thing into a file, by the file's ending, and return how many rows.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    ServiceError
        When there is no such kind.
    DataError
        When the ending is not one we write.
    """
    require(viewer, Action.EXPORT)
    if what not in WHAT:
        raise ServiceError(
            "There is no export of {what}: choose one of {known}.", what=what, known=", ".join(WHAT)
        )
    frame = _FRAMES[what](viewer, store, on)
    if what != "assignments":
        frame = _in_scope(viewer, store, frame)
    write_table(path, frame)
    return len(frame)


def _in_scope(viewer: Viewer, store: Store, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the grids that the viewer sees into; workers are of the whole district."""
    with store.read() as conn:
        codes = grids_in_part(conn, viewer)
    if codes is None:
        return frame
    if "grid_code" in frame:
        return frame.loc[frame["grid_code"].isin(codes)]
    return frame.loc[frame["code"].isin(codes)] if "parent_code" in frame else frame.iloc[:0]


def assignments(viewer: Viewer, store: Store) -> pd.DataFrame:
    """Return who answers for every case, and why.

    Returns
    -------
    DataFrame
        ``case_id, grid_code, worker, how, border_distance_m, runner_up, why_no_grid, worker_code,
        responsible_at_report, first_handler, lon, lat``; ``worker`` is the name of the one who
        has the case today; ``how`` says where there is no grid why.
    """
    require(viewer, Action.EXPORT)
    names = ("code", "grid_code", "assigned_to", "how", "border_distance_m", "runner_up")
    more = ("why_no_grid", "responsible_at_report", "first_handler", "lon", "lat")
    with store.read() as conn:
        frame = pd.read_sql(
            sa.select(*[cases.c[name] for name in (*names, *more)])
            .where(was_not_withdrawn())
            .order_by(cases.c.id),
            conn,
        )
        people = load_workers(conn)
    frame = _in_scope(viewer, store, frame)
    name_of = dict(zip(people["code"], people["name"], strict=True))
    frame.insert(2, "worker", frame["assigned_to"].map(name_of))
    frame["how"] = frame["how"].where(frame["how"].notna(), frame["why_no_grid"])
    return frame.rename(columns={"code": "case_id", "assigned_to": "worker_code"})[
        ["case_id", "grid_code", "worker", *names[3:], *more[:1], "worker_code", *more[1:]]
    ]


def _assignments(viewer: Viewer, store: Store, _on: date) -> pd.DataFrame:
    return assignments(viewer, store)


def _grids(_viewer: Viewer, store: Store, on: date) -> gpd.GeoDataFrame:
    with store.read() as conn:
        frame = load_grids(conn, on).drop(columns=["id", "import_id"])
    roster = roster_on(store)
    duty = [roster.responsible_on(code, on) for code in frame["code"]]
    return frame.assign(
        worker=[one.worker.name if one.worker else None for one in duty],
        since=[one.since for one in duty],
    )


def _workers(_viewer: Viewer, store: Store, _on: date) -> pd.DataFrame:
    with store.read() as conn:
        return load_workers(conn).drop(columns=["id", "import_id"])


def _households(viewer: Viewer, store: Store, _on: date) -> gpd.GeoDataFrame:
    names = ["code", "address", "lon", "lat", "is_occupied", "grid_code", "why_no_grid"]
    if not may(viewer, Action.VIEW_CONTACTS):
        return _points(store, households, names, sa.true())
    names += ["contact", "has_contact_consent", "contact_purposes", "contact_until"]
    frame = _points(store, households, names, sa.true())
    with store.read() as conn:
        contacts = opened_homes(conn, frame["code"], frame["contact"], both(NOT_READABLE))
    purposes = [
        None if contact is None else " ".join(purposes_of(said))
        for contact, said in zip(contacts, frame["contact_purposes"], strict=True)
    ]
    return frame.assign(
        contact=pd.Series(contacts, index=frame.index, dtype=object),
        contact_purposes=pd.Series(purposes, index=frame.index, dtype=object),
    )


def _cases(_viewer: Viewer, store: Store, _on: date) -> gpd.GeoDataFrame:
    left_out = {"id", "import_id", "tile16"}
    names = [c.name for c in cases.c if c.name not in left_out]
    return _points(store, cases, names, was_not_withdrawn())


def _points(
    store: Store, table: sa.Table, names: list[str], where: sa.ColumnElement[bool]
) -> gpd.GeoDataFrame:
    with store.read() as conn:
        frame = pd.read_sql(
            sa.select(*[table.c[name] for name in names]).where(where).order_by(table.c.id), conn
        )
    places = gpd.points_from_xy(frame["lon"], frame["lat"])
    places[frame["lon"].isna()] = None
    return gpd.GeoDataFrame(frame, geometry=places, crs=STORE_CRS)


_FRAMES = {
    "grids": _grids,
    "workers": _workers,
    "households": _households,
    "cases": _cases,
    "assignments": _assignments,
}
