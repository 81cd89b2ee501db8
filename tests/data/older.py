"""Databases of older programs, filled with the demonstration as far as their tables go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from data.ledger import GENESIS, seal, sealed_text
from data.migrate import _config
from data.store import Store

# Of each empty table so many rows are made up.
MADE_UP = 3
# Rows of these belong to the program, not to the office.
NOT_COPIED = {"alembic_version", "ledger_head"}
# States as they were called before the revision that renamed them.
OLD_STATES = {"replied": "handled", "suspended": "postponed", "bounced": "returned"}
STATES_RENAMED_BY = "0003"
_TIMES = ("happened_at", "recorded_at")


def all_revisions() -> list[str]:
    """Return every released revision, the oldest first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


def made_at(path: Path, revision: str) -> Store:
    """Return an empty database as the program of this revision made it."""
    store = Store(str(path))
    config = _config()
    with store.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, revision)
    return store


def filled_at(path: Path, revision: str, district: Store) -> Store:
    """Return a database of an older revision with the rows of a district of today.

    Each table gets the columns that both have; a table the district leaves empty gets rows that
    are made up.  Afterwards every table has rows.
    """
    store = made_at(path, revision)
    older = revision < STATES_RENAMED_BY
    tables = _tables(store)
    # Rows that point at each other go in in any order, and are checked when all are there.
    loose = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    with district.read() as source, loose.connect() as conn:
        _copy(source, conn, tables, older=older)
        for table in tables.values():
            if not conn.scalar(sa.select(sa.func.count()).select_from(table)):
                conn.execute(table.insert(), [_made_up(conn, table, n) for n in range(MADE_UP)])
        conn.commit()
        assert conn.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    store.engine.dispose()
    return Store(str(path))


def _tables(store: Store) -> dict[str, sa.Table]:
    found = sa.MetaData()
    found.reflect(store.engine)
    return {t.name: t for t in found.sorted_tables if t.name != "alembic_version"}


def _copy(
    source: sa.Connection, conn: sa.Connection, tables: dict[str, sa.Table], *, older: bool
) -> None:
    today = sa.MetaData()
    today.reflect(source)
    for name, table in tables.items():
        # A chain that is not there yet is made by the revision that brings it.
        if name not in today.tables or (older and name in NOT_COPIED):
            continue
        conn.execute(table.delete())
        shared = [c for c in table.c if c.name in today.tables[name].c]
        wanted = sa.select(*(sa.column(c.name) for c in shared)).select_from(sa.table(name))
        rows = [dict(row) for row in source.execute(wanted).mappings()]
        if name == "case_events" and "case_event_words" not in tables:
            has_resolution = "resolution" in tables["cases"].c
            rows = _told_at_length(source, rows, has_resolution=has_resolution)
        if name == "cases" and older:
            rows = [row | {"status": OLD_STATES.get(row["status"], row["status"])} for row in rows]
        lacking = {
            c.name: _value(c, 0)
            for c in table.c
            if c not in shared and not c.nullable and c.server_default is None
        }
        if rows:
            # As they are stored, past the types that would read them first.
            plain = sa.table(name, *map(sa.column, (*rows[0], *lacking)))
            conn.execute(plain.insert(), [row | lacking for row in rows])
        if name == "case_events" and "hash" in table.c:
            conn.execute(sa.text("UPDATE ledger_head SET hash = :hash"), {"hash": rows[-1]["hash"]})


def _told_at_length(
    source: sa.Connection, events: list[dict[str, Any]], *, has_resolution: bool
) -> list[dict[str, Any]]:
    """Return events as they were before words were kept beside them, sealed accordingly."""
    words = source.execute(sa.text("SELECT number, name, text FROM case_event_words"))
    told = with_words(events, [dict(row) for row in words.mappings()])
    before = GENESIS
    for event in sorted(told, key=lambda one: one["id"]):
        # An event's id is its number.
        times = {name: datetime.fromisoformat(event[name] + "+00:00") for name in _TIMES}
        if not has_resolution:
            # The first program's events told nothing that its cases have no column for.
            event["details"] = "{}"
        details = json.loads(event["details"])
        plain = event | times | {"number": event["id"], "details": details}
        after = seal(before, sealed_text(plain))
        if "hash" in event:
            event |= {"hash_before": before, "hash": after}
        before = after
    return told


def with_words(events: list[dict[str, Any]], words: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return events with the words that are kept beside them back in their details."""
    texts = {(row["number"], row["name"]): row["text"] for row in words}
    told = []
    for event in events:
        details = json.loads(event["details"])
        for name, value in details.items():
            text = texts.get((event["id"], name))
            if isinstance(value, dict) and text is not None:
                details[name] = json.loads(text)
        told.append(event | {"details": json.dumps(details)})
    return sorted(told, key=lambda one: one["id"])


def _made_up(conn: sa.Connection, table: sa.Table, number: int) -> dict[str, Any]:
    values = {c.name: _value(c, number) for c in table.c}
    for key in table.foreign_keys:
        there = conn.scalars(sa.select(key.column).limit(MADE_UP)).all()
        values[key.parent.name] = there[number % len(there)]
    return values


def _value(column: sa.Column[Any], number: int) -> Any:  # noqa: ANN401
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, sa.Integer):
        return 1_000_000 + number
    if isinstance(kind, sa.Numeric | sa.Float):
        return number + 0.5
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 5, 1 + number, 8, 30, tzinfo=UTC)
    if isinstance(kind, sa.Date):
        return date(2026, 5, 1 + number)
    if isinstance(kind, sa.JSON):
        return {"文": number}
    if isinstance(kind, sa.LargeBinary):
        return bytes([number, 0, 255])
    return f"文{number}"[: getattr(kind, "length", None) or 99]


def rows_by_table(store: Store) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield every table of a database with its rows as they are stored."""
    with store.read() as conn:
        for name in sa.inspect(conn).get_table_names():
            columns = [c["name"] for c in sa.inspect(conn).get_columns(name)]
            wanted = sa.select(*map(sa.column, columns)).select_from(sa.table(name))
            yield name, [dict(row) for row in conn.execute(wanted).mappings()]
