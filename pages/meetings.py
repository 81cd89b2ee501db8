"""Meetings: agenda, decisions, minutes."""

from __future__ import annotations

from dashboard.meetings_board import meetings_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        meetings_board(visitor(), open_store(), now())
