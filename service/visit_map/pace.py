"""How many households a day are still to be visited, until a turn ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from casework.access import Action, Viewer, require
from casework.visit import Turn
from casework.work_calendar import OutsideCover, WorkCalendar
from data.rule_store import rules_of
from data.store import Store


@dataclass(frozen=True)
class Pace:
    """What is left of a turn.

    Attributes
    ----------
    days, working_days
        From the day looked at to the last, both included; `working_days` None where the work
        calendar does not reach so far.
    a_day
        Households per working day (per day without a calendar), rounded up; None when no day is
        left.
    """

    days: int
    working_days: int | None
    a_day: int | None


def pace_of(viewer: Viewer, store: Store, turn: Turn, on: date, waiting: int) -> Pace | None:
    """Return how many households a day are left to visit in a turn; None where it has no end.

    Notes
    -----
    Waiting households / working days left, rounded up.  A turn that has not begun is counted from
    its first day.
    """
    require(viewer, Action.VIEW_VISITS)
    if turn.last is None:
        return None
    with store.read() as conn:
        calendar = rules_of(conn).calendar
    days = [
        turn.last - timedelta(days=n) for n in range((turn.last - max(on, turn.first)).days + 1)
    ]
    working = working_days(calendar, days)
    left = len(days) if working is None else working
    return Pace(len(days), working, -(-waiting // left) if left else None)


def working_days(calendar: WorkCalendar, days: list[date]) -> int | None:
    """Return how many of some days are working days, None where the calendar lacks one."""
    try:
        return sum(calendar.is_workday(day) for day in days)
    except OutsideCover:
        return None
