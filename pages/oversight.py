"""Officials assigned to townships, and what they found in each area of work."""

from __future__ import annotations

from dashboard.oversight_board import oversight_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        oversight_board(visitor(), open_store(), now())
