"""The only way a case's state changes: one legal step, which gives the case and its event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from casework.case import Case, CaseEvent
from casework.case_status import STATUS_TERMS, CaseStatus
from casework.case_times import CLOCK_SLACK
from casework.errors import CaseworkError
from casework.move import FACT_TERMS, MOVE_TERMS, SATISFIED, STEPS, Move, Step, legal_moves
from casework.plain_text import is_blank, is_same_name, seen_text
from casework.sentence import Terms

__all__ = ["Move", "Stamp", "advance", "legal_moves", "note"]


@dataclass(frozen=True)
class Stamp:
    """Who acted and who entered it, when it happened and when it was recorded (aware)."""

    acted_by: str
    entered_by: str
    happened_at: datetime
    recorded_at: datetime


# What only a file may say of its own cases, and what `told_facts` reads as a change.
_TOLD_BY_THE_LEDGER: Final = frozenset({"from", "changes", "closed_at"})

# What a step changes beside the state.
_BY_MOVE: Final[dict[Move, Callable[[Case, Stamp, Mapping[str, Any]], dict[str, Any]]]] = {
    Move.ACCEPT: lambda case, stamp, said: {
        "category": said["category"],
        "accepted_at": case.accepted_at or stamp.happened_at,
    },
    Move.DISPATCH: lambda case, stamp, said: {"unit_code": said["unit"]},
    Move.BOUNCE: lambda case, stamp, said: {"bounce_count": case.bounce_count + 1},
    Move.FAIL_CHECK: lambda case, stamp, said: {"rework_count": case.rework_count + 1},
    Move.REOPEN: lambda case, stamp, said: {"rework_count": case.rework_count + 1},
    Move.MERGE: lambda case, stamp, said: {"merged_into": said["merged_into"]},
    Move.VISIT_BACK: lambda case, stamp, said: {"satisfaction": said["satisfied"]},
}


def advance(
    case: Case, move: Move, stamp: Stamp, facts: Mapping[str, Any] | None = None
) -> tuple[Case, CaseEvent]:
    """Return the case after a step, and the event that tells it.

    Parameters
    ----------
    case
        As it stands now.
    move
        The step, one of `casework.move.STEPS`.
    stamp
        Two persons, two times.
    facts
        What is said with the step: the names it needs, and any others worth keeping; plain JSON
        values, but ``asked_at``, which is an aware datetime.

    Raises
    ------
    CaseworkError
        When the step is not legal from this state, something it needs is missing or blank, or
        its time cannot be.  The case is then as it was.
    """
    step = STEPS[move]
    said: dict[str, Any] = {name: _seen(v) for name, v in (facts or {}).items() if not _is_blank(v)}
    _refuse_illegal(case, move, step)
    _refuse_missing(case, move, step, said)
    _refuse_times(case, stamp, max(case.reported_at, case.moved_at or case.reported_at))
    _refuse_facts(case, move, stamp, said)
    target = step.target or CaseStatus(said["to"])
    details = {"from": case.status.value, "to": target.value} | {
        name: _as_json(value) for name, value in said.items() if name != "to"
    }
    moved = replace(
        case,
        status=target,
        moved_at=stamp.happened_at,
        version=case.version + 1,
        **_changed(case, move, target, stamp, said),
    )
    return moved, _event(case, move.value, stamp, details)


def note(
    case: Case,
    kind: str,
    stamp: Stamp,
    details: Mapping[str, Any],
    changes: Mapping[str, Any] | None = None,
) -> tuple[Case, CaseEvent]:
    """Return the case and an event that leaves its state as it is: a hand-over, a word told.

    Raises
    ------
    CaseworkError
        When its time cannot be.
    TypeError, ValueError
        When it would change the state, the number or the first handler: those have their rules.
    """
    changes = changes or {}
    if changes.keys() & {"status", "code", "version"}:
        raise ValueError(f"a note changes no {sorted(changes)}")
    if case.first_handler is not None and changes.get("first_handler", case.first_handler) != (
        case.first_handler
    ):
        raise ValueError("the first handler never changes")
    _refuse_times(case, stamp, case.reported_at)
    noted = replace(case, version=case.version + 1, **changes)
    kept = {name: _as_json(_seen(value)) for name, value in details.items()}
    return noted, _event(case, kind, stamp, kept)


def _event(case: Case, kind: str, stamp: Stamp, details: Mapping[str, Any]) -> CaseEvent:
    return CaseEvent(
        case.code,
        kind,
        stamp.acted_by,
        stamp.entered_by,
        stamp.happened_at,
        stamp.recorded_at,
        dict(details),
    )


def _changed(
    case: Case, move: Move, target: CaseStatus, stamp: Stamp, said: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what else a step changes in the case."""
    changed = dict(_BY_MOVE[move](case, stamp, said)) if move in _BY_MOVE else {}
    if target is CaseStatus.REPLIED and case.replied_at is None:
        changed["replied_at"] = stamp.happened_at
    if target is CaseStatus.CLOSED:
        changed |= {
            "closed_at": stamp.happened_at,
            "resolution": said.get("resolution", case.resolution),
            "is_closing_forced": move is Move.FORCE_CLOSE,
        }
    if target.is_open:
        changed["closed_at"] = None
    return changed


