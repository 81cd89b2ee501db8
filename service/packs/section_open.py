"""The open cases of a pack as they stood: at which stage, since when, with whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from casework.access import Action, require
from casework.case_status import OPEN_STATUSES, CaseStatus
from casework.move import Move
from data.array_columns import ArrayColumns, Words
from data.case_store import as_frame
from data.schema import case_events, cases
from data.settings_store import office_zone
from service.figure_asked import Part, indicator_of, window_of
from service.figure_frame import CaseSheet, sheet_of
from service.packs.section import SectionAsk

_OPEN: Final = [status.value for status in OPEN_STATUSES]
_STEPS: Final = [move.value for move in Move]
_DAY_US: Final = 24 * 3600 * 1e6


def open_cases(ask: SectionAsk) -> pd.DataFrame:
    """Return the open cases of the pack's part at its moment, those due first first.

    Returns
    -------
    DataFrame
        ``id, category, unit_code, status, due_at, days, is_overdue, days_late``; by due time, id.
        ``status`` is the stage then, ``days`` for how long it had been in it by then; ``due_at``
        UTC without a zone; ``days_late`` whole days, 0 where it is not overdue; ``unit_code`` and
        ``category`` as they are today.

    Notes
    -----
    Which cases are open and overdue is said by the registry's conditions, so that their number
    is the registry's figure (``open_now``, ``overdue_now``).  The last step by then says the
    stage; a case without one has been reported and no more.
    """
    require(ask.viewer, Action.VIEW_CASES)
    sheet = sheet_of(ask.store)
    assert sheet is not None  # it is built where it is not there
    rows = _rows(ask, sheet)
    as_of = _utc(ask.as_of)
    frame = pd.DataFrame({"id": sheet.cases.ids[rows]})
    for name in ("category", "unit_code", "status"):
        frame[name] = _words(sheet, name, rows)
    moved, reported, due = (
        sheet.cases.times(name)[rows] for name in ("moved_at", "reported_at", "due_at")
    )
    since: NDArray[Any] = np.where(np.isnat(moved), reported, moved)
    _as_then(ask, frame, since, reported, moved >= as_of)
    frame["due_at"] = due
    frame["days"] = (as_of - since).astype(np.float64) / _DAY_US
    frame["is_overdue"] = due < as_of
    late = np.where(due < as_of, as_of - due, np.timedelta64(0, "us"))
    frame["days_late"] = (late.astype(np.int64) // int(_DAY_US)).astype(np.int64)
    return frame.sort_values(["due_at", "id"], ignore_index=True)


def _rows(ask: SectionAsk, sheet: CaseSheet) -> NDArray[np.int64]:
    with ask.store.read() as conn:
        part = Part.of(conn, ask.viewer, ask.area, ask.unit)
        window = window_of((ask.period.first, ask.period.last), ask.as_of, office_zone(conn))
    indicator = indicator_of("open_now")
    rows = sheet.rows_of(indicator, window)
    rows = rows[sheet.inside(part, rows)]
    return rows[indicator.is_counted(ArrayColumns(sheet.cases.columns, rows), window)]


def _words(sheet: CaseSheet, name: str, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    column = sheet.cases.columns[name]
    if not isinstance(column, Words):
        raise TypeError(name)
    words = np.array([*column.words, None], dtype=object)
    return np.asarray(words[column.places[rows]])


def _as_then(
    ask: SectionAsk,
    frame: pd.DataFrame,
    since: NDArray[Any],
    reported: NDArray[Any],
    is_later: NDArray[np.bool_],
) -> None:
    """Put the stage at the moment, and since when, where a case has gone on since."""
    if not is_later.any():
        return
    steps = _last_steps(ask).reindex(frame.loc[is_later, "id"])
    known = steps["status"].notna().to_numpy()
    frame.loc[is_later, "status"] = np.where(
        known, steps["status"].to_numpy(dtype=object), CaseStatus.REPORTED.value
    )
    times = pd.to_datetime(steps["at"], utc=True).dt.tz_localize(None).to_numpy("datetime64[us]")
    since[is_later] = np.where(known, times, reported[is_later])


def _last_steps(ask: SectionAsk) -> pd.DataFrame:
    """Return ``status, at`` by case of the last step by the moment that left it open."""
    moment = ask.as_of
    went_on = sa.select(cases.c.id).where(cases.c.moved_at >= moment, cases.c.reported_at < moment)
    to = case_events.c.details["to"].as_string()
    wanted = (
        sa.select(case_events.c.case_id, to, case_events.c.happened_at)
        .where(
            case_events.c.case_id.in_(went_on),
            case_events.c.kind.in_(_STEPS),
            case_events.c.happened_at <= moment,
            to.in_(_OPEN),
        )
        .order_by(case_events.c.case_id, case_events.c.happened_at, case_events.c.id)
    )
    with ask.store.read() as conn:
        rows: list[sa.Row[Any]] = list(conn.execute(wanted))
    found = as_frame(rows, ["id", "status", "at"])
    return found.drop_duplicates("id", keep="last").set_index("id")


def _utc(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")
