"""What a grid worker does next on this street."""

from __future__ import annotations

from dashboard.day_board import day_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        day_board(visitor(), open_store(), now())
