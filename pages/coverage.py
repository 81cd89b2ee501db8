"""The studio: a coordinator changes who covers which grid, sees what it means, and decides."""

from __future__ import annotations

from dashboard.session import visitor
from dashboard.studio_board import studio_board
from data.store import open_store


def render() -> None:
    """Show the map on which grids change hands, and the board beside it."""
    studio_board(visitor(), open_store())
