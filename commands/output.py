"""What commands share: the database they work on, and how an answer is written."""

from __future__ import annotations

import json

import typer

from data.store import Store, open_store


def ready_store() -> Store:
    """Return the database, brought up to date; from here on times are told in its zone."""
    from casework.access import OPERATOR
    from data.migrate import migrate
    from service.settings import settings_now

    store = open_store()
    migrate(store)
    settings_now(OPERATOR, store)
    return store


def show(value: object) -> None:
    """Write a value as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))
