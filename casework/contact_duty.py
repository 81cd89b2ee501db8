"""When a leader is due at a fixed contact point (定点联系), and whether notice came in time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from casework.errors import CaseworkError
from casework.sentence import Term
from casework.work_calendar import WorkCalendar

# Of a month in which a duty begins or ends it must hold so many days for a session to be due:
# where one holder follows another, one of the two has that many of any month.
LEAST_DAYS: Final = 14
# A notice hangs for at least so many days before people are received.
NOTICE_DAYS: Final = 1
_DAY: Final = timedelta(days=1)


class DutyRule(StrEnum):
    """How often the holder of a duty comes."""

    MONTHLY = "monthly"
    WEEKLY = "weekly"


class SessionState(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class TurnState(StrEnum):
    """Whether the holder has come in a turn; OPEN while he still can."""

    MET = "met"
    OPEN = "open"
    MISSED = "missed"


RULE_TERMS: Final = {
    DutyRule.MONTHLY: Term("once a month"),
    DutyRule.WEEKLY: Term("every week"),
}
SESSION_TERMS: Final = {
    SessionState.PLANNED: Term("planned"),
    SessionState.HELD: Term("held"),
    SessionState.CANCELLED: Term("cancelled"),
}
TURN_TERMS: Final = {
    TurnState.MET: Term("has come"),
    TurnState.OPEN: Term("still to come"),
    TurnState.MISSED: Term("did not come"),
}


@dataclass(frozen=True)
class ContactDuty:
    """How often a holder comes to a contact point, in force ``since <= day < until``.

    Attributes
    ----------
    weekday
        0 is Monday.  A weekly duty has one; a monthly one may, as its usual day.
    until
        None for until further notice.

    Raises
    ------
    CaseworkError
        When it ends before it begins, or lacks its day of the week.
    """

    rule: DutyRule
    since: date
    until: date | None = None
    weekday: int | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.since:
            raise CaseworkError(
                "The duty would end on {until}, which is not after {since}, its first day: give a"
                " later day.",
                since=self.since,
                until=self.until,
            )
        if self.weekday is None and self.rule is DutyRule.WEEKLY:
            raise CaseworkError("A weekly duty has a day of the week: choose one.")
        if self.weekday is not None and self.weekday not in range(7):
            raise CaseworkError(
                "There is no day of the week {seen}: Monday is 0, Sunday is 6.", seen=self.weekday
            )

    def holds_on(self, day: date) -> bool:
        """Return True when the duty is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class DutyTurn:
    """A stretch of days, ``first <= day < until``, in which the holder comes once.

    Attributes
    ----------
    due_on
        The day on which it counts as due: the weekday of a weekly duty, the last day of the
        stretch of a monthly one.
    """

    due_on: date
    first: date
    until: date

    def holds(self, day: date) -> bool:
        """Return True when a session on this day meets it."""
        return self.first <= day < self.until

    def state_on(self, held_on: Collection[date], today: date) -> TurnState:
        """Return whether one of the sessions held meets it, else whether one still can."""
        if any(self.holds(day) for day in held_on):
            return TurnState.MET
        return TurnState.OPEN if today < self.until else TurnState.MISSED


def turns_of(
    duty: ContactDuty, since: date, until: date, calendar: WorkCalendar
) -> tuple[DutyTurn, ...]:
    """Return the turns that fall due ``since <= day < until``, in order.

    Raises
    ------
    OutsideCover
        When a weekly duty is asked about a year the calendar does not cover.

    Notes
    -----
    Monthly: one session in each calendar month (the rule of May 2012), where the duty is in force
    on at least `LEAST_DAYS` days of it.  Weekly: one on each such day that is no public holiday,
    and a session on another day of the same week, Monday to Sunday, makes it good.
    """
    if duty.rule is DutyRule.WEEKLY:
        return tuple(_weeks(duty, since, until, calendar))
    return tuple(turn for turn in _months(duty, since, until) if since <= turn.due_on < until)


def planned_days(
    duty: ContactDuty, since: date, until: date, calendar: WorkCalendar
) -> tuple[date, ...]:
    """Return a day for each turn whose due day lies in ``since <= day < until``, in order.

    Notes
    -----
    Of a weekly duty its day; of a monthly one the first of its usual weekday, or the first working
    day where it names none, that is no public holiday and not before `since`.

    Raises
    ------
    OutsideCover
        When the calendar does not cover a year that is asked for.
    """
    turns = turns_of(duty, since, until, calendar)
    if duty.rule is DutyRule.WEEKLY:
        return tuple(turn.due_on for turn in turns)
    found = (_usual_day(duty, turn, since, calendar) for turn in turns)
    return tuple(day for day in found if day is not None)


def is_valid_notice(posted_on: date | None, held_on: date) -> bool:
    """Return True when a notice was posted at least one day before (S1.7 of the field)."""
    return posted_on is not None and posted_on <= held_on - NOTICE_DAYS * _DAY


def first_valid_day(posted_on: date) -> date:
    """Return from which day on a session is duly announced by a notice posted on a day."""
    return posted_on + NOTICE_DAYS * _DAY


def is_public_holiday(calendar: WorkCalendar, day: date) -> bool:
    """Return True on a day off that the state has published; a mere weekend is none.

    Raises
    ------
    OutsideCover
        When the calendar does not cover the day.
    """
    return not calendar.is_workday(day) and day in calendar.holidays


def _weeks(
    duty: ContactDuty, since: date, until: date, calendar: WorkCalendar
) -> Iterator[DutyTurn]:
    first, end = max(since, duty.since), min(until, duty.until or until)
    day = first + ((duty.weekday or 0) - first.weekday()) % 7 * _DAY
    while day < end:
        if not is_public_holiday(calendar, day):
            monday = day - day.weekday() * _DAY
            last = monday + 7 * _DAY
            yield DutyTurn(day, max(monday, duty.since), min(last, duty.until or last))
        day += 7 * _DAY


def _months(duty: ContactDuty, since: date, until: date) -> Iterator[DutyTurn]:
    month, last = max(since, duty.since).replace(day=1), min(until, duty.until or until)
    while month < last:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        first, end = max(month, duty.since), min(following, duty.until or following)
        if (end - first).days >= LEAST_DAYS:
            yield DutyTurn(end - _DAY, first, end)
        month = following


def _usual_day(
    duty: ContactDuty, turn: DutyTurn, since: date, calendar: WorkCalendar
) -> date | None:
    day = max(turn.first, since)
    while day < turn.until:
        fits = calendar.is_workday(day) if duty.weekday is None else day.weekday() == duty.weekday
        if fits and not is_public_holiday(calendar, day):
            return day
        day += _DAY
    return None
