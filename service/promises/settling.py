"""Cases that a public work settles at the source: linked to it, and closed once it is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import Case, CaseStatus
from casework.case_status import STATUS_TERMS
from casework.errors import CaseworkError
from casework.lifecycle import Stamp, advance
from casework.move import FACT_TERMS, Move
from casework.progress import ProgressState, Standing, standing
from casework.sentence import Sentence
from data.case_store import load_cases
from data.progress_store import progress_of
from data.promise_store import link_case, load_linked, note_closed, unlink_case
from data.rule_store import rules_of
from data.store import Store
from service.cases.keeping import case_of, fetch, no_case, refuse_changed, stamp_of
from service.cases.moving import MovesReport, each_by_itself
from service.cases.noting import in_words, office_day
from service.cases.steps import take_step
from service.errors import ServiceError
from service.promises.part import kept_in_part
from service.scoping import cases_in_part

_S: Final = CaseStatus
_REST: Final = (Move.REPLY, Move.PASS_CHECK, Move.CLOSE)
# The house's own steps to the end.  A case that nobody accepted, dispatched back or signed for has
# no way: whose it is has to be settled first.
_WAYS: Final[Mapping[CaseStatus, tuple[Move, ...]]] = {
    _S.ACCEPTED: (Move.ANSWER, Move.PASS_CHECK, Move.CLOSE),
    _S.HANDLING: _REST,
    _S.EXTENDED: _REST,
    _S.SUSPENDED: (Move.RESUME, *_REST),
    _S.REPLIED: (Move.PASS_CHECK, Move.CLOSE),
    _S.VERIFIED: (Move.CLOSE,),
}


@dataclass(frozen=True)
class SettleLine:
    """What settling would do to one linked case.

    Attributes
    ----------
    version
        The one that was looked at.
    steps
        The steps that would be taken, in order; none where it cannot be closed now.
    reason
        Why it cannot be closed now; None where it can.
    """

    code: str
    version: int
    status: CaseStatus
    steps: tuple[Move, ...]
    reason: Sentence | None


def link_cases(
    viewer: Viewer, store: Store, project: str, codes: Collection[str], now: datetime
) -> int:
    """Note which cases a work is to settle, and return how many are new; all of them or none.

    Raises
    ------
    CaseworkError
        When the viewer may not keep promises, or see cases.
    ServiceError
        When there is no such work or case in his part, or a case is void.
    """
    require(viewer, Action.KEEP_PROMISES)
    require(viewer, Action.VIEW_CASES)
    with store.begin() as conn:
        today = office_day(conn, now)
        row = kept_in_part(conn, viewer, "project", project, keeps=True)
        there = {one.case_id for one in load_linked(conn, row["id"])}
        new = 0
        for code in dict.fromkeys(codes):
            kept = fetch(conn, viewer, code)
            if kept.case.status is CaseStatus.VOID:
                raise ServiceError(
                    "Case {code} is void and cannot be linked: choose another.", code=code
                )
            if kept.id not in there:
                link_case(conn, row["id"], kept.id, viewer.name, today)
                new += 1
        return new


def unlink_case_of(viewer: Viewer, store: Store, project: str, code: str) -> None:
    """Take back that a work is to settle a case; what it closed stays linked.

    Raises
    ------
    CaseworkError
        When the viewer may not keep promises, or see cases.
    ServiceError
        When there is no such work or case in his part, it is not linked, or the work closed it.
    """
    require(viewer, Action.KEEP_PROMISES)
    require(viewer, Action.VIEW_CASES)
    with store.begin() as conn:
        row = kept_in_part(conn, viewer, "project", project, keeps=True)
        kept = fetch(conn, viewer, code)
        linked = {one.case_id: one for one in load_linked(conn, row["id"])}
        if kept.id not in linked or linked[kept.id].closed_on is not None:
            raise ServiceError(
                "Case {code} is not linked to {project}, or was closed by it: choose one of the"
                " linked cases that are open.",
                code=code,
                project=project,
            )
        unlink_case(conn, row["id"], kept.id)


def preview_settling(viewer: Viewer, store: Store, project: str, now: datetime) -> list[SettleLine]:
    """Return what closing the open cases of a finished work would do to each; nothing is written.

    Cases of another part of the district are none of it: `service.promises.listing` tells how many
    there are.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases, or see promises.
    ServiceError
        When there is no such work in his part, or it is not done.
    """
    _require(viewer)
    stamp = stamp_of(viewer, now)
    with store.read() as conn:
        row = _done_project(conn, viewer, project)
        linked = [one.code for one in load_linked(conn, row["id"], cases_in_part(conn, viewer))]
        cases = {one["code"]: case_of(one) for one in load_cases(conn, linked)}
    return [_line(cases[code], stamp, row["code"]) for code in linked if cases[code].is_open]


def settle_cases(
    viewer: Viewer,
    store: Store,
    project: str,
    versions: Mapping[str, int],
    words: str,
    now: datetime,
) -> MovesReport:
    """Close linked cases of a finished work, each with all its steps in a transaction of its own.

    Parameters
    ----------
    versions
        Number of the case to the version that was looked at (`SettleLine.version`).
    words
        What is written into each case as reply and resolution, such as "settled by the public
        work W2026-004"; the code of the work is added where it is not in them.

    Raises
    ------
    CaseworkError, ServiceError
        As `preview_settling`.

    Notes
    -----
    A case is closed with all its steps or stays as it was; one that is refused (changed meanwhile,
    not linked, of another part, not yet so far) keeps no other from being closed.
    """
    _require(viewer)
    said = in_words(words, FACT_TERMS["resolution"])
    said = said if project in said else f"{said} ({project})"
    with store.read() as conn:
        _done_project(conn, viewer, project)
    return each_by_itself(
        versions,
        lambda code, version: _settle(viewer, store, project, code, version, said, now),
    )


def _require(viewer: Viewer) -> None:
    require(viewer, Action.MOVE_CASE)
    require(viewer, Action.VIEW_MEETINGS)


def _settle(
    viewer: Viewer,
    store: Store,
    project: str,
    code: str,
    version: int,
    words: str,
    now: datetime,
) -> None:
    stamp = stamp_of(viewer, now)
    with store.begin() as conn:
        row = _done_project(conn, viewer, project)
        if code not in {
            one.code for one in load_linked(conn, row["id"], cases_in_part(conn, viewer))
        }:
            raise no_case(code)
        kept = fetch(conn, viewer, code)
        refuse_changed(conn, kept, version)
        line = _line(kept.case, stamp, words)
        if line.reason is not None:
            raise ServiceError(line.reason.msgid, **line.reason.params)
        rules = rules_of(conn)
        for move in line.steps:
            kept = take_step(conn, rules, kept, move, stamp, _facts(move, words))
        note_closed(conn, row["id"], kept.id, office_day(conn, now))


def _done_project(conn: sa.Connection, viewer: Viewer, code: str) -> dict[str, Any]:
    row = kept_in_part(conn, viewer, "project", code, keeps=False)
    now: Standing = standing(
        row["due_on"], progress_of(conn, "project", ids=[row["id"]]).get(row["id"], ())
    )
    if now.state is not ProgressState.DONE:
        raise ServiceError(
            "{project} is not done, so it settles no case yet: report it done first, with the"
            " evidence.",
            project=code,
        )
    return row


def _facts(move: Move, words: str) -> dict[str, str]:
    if move in (Move.REPLY, Move.ANSWER):
        return {"text": words}
    return {"resolution": words} if move is Move.CLOSE else {"reason": words}


def _line(case: Case, stamp: Stamp, words: str) -> SettleLine:
    steps = _WAYS.get(case.status)
    if steps is None:
        return SettleLine(case.code, case.version, case.status, (), _no_way(case))
    moved = case
    try:
        for move in steps:
            moved, _event = advance(moved, move, stamp, _facts(move, words))
    except CaseworkError as refusal:
        why = Sentence(refusal.msgid, **refusal.params)
        return SettleLine(case.code, case.version, case.status, (), why)
    return SettleLine(case.code, case.version, case.status, steps, None)


def _no_way(case: Case) -> Sentence:
    if not case.is_open:
        return Sentence(
            "Case {code} is {status} already: there is nothing left to close.",
            code=case.code,
            status=STATUS_TERMS[case.status],
        )
    return Sentence(
        "Case {code} is {status}: it cannot be closed before it is accepted, and a unit it was"
        " dispatched to has signed for it.",
        code=case.code,
        status=STATUS_TERMS[case.status],
    )
