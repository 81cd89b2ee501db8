"""Spot checks drawn by lot from a published seed."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.refusals import refusals_shown
from dashboard.spot_checks_board import spot_checks_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        spot_checks_board(DEMONSTRATION_COORDINATOR, open_store(), now())
