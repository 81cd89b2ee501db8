"""The map: grids, households, open cases, and who answers for every point."""

from __future__ import annotations

import streamlit as st

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_filters import case_filter
from dashboard.map_panel import draw_map
from data.store import open_store
from service.clock import today
from service.map_summary import map_summary


def render() -> None:
    """Show the map with its filters beside it."""
    viewer, store, on = DEMONSTRATION_COORDINATOR, open_store(), today()
    summary = map_summary(viewer, store, on)
    with st.sidebar:
        wanted = case_filter(summary)
    if summary.is_empty:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
    draw_map(map_config(viewer, store, summary, wanted, on), key="district_map")
