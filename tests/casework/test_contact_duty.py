"""When a leader is due at a contact point: months, Wednesdays, holidays; notices in time."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.contact_duty import (
    LEAST_DAYS,
    ContactDuty,
    DutyRule,
    TurnState,
    first_valid_day,
    is_public_holiday,
    is_valid_notice,
    planned_days,
    turns_of,
)
from casework.errors import CaseworkError
from casework.work_calendar import OutsideCover
from tests.casework.published_calendar import shipped

CALENDAR = shipped()
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
WEDNESDAY = 2
DAY = timedelta(days=1)
days_of_2025_26 = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def monthly(since: date, until: date | None = None, weekday: int | None = None) -> ContactDuty:
    return ContactDuty(DutyRule.MONTHLY, since, until, weekday)


def weekly(since: date, until: date | None = None, weekday: int = WEDNESDAY) -> ContactDuty:
    return ContactDuty(DutyRule.WEEKLY, since, until, weekday)


def test_a_monthly_duty_is_due_once_in_each_calendar_month_on_its_last_day() -> None:
    turns = turns_of(monthly(date(2020, 1, 1)), *YEAR, CALENDAR)
    assert [turn.due_on for turn in turns] == [
        date(2026, month, monthrange(2026, month)[1]) for month in range(1, 13)
    ]
    assert all(turn.first.day == 1 and turn.until.day == 1 for turn in turns)


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        (date(2026, 4, 17), date(2026, 5, 1), 1),
        (date(2026, 4, 18), date(2026, 5, 1), 0),
        (date(2026, 4, 1), date(2026, 4, 15), 1),
        (date(2026, 4, 1), date(2026, 4, 14), 0),
        (date(2026, 4, 20), date(2026, 6, 10), 1),
    ],
)
def test_a_month_of_beginning_or_end_counts_from_fourteen_days_on(since, until, count) -> None:
    assert len(turns_of(monthly(since, until), *YEAR, CALENDAR)) == count


@given(days_of_2025_26)
def test_where_one_holder_follows_another_one_of_them_is_due_in_that_month(change: date) -> None:
    first, end = change.replace(day=1), (change.replace(day=28) + 4 * DAY).replace(day=1)
    before = [] if change == first else turns_of(monthly(first, change), first, end, CALENDAR)
    after = turns_of(monthly(change), first, end, CALENDAR)
    assert len(before) + len(after) in (1, 2)


@given(days_of_2025_26, st.integers(1, 500), days_of_2025_26, st.integers(1, 500))
def test_months_due_are_those_a_count_day_by_day_finds(
    since: date, length: int, asked: date, span: int
) -> None:
    duty, end = monthly(since, since + length * DAY), asked + span * DAY
    days: dict[tuple[int, int], list[date]] = {}
    for number in range(length):
        day = since + number * DAY
        days.setdefault((day.year, day.month), []).append(day)
    due = [held[-1] for held in days.values() if len(held) >= LEAST_DAYS]
    wanted = [day for day in due if asked <= day < end]
    assert [turn.due_on for turn in turns_of(duty, asked, end, CALENDAR)] == wanted


@given(days_of_2025_26, st.integers(1, 200), days_of_2025_26, st.integers(0, 6))
def test_weeks_due_are_the_days_of_that_name_that_are_no_public_holiday(
    since: date, length: int, asked: date, weekday: int
) -> None:
    until = min(since + length * DAY, date(2027, 1, 1))
    turns = turns_of(weekly(since, until, weekday), asked, date(2027, 1, 1), CALENDAR)
    naive = [
        day
        for day in (date(2025, 1, 1) + n * DAY for n in range(730))
        if day.weekday() == weekday
        and since <= day < until
        and day >= asked
        and day not in CALENDAR.holidays
    ]
    assert [turn.due_on for turn in turns] == naive
    assert all((turn.until - turn.first).days <= 7 and turn.holds(turn.due_on) for turn in turns)


def test_a_wednesday_of_the_national_holiday_is_not_due_and_a_saturday_worked_is_nothing_more() -> (
    None
):
    days = [turn.due_on for turn in turns_of(weekly(date(2026, 9, 1)), *YEAR, CALENDAR)]
    assert date(2026, 9, 30) in days
    assert is_public_holiday(CALENDAR, date(2026, 10, 7))
    assert date(2026, 10, 7) not in days
    assert date(2026, 10, 14) in days


def test_a_duty_on_a_saturday_is_due_on_a_weekend_but_not_on_a_holiday() -> None:
    days = [turn.due_on for turn in turns_of(weekly(*YEAR, weekday=5), *YEAR, CALENDAR)]
    assert date(2026, 3, 7) in days
    assert date(2026, 10, 3) not in days


def test_a_session_of_the_same_week_meets_it_and_one_of_the_next_does_not() -> None:
    (turn,) = turns_of(weekly(date(2026, 1, 1)), date(2026, 5, 27), date(2026, 5, 28), CALENDAR)
    assert (turn.due_on, turn.first, turn.until) == (
        date(2026, 5, 27), date(2026, 5, 25), date(2026, 6, 1),
    )  # fmt: skip
    assert turn.state_on([date(2026, 5, 31)], date(2026, 6, 9)) is TurnState.MET
    assert turn.state_on([date(2026, 6, 1)], date(2026, 5, 31)) is TurnState.OPEN
    assert turn.state_on([date(2026, 6, 1)], date(2026, 6, 1)) is TurnState.MISSED


def test_days_planned_lie_in_their_turns_and_on_days_that_fit() -> None:
    since = date(2026, 5, 4)
    assert planned_days(monthly(since), since, date(2026, 8, 1), CALENDAR) == (
        date(2026, 5, 6), date(2026, 6, 1), date(2026, 7, 1),
    )  # fmt: skip
    fridays = planned_days(monthly(since, weekday=4), since, date(2026, 8, 1), CALENDAR)
    assert fridays == (date(2026, 5, 8), date(2026, 6, 5), date(2026, 7, 3))


def test_a_year_without_a_calendar_is_refused_for_weeks_and_not_asked_for_months() -> None:
    ahead = (date(2031, 1, 1), date(2031, 3, 1))
    with pytest.raises(OutsideCover):
        turns_of(weekly(date(2026, 1, 1)), *ahead, CALENDAR)
    assert len(turns_of(monthly(date(2026, 1, 1)), *ahead, CALENDAR)) == 2


@pytest.mark.parametrize(
    ("posted", "is_valid"),
    [(date(2026, 5, 5), True), (date(2026, 5, 6), False), (date(2026, 5, 7), False), (None, False)],
)
def test_a_notice_hangs_at_least_one_day_before(posted: date | None, is_valid: bool) -> None:
    assert is_valid_notice(posted, date(2026, 5, 6)) is is_valid


@given(days_of_2025_26, st.integers(-5, 5))
def test_the_first_valid_day_is_the_first_on_which_the_notice_is_valid(
    posted: date, ahead: int
) -> None:
    held = posted + ahead * DAY
    assert is_valid_notice(posted, held) == (held >= first_valid_day(posted))


def test_a_duty_that_ends_before_it_begins_or_lacks_its_day_is_refused() -> None:
    for rule, until, weekday in (
        (DutyRule.MONTHLY, YEAR[0], None), (DutyRule.WEEKLY, None, None),
        (DutyRule.WEEKLY, None, 7),
    ):  # fmt: skip
        with pytest.raises(CaseworkError):
            ContactDuty(rule, YEAR[0], until, weekday)
