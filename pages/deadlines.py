"""Deadlines: what is late, what falls due next, by kind of clock, level and owner unit."""

from __future__ import annotations

from dashboard.deadline_board import deadline_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the figures, and the lists behind them."""
    with refusals_shown():
        deadline_board(visitor(), open_store(), now())
