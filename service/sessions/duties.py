"""Who of the leaders comes to which contact point how often: entered, ended, listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.contact_duty import ContactDuty, DutyRule, SessionState
from casework.sentence import Term
from data.schema import contact_duties, sessions
from data.session_store import add_duty, load_duties
from data.store import Store, bump
from service.cases.noting import in_words
from service.errors import ServiceError
from service.sessions.part import contact_place, duty_in_part, in_force, in_part


@dataclass(frozen=True)
class NewDuty:
    """A contact duty as it is entered.

    Attributes
    ----------
    holder
        The public office, or the name of who holds it.
    place_code
        Of a contact point.
    weekday
        0 is Monday; a weekly duty has one, a monthly one may, as its usual day.
    starts
        When people are received, as it is announced: ``19:00``.
    until
        The first day on which it is no longer in force; None for until further notice.
    """

    holder: str
    place_code: str
    rule: DutyRule
    since: date
    until: date | None = None
    weekday: int | None = None
    starts: str | None = None


def enter_duty(viewer: Viewer, store: Store, new: NewDuty, now: datetime) -> int:
    """Enter who comes to a contact point how often, and return the number of the duty.

    Raises
    ------
    CaseworkError
        When the viewer may not keep sessions, or the duty ends before it begins or lacks its day.
    ServiceError
        When there is no such contact point, or the holder has this duty there already.
    """
    require(viewer, Action.KEEP_SESSIONS)
    del now
    duty = ContactDuty(new.rule, new.since, new.until, new.weekday)
    holder = in_words(new.holder, Term("who comes"))
    with store.begin() as conn:
        place = contact_place(conn, viewer, new.place_code, new.since)
        _refuse_twice(conn, holder, place["code"], duty)
        made = add_duty(
            conn,
            {
                "holder": holder, "place_id": place["id"], "rule": duty.rule.value,
                "weekday": duty.weekday, "starts": hour_of(new.starts), "since": duty.since,
                "until": duty.until, "entered_by": viewer.name,
            },
        )  # fmt: skip
        bump(conn, "sessions")
    return made


def end_duty(
    viewer: Viewer, store: Store, duty_id: int, until: date, reason: str, now: datetime
) -> int:
    """End a duty on a day, its first out of force, and return how many sessions fell with it.

    Sessions planned for it from that day on are cancelled with the reason; what was held stays.

    Raises
    ------
    CaseworkError
        When the viewer may not keep sessions, or the duty would end before it begins.
    ServiceError
        When there is no such duty, no reason is given, or a session was held on that day or later.
    """
    require(viewer, Action.KEEP_SESSIONS)
    del now
    reason = in_words(reason, Term("reason"))
    with store.begin() as conn:
        kept = duty_in_part(conn, viewer, duty_id)
        ContactDuty(DutyRule(kept["rule"]), kept["since"], until, kept["weekday"])
        its = sa.and_(sessions.c.duty_id == duty_id, sessions.c.held_on >= until)
        _refuse_held(conn, its)
        conn.execute(
            contact_duties.update().where(contact_duties.c.id == duty_id).values(until=until)
        )
        fell = conn.execute(
            sessions.update()
            .where(its, sessions.c.state == SessionState.PLANNED)
            .values(
                state=SessionState.CANCELLED.value, reason=reason, version=sessions.c.version + 1
            )
        )
        bump(conn, "sessions")
    return fell.rowcount


def duties_of(viewer: Viewer, store: Store, on: date | None = None) -> pd.DataFrame:
    """Return the duties in force on a day, or all that ever were, in the viewer's part.

    Returns
    -------
    DataFrame
        `data.session_store.DUTY_COLUMNS`, by holder and place.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        frame = in_part(conn, viewer, load_duties(conn))
    return frame if on is None else in_force(frame, on)


def hour_of(text: str | None) -> str | None:
    """Return an announced time of day as ``19:00``, None where none is said.

    Raises
    ------
    ServiceError
        When it is no time of day.
    """
    said = (text or "").strip().replace("\uff1a", ":")  # the wide colon of Chinese typing
    if not said:
        return None
    try:
        hour, minute = said.split(":")
        return f"{time(int(hour), int(minute)):%H:%M}"
    except ValueError as error:
        raise ServiceError("{seen} is no time of day: give it as 19:00.", seen=said[:40]) from error


def _refuse_twice(conn: sa.Connection, holder: str, place: str, duty: ContactDuty) -> None:
    frame = load_duties(conn)
    same = frame.loc[(frame["holder"] == holder) & (frame["place_code"] == place)]
    for since, until in zip(same["since"], same["until"], strict=True):
        if (until is None or duty.since < until) and (duty.until is None or since < duty.until):
            raise ServiceError(
                "{holder} has a duty at this contact point from {since} on already: end that one"
                " first.",
                holder=holder,
                since=since,
            )


def _refuse_held(conn: sa.Connection, its: sa.ColumnElement[bool]) -> None:
    wanted = sa.select(sa.func.max(sessions.c.held_on))
    last = conn.scalar(wanted.where(its, sessions.c.state == SessionState.HELD))
    if last is not None:
        raise ServiceError(
            "A session of this duty was held on {day}: the duty ends after that day at the"
            " earliest.",
            day=last,
        )
