"""The roster: who is here, who is away, who stands in, and who was responsible on any day."""

from __future__ import annotations

from dashboard.refusals import refusals_shown
from dashboard.roster_board import roster_board
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the picture of today, leave, workers, and the question about a day."""
    with refusals_shown():
        roster_board(visitor(), open_store(), now())
