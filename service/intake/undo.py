"""Takes an import back, as long as nothing was built on it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.import_store import changed_since, load_import, put_back
from data.schema import (
    base_features,
    campaign_notices,
    cases,
    category_overrides,
    contact_duties,
    emergency_homes,
    grids,
    household_moves,
    households,
    import_changes,
    imports,
    leaves,
    order_changes,
    orders,
    org_units,
    places,
    postings,
    round_checks,
    sessions,
    visits,
    workers,
)
from data.settings_store import office_zone
from data.store import TOPICS, Store, bump
from service.errors import ServiceError
from service.intake.case_renaming import rename_in_cases
from service.intake.entry import Entry
from service.intake.options import Kind
from service.intake.replacing import households_again
from service.intake.undo_cases import later_cases, later_events, undo_cases
from service.placing import PEOPLE

# Children before parents: the order in which rows may go.  Cases and events never go.
_MADE = (
    places,
    households,
    postings,
    leaves,
    grids,
    org_units,
    workers,
    base_features,
    category_overrides,
)
_CHANGED = (workers, postings, grids, households, org_units, places)
# What is about a household or a place, and would point at nothing without it.
_ABOUT_IT = {
    households: (visits, household_moves, campaign_notices, emergency_homes),
    places: (contact_duties, sessions, round_checks),
}


def undo_import(viewer: Viewer, store: Store, import_id: int, now: datetime) -> dict[str, int]:
    """Remove what an import added, put back what it changed, and return how many rows per table.

    Cases that it brought are void from then on, never removed, and the ledger says why; those that
    it changed go back by a step or a correction.  The diary keeps the line, marked as undone.

    Raises
    ------
    CaseworkError
        When the viewer may not undo.
    ServiceError
        When there is no such import, it is undone already, or something was built on it.
    """
    require(viewer, Action.UNDO_IMPORT)
    with store.begin() as conn:
        line = load_import(conn, import_id)
        if line is None:
            raise ServiceError(
                "There is no import {number}: look up its number in the diary of imports.",
                number=import_id,
            )
        if line["undone_at"] is not None:
            raise ServiceError(
                "Import {number} was undone already, on {day}.",
                number=import_id,
                day=line["undone_at"].date(),
            )
        _refuse_built_upon(conn, import_id, str(line["file_name"]))
        _refuse_decided_upon(conn, import_id, str(line["file_name"]))
        entry = _entry(viewer, import_id, str(line["file_name"]), now)
        _rename_back(conn, import_id, entry)
        done = {"cases": undo_cases(conn, entry)}
        done |= {table.name: put_back(conn, import_id, table) for table in _CHANGED}
        for table in _MADE:
            gone = conn.execute(table.delete().where(table.c.import_id == import_id)).rowcount
            done[table.name] = done.get(table.name, 0) + gone
        if line["kind"] == Kind.GRIDS:
            zone = office_zone(conn)
            households_again(conn, now.astimezone(zone).date())
        conn.execute(imports.update().where(imports.c.id == import_id).values(undone_at=now))
        bump(conn, *TOPICS)
    return {name: count for name, count in done.items() if count}


def _entry(viewer: Viewer, import_id: int, file_name: str, now: datetime) -> Entry:
    told: dict[str, object] = {"undone_import": import_id, "file": file_name}
    return Entry(import_id, viewer.name, viewer.name, now, told, is_kept=False)


def _rename_back(conn: sa.Connection, import_id: int, entry: Entry) -> None:
    """Give the cases back the names of workers whose codes this import had brought."""
    query = (
        sa.select(workers.c.code, import_changes.c.before)
        .join(import_changes, import_changes.c.row_id == workers.c.id)
        .where(import_changes.c.import_id == import_id, import_changes.c.topic == workers.name)
    )
    changed = {row.code: str(row.before["code"]) for row in conn.execute(query)}
    rename_in_cases(conn, {new: old for new, old in changed.items() if new != old}, entry)


def _refuse_built_upon(conn: sa.Connection, import_id: int, file_name: str) -> None:
    found = {name: count for name, count in _built_upon(conn, import_id).items() if count}
    if found:
        raise ServiceError(
            "Import {number} ({file}) cannot be undone, because later data rests on it: {found}."
            " Undo those imports first.",
            number=import_id,
            file=file_name,
            found=", ".join(f"{name} {count}" for name, count in found.items()),
        )


def _built_upon(conn: sa.Connection, import_id: int) -> dict[str, int]:
    """Return how many rows of other origin point at what this import made."""
    codes, people = _made_codes(import_id)
    rests = (
        (postings, sa.or_(postings.c.grid_code.in_(codes), postings.c.worker_code.in_(people))),
        (leaves, leaves.c.worker_code.in_(people)),
        (category_overrides, category_overrides.c.grid_code.in_(codes)),
        (households, households.c.grid_code.in_(codes)),
    )
    found = {}
    for table, condition in rests:
        # What came earlier was looked at again by this import, and goes back with it.
        query = sa.select(sa.func.count()).select_from(table)
        is_later = table.c.import_id > import_id
        found[table.name] = int(conn.scalar(query.where(condition, is_later)) or 0)
    rest_on = sa.or_(cases.c.grid_code.in_(codes), *(cases.c[n].in_(people) for n in PEOPLE))
    for owner, tables in _ABOUT_IT.items():
        mine = sa.select(owner.c.id).where(owner.c.import_id == import_id)
        key = "household_id" if owner is households else "place_id"
        for table in tables:
            rest = sa.select(sa.func.count()).select_from(table).where(table.c[key].in_(mine))
            found[table.name] = int(conn.scalar(rest) or 0)
    made_by_them = sa.select(sa.func.count()).where(visits.c.worker_code.in_(people))
    found["visits"] += int(conn.scalar(made_by_them) or 0)
    found["cases"] = later_cases(conn, import_id, rest_on)
    found["case_events"] = later_events(conn, import_id)
    for table in (*_CHANGED, cases):
        found[table.name] = found.get(table.name, 0) + changed_since(conn, import_id, table)
    return found


def _refuse_decided_upon(conn: sa.Connection, import_id: int, file_name: str) -> None:
    """Do nothing when no order rests on what this import made: an order is never taken back."""
    codes, people = _made_codes(import_id)
    of_made = sa.or_(postings.c.grid_code.in_(codes), postings.c.worker_code.in_(people))
    was_ended = sa.and_(postings.c.import_id == import_id, orders.c.id == postings.c.ended_by)
    was_opened = sa.and_(of_made, orders.c.id == postings.c.order_id)
    wanted = sa.select(orders.c.order_no).join(postings, sa.or_(was_ended, was_opened)).distinct()
    numbers = sorted({*conn.scalars(wanted), *conn.scalars(_about(import_id))})
    if numbers:
        raise ServiceError(
            "Import {number} ({file}) cannot be undone, because orders rest on it: {orders}. What"
            " was decided stays as it was: change it from today on by another order.",
            number=import_id,
            file=file_name,
            orders=", ".join(numbers[:20]),
        )


def _about(import_id: int) -> sa.Select[tuple[str]]:
    """Return the later orders about a unit, grid or worker of which an import made a version."""
    when = sa.select(imports.c.imported_at).where(imports.c.id == import_id).scalar_subquery()
    changes = order_changes.c
    made = [
        sa.and_(
            changes.topic.in_(topics),
            changes.code.in_(sa.select(table.c.code).where(table.c.import_id == import_id)),
        )
        for topics, table in (
            (("unit",), org_units),
            (("grid", "primary", "cover"), grids),
            (("worker", "leave"), workers),
        )
    ]
    of_order = sa.select(orders.c.order_no).join(order_changes, changes.order_id == orders.c.id)
    return of_order.where(sa.or_(*made), orders.c.approved_at >= when)


def _made_codes(import_id: int) -> tuple[sa.Select[tuple[str]], sa.Select[tuple[str]]]:
    """Return the codes of the grids and of the workers that an import made."""
    # A new version of a grid is not its code: what rests on the older one does not rest on it.
    others = sa.or_(grids.c.import_id != import_id, grids.c.import_id.is_(None))
    older = sa.select(grids.c.code).where(others)
    made = grids.c.import_id == import_id
    codes = sa.select(grids.c.code).where(made, grids.c.code.not_in(older))
    return codes, sa.select(workers.c.code).where(workers.c.import_id == import_id)
