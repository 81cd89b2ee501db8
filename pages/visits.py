"""Which households were met, and who goes to the others."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from dashboard.visits_board import visits_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        visits_board(visitor(), open_store(), now())
