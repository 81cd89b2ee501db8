"""Cases: the list, the record of one, and the map beside them."""

from __future__ import annotations

import streamlit as st

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.case_board import case_board
from dashboard.case_filters import case_query
from dashboard.refusals import refusals_shown
from data.store import open_store
from service.casebook import case_choices
from service.clock import now, today
from service.map_summary import map_summary


def render() -> None:
    """Show the cases with their filters beside them."""
    viewer, store = DEMONSTRATION_COORDINATOR, open_store()
    with refusals_shown():
        summary = map_summary(viewer, store, today())
        with st.sidebar:
            query = case_query(summary, case_choices(viewer, store))
        case_board(viewer, store, summary, query, now())
