"""A file's cases beside those kept: what it says anew, and what it only repeats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.case import OPEN_STATUSES, CaseStatus
from casework.sentence import Sentence
from data.rows import records, select_in
from data.schema import case_clocks, case_events, cases
from service.intake.comparing import sort_out
from service.intake.draft import Draft

TEXTS: Final = ["category", "summary", "address", "channel"]
TIMES: Final = ["reported_at", "due_at", "replied_at", "closed_at"]
_FACTS: Final = [*TEXTS, "lon", "lat", *TIMES, "status"]
_STEPS: Final = ("reported", "mirror", "void")
_REGISTERED: Final = Sentence(
    "Case {value} was registered here, and the file says other things of it: a file changes only"
    " cases that a file brought. Take its steps here, or give the file's case another number."
)


def compare_cases(conn: sa.Connection, draft: Draft) -> None:
    """Sort cases into new, changed and unchanged.

    A state or due time is news only where the file says it, and says another than its last one
    did: what was moved or extended here since is not put back by a file that comes late.  A case
    that was void because its import was undone lives again.
    """
    is_said = draft.frame.pop("is_status_said")
    if not conn.scalar(sa.select(sa.func.count()).select_from(cases)):
        return
    codes = draft.frame["code"].tolist()
    names = ("id", "code", "import_id", *_FACTS)
    old = select_in(conn, cases, "code", codes, *names).set_index("code")
    for name in TIMES:
        old[name] = pd.to_datetime(old[name], utc=True)
    was_undone = _settle_states(conn, draft, old, is_said)
    _settle_due(conn, draft, old)
    sort_out(draft, old, _facts(draft))
    _refuse_registered(draft, old)
    if draft.changed is not None:
        again = draft.changed["code"].isin(was_undone)
        draft.changed = draft.changed.assign(is_moved=draft.changed["is_moved"] | again)


def _refuse_registered(draft: Draft, old: pd.DataFrame) -> None:
    """Refuse what a file would change in cases that no file brought: they live by their steps."""
    changed = draft.changed
    if changed is None or changed.empty:
        return
    is_own = old["import_id"].reindex(changed["code"]).isna().to_numpy()
    for position in changed.index[is_own]:
        draft.note_one(position, "case.registered_here", "id", _REGISTERED, is_refused=True)
    draft.changed = changed.loc[~is_own]


def _facts(draft: Draft) -> list[str]:
    """Return what this file speaks about: a column it does not have changes nothing."""
    said = [name for name in (*TEXTS, *TIMES) if draft.column(name)]
    return ["lon", "lat", *said, "status"]


def _settle_states(
    conn: sa.Connection, draft: Draft, old: pd.DataFrame, is_said: pd.Series
) -> set[str]:
    """Put the kept state where the file says none, or nothing new; return cases void by an undo."""
    frame = draft.frame
    kept = old.reindex(frame["code"]).set_axis(frame.index)
    stored, wanted = kept["status"], frame["status"]
    is_known = stored.notna()
    is_void = is_known & stored.eq(CaseStatus.VOID)
    said = is_said | _is_told_by_time(draft, stored)
    asked = is_known & ((said & stored.ne(wanted)) | is_void)
    last = kept["id"].map(_last_said(conn, kept.loc[asked, "id"]))
    was_undone = is_void & last.eq(CaseStatus.VOID)
    is_late = asked & ~was_undone & (last.eq(wanted) | is_void)
    is_kept = is_known & ~was_undone & (~said | is_late)
    frame = frame.assign(status=wanted.where(~is_kept, stored))
    if draft.column("closed_at"):
        frame["closed_at"] = frame["closed_at"].where(~is_kept, kept["closed_at"])
    draft.frame = frame
    if is_late.any():
        draft.remark(
            "status.repeated",
            "{count} cases keep the state they have here: the file repeats what it said before, and"
            " they were moved since.",
            count=int(is_late.sum()),
        )
    return set(frame.loc[was_undone, "code"])


def _is_told_by_time(draft: Draft, stored: pd.Series) -> pd.Series:
    """Return where the closing time alone says whether a case is closed."""
    has_time = draft.frame["closed_at"].notna()
    is_closed = stored.isin([CaseStatus.CLOSED, CaseStatus.VISITED_BACK])
    opens_again = ~has_time & stored.eq(CaseStatus.CLOSED)
    return (has_time & ~is_closed) | (opens_again & (draft.column("closed_at") is not None))


def _last_said(conn: sa.Connection, ids: pd.Series) -> dict[int, str]:
    """Return the state that imports said last of each case, by ``cases.id``."""
    wanted = [int(one) for one in ids]
    said: dict[int, str] = {}
    table = case_events.c
    for start in range(0, len(wanted), 500):
        query = (
            sa.select(table.case_id, table.details)
            .where(
                table.case_id.in_(wanted[start : start + 500]),
                table.import_id.is_not(None),
                table.kind.in_(_STEPS),
            )
            .order_by(table.number)
        )
        for case_id, details in conn.execute(query):
            said[case_id] = details.get("to") or details.get("status") or said.get(case_id, "")
    return said


def _settle_due(conn: sa.Connection, draft: Draft, old: pd.DataFrame) -> None:
    """Put the kept due time where the file says none, or the one it had said before."""
    if not draft.column("due_at"):
        return
    frame = draft.frame
    kept = old.reindex(frame["code"]).set_axis(frame.index)
    wanted = frame["due_at"]
    is_asked = kept["id"].notna() & wanted.notna() & wanted.ne(kept["due_at"])
    before = kept["id"].map(_last_stated(conn, kept.loc[is_asked, "id"]))
    is_late = is_asked & (pd.to_datetime(before, utc=True) == wanted)
    is_kept = kept["id"].notna() & (wanted.isna() | is_late)
    draft.frame = frame.assign(due_at=wanted.where(~is_kept, kept["due_at"]))


def _last_stated(conn: sa.Connection, ids: pd.Series) -> dict[int, Any]:
    """Return the due time that a file stated, before any extension, by ``cases.id``."""
    rows = select_in(
        conn, case_clocks, "case_id", [int(one) for one in ids],
        "case_id", "limit_kind", "limit_amount", "started_at",
    )  # fmt: skip
    stated = rows.loc[rows["limit_kind"].eq("stated")]
    return {
        row["case_id"]: row["started_at"] + timedelta(hours=row["limit_amount"])
        for row in records(stated)
    }


def open_mask(status: pd.Series) -> np.ndarray:
    """Return which states are open ones."""
    return status.isin([one.value for one in OPEN_STATUSES]).to_numpy(dtype=bool)
