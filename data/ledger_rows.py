"""The rows of the ledger as they are stored, whatever somebody has made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from data.ledger import instant, text_of
from data.schema import case_events

_PORTION: Final = 5000
_PLAIN: Final = {"happened_at": sa.String, "recorded_at": sa.String, "details": sa.String}


class LedgerRow(NamedTuple):
    """One stored event.

    ``text`` is the text it is hashed as, None where its columns hold what no event can hold;
    ``at`` is when it happened, as an ISO text in UTC; ``details`` is empty where unreadable.
    """

    id: int
    number: Any
    case_id: Any
    kind: Any
    at: str
    details: dict[str, Any]
    text: str | None
    hash_before: Any
    hash: Any


def ledger_rows(conn: sa.Connection) -> Iterator[LedgerRow]:
    """Return every stored event by its number, read in portions."""
    columns = [
        sa.type_coerce(column, _PLAIN[column.name]) if column.name in _PLAIN else column
        for column in case_events.c
    ]
    wanted = sa.select(
        *(column.label(f"the_{c.name}") for column, c in zip(columns, case_events.c, strict=True))
    )
    ordered = wanted.order_by(case_events.c.number, case_events.c.id)
    names = [column.name for column in case_events.c]
    with _any_text(conn), conn.execution_options(yield_per=_PORTION).execute(ordered) as rows:
        for row in rows:
            yield row_of(dict(zip(names, row, strict=True)))


def row_of(stored: dict[str, Any]) -> LedgerRow:
    """Return one event of the ledger from its columns as they are stored."""
    at, recorded_at = _time(stored["happened_at"]), _time(stored["recorded_at"])
    details = _details(stored["details"])
    try:
        text = text_of(stored | {"details": details}, at, recorded_at)
    except (TypeError, ValueError, RecursionError):
        text = None
    return LedgerRow(
        stored["id"],
        stored["number"],
        stored["case_id"],
        stored["kind"],
        at,
        details if isinstance(details, dict) else {},
        text,
        stored["hash_before"],
        stored["hash"],
    )


def _time(stored: object) -> str:
    if isinstance(stored, datetime):
        return instant(stored)
    text = str(stored)
    return f"{text[:10]}T{text[11:]}+00:00" if text[10:11] == " " else text


def _details(stored: object) -> Any:  # noqa: ANN401 - what is stored may be anything
    if not isinstance(stored, str):
        return stored
    try:
        return json.loads(stored)
    except (ValueError, RecursionError):
        return float("nan")  # cannot be sealed


@contextmanager
def _any_text(conn: sa.Connection) -> Iterator[None]:
    """Let SQLite give texts that are no UTF-8, so that they are found, not stumbled over."""
    raw: Any = conn.connection.dbapi_connection
    if conn.dialect.name != "sqlite" or raw is None:
        yield
        return
    usual = raw.text_factory
    raw.text_factory = lambda text: text.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        raw.text_factory = usual
