"""Whose district this is, above everything else in the side bar."""

from __future__ import annotations

from typing import Final

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _, language
from dashboard.messages import plain
from data.store import Store
from service.settings import settings_now

# Streamlit's hint inside its fields ("Press Enter to apply") knows English only.
_WITHOUT_HINTS: Final = "<style>[data-testid=InputInstructions]{display:none}</style>"


def district_heading(viewer: Viewer, store: Store) -> None:
    """Show the program's name, the district's, and whether it is the demonstration."""
    if language() != "en":
        st.html(_WITHOUT_HINTS)
    kept = settings_now(viewer, store)
    name = str(kept["district_name"] or _("District without a name"))
    st.sidebar.markdown(f"### 格格 · {plain(name)}")
    if kept["is_demonstration"]:
        st.sidebar.caption(_("Demonstration: every place, person and case is invented."))
