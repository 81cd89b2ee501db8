"""Data quality: what the audit of map and data finds, and where."""

from __future__ import annotations

from dashboard.quality_board import quality_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now, today
from service.map_summary import map_summary


def render() -> None:
    """Show the findings beside the map."""
    viewer, store = visitor(), open_store()
    with refusals_shown():
        quality_board(viewer, store, map_summary(viewer, store, today()), now())
