"""How decisions, promises and public works stand, in the cells of a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from casework.progress import PROGRESS_STATE_TERMS, ProgressState
from casework.sentence import Term
from service.packs.deck import Cell
from service.packs.pages import EMPTY, dated
from service.packs.words import Words


def day_of(value: object) -> date | None:
    """Return a day of a frame, None for none."""
    return value if isinstance(value, date) else None


def due(row: Mapping[Any, Any]) -> Cell:
    """Return the day in force."""
    return dated(day_of(row["due_on"]), is_late=bool(row["is_overdue"]))


def state(row: Mapping[Any, Any]) -> Cell:
    """Return where one stands: done and when, overdue, given up, or how far it is."""
    if row["state"] == ProgressState.DONE:
        done = day_of(row["done_on"])
        name = Words.of(PROGRESS_STATE_TERMS[ProgressState.DONE])
        return Cell(Words.joined((name, Words.same(done or "")), " "))
    if row["state"] == ProgressState.DROPPED:
        return Cell(Words.of(PROGRESS_STATE_TERMS[ProgressState.DROPPED]))
    is_late = bool(row["is_overdue"])
    term = Term("overdue") if is_late else PROGRESS_STATE_TERMS[ProgressState.OPEN]
    return Cell(Words.of(term), is_late=is_late)


def percent(row: Mapping[Any, Any]) -> Cell:
    """Return how much is done as it was told."""
    told = row["percent"]
    if told is None or pd.isna(told):
        return EMPTY
    return Cell(Words.same(f"{int(told)} %"), int(told))


def pressing(frame: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return what is open, and what was done or given up in the period: the overdue first.

    Then by the day in force; what has none comes last.
    """
    if frame.empty:
        return frame
    is_open = frame["state"].eq(ProgressState.OPEN)
    ended = frame["done_on"].where(frame["state"].eq(ProgressState.DONE), frame.get("dropped_on"))
    in_period = [isinstance(day, date) and first <= day <= last for day in ended]
    kept = frame.loc[is_open | pd.Series(in_period, index=frame.index)]
    rank = [
        (not late, state != ProgressState.OPEN, day_of(due_on) or date.max, str(code))
        for late, state, due_on, code in zip(
            kept["is_overdue"], kept["state"], kept["due_on"], kept["code"], strict=True
        )
    ]
    order = sorted(range(len(kept)), key=rank.__getitem__)
    return kept.iloc[order].reset_index(drop=True)
