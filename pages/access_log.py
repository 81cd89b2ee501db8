"""The log of who saw, took or changed what: for the auditor."""

from __future__ import annotations

from dashboard.access_log_board import access_log_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store


def render() -> None:
    """Show who saw, took or changed what."""
    with refusals_shown():
        access_log_board(visitor(), open_store())
