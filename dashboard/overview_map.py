"""The map beside the cards: grids by a figure, borders between the parts, a click leads down."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlencode

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from casework.access import Viewer
from casework.indicators import INDICATORS
from casework.sentence import Term
from dashboard.area_choice import go_to_area
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.map_texts import map_texts
from dashboard.overview_words import figure_name
from data.store import Store
from service.areas import child_rows, step_towards
from service.map_filter import CaseFilter
from service.map_summary import MapSummary, area_bounds, map_summary
from service.overview.glance import Overview

KEY: Final = "overview_map"
_SEEN: Final = "overview_map_seen"
# What the grids can be coloured by, the first one at first, and in which unit.
MEASURES: Final = {
    "overdue_now": Term("cases in a grid"),
    "reported": Term("cases in a grid"),
    "closed_on_time": Term("% of those due in a grid"),
}


def follow_click(viewer: Viewer, store: Store, area: str | None, on: date) -> None:
    """Put the part into the address that a click on the map asks for, once for each click."""
    told = st.session_state.get(KEY)
    if not isinstance(told, dict) or told.get("seq") in (None, st.session_state.get(_SEEN)):
        return
    st.session_state[_SEEN] = told["seq"]
    grid = told.get("clicked_grid")
    if isinstance(grid, str):
        step = step_towards(viewer, store, area, grid, on)
        if step is not None:
            go_to_area(step.code)


def overview_map(viewer: Viewer, store: Store, shown: Overview, on: date, height: str) -> None:
    """Draw the map of the area.

    Parameters
    ----------
    height
        As CSS has it.
    """
    summary = map_summary(viewer, store, on)
    if summary.is_empty:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
        return
    wanted = CaseFilter(area=shown.area, status="overdue", zone=summary.zone)
    more = {
        "measures": _measures(shown),
        "first_measure": next(iter(MEASURES)),
        "shows": "bg",
        "tells_grids": True,
        # Our own part of the script flies to an area.
        "area_bounds": None,
        "overview": _borders(viewer, store, shown, summary, on),
        "texts": map_texts() | {"whole_district": _("Everything you see")},
    }
    config = map_config(viewer, store, summary, wanted, on, more=more)
    draw_map(config, key=KEY, height=height)


def _measures(shown: Overview) -> dict[str, dict[str, str]]:
    query = urlencode({"period": shown.period.key})
    return {
        key: {
            "title": figure_name(INDICATORS[key]),
            "unit": _(unit),
            "none": _("Nothing due here") if key == "closed_on_time" else _("No figure"),
            "address": "layers/figure.json",
            "query": f"{query}&figure={key}",
        }
        for key, unit in MEASURES.items()
    }


def _borders(
    viewer: Viewer, store: Store, shown: Overview, summary: MapSummary, on: date
) -> dict[str, object]:
    _steps, part = child_rows(viewer, store, shown.area, on)
    bounds = area_bounds(viewer, store, shown.area, on) if shown.area else None
    return {
        "area": shown.area,
        "bounds": list(bounds or summary.bounds),
        "runs": runs_of(part),
    }


def runs_of(part: NDArray[np.int64]) -> list[list[int]]:
    """Return the rows of each part as runs of [first row, how many, part]; -1 is no part.

    Grids are in the order of their codes, so that a part is mostly one run.
    """
    if not len(part):
        return []
    starts = np.flatnonzero(np.diff(part, prepend=part[0] - 1))
    lengths = np.diff(np.append(starts, len(part)))
    runs = np.column_stack([starts, lengths, part[starts]])
    return runs[runs[:, 2] >= 0].tolist()  # type: ignore[no-any-return]
