"""Import: a file becomes part of the district, in steps, and can be taken back."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _
from dashboard.import_diary import import_diary
from dashboard.messages import plain
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from dashboard.upload import upload_words
from dashboard.wizard import wizard
from data.store import open_store
from service.clock import today
from service.end_demonstration import why_no_files
from service.map_summary import map_summary


def render() -> None:
    """Show the steps of an import, and below them the diary."""
    viewer, store = visitor(), open_store()
    with refusals_shown():
        upload_words()
        why_not = why_no_files(viewer, store)
        if why_not is not None:
            st.warning(plain(_(why_not)))
        wizard(viewer, store)
        st.divider()
        import_diary(viewer, store, map_summary(viewer, store, today()).zone)
