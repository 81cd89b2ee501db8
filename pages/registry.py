"""Every figure with its formula, and the cases behind it."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _


def render() -> None:
    """Show the page."""
    st.title(_("Figures"))
