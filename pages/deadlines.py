"""Deadlines: what is late, what falls due next, by kind of clock, level and owner unit."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.deadline_board import deadline_board
from dashboard.refusals import refusals_shown
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the figures, and the lists behind them."""
    with refusals_shown():
        deadline_board(DEMONSTRATION_COORDINATOR, open_store(), now())
