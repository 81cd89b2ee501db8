"""The map: grids, households, open cases, and who answers for every point, on any day."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_filters import case_filter
from dashboard.map_panel import draw_map
from dashboard.session import visitor
from dashboard.time_control import time_control
from data.store import open_store
from service.clock import now
from service.map_summary import map_summary
from service.map_time import map_day


def render() -> None:
    """Show the map with its day and its filters beside it."""
    viewer, store = visitor(), open_store()
    with st.sidebar:
        day = time_control(viewer, store, map_day(viewer, store, None, now()))
        summary = map_summary(viewer, store, day.grids_on)
        wanted = case_filter(summary, is_past=day.is_past)
    if summary.is_empty and day.on == day.today:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
    elif summary.is_empty:
        st.info(_("No grids are in force on {day}: choose another day.", day=day.on))
    draw_map(map_config(viewer, store, summary, wanted, day.grids_on, day=day), key="district_map")
