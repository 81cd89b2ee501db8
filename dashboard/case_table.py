"""The table of cases: one page of the list, in which one row can be chosen."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard.case_words import how_word, state_text
from dashboard.i18n import _
from dashboard.when import local_times
from service.casebook import CasePage

_ROW_PX = 35


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
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        selection_default={"selection": {"rows": at, "columns": [], "cells": []}},
        key=key,
        alt=_("Cases"),
    )
    rows = picked["selection"]["rows"] or [row for row, _column in picked["selection"]["cells"]]
    return codes[rows[-1]] if rows and rows[-1] < len(codes) else None


def _shown(rows: pd.DataFrame, now: datetime, zone: str) -> pd.DataFrame:
    states = [
        state_text(status, None if pd.isna(due) else due.to_pydatetime(), now)
        for status, due in zip(rows["status"], rows["due_at"], strict=True)
    ]
    grids = [
        name if isinstance(name, str) else how_word(None, why)
        for name, why in zip(rows["grid_name"], rows["why_no_grid"], strict=True)
    ]
    return pd.DataFrame(
        {
            _("State"): states,
            _("Case number"): rows["code"].astype(str),
            _("Category"): rows["category"],
            _("Worker"): rows["worker"].where(rows["worker"].notna(), rows["assigned_to"]),
            _("Grid"): grids,
            _("Due"): local_times(rows["due_at"], zone),
            _("Reported"): local_times(rows["reported_at"], zone),
            _("Closed"): local_times(rows["closed_at"], zone),
            _("Address"): rows["address"],
        },
        dtype=object,
    ).fillna("")
