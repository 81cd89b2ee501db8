"""Where it is: a line for each part of the area; a click on one leads down into it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.area_choice import LEVEL_TERMS, go_to_area
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.overview_words import figure_name
from service.overview.glance import Overview
from service.overview.places import PlaceLine

_ROW_PX = 36
_COUNTS = ("overdue_now", "due_soon", "reported", "closed_count")


def place_table(shown: Overview, *, most_rows: int = 14) -> None:
    """Show the parts of the area with their figures, those without anything last."""
    if not shown.places:
        return
    heading(_("Where"))
    lines = shown.places
    key = f"overview_places_{shown.area or 'all'}"
    frame = _frame(lines)
    name, *counts = frame.columns[:5]
    st.dataframe(
        frame,
        hide_index=True,
        height=_ROW_PX * (min(len(lines), most_rows) + 1) + 3,
        row_height=_ROW_PX,
        placeholder="-",
        column_config={
            name: st.column_config.TextColumn(pinned=True),
            **{one: st.column_config.NumberColumn(width=150) for one in counts},
        },
        on_select=_opener(lines, key),
        selection_mode="single-cell",
        key=key,
        alt=_("Where"),
    )
    if shown.in_none:
        st.caption(_(shown.in_none[1]))
    st.caption(_("A click on a line opens it. - stands where nothing fell due or came in."))


def _frame(lines: tuple[PlaceLine, ...]) -> pd.DataFrame:
    named = lines[0].figures
    columns: dict[str, list[Any]] = {
        _(LEVEL_TERMS[lines[0].step.level]): [line.step.name for line in lines]
    }
    for key in _COUNTS:
        counts = [None if line.is_bare else line.figures[key].n for line in lines]
        columns[figure_name(named[key])] = counts
    on_time = [line.figures["closed_on_time"] for line in lines]
    columns[figure_name(named["closed_on_time"])] = [
        f"{one.value} ({one.n}/{one.m})" if one.m else None for one in on_time
    ]
    return pd.DataFrame(columns).astype(dict.fromkeys(list(columns)[1:5], "Int64"))


def _opener(lines: tuple[PlaceLine, ...], key: str) -> Any:  # noqa: ANN401 - as Streamlit calls it
    def open_chosen() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if cells and cells[0][0] < len(lines):
            go_to_area(lines[cells[0][0]].step.code)

    return open_chosen
