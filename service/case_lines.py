"""What hangs on a case, line by line: events, clocks, levels, notices, supervision, errands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from casework.sentence import Sentence
from data.case_store import load_events
from data.schema import (
    case_clocks,
    case_notices,
    case_tiers,
    case_units,
    cases,
    supervisions,
)
from service.cases.clock import Clock, clock_of
from service.cases.errands import steps_of
from service.cases.mediation import mediation_of
from service.cases.referrals import referrals_of

Line = TypeVar("Line")


@dataclass(frozen=True)
class EventLine:
    """One thing that happened: two persons (acted, entered) and two times."""

    kind: str
    acted_by: str
    entered_by: str
    happened_at: datetime
    recorded_at: datetime
    details: Mapping[str, object]


@dataclass(frozen=True)
class ClockLine:
    """A clock: its limit, when it began, is due and was met.

    ``met_at`` is when it ended and ``ended_by`` why: ``met`` when what it waited for was done.
    ``is_late`` holds for one that runs beyond its due time, and for one met after it.
    """

    id: int
    name: str
    tier: int
    limit: Sentence
    rule_key: str
    started_at: datetime
    due_at: datetime | None
    met_at: datetime | None
    is_paused: bool
    is_late: bool
    trouble: Sentence | None
    ended_by: str | None
    extensions: tuple[Sentence, ...]

    @property
    def is_overdue(self) -> bool:
        """Return True for one that runs beyond its due time and does not stand still."""
        return self.is_late and self.met_at is None and not self.is_paused


def limit_text(line: ClockLine, speak: Callable[..., str]) -> str:
    """Return the limit of a clock with what it was extended by: 2 working days + 3 working days."""
    return " + ".join(speak(one) for one in (line.limit, *line.extensions))


@dataclass(frozen=True)
class TierLine:
    """Which level had the case from when to when."""

    tier: int
    entered_at: datetime
    left_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class NoticeLine:
    """A reminder, a bulletin line or a sending-up that was raised for a clock."""

    kind: str
    falls_due_at: datetime
    raised_at: datetime
    clock_id: int


@dataclass(frozen=True)
class SupervisionLine:
    """A supervisor on the case, and the number it is filed under."""

    supervisor: str
    filing_no: str
    reason: str
    opened_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    outcome: str | None


def lines_of(conn: sa.Connection, case_id: int, code: str, now: datetime) -> dict[str, Any]:
    """Return what hangs on a case, by the names `service.case_record.CaseRecord` gives it."""
    return {
        "events": tuple(_line(EventLine, row) for row in load_events(conn, case_id)),
        "clocks": _clocks(conn, case_id, now),
        "tiers": _rows(conn, case_tiers, case_id, TierLine),
        "notices": _rows(conn, case_notices, case_id, NoticeLine),
        "supervision": _rows(conn, supervisions, case_id, SupervisionLine),
        "steps": steps_of(conn, case_id),
        "mediation": mediation_of(conn, case_id),
        "referrals": referrals_of(conn, case_id),
        "joint_units": _joint_units(conn, case_id),
        "merged": _merged(conn, code),
    }


def _rows(conn: sa.Connection, table: sa.Table, case_id: int, kind: type[Line]) -> tuple[Line, ...]:
    found = conn.execute(sa.select(table).where(table.c.case_id == case_id).order_by(table.c.id))
    return tuple(_line(kind, row) for row in found.mappings())


def _line(kind: type[Line], row: sa.RowMapping | dict[str, Any]) -> Line:
    return kind(**{name: row[name] for name in kind.__dataclass_fields__})  # type: ignore[attr-defined]


def _clocks(conn: sa.Connection, case_id: int, now: datetime) -> tuple[ClockLine, ...]:
    wanted = sa.select(case_clocks).where(case_clocks.c.case_id == case_id)
    rows = conn.execute(wanted.order_by(case_clocks.c.id)).mappings()
    return tuple(_clock_line(clock_of(row), now) for row in rows)


def _clock_line(clock: Clock, now: datetime) -> ClockLine:
    ended = clock.met_at or now
    return ClockLine(
        id=clock.id or 0,
        name=clock.name,
        tier=int(clock.tier),
        limit=clock.limit.sentence if clock.limit else Sentence("stated by its file"),
        rule_key=clock.rule_key,
        started_at=clock.started_at,
        due_at=clock.due_at,
        met_at=clock.met_at,
        is_paused=clock.is_paused,
        is_late=clock.due_at is not None and clock.due_at < ended,
        trouble=clock.said_trouble,
        ended_by=clock.ended_by,
        extensions=tuple(one.sentence for one in clock.granted),
    )


def _joint_units(conn: sa.Connection, case_id: int) -> tuple[str, ...]:
    is_in = sa.and_(case_units.c.case_id == case_id, case_units.c.until.is_(None))
    wanted = sa.select(case_units.c.unit_code).where(is_in).order_by(case_units.c.id)
    return tuple(conn.scalars(wanted))


def _merged(conn: sa.Connection, code: str) -> tuple[str, ...]:
    wanted = sa.select(cases.c.code).where(cases.c.merged_into == code).order_by(cases.c.id)
    return tuple(conn.scalars(wanted))