def _refuse_illegal(case: Case, move: Move, step: Step) -> None:
    if case.status in step.sources:
        return
    raise CaseworkError(
        "Case {code} is {status}, and from there this is no step: {move}. Possible now: {moves}.",
        code=case.code,
        status=STATUS_TERMS[case.status],
        move=MOVE_TERMS[move],
        moves=Terms(MOVE_TERMS[one] for one in legal_moves(case.status)),
    )


def _refuse_missing(case: Case, move: Move, step: Step, said: Mapping[str, Any]) -> None:
    missing = [name for name in step.needs if name not in said]
    if missing:
        raise CaseworkError(
            "For this step of case {code} something is missing: {move} needs {facts}. Fill it in.",
            code=case.code,
            move=MOVE_TERMS[move],
            facts=Terms(FACT_TERMS[name] for name in missing),
        )


def _refuse_times(case: Case, stamp: Stamp, last: datetime) -> None:
    """Refuse what lies in the future, or before what happened last."""
    if stamp.happened_at > stamp.recorded_at + CLOCK_SLACK:
        _refuse_future(case, stamp)
    # What a file dates in the future must not keep the case from ever being moved.
    last = min(last, stamp.recorded_at)
    if stamp.happened_at < last:
        raise CaseworkError(
            "Case {code}: this step cannot have happened at {seen}, before the last one at {last}."
            " Give a later time.",
            code=case.code,
            seen=stamp.happened_at,
            last=last,
        )


def _refuse_future(case: Case, stamp: Stamp) -> None:
    raise CaseworkError(
        "Case {code}: {seen} lies in the future. Give the time at which it happened.",
        code=case.code,
        seen=stamp.happened_at,
    )


def _refuse_facts(case: Case, move: Move, stamp: Stamp, said: Mapping[str, Any]) -> None:
    if move is Move.VISIT_BACK and said["satisfied"] not in SATISFIED:
        raise CaseworkError(
            "The answer {seen} is not known: choose one of {known}.",
            seen=said["satisfied"],
            known=", ".join(SATISFIED),
        )
    if move is Move.MERGE and said["merged_into"] == case.code:
        raise CaseworkError("Case {code} cannot be merged into itself.", code=case.code)
    if "approved_by" in STEPS[move].needs and is_same_name(said["approved_by"], stamp.acted_by):
        raise CaseworkError(
            "{name} cannot approve what {name} asks for: have somebody else approve it.",
            name=stamp.acted_by,
        )
    if "asked_at" in STEPS[move].needs:
        _refuse_asked(case, stamp, said["asked_at"])
    if move is not Move.MIRROR:
        _refuse_told(said)


def _refuse_asked(case: Case, stamp: Stamp, asked_at: object) -> None:
    """Refuse what was not asked for at a time, or too late, or only after it was granted."""
    if not isinstance(asked_at, datetime) or asked_at.tzinfo is None:
        raise CaseworkError(
            "{seen} is no time: give the day and time at which it was asked for.", seen=asked_at
        )
    if asked_at > stamp.happened_at:
        raise CaseworkError(
            "Case {code}: this was asked for at {asked}, after it was granted at {granted}. Check"
            " the times.",
            code=case.code,
            asked=asked_at,
            granted=stamp.happened_at,
        )
    if asked_at < case.reported_at:
        raise CaseworkError(
            "Case {code}: this was asked for at {asked}, before the case was reported at"
            " {reported}. Check the times.",
            code=case.code,
            asked=asked_at,
            reported=case.reported_at,
        )
    if case.due_at and asked_at > case.due_at:
        raise CaseworkError(
            "Case {code} was due at {due}; this was asked for only at {asked}: an extension or"
            " suspension has to be asked for before the time is up.",
            code=case.code,
            due=case.due_at,
            asked=asked_at,
        )


def _refuse_told(said: Mapping[str, Any]) -> None:
    """Refuse a fact of a person under a name by which the ledger itself tells of the case."""
    if taken := sorted(said.keys() & _TOLD_BY_THE_LEDGER):
        raise ValueError(f"a step is not told with {taken}: the ledger answers for that")


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and is_blank(value))


def _seen(value: object) -> object:
    return seen_text(value).strip() if isinstance(value, str) else value


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
