"""Privacy: what is kept, for how long, and what was asked for."""

from __future__ import annotations

from dashboard.privacy_board import privacy_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show what is kept about people and what can be done on request."""
    with refusals_shown():
        privacy_board(visitor(), open_store(), now())
