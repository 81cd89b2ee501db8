"""What a worker does with a case: a note, starting it, telling the person, replying."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.access import Action, require
from casework.case import Case, CaseStatus
from casework.event_terms import EVENT_TERMS
from casework.lifecycle import note
from casework.move import Move
from service.cases.handing import tell_progress
from service.cases.keeping import fetch, keep, stamp_of
from service.cases.moving import move_case
from service.cases.noting import in_words
from service.day.hand_overs import is_seen
from service.day.receiving import Answer, Receiving


def case_note(one: Receiving) -> Answer:
    """Leave a note in the ledger of a case; whatever happened to it meanwhile stays."""
    text = in_words(one.message.text("text"), EVENT_TERMS["noted"])
    return _left(one, "noted", {"text": text})


def case_seen(one: Receiving) -> Answer:
    """Leave in the ledger, once, that who took a case over has looked at it."""
    with one.store.begin() as conn:
        kept = fetch(conn, one.viewer, one.message.text("case"))
        if is_seen(conn, kept.id, one.message.worker):
            return _answer(kept.case, one.message.number("version"))
        return _left(one, "hand_over_seen", {"worker": one.message.worker})


def case_start(one: Receiving) -> Answer:
    """Sign for a case and start."""
    return _moved(one, {})


def case_reply(one: Receiving) -> Answer:
    """Reply; a case that was only accepted is answered directly."""
    return _moved(one, {"text": one.message.text("text")})


def case_told(one: Receiving) -> Answer:
    """Keep that the person was told about progress."""
    with one.store.begin() as conn:
        kept = fetch(conn, one.viewer, one.message.text("case"))
        told = tell_progress(
            one.viewer, one.store, kept.case.code, one.message.number("version"),
            one.message.text("text"), one.now, acted_by=one.message.worker,
            happened_at=_at(one, kept.case),
        )  # fmt: skip
    return _answer(told, told.version)


def _moved(one: Receiving, facts: dict[str, Any]) -> Answer:
    with one.store.begin() as conn:
        kept = fetch(conn, one.viewer, one.message.text("case"))
        move = _move(kept.case.status) if facts else Move.START
        moved = move_case(
            one.viewer, one.store, kept.case.code, one.message.number("version"), move, facts,
            one.now, acted_by=one.message.worker, happened_at=_at(one, kept.case),
        )  # fmt: skip
    return _answer(moved, moved.version)


def _move(status: CaseStatus) -> Move:
    return Move.ANSWER if status is CaseStatus.ACCEPTED else Move.REPLY


def _left(one: Receiving, kind: str, details: dict[str, Any]) -> Answer:
    """Leave an event that changes nothing; who saw an older version is not told a newer one."""
    require(one.viewer, Action.MOVE_CASE)
    seen = one.message.number("version")
    with one.store.begin() as conn:
        kept = fetch(conn, one.viewer, one.message.text("case"))
        stamp = stamp_of(one.viewer, one.now, one.message.worker, _at(one, kept.case))
        noted, event = note(kept.case, kind, stamp, details)
        keep(conn, kept, noted, event)
    return _answer(noted, noted.version if seen == kept.case.version else seen)


def _at(one: Receiving, case: Case) -> datetime:
    """Return when it was done; not before what happened to the case last."""
    return min(one.now, max(one.message.at, case.moved_at or case.reported_at))


def _answer(case: Case, version: int) -> Answer:
    return {"case": case.code, "version": version, "status": case.status.value}
