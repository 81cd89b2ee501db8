"""Every figure with its formula, and the cases behind it."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.registry_board import registry_board
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the figures of the period, area and unit in the address, and one figure's cases."""
    with refusals_shown():
        registry_board(visitor(), open_store(), now())
