"""A new case: its number, its place, its people, its unit, its clocks, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import Case, CaseEvent
from casework.sentence import Sentence
from data.contact_store import keep_case_contact
from data.event_store import add_event, next_serials
from data.rule_store import rules_of
from data.schema import case_clocks, cases
from data.store import Store, bump
from geo.tiles import tile16
from service.cases.clock import row_of
from service.cases.drafting import Draft, NewCase, cleaned, draft, local_day
from service.cases.foreseeing import Foreseen, ForeseenClock, foresee_case
from service.cases.keeping import columns_of, stamp_of
from service.cases.tiers import enter_tier
from service.scoping import cases_in_part

__all__ = ["Foreseen", "ForeseenClock", "NewCase", "Registered", "foresee_case", "register_case"]


@dataclass(frozen=True)
class Registered:
    """What the person is told (the number), who has the case, and what is doubtful about it."""

    code: str
    serial: int
    grid_code: str | None
    worker: str | None
    unit_code: str | None
    due_at: datetime | None
    warnings: tuple[Sentence, ...]


def register_case(viewer: Viewer, store: Store, new: NewCase, now: datetime) -> Registered:
    """Return the number of the case that was registered, and who has it.

    Raises
    ------
    CaseworkError
        When the viewer may not register cases.
    ServiceError
        When there is no summary, half a position, or a time in the future.

    Notes
    -----
    The number is the district's date and the running number in the ledger, ``20261122-000123``:
    the only one the person gets.  A calendar that lacks a year, a place in no grid or a grid
    without a worker is a warning: a request is never turned away for it.
    """
    require(viewer, Action.REGISTER_CASE)
    new = cleaned(new)
    with store.begin() as conn:
        made = draft(conn, rules_of(conn), new, now)
        serial = next_serials(conn, 1)[0]
        case = replace(made.case, code=_free(conn, f"{local_day(conn, now)}-{serial:06}"))
        case_id = _insert(conn, case, serial, made)
        if new.contact:
            keep_case_contact(conn, case_id, new.contact, new.contact_consent, new.contact_until)
        add_event(conn, case_id, _reported(viewer, case, serial, new, now))
        bump(conn, "cases")
        warnings = made.warnings + _unseen(conn, viewer, case)
    return Registered(
        case.code, serial, case.grid_code, case.assigned_to, case.unit_code, case.due_at, warnings
    )


def _free(conn: sa.Connection, code: str) -> str:
    """Return the number, with a sign behind it where a file has brought a case of that number."""
    taken = set(conn.scalars(sa.select(cases.c.code).where(cases.c.code.startswith(code))))
    signs = (f"{code}-{count}" for count in range(2, len(taken) + 3))
    return next(one for one in (code, *signs) if one not in taken)


def _insert(conn: sa.Connection, case: Case, serial: int, made: Draft) -> int:
    columns = columns_of(case) | made.columns | {"serial": serial, "tile16": _tile(case)}
    case_id = int(conn.execute(cases.insert().values(columns).returning(cases.c.id)).scalar_one())
    for clock in made.clocks:
        row = row_of(replace(clock, case_id=case_id))
        conn.execute(case_clocks.insert().values(row))
    enter_tier(conn, case_id, case.tier, case.reported_at)
    return case_id


def _reported(viewer: Viewer, case: Case, serial: int, new: NewCase, now: datetime) -> CaseEvent:
    stamp = stamp_of(viewer, now, new.acted_by)
    details = {
        "code": case.code,
        "serial": serial,
        "status": case.status.value,
        "channel": case.channel,
        "assigned_to": case.assigned_to,
    }
    told = {name: value for name, value in details.items() if value is not None}
    return CaseEvent(
        case.code, "reported", stamp.acted_by, stamp.entered_by, case.reported_at, now, told
    )


def _tile(case: Case) -> int | None:
    if case.lon is None or case.lat is None:
        return None
    return int(tile16(np.array([case.lon]), np.array([case.lat]))[0])


def _unseen(conn: sa.Connection, viewer: Viewer, case: Case) -> tuple[Sentence, ...]:
    """Return the warning that the viewer will not find the case he has just registered."""
    seen = sa.select(cases.c.id).where(cases.c.code == case.code, *cases_in_part(conn, viewer))
    if conn.execute(seen).first() is not None:
        return ()
    return (
        Sentence(
            "The case lies outside the part of the district you see: its number {code} is the way"
            " to ask about it.",
            code=case.code,
        ),
    )
