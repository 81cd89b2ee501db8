"""Cases moved by one step: one of them, or many with a preview."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from casework.access import Viewer
from casework.case import Case, CaseStatus
from casework.errors import CaseworkError
from casework.lifecycle import Stamp, advance
from casework.move import FACT_TERMS, Move
from casework.sentence import Sentence, Term
from data.case_store import load_cases
from data.rule_store import rules_of
from data.store import Store
from data.store_trouble import BUSY
from service.cases.keeping import case_of, fetch, no_case, refuse_changed, stamp_of
from service.cases.merging import merge_cases
from service.cases.noting import refuse_long
from service.cases.steps import refuse_unknown_unit, require_move, take_step
from service.errors import ServiceError
from service.scoping import cases_in_part


@dataclass(frozen=True)
class MoveLine:
    """What a step would do to one case; ``version`` is the one that was looked at."""

    code: str
    version: int | None
    is_possible: bool
    reason: Sentence | None
    status_from: CaseStatus | None
    status_to: CaseStatus | None


@dataclass(frozen=True)
class MovesReport:
    """Which cases were moved, and why each of the others was not."""

    done: list[str]
    refused: list[tuple[str, Sentence]]


def move_case(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    move: Move,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    acted_by: str | None = None,
    happened_at: datetime | None = None,
) -> Case:
    """Return the case after a step, its event written, its clocks started and ended.

    Parameters
    ----------
    version
        Of the case as the viewer saw it.
    facts
        What is said with the step, by the names of `casework.move.FACT_TERMS`.
    acted_by, happened_at
        Who did it and when, where that is not the viewer now.

    Raises
    ------
    CaseworkError
        When the viewer may not, or the step is not legal.
    CaseChanged
        When somebody else has changed the case meanwhile.
    ServiceError
        When there is no such case where this viewer sees into, or what is said cannot be.
    """
    require_move(viewer, move)
    _refuse_long(facts)
    stamp = stamp_of(viewer, now, acted_by, happened_at)
    if move is Move.MERGE:
        return _merge(viewer, store, code, version, facts, stamp)
    with store.begin() as conn:
        kept = fetch(conn, viewer, code)
        refuse_changed(conn, kept, version)
        return take_step(conn, rules_of(conn), kept, move, stamp, facts).case


def preview_moves(
    viewer: Viewer,
    store: Store,
    codes: Collection[str],
    move: Move,
    facts: Mapping[str, Any],
    now: datetime,
) -> list[MoveLine]:
    """Return, in the order asked for, what a step would do to each case; nothing is written.

    Raises
    ------
    CaseworkError, ServiceError
        When the viewer may not take this step at all, or the unit is not known.
    """
    require_move(viewer, move)
    _refuse_long(facts)
    stamp = stamp_of(viewer, now)
    wanted = list(dict.fromkeys(codes))
    with store.read() as conn:
        refuse_unknown_unit(rules_of(conn), move, facts)
        found = {
            row["code"]: case_of(row)
            for row in load_cases(conn, wanted, cases_in_part(conn, viewer))
        }
    return [_line(code, found.get(code), move, stamp, facts) for code in wanted]


def move_cases(
    viewer: Viewer,
    store: Store,
    versions: Mapping[str, int],
    move: Move,
    facts: Mapping[str, Any],
    now: datetime,
) -> MovesReport:
    """Return which cases were moved; each in its own transaction, so that a refusal loses nothing.

    Parameters
    ----------
    versions
        Number of the case to the version that was looked at (`MoveLine.version`).

    Raises
    ------
    CaseworkError, ServiceError
        When the viewer may not take this step at all.
    """
    require_move(viewer, move)
    return each_by_itself(
        versions,
        lambda code, version: move_case(viewer, store, code, version, move, facts, now),
    )


def each_by_itself(versions: Mapping[str, int], act: Callable[[str, int], object]) -> MovesReport:
    """Return what became of each case: one that is refused keeps no other from being moved."""
    report = MovesReport([], [])
    for code, version in versions.items():
        try:
            act(code, version)
        except (CaseworkError, ServiceError) as refusal:
            report.refused.append((code, Sentence(refusal.msgid, **refusal.params)))
        except OperationalError:
            report.refused.append((code, BUSY))
        else:
            report.done.append(code)
    return report


def _merge(
    viewer: Viewer, store: Store, code: str, version: int, facts: Mapping[str, Any], stamp: Stamp
) -> Case:
    """Return the case that was merged into the one named, as that one stands now."""
    with store.read() as conn:
        # Refused here with what is missing; merging itself asks for the other case's version.
        advance(fetch(conn, viewer, code).case, Move.MERGE, stamp, facts)
        into = fetch(conn, viewer, str(facts["merged_into"])).case
    merge_cases(
        viewer, store, code, version, into.code, into.version, stamp.recorded_at,
        acted_by=stamp.acted_by, happened_at=stamp.happened_at,
    )  # fmt: skip
    with store.read() as conn:
        return fetch(conn, viewer, code).case


def _refuse_long(facts: Mapping[str, Any]) -> None:
    for name, said in facts.items():
        refuse_long(said, FACT_TERMS.get(name, Term(name)))


def _line(
    code: str, case: Case | None, move: Move, stamp: Stamp, facts: Mapping[str, Any]
) -> MoveLine:
    if case is None:
        unseen = no_case(code)
        reason = Sentence(unseen.msgid, **unseen.params)
        return MoveLine(code, None, False, reason, None, None)
    try:
        moved, _ = advance(case, move, stamp, facts)
    except CaseworkError as refusal:
        why = Sentence(refusal.msgid, **refusal.params)
        return MoveLine(code, case.version, False, why, case.status, None)
    return MoveLine(code, case.version, True, None, case.status, moved.status)
