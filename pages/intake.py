"""Import: a file becomes part of the district, in steps, and can be taken back."""

from __future__ import annotations

import streamlit as st

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.import_diary import import_diary
from dashboard.refusals import refusals_shown
from dashboard.upload import upload_words
from dashboard.wizard import wizard
from data.store import open_store
from service.clock import today
from service.map_summary import map_summary


def render() -> None:
    """Show the steps of an import, and below them the diary."""
    viewer, store = DEMONSTRATION_COORDINATOR, open_store()
    with refusals_shown():
        upload_words()
        wizard(viewer, store)
        st.divider()
        import_diary(viewer, store, map_summary(viewer, store, today()).zone)
