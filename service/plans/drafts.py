"""Plans kept under a name while people work on them; nothing in them is real."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.plain_text import is_blank, seen_text
from casework.plan import CoveragePlan
from casework.sentence import Term
from data.schema import coverage_drafts, orders
from data.store import Store
from service.cases.noting import refuse_long
from service.errors import ServiceError
from service.plans.grids_seen import named
from service.plans.plan_json import LONGEST_NAME, plan_document, plan_of_document
from service.scoping import grids_in_part

_TABLE = coverage_drafts.c


class DraftChanged(ServiceError):
    """Somebody else saved, approved or discarded the draft first; nothing was overwritten."""


@dataclass(frozen=True)
class Draft:
    """A plan as it was saved last; `order_id` once it was approved."""

    id: int
    name: str
    version: int
    plan: CoveragePlan
    changed_by: str
    changed_at: datetime
    order_id: int | None = None


def save_draft(
    viewer: Viewer,
    store: Store,
    plan: CoveragePlan,
    now: datetime,
    *,
    draft_id: int | None = None,
    version: int | None = None,
) -> Draft:
    """Return the draft under which the plan is kept now, a new one without `draft_id`.

    Parameters
    ----------
    plan
        Kept under its own name.
    draft_id, version
        The draft it replaces, and the version it was made from.

    Raises
    ------
    CaseworkError
        When the viewer may not plan.
    DraftChanged
        When somebody else saved, approved or discarded that draft since.
    ServiceError
        When the plan has no name or another draft has it, or touches grids the viewer does not
        see into.
    """
    require(viewer, Action.PLAN_COVERAGE)
    plan = replace(plan, name=_name_of(plan))
    row: dict[str, Any] = {"name": plan.name, "document": plan_document(plan)}
    row |= {"changed_by": viewer.name, "changed_at": now}
    with store.begin() as conn:
        _refuse_outside(plan, grids_in_part(conn, viewer))
        _refuse_taken(conn, plan.name, draft_id)
        if draft_id is None:
            made = conn.execute(coverage_drafts.insert().values(**row, kind="coverage"))
            draft_id = int(made.inserted_primary_key[0])  # type: ignore[index]
        else:
            kept = _fetch(conn, viewer, draft_id)
            _refuse_changed(conn, kept, kept["version"] if version is None else version)
            _write(conn, kept, row)
        return _draft_of(_fetch(conn, viewer, draft_id))


def drafts(viewer: Viewer, store: Store) -> list[Draft]:
    """Return the drafts the viewer sees into, the last saved first; approved ones are among them.

    A draft that touches grids of another part of the district is not his to see.

    Raises
    ------
    CaseworkError
        When the viewer may not plan.
    """
    require(viewer, Action.PLAN_COVERAGE)
    wanted = (
        sa.select(coverage_drafts)
        .where(_TABLE.kind == "coverage", _TABLE.discarded_at.is_(None))
        .order_by(_TABLE.changed_at.desc(), _TABLE.id.desc())
    )
    with store.read() as conn:
        seen = grids_in_part(conn, viewer)
        found = [_draft_of(row) for row in conn.execute(wanted).mappings()]
    return [one for one in found if not _outside(one.plan, seen)]


def draft(viewer: Viewer, store: Store, draft_id: int) -> Draft:
    """Return one draft.

    Raises
    ------
    CaseworkError
        When the viewer may not plan.
    ServiceError
        When there is none of this number where he sees into.
    """
    require(viewer, Action.PLAN_COVERAGE)
    with store.read() as conn:
        return _draft_of(_fetch(conn, viewer, draft_id))


def discard_draft(viewer: Viewer, store: Store, draft_id: int, version: int, now: datetime) -> None:
    """Take a draft off the list; one that was approved stays, as what was approved.

    Raises
    ------
    CaseworkError
        When the viewer may not plan.
    DraftChanged
        When somebody else saved, approved or discarded it since `version`.
    ServiceError
        When there is none of this number where he sees into.
    """
    require(viewer, Action.PLAN_COVERAGE)
    with store.begin() as conn:
        kept = _fetch(conn, viewer, draft_id)
        _refuse_changed(conn, kept, version)
        _write(conn, kept, {"discarded_at": now, "changed_by": viewer.name, "changed_at": now})


def keep_approved(
    conn: sa.Connection,
    viewer: Viewer,
    draft_id: int,
    plan: CoveragePlan,
    order_id: int,
    now: datetime,
) -> None:
    """Keep in a draft, in the running transaction, by which order it became real, and as what.

    Raises
    ------
    DraftChanged
        When it was approved or discarded before.
    ServiceError
        When there is none of this number where the viewer sees into.
    """
    kept = _fetch(conn, viewer, draft_id)
    _refuse_changed(conn, kept, kept["version"])
    document = plan_document(replace(plan, name=kept["name"]))
    said = {"document": document, "order_id": order_id}
    _write(conn, kept, said | {"changed_by": viewer.name, "changed_at": now})


def _fetch(conn: sa.Connection, viewer: Viewer, draft_id: int) -> sa.RowMapping:
    wanted = sa.select(coverage_drafts).where(_TABLE.id == draft_id, _TABLE.kind == "coverage")
    row = conn.execute(wanted.with_for_update()).mappings().first()
    seen = grids_in_part(conn, viewer)
    if row is None or _outside(plan_of_document(row["document"]), seen):
        raise ServiceError(
            "There is no draft {number} in the part of the district you see: look it up in the list"
            " of drafts.",
            number=draft_id,
        )
    return row


def _write(conn: sa.Connection, kept: sa.RowMapping, values: dict[str, Any]) -> None:
    is_it = _TABLE.id == kept["id"]
    changed = coverage_drafts.update().where(is_it)
    conn.execute(changed.values(**values, version=kept["version"] + 1))


def _draft_of(row: sa.RowMapping) -> Draft:
    names = ("id", "name", "version", "changed_by", "changed_at", "order_id")
    return Draft(plan=plan_of_document(row["document"]), **{name: row[name] for name in names})


def _name_of(plan: CoveragePlan) -> str:
    name = seen_text(plan.name).strip()
    if is_blank(name):
        raise ServiceError("The draft has no name: give it one by which others will know it.")
    refuse_long(name, Term("name"), LONGEST_NAME)
    return name


def _refuse_taken(conn: sa.Connection, name: str, draft_id: int | None) -> None:
    stands = sa.and_(_TABLE.discarded_at.is_(None), _TABLE.order_id.is_(None))
    wanted = sa.select(coverage_drafts).where(_TABLE.name == name, stands)
    found = conn.execute(wanted.where(_TABLE.kind == "coverage")).first()
    if found is not None and found.id != draft_id:
        raise ServiceError(
            "There is a draft named {name} already, saved by {who} at {at}: choose another name, or"
            " open that draft.",
            name=name,
            who=found.changed_by,
            at=found.changed_at,
        )


def _refuse_changed(conn: sa.Connection, kept: sa.RowMapping, version: int) -> None:
    said = {"name": kept["name"], "who": kept["changed_by"], "at": kept["changed_at"]}
    if kept["discarded_at"] is not None:
        raise DraftChanged(
            "Draft {name} was discarded by {who} at {at}: save your plan under a name of its own.",
            **said,
        )
    if kept["order_id"] is not None:
        order_no = conn.scalar(sa.select(orders.c.order_no).where(orders.c.id == kept["order_id"]))
        raise DraftChanged(
            "Draft {name} was approved as order {order_no} by {who} at {at} and stays as it is:"
            " save your plan under a name of its own.",
            order_no=order_no,
            **said,
        )
    if kept["version"] != version:
        raise DraftChanged(
            "Draft {name} was saved by {who} at {at}, after you opened it. Nothing of yours was"
            " written: open it again, or save your plan under a name of its own.",
            **said,
        )


def _outside(plan: CoveragePlan, seen: Collection[str] | None) -> list[str]:
    """Return the grids a plan touches outside of those seen; none where all are."""
    return [] if seen is None else sorted((plan.changes.keys() | plan.locked_grids) - set(seen))


def _refuse_outside(plan: CoveragePlan, seen: Collection[str] | None) -> None:
    outside = _outside(plan, seen)
    if outside:
        raise ServiceError(
            "Grid {grids} lies outside the part of the district you see: take it out of the plan.",
            grids=named(outside),
        )
