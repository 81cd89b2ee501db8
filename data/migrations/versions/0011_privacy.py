"""Keys' marks, consent to contacts, acts of privacy; words of events beside the ledger."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WORDS = ("outcome", "reason", "resolution", "step", "text")
_PORTION = 5000
_ALL_PURPOSES = '["answer", "visit", "emergency"]'


def upgrade() -> None:
    _make_tables()
    _add_columns()
    _put_words_aside()


def _make_tables() -> None:
    op.create_table(
        "seal_keys",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_seal_keys")),
    )
    op.create_table(
        "case_event_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("salt", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event_words")),
        sa.UniqueConstraint("number", "name", name=op.f("uq_case_event_words_number_name")),
    )
    op.create_table(
        "ledger_rewrites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash_then", sa.String(64), nullable=False),
        sa.Column("hash_now", sa.String(64), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_rewrites")),
    )
    op.create_table(
        "privacy_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("acted_by", sa.String(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_acts")),
    )
    op.create_index(op.f("ix_privacy_acts_code"), "privacy_acts", ["code"], unique=False)


def _add_columns() -> None:
    """Note of every contact that is there what it may be used for: consent was for all of it."""
    for column in (
        sa.Column("contact_purposes", sa.JSON(), nullable=True),
        sa.Column("contact_consent", sa.String(), nullable=True),
        sa.Column("contact_until", sa.Date(), nullable=True),
    ):
        op.add_column("households", column)
    for column in (
        sa.Column("purpose", sa.String(), server_default="answer", nullable=False),
        sa.Column("consent", sa.String(), server_default="before", nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
    ):
        op.add_column("case_contacts", column)
    homes = sa.table(
        "households",
        sa.column("contact"),
        sa.column("contact_purposes", sa.JSON()),
        sa.column("contact_consent"),
    )
    given = homes.update().where(homes.c.contact.is_not(None))
    op.execute(given.values(contact_purposes=json.loads(_ALL_PURPOSES), contact_consent="before"))


def _put_words_aside() -> None:
    """Seal the ledger anew from the first event on that holds words, and keep the end it had."""
    conn = op.get_bind()
    events = _events()
    first = _first_with_words(conn, events)
    if first is None:
        return
    head = sa.table("ledger_head", sa.column("number"), sa.column("hash"))
    number, then = conn.execute(sa.select(head.c.number, head.c.hash)).one()
    before = conn.scalar(sa.select(events.c.hash_before).where(events.c.number == first))
    _allow_changes(conn)
    now = _seal_anew(conn, events, first, str(before))
    _refuse_changes(conn)
    op.execute(head.update().values(hash=now))
    moment = datetime.fromisoformat(str(conn.scalar(sa.select(sa.func.current_timestamp()))))
    rewrites = sa.table(
        "ledger_rewrites",
        *(sa.column(name) for name in ("number", "hash_then", "hash_now")),
        sa.column("happened_at", sa.DateTime(timezone=True)),
    )
    told = {"number": number, "hash_then": then, "hash_now": now}
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    op.bulk_insert(rewrites, [told | {"happened_at": aware}])


def _events() -> sa.TableClause:
    names = ("id", "number", "case_id", "kind", "acted_by", "entered_by", "import_id")
    times = (sa.column(name, sa.DateTime(timezone=True)) for name in _TIMES)
    return sa.table(
        "case_events",
        *(sa.column(name) for name in (*names, "hash_before", "hash")),
        *times,
        sa.column("details", sa.JSON()),
    )


_TIMES = ("happened_at", "recorded_at")


def _rows(
    conn: sa.Connection, events: sa.TableClause, start: int
) -> Iterator[list[dict[str, Any]]]:
    """Yield the events from a number on, in portions."""
    last = start - 1
    while True:
        wanted = sa.select(events).where(events.c.number > last).order_by(events.c.number)
        part = [dict(row) for row in conn.execute(wanted.limit(_PORTION)).mappings()]
        if not part:
            return
        yield part
        last = part[-1]["number"]


def _first_with_words(conn: sa.Connection, events: sa.TableClause) -> int | None:
    for part in _rows(conn, events, 1):
        for row in part:
            if _has_words(row["details"]):
                return int(row["number"])
    return None


def _has_words(details: object) -> bool:
    if not isinstance(details, dict):
        return False
    return any(details.get(name) not in (None, "", []) for name in _WORDS)


def _seal_anew(conn: sa.Connection, events: sa.TableClause, first: int, before: str) -> str:
    words = sa.table("case_event_words", *map(sa.column, ("number", "name", "text", "salt")))
    sealed = (
        events.update()
        .where(events.c.id == sa.bindparam("of_id"))
        .values(
            details=sa.bindparam("new_details", type_=sa.JSON()),
            hash_before=sa.bindparam("new_before"),
            hash=sa.bindparam("new_hash"),
        )
    )
    for part in _rows(conn, events, first):
        aside: list[dict[str, Any]] = []
        changed = []
        for row in part:
            aside += _set_aside(row)
            text = _text(row)
            after = hashlib.sha256((before + text).encode("utf-8", "surrogatepass")).hexdigest()
            changed.append(
                {
                    "of_id": row["id"],
                    "new_details": row["details"],
                    "new_before": before,
                    "new_hash": after,
                }
            )
            before = after
        conn.execute(sealed, changed)
        if aside:
            conn.execute(words.insert(), aside)
    return before


def _set_aside(row: dict[str, Any]) -> list[dict[str, Any]]:
    aside = []
    details = row["details"] if isinstance(row["details"], dict) else {}
    for name in _WORDS:
        value = details.get(name)
        if value in (None, "", []):
            continue
        text, salt = json.dumps(value, ensure_ascii=False), secrets.token_hex(16)
        mark = hashlib.sha256(f"{salt}{text}".encode("utf-8", "surrogatepass")).hexdigest()
        details[name] = {"words": mark}
        aside.append({"number": row["number"], "name": name, "text": text, "salt": salt})
    return aside


def _text(row: dict[str, Any]) -> str:
    """Return the text an event is hashed as, as it was on the day of this revision."""
    names = ("case_id", "kind", "acted_by", "entered_by", "details", "import_id", "number")
    told = {name: row[name] for name in names}
    for name in _TIMES:
        moment = row[name]
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        told[name] = aware.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _allow_changes(conn: sa.Connection) -> None:
    on = " ON case_events" if conn.dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER case_events_no_update{on}")


def _refuse_changes(conn: sa.Connection) -> None:
    said = "the ledger is only ever added to"
    if conn.dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER case_events_no_update BEFORE UPDATE ON case_events"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
    elif conn.dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER case_events_no_update BEFORE UPDATE ON case_events"
            " FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()"
        )
