"""Fifteen months of the demonstration's cases: begun, lived, merged, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians
from random import Random
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from casework.case import Case
from casework.move import Move
from data.demo import lives
from data.event_store import add_case_events, next_serials
from data.rows import Progress, insert_rows, records
from data.rule_store import Rules, rules_of
from data.schema import case_clocks, case_tiers, cases, workers
from service.cases.clock import row_of
from service.cases.keeping import columns_of
from service.demonstration_extras import add_extras
from service.demonstration_life import Life
from service.demonstration_story import Story

# Open cases that are late, of all open ones, at most; the others were closed late.  Our choice.
_LATE: Final = 0.13
# Of those that were open too long, had time enough to ask and are recent: suspended.  Our choice.
_WAITING: Final = 0.6
# Of the cases settled in time, those that use the time they have.  Our choice.
_TAKE_THEIR_TIME: Final = 0.85
# Shares of cases that are turned away, entered by mistake, or reports of a matter known already
# (where another one lies near enough).  Our choice.
_REJECTED, _VOID, _DUPLICATE = 0.012, 0.005, 0.3
# Matters that turn out to be quarrels for a mediator: how many, and their category then.
_QUARRELS: Final = {"噪声扰民": (0.03, "邻里纠纷调解"), "环境投诉": (0.03, "环境纠纷调解")}
_NEAR_M: Final = 60.0
_MINUTE: Final = timedelta(minutes=1)
_LATELY: Final = timedelta(days=5)
_METRES_PER_DEGREE: Final = 111_320.0
_OF_CASE: Final = (
    "code", "reported_at", "category", "summary", "address", "lon", "lat", "grid_code", "how",
    "why_no_grid", "responsible_at_report", "first_handler", "assigned_to",
)  # fmt: skip
_OF_TIER: Final = ("case_id", "tier", "entered_at", "left_at", "reason")


def keep_lived_cases(
    conn: sa.Connection,
    frame: pd.DataFrame,
    viewer: Viewer,
    now: datetime,
    seed: int,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Let placed cases live from their report until now, and keep what has become of them.

    Parameters
    ----------
    frame
        The cases of a district (`data.demo.district`), ordered by time of report, with what
        `service.placing.place_cases` found and ``tile16``.
    seed
        The same seed makes the same lives.

    Returns
    -------
    dict
        How many rows of each kind were kept.
    """
    draw = Random(seed)  # noqa: S311 - a demonstration
    rules = rules_of(conn)
    known_workers = list(conn.scalars(sa.select(workers.c.code).order_by(workers.c.code)))
    serials = next_serials(conn, len(frame))
    rows = records(frame)
    lived = [
        _begun(rules, row, viewer, number, draw) for row, number in zip(rows, serials, strict=True)
    ]
    fates = _fates(lived, rows, now, draw)
    known: dict[str | None, list[Life]] = {}
    for life, fate in zip(lived, fates, strict=True):
        if not _is_merged(life, known, now, draw):
            _live(Story(life, fate.end or now, now, draw, known_workers), fate, draw)
    extras = add_extras(lived, now, draw)
    return _keep(conn, lived, rows, serials, extras, progress)


def _begun(rules: Rules, row: dict[str, Any], viewer: Viewer, serial: int, draw: Random) -> Life:
    category = row["category"]
    if draw.random() < _QUARRELS.get(category, (0.0, ""))[0]:
        row["category"] = _QUARRELS[category][1]
    tagged = lives.tags(category, row["channel"], draw)
    entry = rules.catalogue.entry(row["category"])
    unit = entry.unit_code if entry else None
    said = {name: row[name] for name in _OF_CASE}
    life = Life(rules, Case(**said, **tagged, unit_code=unit))
    life.begin(viewer.name, serial)
    return life


@dataclass(frozen=True)
class _Fate:
    """How far a case has come today: ``closed`` at `end`, ``open``, ``late`` or ``waiting``."""

    kind: str
    end: datetime | None = None


def _fates(
    lived: Sequence[Life], rows: Sequence[dict[str, Any]], now: datetime, draw: Random
) -> list[_Fate]:
    """Return what is to become of each case.

    Of those that nobody closed in time some wait for something bigger (缓办), a few are late, most
    of these for a short time; the others were closed late.
    """
    fates = [_fate(life, row, now, draw) for life, row in zip(lived, rows, strict=True)]
    late = [number for number, fate in enumerate(fates) if fate.kind == "late"]
    for number in late:
        if _may_wait(lived[number].case, now) and draw.random() < _WAITING:
            fates[number] = _Fate("waiting")
    late = [number for number in late if fates[number].kind == "late"]
    in_time = sum(fate.kind in ("open", "waiting") for fate in fates)
    kept = round(in_time * _LATE / (1 - _LATE))
    late.sort(key=lambda number: lived[number].case.due_at or now, reverse=True)
    still = set(draw.sample(late[: 2 * kept], min(kept, len(late))))
    for number in (one for one in late if one not in still):
        fates[number] = _closed_late(lived[number].case, now, draw)
    return fates


