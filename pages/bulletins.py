"""Bulletins and what units answer to them."""

from __future__ import annotations

from dashboard.bulletins_board import bulletins_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        bulletins_board(visitor(), open_store(), now())
