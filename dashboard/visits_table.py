"""How far each part of the chosen area is; a click on a line opens it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, cast

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.sentence import Term
from casework.visit import STATE_TERMS, HomeState
from dashboard.area_choice import LEVEL_TERMS, go_to_area
from dashboard.i18n import _
from dashboard.visits_choice import Looked
from data.store import Store
from service.areas import GRID, level_below
from service.visits.coverage import By, visit_coverage

_ROW_PX: Final = 36
# More of them scroll.
_MOST_ROWS: Final = 13
_LEVELS: Final = ("grid", "community", "street", "county")


def rows_by(viewer: Viewer, store: Store, area: str | None, on: date) -> By:
    """Return by what the area is counted: the level right below it, grids at the end."""
    level = level_below(viewer, store, area, on)
    return cast("By", level) if level in _LEVELS else "grid"


def coverage_of(viewer: Viewer, store: Store, looked: Looked) -> tuple[By, pd.DataFrame]:
    """Return by what the chosen area is counted, and how far each part of it is."""
    by = rows_by(viewer, store, looked.area, looked.on)
    return by, visit_coverage(viewer, store, looked.plan.code, looked.on, by, looked.area)


def part_table(by: By, frame: pd.DataFrame, *, key: str) -> None:
    """Show the parts with their counts, by code; the heads sort."""
    name = _(LEVEL_TERMS[GRID if by == "grid" else by])
    shown = _shown(frame, by, name)
    coverage, *counts = list(shown.columns)[1:]
    st.dataframe(
        shown,
        hide_index=True,
        height=_ROW_PX * (min(len(shown), _MOST_ROWS) + 1) + 3,
        row_height=_ROW_PX,
        placeholder="–",
        column_config={
            name: st.column_config.TextColumn(pinned=True),
            coverage: st.column_config.ProgressColumn(
                format="%.1f %%", min_value=0.0, max_value=100.0, width=125
            ),
            **{one: st.column_config.NumberColumn(format="localized", width=86) for one in counts},
        },
        on_select=_opener(list(frame["code"]), key),
        selection_mode="single-cell",
        key=key,
        alt=_("How far each part is"),
    )
    st.caption(
        _("Coverage = met / occupied; who declined counts as occupied. A click on a line opens it.")
    )


def _shown(frame: pd.DataFrame, by: By, name: str) -> pd.DataFrame:
    none: Term = Term("In no grid") if by == "grid" else Term("in none of them")
    columns: dict[str, Any] = {
        name: [_(none) if pd.isna(one) else one for one in frame["name"]],
        # Cut, not rounded: what is not wholly met is never told as 100.
        _("Coverage of visits"): 1000
        * frame["met"]
        // frame["occupied"].where(frame["occupied"] > 0)
        / 10,
        _("Still to visit"): frame["to_do"] + frame["not_home"],
        _(STATE_TERMS[HomeState.NOT_HOME]): frame["not_home"],
        _("Met"): frame["met"],
        _(STATE_TERMS[HomeState.DECLINED]): frame["declined"],
        _("Occupied"): frame["occupied"],
    }
    return pd.DataFrame(columns)


def _opener(codes: list[object], key: str) -> Any:  # noqa: ANN401 - as Streamlit calls it
    def open_chosen() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if cells and cells[0][0] < len(codes) and isinstance(codes[cells[0][0]], str):
            go_to_area(str(codes[cells[0][0]]))

    return open_chosen
