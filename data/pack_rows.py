"""Which cases stand behind a figure, and what is known of them: what a pack keeps to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.indicator import Indicator, Window
from data.figure_store import sheet_rows
from data.schema import case_events, cases
from data.sql_columns import SqlColumns

# What may move a case into or out of a figure; what people feel is told of no single case.
FACTS: Final = (
    "status", "category", "unit_code", "grid_code", "tier", "urgency", "channel",
    "reported_at", "accepted_at", "replied_at", "due_at", "closed_at", "merged_into",
    "satisfaction", "rework_count", "bounce_count",
)  # fmt: skip
_AT_ONCE: Final = 10_000


def members_of(
    conn: sa.Connection,
    indicator: Indicator,
    window: Window,
    where: Sequence[sa.ColumnElement[bool]],
    facts: dict[str, list[Any]],
) -> dict[str, list[str]]:
    """Return the numbers of the cases behind a figure: those that count (``n``), and all (``m``).

    Parameters
    ----------
    facts
        Takes what is known of each case, by its number, in the order of `FACTS`.
    """
    sheet = sheet_rows(indicator.sheet)
    row = SqlColumns(sheet.columns)
    counted, among = indicator.is_counted(row, window), indicator.is_among(row, window)
    flags = [sa.case((one, 1), else_=0) for one in (counted, among)]
    wanted = (
        sa.select(cases.c.code, *flags, *(cases.c[name] for name in FACTS))
        .select_from(sheet.source)
        .where(sa.or_(counted, among), *where)
    )
    found: dict[str, set[str]] = {"n": set(), "m": set()}
    for code, is_counted, is_among, *known in conn.execute(wanted):
        facts[code] = [_plain(one) for one in known]
        if is_counted:
            found["n"].add(code)
        if is_among:
            found["m"].add(code)
    return {side: sorted(codes) for side, codes in found.items()}


def facts_of(conn: sa.Connection, codes: Iterable[str]) -> dict[str, list[Any]]:
    """Return what is known of these cases, by their number; what there is none of is left out."""
    wanted = sa.select(cases.c.code, *(cases.c[name] for name in FACTS))
    found: dict[str, list[Any]] = {}
    for part in _portions(codes):
        for code, *known in conn.execute(wanted.where(cases.c.code.in_(part))):
            found[code] = [_plain(one) for one in known]
    return found


def events_after(
    conn: sa.Connection, codes: Iterable[str], moment: datetime
) -> Mapping[str, list[tuple[str, datetime, datetime]]]:
    """Return what was recorded of these cases after a moment: kind, when it was, when recorded."""
    events = case_events.c
    wanted = (
        sa.select(cases.c.code, events.kind, events.happened_at, events.recorded_at)
        .join(cases, cases.c.id == events.case_id)
        .where(events.recorded_at > moment)
        .order_by(events.id)
    )
    found: dict[str, list[tuple[str, datetime, datetime]]] = {}
    for part in _portions(codes):
        for code, *event in conn.execute(wanted.where(cases.c.code.in_(part))):
            found.setdefault(code, []).append((event[0], event[1], event[2]))
    return found


def _portions(codes: Iterable[str]) -> list[list[str]]:
    every = sorted(set(codes))
    return [every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE)]


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
