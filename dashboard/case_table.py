"""The table of cases: one page of the list, in which one row or several can be chosen."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pandas as pd
import streamlit as st

from casework.case import CaseStatus
from dashboard.case_words import due_text, how_word, state_sign, status_word, tier_word
from dashboard.i18n import _
from dashboard.when import local_times
from service.casebook import CasePage

_ROW_PX = 35
# Wide enough for a dozen Chinese characters; the whole text shows in the record.
_REQUEST_PX = 170


def case_table(
    page: CasePage, selected: str | None, now: datetime, zone: str, *, key: str, height: int
) -> str | None:
    """Show the page and return the number of the case chosen in it, None for no choice.

    Parameters
    ----------
    selected
        The case that is chosen when the table appears; a new choice needs a new key.
    """
    codes = list(page.rows["code"])
    at = [codes.index(selected)] if selected in codes else []
    picked = st.dataframe(
        _shown(page.rows, now, zone),
        hide_index=True,
        height=min(height, _ROW_PX * (len(codes) + 1) + 3),
        row_height=_ROW_PX,
        column_config={_("Request"): st.column_config.TextColumn(width=_REQUEST_PX)},
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        selection_default={"selection": {"rows": at, "columns": [], "cells": []}},
        key=f"{key}_{_mark(codes)}",
        alt=_("Cases"),
    )
    rows = picked["selection"]["rows"] or [row for row, _column in picked["selection"]["cells"]]
    return codes[rows[-1]] if rows and rows[-1] < len(codes) else None


def ticked_cases(page: CasePage, now: datetime, zone: str, *, height: int) -> pd.DataFrame:
    """Show the page with a box before each row and return the rows ticked."""
    codes = list(page.rows["code"])
    picked = st.dataframe(
        _shown(page.rows, now, zone),
        hide_index=True,
        height=min(height, _ROW_PX * (len(codes) + 1) + 3),
        row_height=_ROW_PX,
        column_config={_("Request"): st.column_config.TextColumn(width=_REQUEST_PX)},
        on_select="rerun",
        selection_mode="multi-row",
        key=f"case_ticked_{_mark(codes)}",
        alt=_("Cases"),
    )
    return page.rows.iloc[[row for row in picked["selection"]["rows"] if row < len(codes)]]


def _mark(codes: list[str]) -> str:
    """Return a mark of the rows and their order: a choice of rows is of these rows only."""
    return hashlib.sha256("\0".join(codes).encode()).hexdigest()[:16]


def _shown(rows: pd.DataFrame, now: datetime, zone: str) -> pd.DataFrame:
    dues = [None if pd.isna(due) else due.to_pydatetime() for due in rows["due_at"]]
    times = local_times(rows["due_at"], zone)
    return pd.DataFrame(
        {
            _("State"): [
                f"{state_sign(status, due, now)} {status_word(status)}"
                for status, due in zip(rows["status"], dues, strict=True)
            ],
            _("Category"): rows["category"],
            _("Request"): rows["summary"],
            _("Due"): [
                _due(status, due, time, now)
                for status, due, time in zip(rows["status"], dues, times, strict=True)
            ],
            _("Owner unit"): rows["unit_name"].where(rows["unit_name"].notna(), rows["unit_code"]),
            _("Worker"): rows["worker"].where(rows["worker"].notna(), rows["assigned_to"]),
            _("Case number"): rows["code"].astype(str),
            _("Level"): [tier_word(tier) for tier in rows["tier"]],
            _("Grid"): _grids(rows),
            _("Due at"): times,
            _("Reported"): local_times(rows["reported_at"], zone),
            _("Closed"): local_times(rows["closed_at"], zone),
            _("Address"): rows["address"],
        },
        dtype=object,
    ).fillna("")


def _due(status: str, due: datetime | None, time: str | None, now: datetime) -> str:
    """Return how long there is for an open case, or when a closed one was due."""
    if due is None:
        return "–"
    if not CaseStatus(status).is_open:
        return str(time)
    return due_text(due, now)


def _grids(rows: pd.DataFrame) -> list[str]:
    return [
        name if isinstance(name, str) else how_word(None, why)
        for name, why in zip(rows["grid_name"], rows["why_no_grid"], strict=True)
    ]
