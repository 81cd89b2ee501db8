"""What came of a decision is told: how far it is, done, another day, given up, opened again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, may, require
from casework.progress import ProgressEvent, ProgressKind, refuse_step, standing
from casework.sentence import Sentence, Term
from data.meeting_store import load_decisions
from data.progress_store import add_progress, progress_of
from data.rows import records
from data.schema import decisions
from data.store import Store, bump
from service.cases.noting import in_words, office_day
from service.errors import ServiceError
from service.meetings.keeping import meeting_seen
from service.meetings.part import Part, seen_decisions
from service.sessions.part import refuse_future

# A unit tells how far it is; another day, giving up and opening again are for the meeting.
_FOR_THE_MEETING: Final = frozenset(
    {ProgressKind.DUE_CHANGED, ProgressKind.DROPPED, ProgressKind.REOPENED}
)
_WORDS: Final = {
    ProgressKind.PROGRESS: Term("how far it is"),
    ProgressKind.DONE: Term("what was done"),
    ProgressKind.REOPENED: Term("why it is opened again"),
    ProgressKind.DUE_CHANGED: Term("why another day"),
    ProgressKind.DROPPED: Term("why it is given up"),
}


def report(
    viewer: Viewer,
    store: Store,
    code: str,
    kind: str,
    text: str,
    now: datetime,
    percent: int | None = None,
    due_on: date | None = None,
    on: date | None = None,
    *,
    meeting: str | None = None,
) -> None:
    """Add one word to what came of a decision; nothing that was told is changed.

    Parameters
    ----------
    kind
        ``progress``, ``done``, ``due_changed``, ``dropped`` or ``reopened``; the last three are
        told by who keeps the meeting and sees what the decision is about as a whole.
    text
        What was done, how far it is, or why.
    percent
        0 to 100, with progress.
    due_on
        The day in force from now on, with ``due_changed`` and, where it moves, ``reopened``.
    on
        When it happened; today where nothing is said.
    meeting
        Code of the meeting at which it was told.

    Raises
    ------
    CaseworkError
        When the viewer may not report, or this cannot be told of one that stands so.
    ServiceError
        When there is no such decision for him, nothing is said, or the day lies ahead or before
        the decision.
    """
    require(viewer, Action.REPORT_PROGRESS)
    told = _kind(kind)
    if told in _FOR_THE_MEETING:
        require(viewer, Action.KEEP_MEETINGS)
    said = in_words(text, _WORDS[told])
    with store.begin() as conn:
        # Whoever reports at the same time waits here: each step is judged by the one before.
        bump(conn, "meetings")
        kept = _decision(conn, viewer, code, told)
        today = office_day(conn, now)
        event = ProgressEvent(told, on or today, said, percent, due_on)
        refuse_future(event.happened_on, today, Sentence("It happened"))
        _refuse_before(kept, event)
        events = progress_of(conn, "decision", ids=[kept["id"]]).get(kept["id"], [])
        refuse_step(standing(kept["first_due_on"], events), event)
        at = None if meeting is None else meeting_seen(conn, viewer, meeting).id
        add_progress(
            conn, "decision", kept["id"], event, entered_by=viewer.name, entered_at=now,
            meeting_id=at,
        )  # fmt: skip


def may_report(viewer: Viewer, store: Store, area: str | None, kind: ProgressKind) -> bool:
    """Return whether a viewer may tell this of a decision about an area that he sees."""
    if not may(viewer, Action.REPORT_PROGRESS):
        return False
    if kind not in _FOR_THE_MEETING:
        return True
    with store.read() as conn:
        return bool(may(viewer, Action.KEEP_MEETINGS)) and Part.of(conn, viewer).holds(area)


def _kind(name: str) -> ProgressKind:
    if name not in set(ProgressKind):
        raise ServiceError(
            "This cannot be reported: {kind}. Choose one of {known}.",
            kind=name,
            known=", ".join(ProgressKind),
        )
    return ProgressKind(name)


def _decision(conn: sa.Connection, viewer: Viewer, code: str, kind: ProgressKind) -> dict[str, Any]:
    found = records(seen_decisions(conn, viewer, load_decisions(conn, decisions.c.code == code)))
    if not found:
        raise ServiceError("There is no decision {code} here: choose one of the list.", code=code)
    if kind in _FOR_THE_MEETING and not Part.of(conn, viewer).holds(found[0]["area"]):
        raise ServiceError(
            "The decision {code} is about more than the part you keep: moving its day, giving it up"
            " and opening it again are for {meeting}, which made it.",
            code=code,
            meeting=found[0]["meeting_name"],
        )
    return found[0]


def _refuse_before(kept: dict[str, Any], event: ProgressEvent) -> None:
    made = kept["made_on"]
    if event.happened_on < made:
        raise ServiceError(
            "{day} is before {made_on}, when it was decided: give a later day.",
            day=event.happened_on,
            made_on=made,
        )
    if event.due_on is not None and event.due_on < made:
        raise ServiceError(
            "It would be due on {due_on}, before it was decided on {day}: give a later day.",
            due_on=event.due_on,
            day=made,
        )
