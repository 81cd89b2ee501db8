"""Promises, resolutions and public works."""

from __future__ import annotations

from dashboard.promises_board import promises_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the page."""
    with refusals_shown():
        promises_board(visitor(), open_store(), now())
