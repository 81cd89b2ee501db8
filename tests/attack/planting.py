"""A demonstration district in which every text that people write is a payload."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casework.access import OPERATOR
from casework.period import Period
from dashboard.pack_inks import PackInks
from data.migrate import migrate
from data.schema import metadata, settings
from data.store import TOPICS, Store, bump
from service.demonstration import fill_demonstration
from service.packs.building import build_pack
from service.packs.composing import PackAsk
from tests.attack.payloads import payloads, storable

# Words of people that the demonstration leaves empty, or writes without a Chinese sign.
ALSO_WORDS = {
    "households.contact",
    "workers.phone",
    "sessions.subject",
    "round_checks.void_reason",
    "visits.void_reason",
    "spot_checks.rectified_note",
    "bulletin_lines.subject",
    "promises.made_at",
    "meetings.place",
    "postings.order_no",
    "case_events.acted_by",
    "case_events.entered_by",
    "progress_events.entered_by",
    "spot_draws.seed_source",
    "orders.reason",
    "orders.approved_by",
    "imports.file_name",
    "imports.imported_by",
    "pack_comments.text",
    "case_contacts.contact",
    "emergencies.name",
    "coverage_drafts.name",
    "spot_draws.seed",
    "case_tiers.reason",
    "mediations.mediator",
    "mediations.outcome",
}
# Codes, and every column of other tables that repeats them.
CODES = {
    "workers": ("worker_code", "responsible_at_report", "first_handler", "assigned_to", "done_by"),
    "grids": ("grid_code", "runner_up", "area_code"),
    "households": (),
    "cases": ("merged_into",),
    "meetings": (),
    "promises": (),
    "projects": (),
    "decisions": (),
    "resolutions": (),
}
# The program's own words that are kept in Chinese: who is on a list of the rules.
_NOT_WORDS = {"rule_documents.text"}
# Documents that are kept as a text, with people's words in them.
_WRITTEN_DOCUMENTS = {"case_event_words.text"}


def planted(path: Path, offset: int = 0, *, households: int = 900) -> Store:
    """Return a district whose texts are payloads.

    Parameters
    ----------
    offset
        With which payload it begins: another one puts others where there are few rows.
    """
    store = Store(str(path))
    migrate(store)
    moment = datetime.now(UTC)
    fill_demonstration(OPERATOR, store, moment, households=households, grids=24, cases=200)
    with store.begin() as conn:
        conn.exec_driver_sql("PRAGMA defer_foreign_keys = 1")
        for name in _guards(conn):
            conn.exec_driver_sql(f'DROP TRIGGER "{name}"')
        for place, table in enumerate(metadata.sorted_tables):
            _plant(conn, table, offset + 97 * place)
        for place, table in enumerate(CODES):
            _plant_codes(conn, metadata.tables[table], CODES[table], offset + 61 * place)
        evil = text_at(offset + 3) + text_at(offset + 255)
        conn.execute(settings.update().where(settings.c.key == "district_name").values(value=evil))
        bump(conn, *TOPICS)
    with_a_pack(store, moment)
    return store


def _guards(conn: sa.Connection) -> list[str]:
    """Return what keeps the ledger from being changed: here it is, as by a hand in the file."""
    found = conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return [str(name) for name in found.scalars()]


def with_a_pack(store: Store, now: datetime) -> None:
    """Freeze a pack of the district as it is."""
    build_pack(OPERATOR, store, PackAsk(Period.holding(now.date())), now, PackInks())


def text_at(place: int) -> str:
    """Return a payload that a column can hold."""
    known = payloads()
    return storable(known[place % len(known)].text) or "x"


def _plant(conn: sa.Connection, table: sa.Table, start: int) -> None:
    for column in table.columns:
        if column.name in ("code", "sha256", "uid") or f"{table.name}.{column.name}" in _NOT_WORDS:
            continue
        if f"{table.name}.{column.name}" in _WRITTEN_DOCUMENTS:
            _change(conn, table, column, lambda value, n, at=start: _in_text(value, at + n))
        elif isinstance(column.type, sa.JSON):
            _change(conn, table, column, lambda value, n, at=start: _in_json(value, at + n))
        elif isinstance(column.type, sa.String) and _holds_words(conn, table, column):
            _change(conn, table, column, lambda _, n, at=start: text_at(at + n))
        start += 37


def _holds_words(conn: sa.Connection, table: sa.Table, column: sa.Column[Any]) -> bool:
    if f"{table.name}.{column.name}" in ALSO_WORDS:
        return True
    found = conn.execute(sa.select(column).distinct().limit(200)).scalars()
    # A document kept as text is read back by the program: its words are not typed there.
    return any(v and not v.isascii() and not v.startswith(("{", "[")) for v in found)


def _change(
    conn: sa.Connection,
    table: sa.Table,
    column: sa.Column[Any],
    changed: Callable[[Any, int], object],
) -> None:
    key = next(iter(table.primary_key.columns))
    is_extra = f"{table.name}.{column.name}" in ALSO_WORDS
    is_set = sa.true() if is_extra else column.is_not(None)
    rows = conn.execute(sa.select(key, column).where(is_set)).all()
    new = [{"k": at, "v": changed(value, n)} for n, (at, value) in enumerate(rows)]
    if column.unique:
        new = [one | {"v": f"{one['v']}{n}"} for n, one in enumerate(new)]
    if new:
        conn.execute(
            table.update().where(key == sa.bindparam("k")).values({column: sa.bindparam("v")}), new
        )


def _in_json(value: object, place: int) -> object:
    """Return a document in which each text with a Chinese sign is a payload."""
    texts: Iterator[str] = (text_at(place + n) for n in range(10**9))

    def walked(one: object) -> object:
        if isinstance(one, dict):
            return {name: walked(inner) for name, inner in one.items()}
        if isinstance(one, list):
            return [walked(inner) for inner in one]
        return next(texts) if isinstance(one, str) and not one.isascii() else one

    return walked(value)


def _in_text(text: str, place: int) -> str:
    return json.dumps(_in_json(json.loads(text), place), ensure_ascii=False)


def _plant_codes(
    conn: sa.Connection, table: sa.Table, repeated: tuple[str, ...], start: int
) -> None:
    """Give each thing of a table a payload as its code, everywhere the code stands."""
    codes = conn.execute(sa.select(table.c.code).order_by(table.c.id)).scalars().all()
    # Every other one, so that what reads a code by its form still finds some.
    new = [
        {"old": code, "new": f"{text_at(start + n)[:300]}{n}"}
        for n, code in enumerate(codes)
        if n % 2
    ]
    places = [table.c.code] + [
        other.c[name]
        for other in metadata.sorted_tables
        for name in repeated
        if name in other.c and isinstance(other.c[name].type, sa.String)
    ]
    for column in places:
        conn.execute(
            column.table.update()
            .where(column == sa.bindparam("old"))
            .values({column.name: sa.bindparam("new")}),
            new,
        )
