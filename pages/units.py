"""The indicators of streets, communities, grids and departments."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from dashboard.units_board import units_board
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the units of the area and the period in the address, side by side."""
    with refusals_shown():
        units_board(visitor(), open_store(), now())
