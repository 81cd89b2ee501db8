"""What requests say people trust, fear, resent and hope for."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _


def render() -> None:
    """Show the page."""
    st.title(_("What people told us"))
