"""What follows a missed due time, counted by hand on the published calendars."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.escalation import Ladder, NoticeKind
from casework.limit import Limit
from casework.rulebook import RuleBook
from casework.tier import Tier
from casework.work_calendar import WorkCalendar

RULES = Path(__file__).parents[2] / "data" / "rules"
OFFICE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar.from_mapping(tomllib.loads((RULES / "calendar_cn.toml").read_text("utf-8")))
BOOK = RuleBook.from_mapping(tomllib.loads((RULES / "rulebook.toml").read_text("utf-8")))
PROFILE = BOOK.profile("generic_12345")
GOING_UP = replace(
    PROFILE,
    tiers={
        tier: replace(rule, goes_up_after=Limit.parse("3 working_days"))
        for tier, rule in PROFILE.tiers.items()
    },
)
BEGIN = datetime(2024, 1, 2, tzinfo=UTC)
LADDER = Ladder(CALENDAR, GOING_UP)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE)


def local(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(OFFICE).strftime("%Y-%m-%d %H:%M")


def falls(kind: NoticeKind, due: str, clock: str = "reply", tier: Tier = Tier.STREET) -> str:
    return local(LADDER.falls_due(kind, clock, tier, at(due)).at)


@pytest.mark.parametrize(
    ("due", "reminder", "bulletin"),
    [
        # An ordinary Monday: the next day, and Tuesday to the Monday after.
        ("2026-06-08 18:00", "2026-06-09 18:00", "2026-06-15 18:00"),
        # A Friday: the reminder falls on Saturday, the five working days are next week's.
        ("2026-06-05 18:00", "2026-06-06 18:00", "2026-06-12 18:00"),
        # Before Spring Festival 2026 (off 15 to 23 February; Saturdays 14 and 28 are worked).
        ("2026-02-12 18:00", "2026-02-13 18:00", "2026-02-26 18:00"),
        ("2026-02-13 18:00", "2026-02-14 18:00", "2026-02-27 18:00"),
        ("2026-02-14 18:00", "2026-02-15 18:00", "2026-02-28 18:00"),
        ("2026-02-24 18:00", "2026-02-25 18:00", "2026-03-02 18:00"),
        # Labour Day 2026 (off 1 to 5 May; Saturday the 9th is worked).
        ("2026-04-30 18:00", "2026-05-01 18:00", "2026-05-11 18:00"),
        # Dragon Boat 2026 is off from Friday the 19th of June.
        ("2026-06-18 12:00", "2026-06-19 18:00", "2026-06-26 18:00"),
    ],
)
def test_reminder_after_one_day_and_bulletin_after_five_working_days(due, reminder, bulletin):
    assert falls(NoticeKind.REMINDER, due) == reminder
    assert falls(NoticeKind.BULLETIN, due, clock="resolve") == bulletin


def test_going_up_is_counted_from_the_missed_due_time_by_the_limit_of_the_level():
    assert falls(NoticeKind.SENT_UP, "2026-02-13 18:00") == "2026-02-25 18:00"


@pytest.mark.parametrize("clock", ["resolve", "dispatch", "handle", "check"])
def test_only_the_reply_clock_sends_a_case_up(clock):
    assert LADDER.falls_due(NoticeKind.SENT_UP, clock, Tier.STREET, at("2026-06-08")).at is None


def test_nothing_goes_up_from_the_city():
    assert LADDER.falls_due(NoticeKind.SENT_UP, "reply", Tier.CITY, at("2026-06-08")).at is None


@pytest.mark.parametrize("profile", BOOK.profiles.values(), ids=lambda one: one.name)
def test_no_shipped_profile_sends_up_by_itself_as_no_source_states_when(profile):
    ladder = Ladder(CALENDAR, profile)
    assert not ladder.states(NoticeKind.SENT_UP)


def test_a_profile_that_states_no_reminders_raises_none():
    ladder = Ladder(CALENDAR, BOOK.profile("nanchang"))
    for kind in NoticeKind:
        assert not ladder.states(kind)
        assert ladder.falls_due(kind, "reply", Tier.STREET, at("2026-06-08")) == (None, None)


def test_a_missing_year_puts_off_what_needs_it_and_nothing_else():
    due = at("2026-12-28 18:00")
    assert local(LADDER.falls_due(NoticeKind.REMINDER, "reply", Tier.STREET, due).at) == (
        "2026-12-29 18:00"
    )
    put_off = LADDER.falls_due(NoticeKind.BULLETIN, "reply", Tier.STREET, due)
    assert put_off.at is None
    assert put_off.trouble is not None
    assert put_off.trouble.params["year"] == 2027


@given(
    st.integers(0, 1060 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.sampled_from(NoticeKind),
)
def test_what_was_due_earlier_is_never_followed_up_later(due, more, kind):
    ladder = Ladder(CALENDAR, GOING_UP)
    first = ladder.falls_due(kind, "reply", Tier.STREET, due).at
    second = ladder.falls_due(kind, "reply", Tier.STREET, due + more).at
    assert first is not None
    assert second is not None
    assert due < first <= second


def test_the_same_due_time_is_answered_the_same_from_memory():
    due = at("2026-06-08 18:00")
    first = LADDER.falls_due(NoticeKind.REMINDER, "reply", Tier.STREET, due)
    assert LADDER.falls_due(NoticeKind.REMINDER, "resolve", Tier.COUNTY, due) is first
