"""The pack for the review meeting."""

from __future__ import annotations

from dashboard.pack_board import pack_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        pack_board(visitor(), open_store(), now())
