"""What a grid worker does next on this street."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.day_board import day_board
from dashboard.refusals import refusals_shown
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        day_board(DEMONSTRATION_COORDINATOR, open_store(), now())
