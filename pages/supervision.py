"""Supervision: supervised cases and how they stand, and sweeps with their closing tables."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from dashboard.supervision_board import supervision_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show supervised cases, and sweeps beside them."""
    with refusals_shown():
        supervision_board(visitor(), open_store(), now())
