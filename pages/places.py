"""Service points, and how far households have to go."""

from __future__ import annotations

from dashboard.places_board import places_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        places_board(visitor(), open_store(), now())
