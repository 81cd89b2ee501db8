"""What commands share: the database they work on, and how an answer is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

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


def told(value: Any) -> Any:  # noqa: ANN401
    """Return a value for JSON: things by their fields, sentences in both languages."""
    from service.language import Said, both

    if isinstance(value, Said):
        return both(value)
    if hasattr(value, "__dataclass_fields__"):
        return {name: told(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {name: told(one) for name, one in value.items()}
    return [told(one) for one in value] if isinstance(value, tuple | list) else value
