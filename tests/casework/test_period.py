"""Periods: written and read, cut at a day, beside the one before and that of the year before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.period import Period

KINDS = ("month", "quarter", "year", "week", "days")
_DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@st.composite
def _periods(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from(KINDS))
    day = draw(_DAYS)
    if kind == "days":
        return Period(day, day + timedelta(days=draw(st.integers(0, 400))))
    whole = Period.holding(day, kind)
    return whole.until(draw(st.dates(whole.first, whole.last)))


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2026-10", (2026, 10, 1), (2026, 10, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2026-Q3", (2026, 7, 1), (2026, 9, 30)),
        ("2026", (2026, 1, 1), (2026, 12, 31)),
        # The ISO year begins with the week of its first Thursday.
        ("2026-W40", (2026, 9, 28), (2026, 10, 4)),
        ("2026-W01", (2025, 12, 29), (2026, 1, 4)),
        ("2026-10-01..2026-10-15", (2026, 10, 1), (2026, 10, 15)),
        ("2026-10..2026-10-15", (2026, 10, 1), (2026, 10, 15)),
    ],
)
def test_a_period_is_read_as_it_is_written(key: str, first: tuple, last: tuple) -> None:
    found = Period.parse(key)
    assert (found.first, found.last, found.key) == (date(*first), date(*last), key)


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-13", "2026-00", "2026-Q5", "2026-W54", "2025-W53", "26-10", "2026-1", "0001",
        "9999", "2026-10..", "..2026-10-15", "2026-10..2026-11-01", "2026-10-32", "last month",
        "2026-10-01..2026-10", "' or 1=1 --", "{0.__class__}", "２０２６-10", "2026-10\x00",
        "2026-10-02..2026-10-01", "2026..2027-01-01",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_the_way_to_write_one(text: str) -> None:
    with pytest.raises(CaseworkError, match=r"2026-10-01\.\.2026-10-15|exchange the two days"):
        Period.parse(text)


def test_a_period_that_does_not_begin_where_its_kind_begins_is_refused() -> None:
    for first, kind in (
        ((2026, 10, 2), "month"),
        ((2026, 8, 1), "quarter"),
        ((2026, 10, 1), "week"),
    ):
        with pytest.raises(CaseworkError):
            Period(date(*first), date(*first), kind)


@given(_periods())
def test_every_key_is_read_back_as_the_same_period(one: Period) -> None:
    assert Period.parse(one.key) == one


@given(_periods())
def test_the_one_before_ends_the_day_before_a_whole_one_begins(one: Period) -> None:
    before = one.back(1)[0]
    assert before.last + timedelta(days=1) == one.first
    assert before.is_whole and before.kind == one.kind
    if one.is_whole:
        assert one.previous() == before
    else:
        assert one.previous().first == before.first
        assert one.previous().days == min(one.days, before.days)


@given(_periods(), st.integers(0, 15))
def test_the_periods_back_are_whole_and_follow_each_other(one: Period, number: int) -> None:
    line = (*one.back(number), one)
    assert len(line) == number + 1
    for early, late in zip(line, line[1:], strict=False):
        assert early.last + timedelta(days=1) == late.first


@given(_periods())
def test_the_year_before_is_of_the_same_kind_and_at_most_as_long(one: Period) -> None:
    before = one.year_before()
    assert before.kind == one.kind
    assert 350 <= (one.first - before.first).days <= 378
    if one.kind == "week":
        week = one.first.isocalendar().week
        assert before.first.isocalendar().week in (week, 52)
    else:
        assert (before.first.month, before.first.day) == (
            one.first.month,
            min(one.first.day, 28) if one.first.month == 2 else one.first.day,
        ) or one.first.day < 29
        assert before.first.year == one.first.year - 1


@pytest.mark.parametrize(
    ("key", "previous", "year_before"),
    [
        ("2026-10..2026-10-15", "2026-09..2026-09-15", "2025-10..2025-10-15"),
        # The 30 days of March have 28 in February.
        ("2026-03..2026-03-30", "2026-02", "2025-03..2025-03-30"),
        ("2024-02", "2024-01", "2023-02"),
        ("2024-02-29..2024-02-29", "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-W53", "2026-W52", "2025-W52"),
        ("2026..2026-07-09", "2025..2025-07-09", "2025..2025-07-09"),
        ("2024..2024-03-01", "2023..2023-03-02", "2023..2023-03-01"),
    ],
)
def test_known_neighbours(key: str, previous: str, year_before: str) -> None:
    one = Period.parse(key)
    assert one.previous().key == previous
    assert one.year_before().key == year_before


def test_a_cut_period_says_its_days_and_a_whole_one_its_name() -> None:
    assert str(Period.parse("2026-10").name) == "2026-10"
    cut = Period.parse("2026-10").until(date(2026, 10, 15))
    assert str(cut.previous().name) == "2026-09-01 to 2026-09-15 (15 days)"
    assert cut.until(date(2026, 11, 2)) == cut == cut.until(date(2026, 9, 2))


@given(_DAYS)
def test_a_day_is_held_by_one_period_of_each_kind(day: date) -> None:
    for kind in KINDS:
        one = Period.holding(day, kind)
        assert one.first <= day <= one.last and one.is_whole
