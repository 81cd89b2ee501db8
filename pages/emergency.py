"""An area in which everybody has to be reached at once."""

from __future__ import annotations

from dashboard.emergency_board import emergency_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        emergency_board(visitor(), open_store(), now())
