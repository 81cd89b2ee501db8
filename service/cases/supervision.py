"""Supervision (督查督办): a supervisor on a case, what he noted, how it ended, in time or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import Case
from casework.case_status import STATUS_TERMS
from casework.sentence import Term
from casework.supervision_state import SUPERVISION_TERMS, SupervisionState, supervision_state
from data.case_store import as_frame
from data.schema import cases, ledger_head, supervisions
from data.store import Store
from service.cases.keeping import Kept, fetch
from service.cases.noting import in_words, leave_note, office_day
from service.errors import ServiceError
from service.scoping import cases_in_part

__all__ = [
    "COLUMNS",
    "SUPERVISION_TERMS",
    "OnTime",
    "SupervisionState",
    "end_supervision",
    "log_supervision",
    "on_time",
    "open_supervision",
    "running_supervision",
    "supervisions_now",
]

COLUMNS: Final = (
    "filing_no", "supervisor", "reason", "opened_at", "due_at", "ended_at", "outcome", "state",
    "code", "case_status", "merged_into", "category", "unit_code",
)  # fmt: skip
_PICKED: Final[tuple[sa.ColumnElement[Any], ...]] = (
    *(supervisions.c[name] for name in COLUMNS[:7]),
    *(cases.c[name] for name in ("code", "merged_into", "category", "unit_code")),
    cases.c.status.label("case_status"),
)


@dataclass(frozen=True)
class OnTime:
    """Supervisions ended by their day, of those that are due so far.

    Notes
    -----
    Due are those that have a day and are ended, or run past it: one that is overdue counts
    against (field: the rule 按期 = on time / due).  With nothing due there is no figure.
    """

    on_time: int
    due: int

    def __str__(self) -> str:
        return f"{self.on_time} / {self.due}" if self.due else "-"


def open_supervision(
    viewer: Viewer,
    store: Store,
    code: str,
    supervisor: str,
    reason: str,
    due_at: datetime | None,
    now: datetime,
    *,
    filing_no: str | None = None,
) -> str:
    """Put a supervisor on a case and return the number it is filed under.

    Parameters
    ----------
    supervisor
        Who follows it: a name or code of the office.
    due_at
        By when it has to be settled (aware); None when no day is set.
    filing_no
        The office's own number; else the next of the year, such as ``督〔2026〕0001``.

    Raises
    ------
    CaseworkError
        When the viewer may not supervise.
    ServiceError
        When there is no such case here, it is not open, somebody supervises it already, or the
        number cannot be given.
    """
    require(viewer, Action.SUPERVISE)
    supervisor = in_words(supervisor, Term("supervisor"))
    reason = in_words(reason, Term("reason"))
    if due_at is not None and due_at <= now:
        raise ServiceError(
            "A supervision cannot be due at {due}, which has passed: give a later time.",
            due=due_at,
        )
    with store.begin() as conn:
        kept = fetch(conn, viewer, code)
        _refuse_settled(kept.case)
        _refuse_second(conn, kept)
        number = _filing_no(conn, filing_no, now)
        conn.execute(
            supervisions.insert().values(
                case_id=kept.id, supervisor=supervisor, filing_no=number, reason=reason,
                opened_at=now, due_at=due_at,
            )
        )  # fmt: skip
        details = {
            "filing_no": number, "supervisor": supervisor, "reason": reason,
            "due_at": due_at,
        }  # fmt: skip
        leave_note(conn, viewer, kept, "supervision_opened", details, now)
    return number


def log_supervision(viewer: Viewer, store: Store, code: str, text: str, now: datetime) -> None:
    """Leave what the supervisor saw or asked for in the ledger of a supervised case.

    Raises
    ------
    CaseworkError
        When the viewer may not supervise.
    ServiceError
        When there is no such case here, or nobody supervises it.
    """
    require(viewer, Action.SUPERVISE)
    text = in_words(text, Term("what was noted"))
    with store.begin() as conn:
        kept = fetch(conn, viewer, code)
        running = _running(conn, kept)
        details = {"filing_no": running["filing_no"], "text": text}
        leave_note(conn, viewer, kept, "supervision_logged", details, now)


def end_supervision(viewer: Viewer, store: Store, code: str, outcome: str, now: datetime) -> None:
    """End the supervision of a case and say how; whatever has become of the case.

    Raises
    ------
    CaseworkError
        When the viewer may not supervise.
    ServiceError
        When there is no such case here, or nobody supervises it.
    """
    require(viewer, Action.SUPERVISE)
    outcome = in_words(outcome, Term("outcome"))
    with store.begin() as conn:
        kept = fetch(conn, viewer, code)
        running = _running(conn, kept)
        conn.execute(
            supervisions.update()
            .where(supervisions.c.id == running["id"])
            .values(ended_at=now, outcome=outcome)
        )
        details = {"filing_no": running["filing_no"], "outcome": outcome}
        leave_note(conn, viewer, kept, "supervision_ended", details, now)


def supervisions_now(viewer: Viewer, store: Store, now: datetime) -> pd.DataFrame:
    """Return all supervisions of cases the viewer sees: overdue, running, then the ended ones.

    Returns
    -------
    DataFrame
        `COLUMNS`; times as aware UTC, ``state`` as `SupervisionState`, ``case_status`` as the
        text of a `CaseStatus`.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    require(viewer, Action.VIEW_CASES)
    wanted = sa.select(*_PICKED).select_from(
        supervisions.join(cases, cases.c.id == supervisions.c.case_id)
    )
    with store.read() as conn:
        found = conn.execute(wanted.where(*cases_in_part(conn, viewer)).order_by(supervisions.c.id))
        rows: list[sa.Row[Any]] = list(found)
    frame = as_frame(rows, [column.name for column in _PICKED])
    frame["state"] = pd.Series(
        [supervision_state(row.due_at, row.ended_at, now) for row in rows], dtype=object
    )
    for name in ("opened_at", "due_at", "ended_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return _by_need(frame)[list(COLUMNS)]


def on_time(frame: pd.DataFrame) -> OnTime:
    """Return how many of these supervisions were ended by their day, of those due so far."""
    due = frame["state"].map(lambda state: state.is_due).astype(bool)
    return OnTime(int((frame["state"] == SupervisionState.ENDED_ON_TIME).sum()), int(due.sum()))


def running_supervision(conn: sa.Connection, case_id: int) -> sa.RowMapping | None:
    """Return the row of the supervision of a case that has not ended, None where there is none."""
    is_running = sa.and_(supervisions.c.case_id == case_id, supervisions.c.ended_at.is_(None))
    return conn.execute(sa.select(supervisions).where(is_running)).mappings().first()


def _by_need(frame: pd.DataFrame) -> pd.DataFrame:
    rank = {SupervisionState.OVERDUE: 0, SupervisionState.RUNNING: 1}
    order = frame.assign(rank=frame["state"].map(lambda state: rank.get(state, 2)))
    return order.sort_values(["rank", "due_at"], kind="stable", ignore_index=True)


def _refuse_settled(case: Case) -> None:
    if case.merged_into is not None:
        raise ServiceError(
            "Case {code} was merged: supervise {standing}, which stands for it.",
            code=case.code,
            standing=case.merged_into,
        )
    if not case.is_open:
        raise ServiceError(
            "Case {code} is {status}, so there is nothing to supervise: reopen it first.",
            code=case.code,
            status=STATUS_TERMS[case.status],
        )


def _refuse_second(conn: sa.Connection, kept: Kept) -> None:
    running = running_supervision(conn, kept.id)
    if running is not None:
        raise ServiceError(
            "Case {code} is supervised already, by {name} under {number}: end that one first.",
            code=kept.case.code,
            name=running["supervisor"],
            number=running["filing_no"],
        )


def _running(conn: sa.Connection, kept: Kept) -> sa.RowMapping:
    running = running_supervision(conn, kept.id)
    if running is None:
        raise ServiceError(
            "Nobody supervises case {code} now: open a supervision first.", code=kept.case.code
        )
    return running


def _filing_no(conn: sa.Connection, said: str | None, now: datetime) -> str:
    """Return the number asked for when it is free, else the next of the year.

    The row of the ledger's head is locked first, where the database has row locks: two at once
    would both take the same number.
    """
    conn.execute(sa.select(ledger_head.c.id).with_for_update()).all()
    own = "督〔{}〕".format
    if said is None:
        year = own(office_day(conn, now).year)
        given = sa.select(sa.func.count()).where(supervisions.c.filing_no.startswith(year))
        return f"{year}{int(conn.scalar(given) or 0) + 1:04}"
    number = in_words(said, Term("filing number"))
    if number.startswith("督〔"):
        raise ServiceError(
            "The number {number} cannot be chosen: numbers such as {example} are given in turn,"
            " without gaps. Leave it out, or use another form.",
            number=number,
            example=own(office_day(conn, now).year) + "0001",
        )
    taken = sa.select(supervisions.c.id).where(supervisions.c.filing_no == number)
    if conn.scalar(taken) is not None:
        raise ServiceError(
            "The filing number {number} is taken: choose another, or leave it out.",
            number=number,
        )
    return number
