"""What requests say people trust, fear, resent and hope for."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.refusals import refusals_shown
from dashboard.voices_board import voices_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show what people told us in the period and the part of the district in the address."""
    with refusals_shown():
        voices_board(DEMONSTRATION_COORDINATOR, open_store(), now())
