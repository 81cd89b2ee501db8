"""The curve of a campaign: planned over working days, ahead or behind, a forecast."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.campaign_curve import campaign_curve
from casework.work_calendar import OutsideCover
from tests.casework.published_calendar import shipped

DAY = timedelta(days=1)
MONDAY = date(2026, 5, 11)
CALENDAR = shipped()


def test_the_plan_is_even_over_working_days_and_stands_still_on_days_off() -> None:
    found = campaign_curve(MONDAY, MONDAY + 14 * DAY, 100, {}, MONDAY, CALENDAR)
    assert [one.planned for one in found.days] == [
        10, 20, 30, 40, 50, 50, 50, 60, 70, 80, 90, 100, 100, 100,
    ]  # fmt: skip
    # A Saturday made up for a holiday is a working day, the holiday is none.
    labour_day = date(2026, 4, 30)
    told = campaign_curve(labour_day, date(2026, 5, 10), 60, {}, labour_day, CALENDAR)
    works = [one.day for one in told.days if one.is_workday]
    assert works == [labour_day, *(date(2026, 5, day) for day in (6, 7, 8, 9))]


def test_a_campaign_over_a_weekend_is_planned_over_all_its_days() -> None:
    saturday = MONDAY + 5 * DAY
    found = campaign_curve(saturday, saturday + 2 * DAY, 10, {}, saturday, CALENDAR)
    assert [one.planned for one in found.days] == [5, 10]


def test_a_year_that_is_not_covered_is_refused_and_without_a_calendar_all_days_count() -> None:
    late = date(2031, 1, 6)
    with pytest.raises(OutsideCover):
        campaign_curve(late, late + 2 * DAY, 10, {}, late, CALENDAR)
    found = campaign_curve(late, late + 2 * DAY, 10, {}, late, None)
    assert [one.planned for one in found.days] == [5, 10]


def test_this_days_plan_is_not_held_against_what_was_met_until_now() -> None:
    met = {MONDAY: 12, MONDAY + DAY: 3}
    second = campaign_curve(MONDAY, MONDAY + 14 * DAY, 100, met, MONDAY + DAY, CALENDAR)
    assert (second.met, second.planned, second.ahead) == (15, 10, 5)
    assert second.compared_on == MONDAY
    first = campaign_curve(MONDAY, MONDAY + 14 * DAY, 100, met, MONDAY, CALENDAR)
    assert (first.met, first.planned, first.ahead, first.compared_on) == (12, 0, 12, None)
    assert first.forecast is None
    over = campaign_curve(MONDAY, MONDAY + 14 * DAY, 100, met, MONDAY + 30 * DAY, CALENDAR)
    assert (over.met, over.planned, over.ahead, over.forecast) == (15, 100, -85, None)


def test_the_forecast_goes_on_as_the_working_days_so_far_and_never_beyond_all() -> None:
    met = {MONDAY: 8, MONDAY + DAY: 4}
    wednesday = MONDAY + 2 * DAY
    found = campaign_curve(MONDAY, MONDAY + 14 * DAY, 100, met, wednesday, CALENDAR)
    # 12 on two working days, eight to come with this one.
    assert found.forecast == 12 + 6 * 8
    most = campaign_curve(MONDAY, MONDAY + 14 * DAY, 40, met, wednesday, CALENDAR)
    assert most.forecast == 40


@given(
    since=st.dates(date(2026, 1, 1), date(2026, 11, 1)),
    length=st.integers(1, 50),
    total=st.integers(0, 5000),
    met=st.lists(st.tuples(st.integers(-3, 60), st.integers(0, 50)), max_size=20),
    ahead=st.integers(-5, 70),
)
def test_a_curve_never_falls_ends_at_all_and_counts_each_household_once(
    since, length, total, met, ahead
) -> None:
    met_on: dict[date, int] = {}
    for at, number in met:
        met_on[since + at * DAY] = met_on.get(since + at * DAY, 0) + number
    on = since + ahead * DAY
    found = campaign_curve(since, since + length * DAY, total, met_on, on, CALENDAR)
    planned = [one.planned for one in found.days]
    assert len(planned) == length
    assert planned == sorted(planned) and planned[-1] == pytest.approx(total)
    last = since + (length - 1) * DAY
    inside = sum(n for day, n in met_on.items() if since <= day <= min(on, last))
    assert found.met == inside
    assert all((one.met is None) == (one.day > on) for one in found.days)
    assert found.ahead == found.met - int(found.planned + 1e-9)
