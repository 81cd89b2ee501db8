"""Reorganising units and grids: planned on the map, looked at before and after, decided once."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.reorganise_board import reorganise_board
from dashboard.session import visitor
from data.store import open_store


def render() -> None:
    """Show the map as it would be, and the workbench beside it."""
    with refusals_shown():
        reorganise_board(visitor(), open_store())
