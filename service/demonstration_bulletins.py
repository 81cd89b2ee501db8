"""Bulletins of the demonstration district: one that is out, one that waits, one under appeal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import sqlalchemy as sa

from casework.case_status import OPEN_STATUSES
from casework.period import Period
from data.bulletin_store import (
    add_appeal,
    add_bulletin,
    answer_appeal,
    change_facts,
    find_bulletin,
    load_lines,
    note_published,
)
from data.grid_store import load_org_units
from data.rows import records
from data.rule_store import rules_of
from data.schema import cases
from service.bulletins.facts import Basis, Found
from service.bulletins.wording import usual_words
from service.cases.noting import office_day
from service.demonstration_life import BY

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
# Reason, outcome and answer of the appeals, in the order in which lines get them.
_APPEALS: Final = (
    ("其中一件已于期限内申请延期并获批，系统未更新。", "corrected",
     "经核实，延期手续齐全，予以更正。"),
    ("整改已完成，照片在途。", "upheld", "截至通报时点未见整改材料，维持原文；下期照实列明。"),
    ("该事项已于上月划转其他单位承办。", "withdrawn", "划转属实，撤回本条。"),
)  # fmt: skip
_OPEN: Final = "两件为重复登记，请核对。"
_LATER: Final = "通报发布后查到回执，请补充说明。"


def keep_bulletins(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today = office_day(conn, now)
    month = Period.holding(today).previous()
    made = 0
    for back, name in ((month.previous(), "published"), (month, "waiting"), (month, "appeals")):
        built = now - {"published": 6, "waiting": 2, "appeals": 0}[name] * _WEEK
        lines = list(_lines(conn, now, draw, is_now=name == "appeals"))
        if not lines:
            return {}
        code = f"TB{office_day(conn, built):%Y%m%d}-1"
        until = office_day(conn, built) + 5 * _DAY
        _add(conn, code, f"{back.first:%Y年%m月}办理情况通报", back, built, until, lines)
        made += len(lines)
        if name != "appeals":
            _appealed(conn, code, built + 2 * _DAY)
        if name == "published":
            _out(conn, code, built + _WEEK)
        else:
            _contested(conn, code, built, 1 if name == "appeals" else 4, _OPEN)
    return {"bulletins": 3, "bulletin_lines": made}


def _add(
    conn: sa.Connection,
    code: str,
    title: str,
    period: Period,
    built: datetime,
    until: date,
    lines: list[Found],
) -> None:
    head = {
        "code": code, "title": title, "period": period.key, "area": None, "as_of": built,
        "words": usual_words(), "built_by": BY, "built_at": built, "appeals_until": until,
    }  # fmt: skip
    add_bulletin(conn, head, [one.as_row() for one in lines])


def _lines(conn: sa.Connection, now: datetime, draw: Random, *, is_now: bool) -> Iterator[Found]:
    """Yield what owner units had open and late, as it is now or invented; then the streets."""
    units = rules_of(conn).catalogue.units
    statuses = [one.value for one in OPEN_STATUSES]
    rows = conn.execute(
        sa.select(cases.c.unit_code, cases.c.code, cases.c.category, cases.c.due_at)
        .where(cases.c.status.in_(statuses), cases.c.unit_code.is_not(None))
        .order_by(cases.c.unit_code, cases.c.due_at)
    ).all()
    for code in sorted({row.unit_code for row in rows} & set(units)):
        mine = [row for row in rows if row.unit_code == code]
        late = [row for row in mine if row.due_at is not None and row.due_at < now]
        basis = [Basis(row.code, row.category or "", office_day(conn, row.due_at)) for row in late]
        n, m = len(late), len(mine)
        if not is_now:
            m = draw.randint(6, 60)
            n, basis = draw.randint(0, m // 5), []
        yield Found("overdue", code, units[code].name, n, m, basis)
    yield from _of_streets(conn, now, draw)


def _of_streets(conn: sa.Connection, now: datetime, draw: Random) -> Iterator[Found]:
    known = load_org_units(conn, office_day(conn, now))
    streets = records(known.loc[known["level"] == "street", ["code", "name"]])
    for street in sorted(streets, key=lambda one: str(one["code"])):
        m = draw.randint(12, 90)
        yield Found("round", street["code"], street["name"], draw.randint(0, 9), m)


def _appealed(conn: sa.Connection, code: str, at: datetime) -> None:
    """Let the first lines be contested, and each be answered in another way."""
    found = find_bulletin(conn, code)
    assert found is not None
    for line, (reason, outcome, text) in zip(
        records(load_lines(conn, found["id"])), _APPEALS, strict=False
    ):
        number = add_appeal(
            conn, {"line_id": line["id"], "reason": reason, "entered_by": BY, "entered_at": at}
        )
        said: dict[str, Any] = {
            "outcome": outcome, "answer": text, "answered_by": BY, "answered_at": at + _DAY,
        }  # fmt: skip
        answer_appeal(conn, number, said)
        if outcome == "corrected":
            facts = dict(line["facts"])
            fixed = {"appeal": number, "n": max(0, facts["n"] - 1), "m": facts["m"]}
            change_facts(conn, line["id"], {**facts, "corrections": [fixed]})


def _out(conn: sa.Connection, code: str, at: datetime) -> None:
    found = find_bulletin(conn, code)
    assert found is not None
    note_published(conn, found["id"], BY, at)
    _contested(conn, code, at + _DAY, 5, _LATER)


def _contested(conn: sa.Connection, code: str, at: datetime, number: int, reason: str) -> None:
    """Let a line be contested and wait for its answer."""
    found = find_bulletin(conn, code)
    assert found is not None
    rows = records(load_lines(conn, found["id"]))
    line = rows[min(number, len(rows)) - 1]
    add_appeal(conn, {"line_id": line["id"], "reason": reason, "entered_by": BY, "entered_at": at})
