"""An area in which everybody has to be reached at once."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.emergency_board import emergency_board
from dashboard.refusals import refusals_shown
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        emergency_board(DEMONSTRATION_COORDINATOR, open_store(), now())
