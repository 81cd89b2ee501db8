"""Who is assigned to which township: entered, ended, listed; and the townships themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.grid_store import load_org_units
from data.oversight_store import add_duty, load_duties
from data.oversight_store import end_duty as keep_end
from data.rows import records
from data.schema import oversight_findings
from data.store import Store, bump
from service.cases.noting import in_words, refuse_long
from service.errors import ServiceError
from service.scoping import units_serving_part
from service.sessions.part import in_force, in_part

# Townships are on the level of streets.
LEVEL: Final = "street"


@dataclass(frozen=True)
class NewAssignment:
    """An assignment as it is entered.

    Attributes
    ----------
    holder
        The public office, or who holds it.
    department
        Where a department is assigned with it.
    unit_code
        Of a street or township.
    until
        The first day on which it is no longer in force; None for until further notice.
    """

    holder: str
    unit_code: str
    since: date
    until: date | None = None
    department: str | None = None


def assign(viewer: Viewer, store: Store, new: NewAssignment, now: datetime) -> int:
    """Assign an office to a township and return the number of the assignment.

    Raises
    ------
    CaseworkError
        When the viewer may not keep oversight.
    ServiceError
        When there is no such township in his part, it ends before it begins, or the office is
        assigned there already.
    """
    require(viewer, Action.KEEP_SESSIONS)
    del now
    holder = in_words(new.holder, Term("who is assigned"))
    refuse_long(new.department, Term("department"))
    _refuse_backwards(new.since, new.until)
    with store.begin() as conn:
        known = set(townships(conn, viewer, new.since)["code"])
        if new.unit_code not in known:
            raise ServiceError(
                "There is no street or township {unit} in the part you keep on {day}: choose one"
                " from the list.",
                unit=new.unit_code,
                day=new.since,
            )
        _refuse_twice(conn, holder, new)
        made = add_duty(
            conn,
            {
                "holder": holder, "department": (new.department or "").strip() or None,
                "unit_code": new.unit_code, "since": new.since, "until": new.until,
                "entered_by": viewer.name,
            },
        )  # fmt: skip
        bump(conn, "sessions")
    return made


def end_assignment(viewer: Viewer, store: Store, duty_id: int, until: date, now: datetime) -> None:
    """End an assignment on a day, its first out of force; what was found stays.

    Raises
    ------
    CaseworkError
        When the viewer may not keep oversight.
    ServiceError
        When there is no such assignment in his part, it would end before it begins, or something
        was found on that day or later.
    """
    require(viewer, Action.KEEP_SESSIONS)
    del now
    with store.begin() as conn:
        kept = duty_in_part(conn, viewer, duty_id)
        _refuse_backwards(kept["since"], until)
        found = sa.select(sa.func.max(oversight_findings.c.found_on))
        last = conn.scalar(found.where(oversight_findings.c.duty_id == duty_id))
        if last is not None and last >= until:
            raise ServiceError(
                "Something was found on {day}: the assignment ends after that day at the earliest.",
                day=last,
            )
        keep_end(conn, duty_id, until)
        bump(conn, "sessions")


def assignments_of(viewer: Viewer, store: Store, on: date | None = None) -> pd.DataFrame:
    """Return the assignments in force on a day, or all that ever were, in the viewer's part.

    Returns
    -------
    DataFrame
        `data.oversight_store.DUTY_COLUMNS` and ``unit_name``, by township and holder.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        frame = seen(conn, viewer, load_duties(conn))
    return frame if on is None else in_force(frame, on)


def townships_seen(viewer: Viewer, store: Store, on: date) -> dict[str, str]:
    """Return the names of the streets and townships of the viewer's part on a day, by code.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        frame = townships(conn, viewer, on)
    return dict(zip(frame["code"], frame["name"], strict=True))


def townships(conn: sa.Connection, viewer: Viewer, on: date) -> pd.DataFrame:
    """Return ``code, name`` of the streets and townships of the viewer's part, by code."""
    units = load_org_units(conn, on)
    frame = units.loc[units["level"] == LEVEL, ["code", "name"]]
    inside = units_serving_part(conn, viewer)
    if inside is not None:
        frame = frame.loc[frame["code"].isin(inside)]
    return frame.reset_index(drop=True)


def seen(conn: sa.Connection, viewer: Viewer, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose township lies in the viewer's part, with its newest name."""
    frame = in_part(conn, viewer, frame)
    units = load_org_units(conn)
    names = dict(zip(units["code"], units["name"], strict=True))
    return frame.assign(unit_name=[names.get(code, code) for code in frame["unit_code"]])


def duty_in_part(conn: sa.Connection, viewer: Viewer, duty_id: int) -> dict[str, Any]:
    """Return an assignment, as `data.oversight_store.load_duties` gives it.

    Raises
    ------
    ServiceError
        When there is none of this number in the viewer's part.
    """
    frame = seen(conn, viewer, load_duties(conn))
    found = records(frame.loc[frame["id"] == duty_id])
    if not found:
        raise ServiceError(
            "There is no assignment {number} in the part you keep: choose one from the list.",
            number=duty_id,
        )
    return found[0]


def _refuse_backwards(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise ServiceError(
            "The assignment would end on {until}, which is not after {since}, its first day: give a"
            " later day.",
            since=since,
            until=until,
        )


def _refuse_twice(conn: sa.Connection, holder: str, new: NewAssignment) -> None:
    frame = load_duties(conn)
    same = frame.loc[(frame["holder"] == holder) & (frame["unit_code"] == new.unit_code)]
    for since, until in zip(same["since"], same["until"], strict=True):
        if (until is None or new.since < until) and (new.until is None or since < new.until):
            raise ServiceError(
                "{holder} is assigned to this township from {since} on already: end that"
                " assignment first.",
                holder=holder,
                since=since,
            )
