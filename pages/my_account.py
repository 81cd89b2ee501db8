"""One's own account: its password, and where it is signed in."""

from __future__ import annotations

from dashboard.own_account_board import own_account_board
from dashboard.refusals import refusals_shown
from dashboard.session import asker
from data.store import open_store


def render() -> None:
    """Show one's own account."""
    with refusals_shown():
        own_account_board(asker(), open_store())
