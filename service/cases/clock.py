"""One clock of a case: its row, the limit it has, and when it is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from casework.deadlines import StandsStill, due_after, explain_due
from casework.limit import Limit, LimitKind
from casework.sentence import Sentence
from casework.tier import Tier
from casework.work_calendar import NoDueDate, OutsideCover, WorkCalendar

STATED: Final = "stated"
Span = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Clock:
    """A clock, as a row of ``case_clocks`` holds it; times aware UTC.

    Notes
    -----
    A clock that a file stated counts hours by the clock from its start to the time stated, so
    that pauses and extensions work on it as on any other.
    """

    case_id: int
    name: str
    tier: Tier
    limit_kind: str
    limit_amount: float | None
    rule_key: str
    started_at: datetime
    due_at: datetime | None = None
    trouble: Mapping[str, Any] | None = None
    pauses: tuple[Span, ...] = ()
    extensions: tuple[Mapping[str, Any], ...] = ()
    is_paused: bool = False
    met_at: datetime | None = None
    ended_by: str | None = None
    id: int | None = None

    @property
    def limit(self) -> Limit | None:
        """Return the limit, None for one that a file stated."""
        if self.limit_kind == STATED or self.limit_amount is None:
            return None
        return limit_from(self.limit_kind, self.limit_amount)

    @property
    def granted(self) -> tuple[Limit, ...]:
        """Return the extensions as limits."""
        return tuple(limit_from(one["kind"], one["amount"]) for one in self.extensions)

    @property
    def said_trouble(self) -> Sentence | None:
        """Return why there is no due time, None where there is one or it stands still."""
        if self.trouble is None:
            return None
        return Sentence(self.trouble["msgid"], **self.trouble["params"])


@dataclass(frozen=True)
class Explained:
    """A due time (aware UTC, None where there is none) and the steps that lead to it."""

    due_at: datetime | None
    steps: tuple[Sentence, ...]


@lru_cache(maxsize=1024)
def limit_from(kind: str, amount: float) -> Limit:
    """Return the limit that a row holds: the same few again and again."""
    return Limit(LimitKind(kind), amount)


def clock_of(row: Mapping[str, Any] | sa.RowMapping) -> Clock:
    """Return the clock that a row of ``case_clocks`` holds."""
    values = dict(row)
    values["tier"] = Tier(values["tier"])
    values["pauses"] = tuple((_time(start), _time(end)) for start, end in values["pauses"])
    values["extensions"] = tuple(values["extensions"])
    return Clock(**values)


def row_of(clock: Clock) -> dict[str, Any]:
    """Return a clock as plain values for the columns of ``case_clocks``, without its id."""
    values = {name: getattr(clock, name) for name in Clock.__dataclass_fields__ if name != "id"}
    pauses = [[_text(start), _text(end)] for start, end in clock.pauses]
    return values | {
        "tier": int(clock.tier),
        "pauses": pauses,
        "extensions": [dict(one) for one in clock.extensions],
    }


def timed(calendar: WorkCalendar, clock: Clock) -> Clock:
    """Return the clock with its due time; without one, and with the reason, where it has none.

    Notes
    -----
    While a clock stands still nothing is due: its due time is null, so that "overdue" stays one
    comparison.  One whose time was up before it was stopped keeps its due time.
    """
    due, trouble = due_or_trouble(lambda: _due(calendar, clock))
    return replace(clock, due_at=due, trouble=trouble)


def resumed(clock: Clock, moment: datetime) -> Clock:
    """Return the clock as it goes on from a moment: its open pause, if any, ended."""
    if not clock.is_paused:
        return clock
    begun = clock.pauses[-1][0]
    return replace(clock, pauses=(*clock.pauses[:-1], (begun, max(begun, moment))), is_paused=False)


def due_or_trouble(
    count: Callable[[], datetime | None],
) -> tuple[datetime | None, dict[str, Any] | None]:
    """Return the due time that is counted, or none and what the calendar lacks for it."""
    try:
        return count(), None
    except StandsStill:
        return None, None
    except OutsideCover as refusal:
        params = {name: _plain(value) for name, value in refusal.params.items()}
        return None, {"msgid": refusal.msgid, "params": params}


def explained(calendar: WorkCalendar, clock: Clock) -> Explained:
    """Return the due time with its steps; without one, the reason as the only step."""
    if clock.limit is None:
        return Explained(clock.due_at, (Sentence("The file of the case stated this time."),))
    try:
        due = explain_due(
            calendar,
            clock.started_at,
            clock.limit,
            pauses=clock.pauses,
            extensions=clock.granted,
        )
    except NoDueDate as refusal:
        return Explained(None, (Sentence(refusal.msgid, **refusal.params),))
    return Explained(due.due_at, due.steps)


def _due(calendar: WorkCalendar, clock: Clock) -> datetime | None:
    if clock.limit is not None:
        return due_after(
            calendar, clock.started_at, clock.limit, pauses=clock.pauses, extensions=clock.granted
        )
    if clock.limit_amount is None:
        return None
    due = clock.started_at + timedelta(hours=clock.limit_amount)
    for start, end in clock.pauses:
        if start < due:
            if end is None:
                raise StandsStill(start, calendar)
            due += end - start
    for limit in clock.granted:
        due = due_after(calendar, due, limit)
    return due


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
