"""Cases and events that are there: serials, the chain of the ledger, the states of today."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RENAMED = {
    "handled": "replied",
    "postponed": "suspended",
    "returned": "bounced",
    "contested": "handling",
}
_OVER = ("closed", "visited_back", "merged", "rejected", "void")
_PORTION = 5000


def upgrade() -> None:
    _rename_states()
    _give_serials()
    _start_clocks()
    _seal_events()
    _refuse_changes()


def _rename_states() -> None:
    cases = sa.table("cases", sa.column("status", sa.String))
    for old, new in _RENAMED.items():
        op.execute(cases.update().where(cases.c.status == old).values(status=new))


def _give_serials() -> None:
    """Number the cases in the order in which they came."""
    conn = op.get_bind()
    cases = sa.table("cases", sa.column("id", sa.Integer), sa.column("serial", sa.Integer))
    ids = conn.scalars(sa.select(cases.c.id).order_by(cases.c.id)).all()
    given = cases.update().where(cases.c.id == sa.bindparam("of_case"))
    given = given.values(serial=sa.bindparam("number"))
    rows = [{"of_case": one, "number": number} for number, one in enumerate(ids, 1)]
    for start in range(0, len(rows), _PORTION):
        conn.execute(given, rows[start : start + _PORTION])


def _start_clocks() -> None:
    """Keep the due times that files stated as clocks, and the level of every open case."""
    conn = op.get_bind()
    cases = sa.table("cases", *(sa.column(name) for name in _CASE))
    is_open = cases.c.status.not_in(_OVER)
    met_at = sa.case(
        (is_open, None), else_=sa.func.coalesce(cases.c.closed_at, cases.c.reported_at)
    )
    values: dict[str, Any] = {
        "case_id": cases.c.id,
        "name": sa.literal("resolve"),
        "tier": sa.literal(1),
        "limit_kind": sa.literal("stated"),
        "limit_amount": _hours(cases, conn.dialect.name),
        "rule_key": sa.literal("stated"),
        "started_at": cases.c.reported_at,
        "due_at": cases.c.due_at,
        "pauses": _empty_list(conn.dialect.name),
        "extensions": _empty_list(conn.dialect.name),
        "met_at": met_at,
        "ended_by": sa.case((is_open, None), else_="met"),
    }
    clocks = sa.table("case_clocks", *(sa.column(name) for name in values))
    stated = sa.select(*values.values()).where(cases.c.due_at.is_not(None))
    op.execute(clocks.insert().from_select(list(values), stated))
    levels = sa.table("case_tiers", *(sa.column(n) for n in ("case_id", "tier", "entered_at")))
    has_it = sa.select(cases.c.id, sa.literal(1), cases.c.reported_at).where(is_open)
    op.execute(levels.insert().from_select(["case_id", "tier", "entered_at"], has_it))


def _hours(cases: sa.TableClause, dialect: str) -> sa.ColumnElement[Any]:
    if dialect == "sqlite":
        due, reported = (sa.func.strftime("%s", cases.c[n]) for n in ("due_at", "reported_at"))
        return (sa.cast(due, sa.Integer) - sa.cast(reported, sa.Integer)) / sa.literal(3600.0)
    return sa.extract("epoch", cases.c.due_at - cases.c.reported_at) / 3600.0


def _empty_list(dialect: str) -> sa.ColumnElement[Any]:
    empty: sa.ColumnElement[Any] = sa.literal_column("'[]'")
    return empty if dialect == "sqlite" else sa.cast(empty, sa.JSON)


def _seal_events() -> None:
    """Number and chain the events there are, then tell of each case where it stands now."""
    conn = op.get_bind()
    chain = _Chain()
    events = sa.table(
        "case_events", *_columns(*_EVENT), sa.column("hash_before"), sa.column("hash")
    )
    old = [
        dict(row) for row in conn.execute(sa.select(*_of(events)).order_by(events.c.id)).mappings()
    ]
    sealed = (
        events.update()
        .where(events.c.id == sa.bindparam("old_id"))
        .values(
            {name: sa.bindparam(f"new_{name}") for name in ("id", "number", "hash_before", "hash")}
        )
    )
    rows = []
    for event in old:
        link = chain.add(event)
        rows.append({"old_id": event["id"]} | {f"new_{name}": link[name] for name in link})
    # Numbers grow no faster than the ids did, so that no two rows ever share one.
    for start in range(0, len(rows), _PORTION):
        conn.execute(sealed, rows[start : start + _PORTION])
    cases = sa.table("cases", *_columns(*_CASE))
    now = datetime.fromisoformat(str(conn.scalar(sa.select(sa.func.current_timestamp()))))
    new = []
    for case in conn.execute(sa.select(*_of(cases)).order_by(cases.c.id)).mappings():
        event = _carried_over(case, now if now.tzinfo else now.replace(tzinfo=UTC))
        new.append(event | chain.add(event))
    for start in range(0, len(new), _PORTION):
        conn.execute(events.insert(), new[start : start + _PORTION])
    head = sa.table("ledger_head", *(sa.column(n) for n in ("id", "number", "hash", "serial")))
    last = {"id": 1, "number": chain.number, "hash": chain.hash, "serial": len(new)}
    op.execute(head.delete())
    op.bulk_insert(head, [last])


def _carried_over(case: sa.RowMapping, now: datetime) -> dict[str, Any]:
    details = {
        "code": case["code"],
        "serial": case["serial"],
        "status": case["status"],
        "closed_at": None if case["closed_at"] is None else _text(case["closed_at"]),
        "assigned_to": case["assigned_to"],
    }
    persons = {"acted_by": "gege", "entered_by": "gege", "import_id": None}
    times = {"happened_at": now, "recorded_at": now}
    return {"case_id": case["id"], "kind": "carried_over", "details": details} | persons | times


class _Chain:
    """The ledger as it was sealed on the day of this revision, whatever the program does later."""

    def __init__(self) -> None:
        self.number, self.hash = 0, "0" * 64

    def add(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return the next number and both hashes."""
        self.number += 1
        times = {name: _text(event[name]) for name in ("happened_at", "recorded_at")}
        names = ("case_id", "kind", "acted_by", "entered_by", "details", "import_id")
        told = {name: event[name] for name in names} | times | {"number": self.number}
        text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        before = self.hash
        self.hash = hashlib.sha256((before + text).encode("utf-8", "surrogatepass")).hexdigest()
        sealed = {"id": self.number, "number": self.number}
        return sealed | {"hash_before": before, "hash": self.hash}


