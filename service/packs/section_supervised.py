"""The supervisions of a pack's part as they stood."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, require
from casework.supervision_state import SupervisionState, supervision_state
from data.case_store import as_frame
from data.rule_store import rules_of
from data.schema import cases, supervisions
from data.settings_store import office_zone
from service.clock import midnight
from service.figure_asked import Part
from service.packs.section import SectionAsk

_NAMES = ("filing_no", "code", "category", "unit_code", "opened_at", "due_at", "ended_at")
_RANK = {SupervisionState.OVERDUE: 0, SupervisionState.RUNNING: 1}


def supervised(ask: SectionAsk) -> pd.DataFrame:
    """Return what was under supervision at the moment, and what ended in the period.

    Returns
    -------
    DataFrame
        ``filing_no, code, category, unit_code, opened_at, due_at, ended_at, state, unit_name``;
        the overdue ones first, then the running, then the ended, each by due time.  What ended
        later than the moment was running at it.
    """
    require(ask.viewer, Action.VIEW_CASES)
    columns = [(supervisions if name in supervisions.c else cases).c[name] for name in _NAMES]
    with ask.store.read() as conn:
        part = Part.of(conn, ask.viewer, ask.area, ask.unit)
        start = midnight(ask.period.first, office_zone(conn))
        wanted = (
            sa.select(*columns)
            .select_from(supervisions.join(cases, cases.c.id == supervisions.c.case_id))
            .where(supervisions.c.opened_at <= ask.as_of, *part.where)
            .where(sa.or_(supervisions.c.ended_at.is_(None), supervisions.c.ended_at >= start))
            .order_by(supervisions.c.due_at, supervisions.c.filing_no)
        )
        rows: list[sa.Row[Any]] = list(conn.execute(wanted))
        units = rules_of(conn).catalogue.units
    frame = as_frame(rows, list(_NAMES))
    ended = [one if one and one <= ask.as_of else None for one in frame["ended_at"]]
    frame["ended_at"] = pd.Series(ended, dtype=object)
    states = [
        supervision_state(due, end, ask.as_of)
        for due, end in zip(frame["due_at"], ended, strict=True)
    ]
    frame["state"] = pd.Series(states, dtype=object)
    frame["unit_name"] = pd.Series(
        [units[code].name if code in units else code for code in frame["unit_code"]], dtype=object
    )
    rank = frame["state"].map(lambda state: _RANK.get(state, 2))
    return frame.assign(rank=rank).sort_values("rank", kind="stable", ignore_index=True)
