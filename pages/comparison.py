"""Two periods side by side, and time played back."""

from __future__ import annotations

import streamlit as st

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.comparison_board import comparison_board
from dashboard.i18n import _
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    st.title(_("Then and now"))
    comparison_board(DEMONSTRATION_COORDINATOR, open_store(), now())
