"""Where matters gather, and whether that is more than chance."""

from __future__ import annotations

from dashboard.heat_page import heat_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        heat_board(visitor(), open_store(), now())
