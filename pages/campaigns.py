"""Campaigns: households to be reached, notices, progress against the plan."""

from __future__ import annotations

from dashboard.campaigns_board import campaigns_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        campaigns_board(visitor(), open_store(), now())
