"""Supervision: supervised cases and how they stand, and sweeps with their closing tables."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.refusals import refusals_shown
from dashboard.supervision_board import supervision_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show supervised cases, and sweeps beside them."""
    with refusals_shown():
        supervision_board(DEMONSTRATION_COORDINATOR, open_store(), now())
