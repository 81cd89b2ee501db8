"""Two periods side by side, and time played back."""

from __future__ import annotations

import streamlit as st

from dashboard.comparison_board import comparison_board
from dashboard.i18n import _
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    st.title(_("Then and now"))
    comparison_board(visitor(), open_store(), now())
