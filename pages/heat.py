"""Where matters gather, and whether that is more than chance."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _


def render() -> None:
    """Show the page."""
    st.title(_("Heat and hot spots"))
