"""Cases: the list with its saved filters, the record of one, and the map beside them."""

from __future__ import annotations

import streamlit as st

from dashboard.case_board import case_board
from dashboard.case_filters import case_query, who_am_i
from dashboard.case_offer import offered_in
from dashboard.case_saved import saved_filter
from dashboard.i18n import _
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.casebook import case_choices
from service.clock import now, today
from service.map_summary import map_summary


def render() -> None:
    """Show the cases: saved filters above, the other filters beside them."""
    viewer, store, moment = visitor(), open_store(), now()
    with refusals_shown():
        summary = map_summary(viewer, store, today())
        choices = case_choices(viewer, store)
        with st.sidebar:
            asked = case_query(summary, choices)
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        with right:
            me = who_am_i(viewer, choices.workers)
        with left:
            query = saved_filter(viewer, store, asked, me, moment)
        if query is None:
            st.info(_("Say above who you are, and your cases are listed here."))
            return
        offered = offered_in(viewer, store, choices.workers, me, summary.zone)
        case_board(viewer, store, summary, query, offered, moment)
