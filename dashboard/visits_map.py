"""The map of visits: grids by coverage, households by state, clicks told to the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.area_choice import go_to_area
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.map_texts import map_texts
from dashboard.visits_choice import Looked
from data.store import Store
from service.areas import step_towards
from service.map_filter import CaseFilter
from service.map_summary import map_summary
from service.visit_map.card import CARD_ZOOM
from service.visit_map.layer import NONE, TITLE, UNIT
from service.visit_map.states import seen_homes

KEY: Final = "visits_map"
_SEEN: Final = "visits_map_seen"


def follow_click(viewer: Viewer, store: Store, looked: Looked) -> str | None:
    """Return the household that was asked for by a click on the map, once for each click.

    A click on a grid leads into the part of the district it lies in.
    """
    told = st.session_state.get(KEY)
    if not isinstance(told, dict) or told.get("seq") in (None, st.session_state.get(_SEEN)):
        return None
    st.session_state[_SEEN] = told["seq"]
    home, grid = told.get("record_home"), told.get("clicked_grid")
    if isinstance(home, str):
        return home
    if isinstance(grid, str):
        step = step_towards(viewer, store, looked.area, grid, looked.on)
        if step is not None:
            go_to_area(step.code)
            st.rerun()
    return None


def visit_map(viewer: Viewer, store: Store, looked: Looked, height: str) -> None:
    """Draw the map of the area.

    Parameters
    ----------
    height
        As CSS has it.
    """
    summary = map_summary(viewer, store, looked.on)
    if summary.is_empty:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
        return
    may_see_homes = bool(may(viewer, Action.VIEW_HOMES))
    measure = {
        "title": _(TITLE),
        "unit": _(UNIT),
        "none": _(NONE),
        "address": "visits/layer.json",
        "query": urlencode(looked.query),
    }
    mark = seen_homes(viewer, store, looked.plan.code, looked.on, looked.area).mark
    # A record of a visit changes the colours, and the map asks again when this does.
    every = f"{summary.revisions['all']}/{mark}"
    summary = replace(summary, revisions=summary.revisions | {"all": every})
    more = {
        "measures": {"coverage": measure},
        "first_measure": "coverage",
        "shows": "bgh" if may_see_homes else "bg",
        "texts": map_texts() | _texts(),
        "visits": {
            "query": looked.query,
            "mark": mark,
            "card_zoom": CARD_ZOOM,
            "may_see_homes": may_see_homes,
            "may_record": bool(may(viewer, Action.RECORD_VISIT)) and not looked.is_over,
        },
    }
    wanted = CaseFilter(area=looked.area, status="open", zone=summary.zone)
    draw_map(map_config(viewer, store, summary, wanted, looked.on, more=more), KEY, height=height)


def _texts() -> dict[str, str]:
    return {
        "sum_of_grids": _("{grids} grids, {households} occupied households."),
        "whole_district": _("Everything you see"),
        "visits_read": _("How to read it"),
        "visits_empty": _("Empty homes are not shown."),
        "visits_afar": _(
            "From afar a dot has the state of one household of its place, drawn by chance: so the"
            " colours have the right shares."
        ),
        "visits_near": _(
            "Near by each household has its shape; several at one place are a disc with the share"
            " of each state. A click opens the card."
        ),
        "visits_here": _("{n} households here"),
        "visits_more": _("and {n} more: come closer, or open the list"),
        "visits_record": _("Record a visit"),
    }
