"""Officials assigned to townships, and what they found in each area of work."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.oversight_board import oversight_board
from dashboard.refusals import refusals_shown
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        oversight_board(DEMONSTRATION_COORDINATOR, open_store(), now())
