"""Accounts: who may sign in, as what."""

from __future__ import annotations

from dashboard.accounts_board import accounts_board
from dashboard.refusals import refusals_shown
from dashboard.session import visitor
from data.store import open_store
from service.clock import now


def render() -> None:
    """Show the accounts, and what is done with one."""
    with refusals_shown():
        accounts_board(visitor(), open_store(), now())
