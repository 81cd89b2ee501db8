"""When something is due, why just then, and when it has to be begun at the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.calendar_reading import DayEnd
from casework.deadline_counting import Pause, StandsStill, in_order, run_out
from casework.deadline_steps import (
    counting_steps,
    due_step,
    extension_step,
    limit_step,
    start_step,
)
from casework.limit import Limit, LimitKind
from casework.sentence import Sentence
from casework.work_calendar import HOUR, WorkCalendar

__all__ = ["Due", "Pause", "StandsStill", "back_from", "due_after", "explain_due"]


@dataclass(frozen=True)
class Due:
    """A due date (aware UTC) and the steps that lead to it, each a sentence."""

    due_at: datetime
    steps: tuple[Sentence, ...]


def due_after(
    calendar: WorkCalendar,
    start: datetime,
    limit: Limit,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
) -> datetime:
    """Return when the limit runs out, in UTC.

    Parameters
    ----------
    calendar
        Tells working time.
    start
        When the clock began, aware.
    limit
        How long it may take.
    pauses
        When the clock stood still: from, to (None while it still does), aware.
    extensions
        Limits added one after the other to the due date so far.

    Raises
    ------
    OutsideCover
        When a day is needed that the calendar does not cover.
    StandsStill
        When the clock stands still now.  Both are `NoDueDate`.

    Notes
    -----
    Hours are counted from the start itself; in working hours only the bands of working days
    count, and a pause takes out the working time inside it.  Days are counted from the day after
    the start (12345 rule: 自收到之日的次日起) and run out at the end of the last one; a day at
    whose end the clock stood still is not counted.  0 days is the same day until midnight; where
    that day does not count it is the next one that does, as 1 day would be.  Calendar days and
    hours by the clock never ask the calendar, so they have no cover to leave.
    """
    still = in_order(pauses) if pauses else ()
    due = run_out(calendar, start, limit, still)
    for extension in extensions:
        due = run_out(calendar, due, extension, still)
    return due


def explain_due(
    calendar: WorkCalendar,
    start: datetime,
    limit: Limit,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Limit] = (),
) -> Due:
    """Return when the limit runs out and the steps that lead there.

    Parameters and refusals are those of `due_after`, and so is the due date.
    """
    still = in_order(pauses)
    steps = [start_step(calendar, start), limit_step(calendar, limit)]
    due = run_out(calendar, start, limit, still)
    steps += counting_steps(calendar, start, limit, still, due)
    for extension in extensions:
        before, due = due, run_out(calendar, due, extension, still)
        steps.append(extension_step(calendar, before, extension))
        steps += counting_steps(calendar, before, extension, still, due)
    return Due(due, (*steps, due_step(calendar, due)))


def back_from(calendar: WorkCalendar, end: datetime, limit: Limit) -> datetime:
    """Return the last start (UTC) from which the limit does not run out after `end`.

    Raises
    ------
    OutsideCover
        When a day is needed that the calendar does not cover.
    """
    if limit.kind is LimitKind.CONTINUOUS_HOURS:
        return end - timedelta(microseconds=round(limit.amount * HOUR))
    if limit.kind is LimitKind.WORKING_HOURS:
        return calendar.last_moment(calendar.worked_until(end) - round(limit.amount * HOUR))
    return _back_days(calendar, end, limit)


def _back_days(calendar: WorkCalendar, end: datetime, limit: Limit) -> datetime:
    """Return the midnight that ends the last day from which the limit is kept."""
    last = calendar.local(end).date()
    if calendar.end_of(last) > end:
        last -= timedelta(days=1)
    number = max(int(limit.amount), 1)
    if limit.kind is LimitKind.CALENDAR_DAYS:
        first = last - timedelta(days=number - 1)
    else:
        first = calendar.workday(calendar.workdays_until(last) - number + 1)
    midnight = calendar.end_of(first, DayEnd.MIDNIGHT)
    if limit.amount == 0 and midnight <= end:
        return midnight
    return calendar.end_of(first - timedelta(days=1), DayEnd.MIDNIGHT)
