"""What is late today and where, and what changed."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _


def render() -> None:
    """Show the page."""
    st.title(_("Overview"))
