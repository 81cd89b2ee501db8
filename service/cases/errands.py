"""Errands run for a resident (为民代办): the steps the agent goes through, and which are done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.request import KIND_TERMS, RequestKind
from casework.sentence import Term
from data.schema import case_steps
from data.store import Store
from service.cases.keeping import Kept, fetch
from service.cases.noting import in_words, leave_note
from service.errors import ServiceError

MOST_STEPS: Final = 50


@dataclass(frozen=True)
class StepLine:
    """One step of the checklist; open while ``done_at`` is None."""

    position: int
    text: str
    done_at: datetime | None
    done_by: str | None


def set_steps(
    viewer: Viewer, store: Store, code: str, texts: Sequence[str], now: datetime
) -> tuple[StepLine, ...]:
    """Give an errand these steps, in this order, and return them.

    A step that keeps its text keeps its check; the ledger has every list there was.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When there is no such case here, it is no errand, a text is blank, there twice or too
        long, or there are more than `MOST_STEPS`.
    """
    require(viewer, Action.MOVE_CASE)
    wanted = [in_words(text, Term("step")) for text in texts]
    _refuse_list(wanted)
    with store.begin() as conn:
        kept = _fetch_errand(conn, viewer, code)
        done = {step.text: step for step in steps_of(conn, kept.id)}
        conn.execute(case_steps.delete().where(case_steps.c.case_id == kept.id))
        for position, text in enumerate(wanted, start=1):
            before = done.get(text)
            conn.execute(
                case_steps.insert().values(
                    case_id=kept.id, position=position, text=text,
                    done_at=before.done_at if before else None,
                    done_by=before.done_by if before else None,
                )
            )  # fmt: skip
        leave_note(conn, viewer, kept, "steps_set", {"step": wanted}, now)
        return steps_of(conn, kept.id)


def check_step(
    viewer: Viewer, store: Store, code: str, position: int, done_by: str, now: datetime
) -> tuple[StepLine, ...]:
    """Mark a step of an errand as done and return the list; the agent is named.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When there is no such case, errand or step here, or the step is done already.
    """
    require(viewer, Action.MOVE_CASE)
    done_by = in_words(done_by, Term("who did it"))
    with store.begin() as conn:
        kept = _fetch_errand(conn, viewer, code)
        step = _step_at(conn, kept, position)
        if step.done_at is not None:
            raise ServiceError(
                "Step {position} of case {code} was done already, by {name} at {at}.",
                position=position,
                code=code,
                name=step.done_by,
                at=step.done_at,
            )
        _mark(conn, kept, position, now, done_by)
        details = {"position": position, "step": step.text, "done_by": done_by}
        leave_note(conn, viewer, kept, "step_checked", details, now)
        return steps_of(conn, kept.id)


def uncheck_step(
    viewer: Viewer, store: Store, code: str, position: int, now: datetime
) -> tuple[StepLine, ...]:
    """Mark a step of an errand as still to do and return the list.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When there is no such case, errand or step here, or the step is not done.
    """
    require(viewer, Action.MOVE_CASE)
    with store.begin() as conn:
        kept = _fetch_errand(conn, viewer, code)
        step = _step_at(conn, kept, position)
        if step.done_at is None:
            raise ServiceError(
                "Step {position} of case {code} is still to do: there is no check to take back.",
                position=position,
                code=code,
            )
        _mark(conn, kept, position, None, None)
        details = {"position": position, "step": step.text, "done_by": step.done_by}
        leave_note(conn, viewer, kept, "step_unchecked", details, now)
        return steps_of(conn, kept.id)


def steps_of(conn: sa.Connection, case_id: int) -> tuple[StepLine, ...]:
    """Return the steps of a case in their order."""
    wanted = (
        sa.select(*(case_steps.c[name] for name in StepLine.__dataclass_fields__))
        .where(case_steps.c.case_id == case_id)
        .order_by(case_steps.c.position)
    )
    return tuple(StepLine(*row) for row in conn.execute(wanted))


def _fetch_errand(conn: sa.Connection, viewer: Viewer, code: str) -> Kept:
    kept = fetch(conn, viewer, code)
    kind = kept.case.kind
    if kind is not RequestKind.AGENT_SERVICE:
        raise ServiceError(
            "Case {code} has no list of steps, it is of the kind {kind}: only an errand has"
            " ({errand}).",
            code=code,
            kind="-" if kind is None else KIND_TERMS[kind],
            errand=KIND_TERMS[RequestKind.AGENT_SERVICE],
        )
    return kept


def _step_at(conn: sa.Connection, kept: Kept, position: int) -> StepLine:
    steps = {step.position: step for step in steps_of(conn, kept.id)}
    if position not in steps:
        raise ServiceError(
            "Case {code} has no step {position}: it has {count}, counted from 1.",
            code=kept.case.code,
            position=position,
            count=len(steps),
        )
    return steps[position]


def _mark(
    conn: sa.Connection, kept: Kept, position: int, done_at: datetime | None, done_by: str | None
) -> None:
    is_it = sa.and_(case_steps.c.case_id == kept.id, case_steps.c.position == position)
    conn.execute(case_steps.update().where(is_it).values(done_at=done_at, done_by=done_by))


def _refuse_list(texts: Sequence[str]) -> None:
    if len(texts) > MOST_STEPS:
        raise ServiceError(
            "An errand cannot have {count} steps: give at most {most}.",
            count=len(texts),
            most=MOST_STEPS,
        )
    twice = sorted({text for text in texts if texts.count(text) > 1})
    if twice:
        raise ServiceError(
            "The step {text} stands in the list more than once: give each its own text.",
            text=twice[0],
        )
