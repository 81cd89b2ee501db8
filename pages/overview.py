"""What is late today and where, and what changed."""

from __future__ import annotations

from dashboard.overview_board import overview_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the overview of the part and the period in the address."""
    with refusals_shown():
        overview_board(visitor(), open_store(), now())
