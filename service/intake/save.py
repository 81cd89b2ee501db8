"""Writes a draft into the district: every table it touches, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from data.contact_store import sealed_homes
from data.grid_store import shapes_as_wkb
from data.import_store import change_rows
from data.rows import Progress, insert_rows
from data.schema import (
    base_features,
    category_overrides,
    grids,
    households,
    leaves,
    org_units,
    places,
    postings,
    workers,
)
from data.store import bump
from service.intake.case_renaming import rename_in_cases
from service.intake.contact_columns import CONSENT_COLUMNS
from service.intake.draft import Draft
from service.intake.entry import Entry
from service.intake.grids import as_geoframe
from service.intake.land import LAYERS, land_rows
from service.intake.new_cases import save_cases
from service.intake.options import Kind
from service.intake.units import new_units


def save(
    conn: sa.Connection,
    draft: Draft,
    import_id: int,
    viewer: Viewer,
    now: datetime,
    progress: Progress | None,
) -> None:
    """Write the draft's rows; nothing is kept unless the caller's transaction ends well."""
    entry = Entry(
        import_id, "file", viewer.name, now, {"file": draft.path.name, "import": import_id}
    )
    writers: dict[Kind, Callable[[], None]] = {
        Kind.GRIDS: lambda: _save_grids(conn, draft, import_id, progress),
        Kind.WORKERS: lambda: _save_workers(conn, draft, import_id, entry),
        Kind.POSTINGS: lambda: _save_duty(conn, postings, draft, import_id),
        Kind.HOUSEHOLDS: lambda: _save_households(conn, draft, import_id, progress),
        Kind.CASES: lambda: save_cases(conn, draft, entry, progress),
        Kind.UNITS: lambda: _save_units(conn, draft, import_id),
        Kind.LEAVES: lambda: _save_duty(conn, leaves, draft, import_id),
        Kind.OVERRIDES: lambda: _save_duty(conn, category_overrides, draft, import_id),
        Kind.PLACES: lambda: _save_places(conn, draft, import_id),
    } | dict.fromkeys(LAYERS, lambda: _save_land(conn, draft, import_id, progress))
    writers[draft.kind]()


def _save_grids(
    conn: sa.Connection, draft: Draft, import_id: int, progress: Progress | None
) -> None:
    ended = draft.extras["ended"]
    change_rows(conn, grids, ended, import_id)
    if len(draft.frame):
        frame = shapes_as_wkb(as_geoframe(draft.frame.drop(columns="row")))
        insert_rows(conn, grids, frame.assign(import_id=import_id), progress)
    change_rows(conn, postings, draft.extras.get("ended_postings", pd.DataFrame()), import_id)
    for table in (org_units, workers, postings):
        extra = draft.extras.get(table.name)
        if extra is not None and len(extra):
            insert_rows(conn, table, extra.assign(import_id=import_id))
    bump(conn, "grids", "duty")


def _save_workers(conn: sa.Connection, draft: Draft, import_id: int, entry: Entry) -> None:
    columns = ["code", "name", "phone", "capacity"]
    if draft.changed is not None and len(draft.changed):
        change_rows(conn, workers, draft.changed[["id", "code", *draft.facts]], import_id)
        rename_in_cases(conn, _renamed(draft.changed), entry)
    insert_rows(conn, workers, draft.frame[columns].assign(import_id=import_id))
    bump(conn, "duty")


def _renamed(changed: pd.DataFrame) -> dict[str, str]:
    if "old_code" not in changed:
        return {}
    taken_over = changed.dropna(subset="old_code")
    return dict(zip(taken_over["old_code"], taken_over["code"], strict=True))


def _save_duty(conn: sa.Connection, table: sa.Table, draft: Draft, import_id: int) -> None:
    if draft.changed is not None:
        change_rows(conn, table, draft.changed[["id", *draft.facts]], import_id)
    insert_rows(conn, table, draft.frame.drop(columns="row").assign(import_id=import_id))
    bump(conn, "duty")


def _save_units(conn: sa.Connection, draft: Draft, import_id: int) -> None:
    if draft.changed is not None:
        change_rows(conn, org_units, draft.changed[["id", *draft.facts]], import_id)
    insert_rows(conn, org_units, new_units(draft).assign(import_id=import_id))
    bump(conn, "grids")


def _save_land(
    conn: sa.Connection, draft: Draft, import_id: int, progress: Progress | None
) -> None:
    insert_rows(conn, base_features, land_rows(draft).assign(import_id=import_id), progress)
    bump(conn, "base")


def _save_households(
    conn: sa.Connection, draft: Draft, import_id: int, progress: Progress | None
) -> None:
    if draft.changed is not None:
        consent = CONSENT_COLUMNS if "contact" in draft.facts else []
        names = ["id", *draft.facts, *consent, "tile16", "grid_code", "why_no_grid"]
        change_rows(conn, households, sealed_homes(conn, draft.changed)[names], import_id)
    frame = draft.frame.drop(columns="row").assign(import_id=import_id)
    insert_rows(conn, households, sealed_homes(conn, frame), progress)
    bump(conn, "households")


def _save_places(conn: sa.Connection, draft: Draft, import_id: int) -> None:
    if draft.changed is not None:
        names = list(dict.fromkeys(["id", *draft.facts, "grid_code", "unit_code"]))
        change_rows(conn, places, draft.changed[names], import_id)
    insert_rows(conn, places, draft.frame.drop(columns="row").assign(import_id=import_id))
    bump(conn, "places")
