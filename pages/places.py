"""Service points, and how far households have to go."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.places_board import places_board
from dashboard.refusals import refusals_shown
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        places_board(DEMONSTRATION_COORDINATOR, open_store(), now())
