"""Rooms and contact points, who comes when, notice given."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from dashboard.sessions_board import sessions_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        sessions_board(visitor(), open_store(), now())
