"""What becomes of a session: notice is posted, it is held, or it is cancelled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.contact_duty import SESSION_TERMS, SessionState, first_valid_day, is_valid_notice
from casework.request import Channel
from casework.sentence import Sentence, Term
from data.schema import cases
from data.session_store import case_codes_of, link_cases
from data.store import Store, bump
from service.cases.drafting import NewCase
from service.cases.keeping import fetch
from service.cases.noting import in_words, office_day
from service.cases.registering import Registered, register_case
from service.errors import ServiceError
from service.sessions.part import keep_session, refuse_future, session_in_part


@dataclass(frozen=True)
class Held:
    """What came of a session: numbers of all its cases, those registered now, what to know."""

    cases: tuple[str, ...]
    registered: tuple[Registered, ...]
    told: Sentence | None


def post_notice(
    viewer: Viewer, store: Store, session_id: int, version: int, posted_on: date, now: datetime
) -> Sentence | None:
    """Note when the notice of a session was posted; return what to know when that was too late.

    Raises
    ------
    CaseworkError
        When the viewer may not keep sessions.
    ServiceError
        When there is no such session, it was changed meanwhile or cancelled, or the day lies ahead
        or after the session.
    """
    require(viewer, Action.KEEP_SESSIONS)
    with store.begin() as conn:
        kept = session_in_part(conn, viewer, session_id, version)
        _refuse_states(kept, SessionState.CANCELLED)
        refuse_future(posted_on, office_day(conn, now), Sentence("The notice is posted"))
        if posted_on > kept["held_on"]:
            raise ServiceError(
                "A notice posted on {day} announces no session of {held_on}: give the day on which"
                " it was posted.",
                day=posted_on,
                held_on=kept["held_on"],
            )
        keep_session(conn, kept, {"notice_posted_on": posted_on})
        bump(conn, "sessions")
    return late_notice(posted_on, kept["held_on"])


def hold_session(
    viewer: Viewer,
    store: Store,
    session_id: int,
    version: int,
    request_count: int,
    now: datetime,
    *,
    case_codes: Collection[str] = (),
    new_cases: Collection[NewCase] = (),
) -> Held:
    """Note that a session was held, and which cases came of it; a held one may be corrected.

    Parameters
    ----------
    request_count
        How many requests were received, whether or not a case was made of them.
    case_codes
        Numbers of cases that are registered already.
    new_cases
        Requests to register now; they came in at a leader's contact point.

    Raises
    ------
    CaseworkError
        When the viewer may not keep sessions, or register cases.
    ServiceError
        When there is no such session or case, it was changed meanwhile or cancelled, its day has
        not come, or more cases came of it than requests; then nothing of it stands.
    """
    require(viewer, Action.KEEP_SESSIONS)
    with store.begin() as conn:
        kept = session_in_part(conn, viewer, session_id, version)
        _refuse_states(kept, SessionState.CANCELLED)
        refuse_future(kept["held_on"], office_day(conn, now), Sentence("The session is held"))
        ids = [fetch(conn, viewer, code).id for code in case_codes]
        made = tuple(
            register_case(viewer, store, replace(one, channel=Channel.LEADER_CONTACT), now)
            for one in new_cases
        )
        codes = [one.code for one in made]
        ids += conn.scalars(sa.select(cases.c.id).where(cases.c.code.in_(codes)))
        link_cases(conn, session_id, ids)
        linked = tuple(case_codes_of(conn, [session_id]).get(session_id, ()))
        _refuse_too_few(request_count, linked)
        state = SessionState.HELD.value
        keep_session(conn, kept, {"state": state, "request_count": request_count})
        bump(conn, "sessions")
    return Held(linked, made, late_notice(kept["notice_posted_on"], kept["held_on"]))


def cancel_session(
    viewer: Viewer, store: Store, session_id: int, version: int, reason: str, now: datetime
) -> None:
    """Cancel a planned session, and say why.

    Raises
    ------
    CaseworkError
        When the viewer may not keep sessions.
    ServiceError
        When there is no such session, it was changed meanwhile, it is not planned any more, or no
        reason is given.
    """
    require(viewer, Action.KEEP_SESSIONS)
    del now
    reason = in_words(reason, Term("reason"))
    with store.begin() as conn:
        kept = session_in_part(conn, viewer, session_id, version)
        _refuse_states(kept, SessionState.HELD, SessionState.CANCELLED)
        keep_session(conn, kept, {"state": SessionState.CANCELLED.value, "reason": reason})
        bump(conn, "sessions")


def late_notice(posted_on: date | None, held_on: date) -> Sentence | None:
    """Return what is wrong with the notice of a session, None where it came in time."""
    if is_valid_notice(posted_on, held_on):
        return None
    if posted_on is None:
        return Sentence("No notice of this session of {held_on} was posted.", held_on=held_on)
    return Sentence(
        "The notice is too late for {held_on}: posted on {posted_on}, it is valid only from"
        " {first} on.",
        held_on=held_on,
        posted_on=posted_on,
        first=first_valid_day(posted_on),
    )


def _refuse_states(kept: dict[str, Any], *states: SessionState) -> None:
    if kept["state"] in states:
        raise ServiceError(
            "The session of {day} at {place} is {state}, so this cannot be done with it: choose"
            " another, or plan one.",
            day=kept["held_on"],
            place=kept["place_name"],
            state=SESSION_TERMS[SessionState(kept["state"])],
        )


def _refuse_too_few(request_count: int, linked: tuple[str, ...]) -> None:
    if not len(linked) <= request_count <= 10_000:
        raise ServiceError(
            "{count} requests cannot have been received where {cases} cases came of them: give how"
            " many people asked for something.",
            count=request_count,
            cases=len(linked),
        )
