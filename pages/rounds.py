"""Rounds: points due, passed, failed, put right."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.rounds_board import rounds_board
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        rounds_board(visitor(), open_store(), now())
