"""Spot checks drawn by lot from a published seed."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from dashboard.spot_checks_board import spot_checks_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        spot_checks_board(visitor(), open_store(), now())
