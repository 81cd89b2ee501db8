"""What requests say people trust, fear, resent and hope for."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from dashboard.voices_board import voices_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show what people told us in the period and the part of the district in the address."""
    with refusals_shown():
        voices_board(visitor(), open_store(), now())
