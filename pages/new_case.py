"""New case: what was said, where on the map, and at once who answers for it and until when."""

from __future__ import annotations

from dashboard.new_case import new_case_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the form, or the number it was given."""
    with refusals_shown():
        new_case_board(visitor(), open_store(), now())
