"""Campaigns: households to be reached, notices, progress against the plan."""

from __future__ import annotations

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.campaigns_board import campaigns_board
from dashboard.refusals import refusals_shown
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        campaigns_board(DEMONSTRATION_COORDINATOR, open_store(), now())
