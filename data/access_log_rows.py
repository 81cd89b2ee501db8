"""The rows of the log as they are stored, whatever somebody has made of them, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from data.access_log import end_of, entry_text
from data.access_log_tables import access_log
from data.ledger import Head, instant
from data.ledger_check import Break, find_breaks
from data.ledger_rows import LedgerRow
from data.row_sums import any_text

_PORTION: Final = 5000
_PLAIN: Final = {"noted_at": sa.String, "details": sa.String}


def log_breaks(conn: sa.Connection) -> list[Break]:
    """Return where the chain of the log is broken, and by which row.

    Raises
    ------
    DataError
        When the log has lost its end.
    """
    end = end_of(conn)
    return list(find_breaks(log_rows(conn), Head(end.number, end.hash, 0)))


def log_rows(conn: sa.Connection) -> Iterator[LedgerRow]:
    """Return every entry by its number, read in portions."""
    columns = [
        sa.type_coerce(column, _PLAIN[column.name]) if column.name in _PLAIN else column
        for column in access_log.c
    ]
    names = [column.name for column in access_log.c]
    labelled = (column.label(f"the_{name}") for column, name in zip(columns, names, strict=True))
    wanted = sa.select(*labelled).order_by(access_log.c.number)
    with any_text(conn), conn.execution_options(yield_per=_PORTION).execute(wanted) as rows:
        for row in rows:
            yield _row_of(dict(zip(names, row, strict=True)))


def _row_of(stored: dict[str, Any]) -> LedgerRow:
    at = _time(stored["noted_at"])
    try:
        details = stored["details"]
        known = json.loads(details) if isinstance(details, str) else details
        text = entry_text(stored | {"details": known}, at)
    except (TypeError, ValueError, RecursionError):
        text = None
    number = stored["number"]
    return LedgerRow(
        number, number, None, stored["act"], at, {}, text, stored["hash_before"], stored["hash"]
    )


def _time(stored: object) -> str:
    if isinstance(stored, datetime):
        return instant(stored)
    text = str(stored)
    return f"{text[:10]}T{text[11:]}+00:00" if text[10:11] == " " else text
