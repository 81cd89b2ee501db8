"""What a plan rests on and is no longer so, or is decided otherwise for a later day: by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from casework.sentence import Sentence, Term
from data.grid_store import valid_on
from data.schema import grids, order_changes, orders, org_units
from service.reorganise.district import District
from service.reorganise.plan import ReorganisationPlan

_TABLES: Final[dict[str, sa.Table]] = {"unit": org_units, "grid": grids}
_PORTION: Final = 500


def changed_since(conn: sa.Connection, plan: ReorganisationPlan) -> list[Sentence]:
    """Return what has another version on the plan's day than the one it was looked at on."""
    found = []
    for topic, table in _TABLES.items():
        seen = {
            key.partition(":")[2]: row
            for key, row in (plan.seen or {}).items()
            if key.startswith(f"{topic}:")
        }
        now = {row.code: row.id for row in _rows(conn, table, seen, valid_on(table, plan.on))}
        for code in sorted(seen):
            if code not in now:
                found.append(
                    Sentence(
                        "{code} is no longer in force on {day} (by {cause}).",
                        code=code,
                        day=plan.on,
                        cause=_cause(conn, topic, code),
                    )
                )
            elif now[code] != seen[code]:
                found.append(
                    Sentence(
                        "{code} has another shape, name or unit above than when the plan was made"
                        " (by {cause}).",
                        code=code,
                        cause=_cause(conn, topic, code),
                    )
                )
    return found


def decided_for_later(conn: sa.Connection, changed: Iterable[str], day: date) -> list[Sentence]:
    """Return those of these units and grids for which something is decided for after the day."""
    keys = sorted(changed)
    found = []
    for topic, table in _TABLES.items():
        codes = [key.partition(":")[2] for key in keys if key.startswith(f"{topic}:")]
        later = sa.or_(table.c.valid_to > day, table.c.valid_from > day)
        for row in _rows(conn, table, codes, later):
            starts = row.valid_from is not None and row.valid_from > day
            found.append(
                Sentence(
                    "{code} changes on {day} already (by {cause}): reorganise it from that day on,"
                    " or first.",
                    code=row.code,
                    day=row.valid_from if starts else row.valid_to,
                    cause=_cause(conn, topic, row.code),
                )
            )
    return list(dict.fromkeys(found))


def given_up_later(conn: sa.Connection, before: District, after: District) -> list[Sentence]:
    """Return the units that would get something new and are given up on a later day already.

    What they would get is not in the order that gives them up, so nobody would take it over.
    """
    takers = {one.parent for code, one in after.units.items() if before.units.get(code) != one}
    takers |= {one.parent for code, one in after.grids.items() if before.grids.get(code) != one}
    codes = [code for code in takers if code is not None and code in before.units]
    ends: dict[str, set[date | None]] = {}
    for row in _rows(conn, org_units, codes, sa.true()):
        ends.setdefault(row.code, set()).add(row.valid_to)
    return [
        Sentence(
            "{code} is given up on {day} already (by {cause}): put nothing into it before, or do"
            " so from that day on, where its ground goes.",
            code=code,
            day=day,
            cause=_cause(conn, "unit", code),
        )
        for code, days in sorted(ends.items())
        if None not in days
        for day in [max(one for one in days if one is not None)]
    ]


def filled_later(
    conn: sa.Connection, before: District, after: District, day: date
) -> list[Sentence]:
    """Return the units that would be given up and get something on a later day already."""
    gone = sorted(before.units.keys() - after.units.keys())
    found: list[Sentence] = []
    for topic, table in _TABLES.items():
        for start in range(0, len(gone), _PORTION):
            inside = table.c.parent_code.in_(gone[start : start + _PORTION])
            wanted = sa.select(table.c.code, table.c.parent_code, table.c.valid_from)
            found += [
                Sentence(
                    "{code} gets {child} on {day} already (by {cause}): give it up from that day"
                    " on, or later.",
                    code=row.parent_code,
                    child=row.code,
                    day=row.valid_from,
                    cause=_cause(conn, topic, row.code),
                )
                for row in conn.execute(wanted.where(inside, table.c.valid_from > day)).all()
            ]
    return found


def _rows(
    conn: sa.Connection, table: sa.Table, codes: Iterable[str], which: sa.ColumnElement[bool]
) -> list[sa.Row[Any]]:
    wanted = sa.select(table.c.id, table.c.code, table.c.valid_from, table.c.valid_to)
    chosen = sorted(codes)
    found: list[sa.Row[Any]] = []
    for start in range(0, len(chosen), _PORTION):
        part = table.c.code.in_(chosen[start : start + _PORTION])
        rows = conn.execute(wanted.where(part, which).order_by(table.c.code, table.c.id))
        found += [*rows]
    return found


def _cause(conn: sa.Connection, topic: str, code: str) -> str | Sentence:
    newest = (
        sa.select(orders.c.order_no)
        .join(order_changes, order_changes.c.order_id == orders.c.id)
        .where(order_changes.c.topic == topic, order_changes.c.code == code)
        .order_by(orders.c.id.desc())
    )
    number = conn.scalar(newest.limit(1))
    return Term("a file") if number is None else Sentence("order {number}", number=number)
