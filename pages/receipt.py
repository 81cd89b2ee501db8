"""Receipt look-up: the number of a case, and nothing else, tells where the matter stands."""

from __future__ import annotations

from dashboard.receipt_board import receipt_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the question for a number, and its answer."""
    with refusals_shown():
        receipt_board(visitor(), open_store(), now())
