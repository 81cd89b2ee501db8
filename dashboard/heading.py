"""Whose district this is, above everything else in the side bar."""

from __future__ import annotations

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.messages import plain
from data.store import Store
from service.settings import settings_now


def district_heading(viewer: Viewer, store: Store) -> None:
    """Show the program's name, the district's, and whether it is the demonstration."""
    kept = settings_now(viewer, store)
    name = str(kept["district_name"] or _("District without a name"))
    st.sidebar.markdown(f"### 格格 · {plain(name)}")
    if kept["is_demonstration"]:
        st.sidebar.caption(_("Demonstration: every place, person and case is invented."))
