"""Sessions planned: one on a day, or a series by the rule of a duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.contact_duty import SessionState, planned_days, turns_of
from casework.sentence import Term
from data.rule_store import rules_of
from data.schema import sessions
from data.session_store import add_session
from data.store import Store, bump
from service.cases.noting import office_day, refuse_long
from service.errors import ServiceError
from service.sessions.duties import hour_of
from service.sessions.figures import duty_of
from service.sessions.part import contact_place, duty_in_part

# A series further ahead than this is a slip; calendars are not published further ahead either.
MOST_DAYS: Final = 400


@dataclass(frozen=True)
class NewSession:
    """A session as it is planned: at a contact point, or for a duty and then at its place.

    Attributes
    ----------
    starts
        As announced, ``19:00``; the duty's own where nothing is said.
    """

    held_on: date
    place_code: str | None = None
    duty_id: int | None = None
    starts: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Series:
    """The days on which sessions were planned now, and how many turns had one already."""

    planned: tuple[date, ...]
    there: int


def plan_session(viewer: Viewer, store: Store, new: NewSession, now: datetime) -> int:
    """Plan a session and return its number.

    Raises
    ------
    CaseworkError
        When the viewer may not keep sessions.
    ServiceError
        When there is no such contact point or duty, the duty is not in force on the day, or the
        same session is planned already.
    """
    require(viewer, Action.KEEP_SESSIONS)
    refuse_long(new.subject, Term("subject"))
    with store.begin() as conn:
        duty = None if new.duty_id is None else duty_in_part(conn, viewer, new.duty_id)
        if duty is not None and not duty_of(duty).holds_on(new.held_on):
            raise ServiceError(
                "The duty of {holder} is not in force on {day}: choose a day within it.",
                holder=duty["holder"],
                day=new.held_on,
            )
        code = duty["place_code"] if duty else new.place_code or ""
        place = contact_place(conn, viewer, code, new.held_on)
        starts = hour_of(new.starts) or (duty["starts"] if duty else None)
        row = _row(viewer, place["id"], new.duty_id, new.held_on, starts, office_day(conn, now))
        _refuse_twice(conn, row, place["name"])
        made = add_session(conn, row | {"subject": (new.subject or "").strip() or None})
        bump(conn, "sessions")
    return made


def plan_series(
    viewer: Viewer, store: Store, duty_id: int, since: date, until: date, now: datetime
) -> Series:
    """Plan a session for each turn of a duty due ``since <= day < until`` that has none yet.

    Raises
    ------
    CaseworkError
        When the viewer may not keep sessions; `OutsideCover` when the calendar of a year is
        missing.
    ServiceError
        When there is no such duty, the days end before they begin, or are more than `MOST_DAYS`.
    """
    require(viewer, Action.KEEP_SESSIONS)
    _refuse_days(since, until)
    with store.begin() as conn:
        kept = duty_in_part(conn, viewer, duty_id)
        place = contact_place(conn, viewer, kept["place_code"], max(since, kept["since"]))
        duty, calendar = duty_of(kept), rules_of(conn).calendar
        taken = _days_taken(conn, duty_id)
        turns = turns_of(duty, since, until, calendar)
        free = [turn for turn in turns if not any(turn.holds(day) for day in taken)]
        days = planned_days(duty, since, until, calendar)
        wanted = tuple(day for day in days if any(turn.holds(day) for turn in free))
        today = office_day(conn, now)
        for day in wanted:
            add_session(conn, _row(viewer, place["id"], duty_id, day, kept["starts"], today))
        bump(conn, "sessions")
    return Series(wanted, len(turns) - len(free))


def _row(
    viewer: Viewer, place_id: int, duty_id: int | None, day: date, starts: str | None, today: date
) -> dict[str, Any]:
    return {
        "place_id": place_id, "duty_id": duty_id, "held_on": day, "starts": starts,
        "state": SessionState.PLANNED.value, "entered_by": viewer.name, "entered_on": today,
    }  # fmt: skip


def _days_taken(conn: sa.Connection, duty_id: int) -> set[date]:
    wanted = sa.select(sessions.c.held_on).where(
        sessions.c.duty_id == duty_id, sessions.c.state != SessionState.CANCELLED
    )
    return set(conn.scalars(wanted))


def _refuse_days(since: date, until: date) -> None:
    if not since < until <= since + timedelta(days=MOST_DAYS):
        raise ServiceError(
            "A series from {since} until {until} cannot be planned: give a later end, at most"
            " {most} days on.",
            since=since,
            until=until,
            most=MOST_DAYS,
        )


def _refuse_twice(conn: sa.Connection, row: dict[str, Any], place: str) -> None:
    same = [sessions.c[name] == row[name] for name in ("place_id", "held_on")]
    same += [sessions.c[name].is_not_distinct_from(row[name]) for name in ("duty_id", "starts")]
    wanted = sa.select(sessions.c.id).where(*same, sessions.c.state != SessionState.CANCELLED)
    if conn.scalar(wanted) is not None:
        raise ServiceError(
            "There is this session at {place} on {day} already: choose another day, or change"
            " that one.",
            place=place,
            day=row["held_on"],
        )
