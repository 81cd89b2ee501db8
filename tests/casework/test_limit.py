"""Limits: four kinds, possible amounts only, said in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.limit import Limit, LimitKind


@pytest.mark.parametrize(
    "text, kind, amount",
    [
        ("4 working_hours", LimitKind.WORKING_HOURS, 4),
        ("13 working_days", LimitKind.WORKING_DAYS, 13),
        (" 0.5  continuous_hours ", LimitKind.CONTINUOUS_HOURS, 0.5),
        ("0 calendar_days", LimitKind.CALENDAR_DAYS, 0),
    ],
)
def test_a_limit_is_read_as_it_is_written(text, kind, amount):
    assert Limit.parse(text) == Limit(kind, amount)


@given(st.sampled_from(LimitKind), st.integers(1, 400))
def test_what_a_limit_is_written_as_is_read_as_the_same_limit(kind, amount):
    limit = Limit(kind, amount)
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize(
    "text",
    [
        "", "4", "working_hours", "four working_hours", "4 hours", "4 weeks", "-1 working_days",
        "0 working_hours", "1.5 working_days", "nan working_hours", "inf calendar_days",
        "1e9 calendar_days", "4 working_hours; DROP TABLE", "4 working_hours 2",
    ],
)  # fmt: skip
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(CaseworkError):
        Limit.parse(text)


def test_plain_days_are_read_only_where_it_is_said_which_days_they_are():
    assert Limit.parse("5 days", LimitKind.CALENDAR_DAYS) == Limit(LimitKind.CALENDAR_DAYS, 5)
    assert Limit.parse("1 day", LimitKind.WORKING_DAYS) == Limit(LimitKind.WORKING_DAYS, 1)
    with pytest.raises(CaseworkError):
        Limit.parse("5 days")


@pytest.mark.parametrize(
    "text, said",
    [
        ("1 working_hours", "1 working hour"),
        ("1.5 working_hours", "1.5 working hours"),
        ("13 working_days", "13 working days"),
        ("0 calendar_days", "the same day"),
        ("2 continuous_hours", "2 hours by the clock"),
    ],
)
def test_a_limit_is_said_in_words(text, said):
    assert str(Limit.parse(text).sentence) == said
