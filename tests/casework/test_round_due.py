"""Due days of a point: known answers, and the rule told day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.round_due import RoundRule

DAY = timedelta(days=1)
START = date(2026, 5, 4)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
rules = st.builds(
    RoundRule,
    every_days=st.integers(1, 40),
    since=st.none() | st.just(START),
    until=st.none() | st.just(START + 200 * DAY),
)


def test_a_weekly_point_is_due_on_its_first_day_and_each_week_after() -> None:
    rule = RoundRule(7, START)
    assert rule.due_days(START, START + 15 * DAY) == (START, START + 7 * DAY, START + 14 * DAY)
    assert rule.due_on(START + 6 * DAY) == START
    assert rule.due_on(START + 7 * DAY) == START + 7 * DAY


def test_a_point_not_in_use_is_never_due() -> None:
    rule = RoundRule(7, START, START + 14 * DAY)
    assert rule.due_on(START - DAY) is None
    assert rule.due_on(START + 14 * DAY) is None
    assert rule.due_days(START - 30 * DAY, START + 30 * DAY) == (START, START + 7 * DAY)


def test_a_weekly_point_without_a_first_day_is_due_on_mondays() -> None:
    assert {day.weekday() for day in RoundRule(7).due_days(START, START + 60 * DAY)} == {0}


def test_a_point_waits_since_the_first_due_day_after_its_last_check() -> None:
    rule = RoundRule(7, START)
    on = START + 16 * DAY
    assert rule.waits_since(on, None) == START
    assert rule.waits_since(on, START + 3 * DAY) == START + 7 * DAY
    assert rule.waits_since(on, START + 13 * DAY) == START + 14 * DAY
    assert rule.waits_since(on, START + 14 * DAY) is None


def test_a_daily_point_missed_yesterday_waits_since_yesterday() -> None:
    assert RoundRule(1, START).waits_since(START + 5 * DAY, START + 3 * DAY) == START + 4 * DAY


def test_nothing_is_overdue_where_neither_a_check_nor_a_first_day_is_known() -> None:
    rule = RoundRule(7)
    assert rule.waits_since(START + 3 * DAY, None) == START


@pytest.mark.parametrize("days", [0, -7, 367])
def test_a_round_of_an_impossible_length_is_refused(days: int) -> None:
    with pytest.raises(CaseworkError, match="cannot pass every"):
        RoundRule(days)


@given(rules, days, st.integers(0, 100))
def test_due_days_are_the_days_that_are_their_own_due_day(
    rule: RoundRule, first: date, length: int
) -> None:
    every = [first + DAY * at for at in range(length)]
    assert rule.due_days(first, first + DAY * length) == tuple(
        day for day in every if rule.due_on(day) == day
    )


@given(rules, days, days)
def test_what_waits_has_had_no_check_in_its_stretch(
    rule: RoundRule, on: date, checked: date
) -> None:
    on, checked = max(on, checked), min(on, checked)
    present, was = rule.due_on(on), rule.due_on(checked)
    waits = rule.waits_since(on, checked)
    if present is None:
        assert waits is None
    elif was is not None:
        assert (waits is None) == (was == present)
        assert waits is None or was < waits <= present
