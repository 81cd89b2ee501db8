"""The indicators of streets, communities, grids and departments."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _


def render() -> None:
    """Show the page."""
    st.title(_("Units"))
