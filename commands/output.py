"""What commands share: the database they work on, and how an answer is written."""

from __future__ import annotations

import json

import typer

from data.store import Store, open_store


def ready_store() -> Store:
    """Return the database, brought up to date."""
    from data.migrate import migrate

    store = open_store()
    migrate(store)
    return store


def show(value: object) -> None:
    """Write a value as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))
