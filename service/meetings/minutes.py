"""What a meeting leaves behind: which units were represented, what came of each item, in words.

While a meeting is planned everything can be written anew.  Once it was held, what was written
stays: a correction is a further paragraph with its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.meeting import PRESENCE_TERMS, Presence
from casework.sentence import Term
from data.meeting_store import (
    drop_attendance,
    keep_attendance,
    load_attendance,
    load_items,
    set_item,
)
from data.store import Store
from service.cases.noting import in_words, office_day, refuse_long
from service.errors import ServiceError
from service.meetings.keeping import Meeting, keep_meeting, meeting_kept, meeting_seen
from service.meetings.owners import unit_name

LONGEST_MINUTES = 8_000


def attendance_of(viewer: Viewer, store: Store, code: str) -> pd.DataFrame:
    """Return ``unit_code, unit_name, state`` of the units of a meeting, as they were entered.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    ServiceError
        When there is no such meeting for him.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        return load_attendance(conn, meeting_seen(conn, viewer, code).id)


def keep_presence(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    states: Mapping[str, str | None],
    now: datetime,
) -> None:
    """Keep which units were represented; no person is named.

    Parameters
    ----------
    states
        By code of the unit: ``invited``, ``present``, ``excused``, ``absent``; None takes a unit
        off the list.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When there is no such unit or state, or the meeting is not his or has changed; or it was
        held and what is told of a unit would be told anew.
    """
    require(viewer, Action.KEEP_MEETINGS)
    del now
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        known = _known(conn, kept)
        for unit, state in states.items():
            if state != known.get(unit):
                _keep_unit(conn, viewer, kept, unit, state)
        keep_meeting(conn, kept)


def write_outcome(
    viewer: Viewer, store: Store, code: str, version: int, item: int, text: str, now: datetime
) -> None:
    """Write down what came of an item; after the meeting, add to it.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When nothing is said, there is no such item, or the meeting is not his or has changed.
    """
    require(viewer, Action.KEEP_MEETINGS)
    said = in_words(text, Term("outcome"))
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        items = load_items(conn, kept.id).set_index("id")["outcome"]
        if item not in items.index:
            raise ServiceError(
                "There is no item {item} on the agenda of {code}: choose one of the list.",
                item=item,
                code=code,
            )
        whole = added(kept, items.loc[item], said, office_day(conn, now))
        refuse_long(whole, Term("outcome"), LONGEST_MINUTES)
        set_item(conn, item, {"outcome": whole})
        keep_meeting(conn, kept)


def write_minutes(
    viewer: Viewer, store: Store, code: str, version: int, text: str, now: datetime
) -> None:
    """Write the minutes of a meeting as a whole; after the meeting, add to them.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When nothing is said, it is too long, or the meeting is not his or has changed.
    """
    require(viewer, Action.KEEP_MEETINGS)
    refuse_long(text, Term("minutes of a meeting"), LONGEST_MINUTES)
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        whole = added(kept, kept.minutes, _paragraphs(text), office_day(conn, now))
        refuse_long(whole, Term("minutes of a meeting"), LONGEST_MINUTES)
        keep_meeting(conn, kept, {"minutes": whole})


def added(meeting: Meeting, before: str | None, said: str, today: date) -> str:
    """Return what stands there from now on: after the meeting, what stood there and an addition."""
    if not meeting.is_held or not before:
        return said
    return f"{before}\n[{today}] {said}"


def _paragraphs(text: str) -> str:
    lines = [
        in_words(line, Term("minutes of a meeting")) for line in text.split("\n") if line.strip()
    ]
    if not lines:
        in_words("", Term("minutes of a meeting"))
    return "\n".join(lines)


def _known(conn: sa.Connection, meeting: Meeting) -> dict[str, str]:
    frame = load_attendance(conn, meeting.id)
    return dict(zip(frame["unit_code"], frame["state"], strict=True))


def _keep_unit(
    conn: sa.Connection, viewer: Viewer, meeting: Meeting, unit: str, state: str | None
) -> None:
    if state is not None and state not in set(Presence):
        raise ServiceError(
            "A unit cannot be {state} at a meeting: choose one of {known}.",
            state=state,
            known=", ".join(Presence),
        )
    before = _known(conn, meeting).get(unit)
    if meeting.is_held and before not in (None, Presence.INVITED):
        raise ServiceError(
            "{unit} was noted as {state} and the meeting is over: add the correction to the"
            " minutes.",
            unit=unit,
            state=PRESENCE_TERMS[Presence(before)],
        )
    if state is None:
        drop_attendance(conn, meeting.id, unit)
        return
    name = unit_name(conn, viewer, unit, meeting.held_on)
    keep_attendance(conn, meeting.id, unit, name, state)
