"""Rounds: points due, passed, failed, put right."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.refusals import refusals_shown
from dashboard.rounds_board import rounds_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        rounds_board(DEMONSTRATION_COORDINATOR, open_store(), now())