def _text(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


_TIMES = ("happened_at", "recorded_at", "reported_at", "closed_at", "due_at")
_CASE = ("id", "code", "serial", "status", "reported_at", "closed_at", "due_at", "assigned_to")
_EVENT = (
    "id", "number", "case_id", "kind", "acted_by", "entered_by", "happened_at", "recorded_at",
    "details", "import_id",
)  # fmt: skip


def _columns(*names: str) -> list[sa.ColumnClause[Any]]:
    kinds = {"details": sa.JSON()} | dict.fromkeys(_TIMES, sa.DateTime(timezone=True))
    return [sa.column(name, kinds.get(name)) for name in names]


def _of(table: sa.TableClause) -> list[sa.ColumnClause[Any]]:
    return [column for column in table.c if not column.name.startswith("hash")]


def _refuse_changes() -> None:
    """Let the database itself refuse what the ledger never does."""
    name = op.get_bind().dialect.name
    for table, act in (("case_events", "UPDATE"), ("case_events", "DELETE"), ("cases", "DELETE")):
        what = f"{table}_no_{act.lower()}"
        said = "the ledger is only ever added to"
        if name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {what} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        elif name == "postgresql":
            op.execute(
                "CREATE OR REPLACE FUNCTION refuse_ledger_change() RETURNS trigger AS"
                f" $$ BEGIN RAISE EXCEPTION '{said}'; END $$ LANGUAGE plpgsql"
            )
            op.execute(
                f"CREATE TRIGGER {what} BEFORE {act} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()"
            )