def _fate(life: Life, row: dict[str, Any], now: datetime, draw: Random) -> _Fate:
    case, closed_at = life.case, row["closed_at"]
    if case.is_overdue_at(now) and closed_at is None:
        return _Fate("late")
    if closed_at is None:
        return _Fate("open")
    took = (closed_at - case.reported_at) * lives.PACE[case.urgency]
    end = case.reported_at + max(took, timedelta(minutes=5))
    if case.due_at is not None and end < case.due_at and draw.random() < _TAKE_THEIR_TIME:
        end += ((case.due_at - end) * draw.random()) // _MINUTE * _MINUTE
    return _Fate("open") if end >= now else _Fate("closed", end)


def _may_wait(case: Case, now: datetime) -> bool:
    """Return whether a case is recent, and had time enough to ask for a suspension."""
    due = case.due_at
    is_slow = due is not None and due - case.reported_at > timedelta(days=2)
    return is_slow and now - case.reported_at < timedelta(days=200)


def _closed_late(case: Case, now: datetime, draw: Random) -> _Fate:
    due = case.due_at or case.reported_at
    most = min(now - due, timedelta(days=10))
    return _Fate("closed", (due + most * draw.uniform(0.05, 0.95)).replace(microsecond=0))


def _live(story: Story, fate: _Fate, draw: Random) -> None:
    drawn = draw.random()
    if drawn < _REJECTED + _VOID:
        story.dropped(Move.REJECT if drawn < _REJECTED else Move.VOID)
    elif fate.kind == "closed":
        story.settled()
    else:
        story.under_way(fate.kind)


def _is_merged(
    life: Life, known: dict[str | None, list[Life]], now: datetime, draw: Random
) -> bool:
    """Merge a report into an earlier one of the same matter, near by and open then; say whether."""
    begun = life.case.reported_at
    others = known.setdefault(life.case.category, [])
    others[:] = [one for one in others if begun - one.case.reported_at < _LATELY]
    at = begun + timedelta(minutes=draw.randint(30, 180))
    standing = next((one for one in others if _is_same(one, life, at)), None)
    others.append(life)
    if standing is None or at >= now or draw.random() > _DUPLICATE:
        return False
    standing.absorb(life, at)
    return True


def _is_same(one: Life, other: Life, at: datetime) -> bool:
    """Return whether two reports may be of one matter, and the first one's clocks run at a time."""
    a, b = one.case, other.case
    if a.urgency is not b.urgency or a.tier is not b.tier or _distance_m(a, b) > _NEAR_M:
        return False
    return one.runs_at("reply", at) and one.runs_at("resolve", at)


def _distance_m(a: Case, b: Case) -> float:
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return float("inf")
    east = (a.lon - b.lon) * cos(radians(a.lat))
    return hypot(east, a.lat - b.lat) * _METRES_PER_DEGREE


def _keep(
    conn: sa.Connection,
    lived: Sequence[Life],
    rows: Sequence[dict[str, Any]],
    serials: range,
    extras: Mapping[sa.Table, list[dict[str, Any]]],
    progress: Progress | None,
) -> dict[str, int]:
    """Write cases, then what hangs on them; ``case_id`` in the extras is a place in `lived`."""
    placed = ("border_distance_m", "runner_up", "tile16")
    kept = [
        columns_of(life.case) | {name: row[name] for name in placed} | {"serial": serial}
        for life, row, serial in zip(lived, rows, serials, strict=True)
    ]
    insert_rows(conn, cases, pd.DataFrame(kept, dtype=object), progress)
    of_serial = (
        sa.select(cases.c.id).where(cases.c.serial >= serials.start).order_by(cases.c.serial)
    )
    ids = list(conn.scalars(of_serial))
    told = [
        (event, number) for number, life in zip(ids, lived, strict=True) for event in life.events
    ]
    told.sort(key=lambda one: one[0].recorded_at)
    add_case_events(conn, [number for _, number in told], [event for event, _ in told])
    clocks = [
        row_of(clock) | {"case_id": number}
        for number, life in zip(ids, lived, strict=True)
        for clock in life.clocks
    ]
    tiers = [
        dict(zip(_OF_TIER, (number, int(tier), *more), strict=True))
        for number, life in zip(ids, lived, strict=True)
        for tier, *more in life.tiers
    ]
    made = {case_clocks: clocks, case_tiers: tiers} | {
        table: [
            row | {"case_id": ids[row["case_id"]]} if "case_id" in row else row for row in added
        ]
        for table, added in extras.items()
    }
    for table, added in made.items():
        insert_rows(conn, table, pd.DataFrame(added, dtype=object))
    return {"cases": len(lived), "case_events": len(told)} | {
        table.name: len(added) for table, added in made.items()
    }
