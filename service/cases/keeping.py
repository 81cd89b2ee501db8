"""A case out of its row and back; whoever saw an older version is told what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Viewer
from casework.case import Case, CaseEvent, CaseStatus, Channel, NeedClass
from casework.case_status import STATUS_TERMS
from casework.event_terms import event_term
from casework.lifecycle import Stamp
from casework.plain_text import is_blank, seen_text
from casework.request import RequestKind, Urgency, Voice, Wish
from casework.tier import Tier
from data.case_store import load_case
from data.event_store import add_event
from data.schema import case_events, cases
from data.store import bump
from service.errors import ServiceError
from service.scoping import cases_in_part

_FIELDS: Final = tuple(field.name for field in fields(Case))
_KINDS: Final[dict[str, type[Enum]]] = {
    "status": CaseStatus,
    "kind": RequestKind,
    "urgency": Urgency,
    "need": NeedClass,
    "voice": Voice,
    "wish": Wish,
    "tier": Tier,
}


class CaseChanged(ServiceError):
    """Somebody else changed the case first; nothing was overwritten."""


@dataclass(frozen=True)
class Kept:
    """A case and the ``cases.id`` it is kept under."""

    id: int
    case: Case


def fetch(conn: sa.Connection, viewer: Viewer, code: str) -> Kept:
    """Return the case of this number, among those the viewer sees.

    Raises
    ------
    ServiceError
        When there is none.
    """
    row = load_case(conn, code, cases_in_part(conn, viewer))
    if row is None:
        raise no_case(code)
    return Kept(int(row["id"]), case_of(row))


def no_case(code: str) -> ServiceError:
    """Return the refusal of a number under which this viewer sees no case."""
    return ServiceError(
        "There is no case {code} in the part of the district you see: check the number.", code=code
    )


def case_of(row: Mapping[str, Any] | sa.RowMapping) -> Case:
    """Return the case that a row of ``cases`` holds."""
    values = {name: row[name] for name in _FIELDS}
    for name, kind in _KINDS.items():
        values[name] = None if values[name] is None else kind(values[name])
    if values["channel"] in set(Channel):
        values["channel"] = Channel(values["channel"])
    return Case(**values)


def columns_of(case: Case) -> dict[str, Any]:
    """Return a case as plain values for the columns of ``cases``."""
    said = {name: getattr(case, name) for name in _FIELDS}
    return {name: v.value if isinstance(v, Enum) else v for name, v in said.items()}


def keep(conn: sa.Connection, kept: Kept, moved: Case, event: CaseEvent) -> Kept:
    """Return the case as it now is, written over the version it came from, with its event.

    Raises
    ------
    CaseChanged
        When the stored case is no longer that version; nothing is written.
    """
    before = columns_of(kept.case)
    changed = {name: v for name, v in columns_of(moved).items() if v != before[name]}
    is_it = sa.and_(cases.c.id == kept.id, cases.c.version == kept.case.version)
    if conn.execute(cases.update().where(is_it).values(changed)).rowcount != 1:
        raise _told(conn, kept.id)
    add_event(conn, kept.id, event)
    bump(conn, "cases")
    return Kept(kept.id, moved)


def refuse_changed(conn: sa.Connection, kept: Kept, version: int) -> None:
    """Do nothing when the case is still the version somebody saw.

    Raises
    ------
    CaseChanged
        With what changed last, by whom and when.
    """
    if version != kept.case.version:
        raise _told(conn, kept.id)


def stamp_of(
    viewer: Viewer,
    now: datetime,
    acted_by: str | None = None,
    happened_at: datetime | None = None,
) -> Stamp:
    """Return two persons and two times: by default the viewer himself, now."""
    acted = seen_text(acted_by or "").strip()
    acted = viewer.name if is_blank(acted) else acted
    return Stamp(acted, viewer.name, happened_at or now, now)


def _told(conn: sa.Connection, case_id: int) -> CaseChanged:
    row = conn.execute(sa.select(cases.c.code, cases.c.status).where(cases.c.id == case_id)).one()
    last = conn.execute(
        sa.select(case_events)
        .where(case_events.c.case_id == case_id)
        .order_by(case_events.c.id.desc())
        .limit(1)
    ).first()
    return CaseChanged(
        "Case {code} has changed since you saw it: {event}, by {name}, recorded at {at}; it is now"
        " {status}. Nothing of yours was written: look at the case again, then decide.",
        code=row.code,
        event=event_term(last.kind) if last else "-",
        name=last.acted_by if last else "-",
        at=last.recorded_at if last else "-",
        status=STATUS_TERMS[CaseStatus(row.status)],
    )
