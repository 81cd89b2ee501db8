"""Due dates: laws that hold for every start and limit, and a second way of counting."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.deadline_counting import StandsStill
from casework.deadlines import back_from, due_after, explain_due
from casework.limit import Limit, LimitKind
from casework.work_calendar import NoDueDate, OutsideCover, WorkCalendar
from tests.casework.published_calendar import at, document, shipped

WORKING = (LimitKind.WORKING_HOURS, LimitKind.WORKING_DAYS)
MICROSECOND = timedelta(microseconds=1)

# Far enough from both ends of the cover for every limit and pause below.
moments = st.integers(0, 880 * 86_400_000_000 - 1).map(
    lambda micros: at("2024-03-01 00:00") + timedelta(microseconds=micros)
)
minutes = moments.map(lambda moment: moment.replace(second=0, microsecond=0))
hours = st.integers(1, 60 * 60).map(lambda quarter: quarter / 60)
days = st.integers(0, 30)
limits = st.one_of(
    st.builds(Limit, st.sampled_from([k for k in LimitKind if not k.is_in_days]), hours),
    st.builds(Limit, st.sampled_from([k for k in LimitKind if k.is_in_days]), days),
)


@st.composite
def working_moments(draw):
    """A moment inside a band of a working day, its opening included and its closing not."""
    day = draw(moments).date()
    while not shipped().is_workday(day):
        day += timedelta(days=1)
    opens, length = draw(st.sampled_from([("08:30", 3.5), ("13:30", 4.5)]))
    micros = draw(st.integers(0, int(length * 3_600_000_000) - 1))
    return at(f"{day} {opens}") + timedelta(microseconds=micros)


@st.composite
def spans(draw):
    """A few pauses that may touch and overlap, in no order."""
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(minutes)
        pauses.append((begin, begin + timedelta(minutes=draw(st.integers(0, 20_000)))))
    return pauses


def _near(start, pauses):
    """Move pauses to where they matter: within two weeks of the start."""
    return [
        (begin := start + (one[0] - start) % timedelta(days=14), begin + (one[1] - one[0]))
        for one in pauses
    ]


def _is_working_time(moment):
    local = moment.astimezone(shipped().zone)
    clock = (local.hour, local.minute)
    is_open = (8, 30) <= clock < (12, 0) or (13, 30) <= clock < (18, 0)
    return is_open and shipped().is_workday(local.date())


def _second_way(start, limit, pauses):
    """Count minute by minute and day by day, with nothing added up beforehand."""
    stands = lambda moment: any(a <= moment < b for a, b in pauses)  # noqa: E731
    if not limit.kind.is_in_days:
        left = round(limit.amount * 60)
        is_working = limit.kind is LimitKind.WORKING_HOURS
        moment = start
        while True:
            if not stands(moment) and (_is_working_time(moment) or not is_working):
                left -= 1
                if not left:
                    return moment + timedelta(minutes=1)
            moment += timedelta(minutes=1)
    day, left = start.date(), limit.amount or 1
    if limit.amount:
        day += timedelta(days=1)
    end = "18:00" if limit.amount else "23:59:59.999999"
    while True:
        moment = at(f"{day} {end}")
        end = "18:00"
        counts = limit.kind is LimitKind.CALENDAR_DAYS or shipped().is_workday(day)
        left -= counts and not any(a < moment < b for a, b in pauses)
        if left == 0:
            return moment
        day += timedelta(days=1)


@settings(deadline=None, max_examples=60)
@given(minutes, limits, spans())
def test_a_second_way_of_counting_agrees(start, limit, pauses):
    near = _near(start, pauses)
    assert due_after(shipped(), start, limit, pauses=near) == _second_way(start, limit, near)


@given(working_moments(), hours)
def test_hours_added_and_taken_back_lead_to_the_same_moment_of_working_time(start, amount):
    limit = Limit(LimitKind.WORKING_HOURS, amount)
    assert back_from(shipped(), due_after(shipped(), start, limit), limit) == start


@given(moments, limits)
def test_going_back_finds_the_last_start_that_is_still_in_time(end, limit):
    start = back_from(shipped(), end, limit)
    assert due_after(shipped(), start, limit) <= end
    assert due_after(shipped(), start + MICROSECOND, limit) > end


@pytest.mark.parametrize(
    "limit, end, start",
    [
        # Half an hour after noon: from 13:30, not from 12:00.
        ("0.5 working_hours", "2025-07-15 14:00", "2025-07-15 13:30"),
        ("4 working_hours", "2026-02-24 10:30", "2026-02-14 16:00"),
        ("1 working_days", "2025-07-15 18:00", "2025-07-14 23:59:59.999999"),
        ("1 working_days", "2025-07-15 17:59", "2025-07-13 23:59:59.999999"),
        ("5 calendar_days", "2025-07-15 18:00", "2025-07-10 23:59:59.999999"),
        ("3 continuous_hours", "2025-07-15 01:00", "2025-07-14 22:00"),
    ],
)
def test_the_last_start_is_the_one_found_by_hand(limit, end, start):
    assert back_from(shipped(), at(end), Limit.parse(limit)) == at(start)


@given(moments, moments, limits, spans())
def test_who_starts_later_is_never_due_earlier(one, other, limit, pauses):
    first, second = sorted((one, other))
    due = [due_after(shipped(), start, limit, pauses=pauses) for start in (first, second)]
    assert due[0] <= due[1]


@given(moments, limits, days, spans())
def test_a_larger_limit_is_never_due_earlier(start, small, more, pauses):
    large = Limit(small.kind, small.amount + more)
    assert due_after(shipped(), start, small, pauses=pauses) <= due_after(
        shipped(), start, large, pauses=pauses
    )


@given(moments, limits, spans(), minutes, st.integers(0, 5000), st.integers(0, 5000))
def test_a_longer_pause_never_makes_it_due_earlier(start, limit, pauses, begin, one, other):
    short, long = (timedelta(minutes=m) for m in sorted((one, other)))
    due = [
        due_after(shipped(), start, limit, pauses=[*pauses, (begin, begin + length)])
        for length in (timedelta(), short, long)
    ]
    assert due == sorted(due)
    assert due[0] == due_after(shipped(), start, limit, pauses=pauses)


@given(moments, limits, limits)
def test_an_extension_never_makes_it_due_earlier(start, limit, more):
    due = due_after(shipped(), start, limit)
    longer = due_after(shipped(), start, limit, extensions=[more])
    assert longer == due_after(shipped(), due, more)
    assert longer >= due


@given(moments, hours, hours)
def test_an_extension_in_working_hours_is_the_same_as_a_longer_limit(start, one, more):
    extension = Limit(LimitKind.WORKING_HOURS, round(more * 60) / 60)
    both = Limit(LimitKind.WORKING_HOURS, (round(one * 60) + round(more * 60)) / 60)
    first = Limit(LimitKind.WORKING_HOURS, round(one * 60) / 60)
    longer = due_after(shipped(), start, first, extensions=[extension])
    assert abs(longer - due_after(shipped(), start, both)) <= 2 * MICROSECOND


@given(moments, limits.filter(lambda limit: limit.kind in WORKING))
def test_nothing_counted_in_working_time_is_due_on_a_day_off(start, limit):
    due = shipped().local(due_after(shipped(), start, limit)).date()
    assert shipped().is_workday(due)
    assert due not in shipped().holidays


@given(st.sampled_from(sorted(shipped().holidays)))
def test_no_working_time_passes_on_a_holiday(day):
    begin = at(f"{day} 00:00")
    assert shipped().worked_until(begin) == shipped().worked_until(begin + timedelta(days=1))


@pytest.mark.parametrize("day", sorted(shipped().make_up))
def test_a_make_up_day_counts_as_a_whole_working_day(day):
    whole = Limit(LimitKind.WORKING_HOURS, 8)
    assert due_after(shipped(), at(f"{day} 00:00"), whole) == at(f"{day} 18:00")
    one = Limit(LimitKind.WORKING_DAYS, 1)
    before = at(f"{day - timedelta(days=1)} 12:00")
    assert due_after(shipped(), before, one) == at(f"{day} 18:00")


@pytest.mark.parametrize(
    "limit, start, due",
    [
        # The same day until midnight, also after closing time.
        ("0 working_days", "2025-07-15 19:00", "2025-07-15 23:59:59.999999"),
        ("0 calendar_days", "2025-07-19 23:30", "2025-07-19 23:59:59.999999"),
        # A Saturday is no working day: the Monday after, as for one working day.
        ("0 working_days", "2025-07-19 09:00", "2025-07-21 18:00"),
        ("1 working_days", "2025-07-19 09:00", "2025-07-21 18:00"),
    ],
)
def test_the_same_day_is_until_midnight_or_the_next_day_that_counts(limit, start, due):
    assert due_after(shipped(), at(start), Limit.parse(limit)) == at(due)


@pytest.mark.parametrize("kind", WORKING)
@pytest.mark.parametrize(
    "start, amount, year",
    [
        ("2023-12-31 23:59", 1, 2023),
        ("2026-12-31 17:30", 3, 2027),
        ("2027-01-01 00:00", 1, 2027),
        ("2026-06-01 09:00", 5000, 2027),
        ("1999-06-01 09:00", 1, 1999),
    ],
)
def test_a_date_outside_the_cover_is_refused_and_never_guessed(kind, start, amount, year):
    limit = Limit(kind, amount)
    with pytest.raises(OutsideCover) as refusal:
        due_after(shipped(), at(start), limit)
    assert refusal.value.year == year
    with pytest.raises(OutsideCover):
        explain_due(shipped(), at(start), limit)


def test_a_limit_that_ends_with_the_last_hour_of_the_cover_is_still_told():
    hours = Limit(LimitKind.WORKING_HOURS, 8)
    assert due_after(shipped(), at("2026-12-31 00:00"), hours) == at("2026-12-31 18:00")
    assert back_from(shipped(), at("2024-01-02 18:00"), hours) == at("2024-01-02 08:30")
    with pytest.raises(OutsideCover):
        back_from(shipped(), at("2024-01-02 18:00"), Limit(LimitKind.WORKING_HOURS, 8.1))


def test_what_counts_every_day_needs_no_calendar_and_leaves_no_cover():
    five = Limit(LimitKind.CALENDAR_DAYS, 5)
    assert due_after(shipped(), at("2026-12-29 09:00"), five) == at("2027-01-03 18:00")
    assert due_after(shipped(), at("2012-05-01 09:00"), five) == at("2012-05-06 18:00")
    assert explain_due(shipped(), at("2026-12-29 09:00"), five).due_at == at("2027-01-03 18:00")


def test_an_open_pause_leaves_no_due_date_unless_time_was_up_before():
    pause = [(at("2025-07-15 10:00"), None)]
    for text in ("4 working_hours", "3 working_days", "5 calendar_days", "9 continuous_hours"):
        with pytest.raises(StandsStill) as refusal:
            due_after(shipped(), at("2025-07-15 09:00"), Limit.parse(text), pauses=pause)
        assert "2025-07-15 10:00" in str(refusal.value)
        assert isinstance(refusal.value, NoDueDate)
    hour = Limit(LimitKind.WORKING_HOURS, 1)
    assert due_after(shipped(), at("2025-07-15 09:00"), hour, pauses=pause) == pause[0][0]
    day = Limit(LimitKind.WORKING_DAYS, 1)
    stopped = [(at("2025-07-16 18:00"), None)]
    assert due_after(shipped(), at("2025-07-15 09:00"), day, pauses=stopped) == stopped[0][0]


# Tue 15 July 2025 is in a plain week.
@pytest.mark.parametrize(
    "limit, pauses, due",
    [
        # Two hours of the morning are taken out, the noon between costs nothing.
        ("4 working_hours", [("15 10:00", "15 12:30")], "2025-07-15 16:30"),
        # Only working time inside the pause counts: a night is nothing.
        ("4 working_hours", [("15 19:00", "16 08:00")], "2025-07-15 14:30"),
        # Pauses that overlap are taken out once.
        ("4 working_hours", [("15 10:00", "15 11:00"), ("15 10:30", "15 11:30")],
         "2025-07-15 16:00"),
        # A pause within one day costs no day; one over night costs the day it began on.
        ("2 working_days", [("16 09:00", "16 17:59")], "2025-07-17 18:00"),
        ("2 working_days", [("16 09:00", "17 09:00")], "2025-07-18 18:00"),
        # From Friday to Monday morning: Friday, and for calendar days the weekend, do not count.
        ("5 working_days", [("18 09:00", "21 09:00")], "2025-07-23 18:00"),
        ("5 calendar_days", [("18 09:00", "21 09:00")], "2025-07-23 18:00"),
        # A clock that stops at the very end of a day, or goes on at it, has that day counted.
        ("2 working_days", [("16 18:00", "17 09:00")], "2025-07-17 18:00"),
        ("2 working_days", [("16 09:00", "16 18:00")], "2025-07-17 18:00"),
        ("9 continuous_hours", [("15 10:00", "16 10:00")], "2025-07-16 18:00"),
    ],
)  # fmt: skip
def test_a_pause_takes_out_what_it_says(limit, pauses, due):
    stood = [(at(f"2025-07-{a}"), at(f"2025-07-{b}")) for a, b in pauses]
    assert due_after(shipped(), at("2025-07-15 09:00"), Limit.parse(limit), pauses=stood) == at(due)


def test_days_can_end_at_midnight_where_the_calendar_says_so():
    calendar = WorkCalendar.from_mapping(
        {**document("calendar_cn.toml"), "day_limit_ends": "midnight"}
    )
    due = due_after(calendar, at("2025-07-15 09:00"), Limit.parse("3 working_days"))
    assert due == at("2025-07-18 23:59:59.999999")


def test_a_moment_is_the_same_in_whatever_zone_it_is_told():
    limit = Limit.parse("4 working_hours")
    start = at("2026-02-13 16:00")
    due = due_after(shipped(), start.astimezone(UTC), limit)
    assert due == due_after(shipped(), start, limit)
    assert due.tzinfo is UTC


@given(minutes, limits, spans(), st.lists(limits, max_size=2))
def test_an_explained_due_date_is_the_due_date_and_its_steps_add_up(start, limit, pauses, more):
    near = _near(start, pauses)
    told = explain_due(shipped(), start, limit, pauses=near, extensions=more)
    assert told.due_at == due_after(shipped(), start, limit, pauses=near, extensions=more)
    end = shipped().local(told.due_at)
    said = str(told.steps[-1])
    assert end.date().isoformat() in said
    assert f"{end:%H:%M}" in said or (f"{end:%H:%M}" == "23:59" and "24:00" in said)
    lefts = [s.params for s in told.steps if "left_hours" in s.params]
    used = sum(p["hours"] * 60 + p["minutes"] for p in lefts)
    wanted = sum(
        round(one.amount * 60) for one in (limit, *more) if one.kind is LimitKind.WORKING_HOURS
    )
    assert used == wanted
    numbers = [(s.params["number"], s.params["total"]) for s in told.steps if "total" in s.params]
    finished = [number for number, total in numbers if number == total]
    assert len(finished) == sum(one.kind.is_in_days for one in (limit, *more))


def test_the_steps_read_as_a_resident_would_ask():
    told = explain_due(shipped(), at("2026-02-13 17:00"), Limit.parse("10 working_hours"))
    assert [str(step) for step in told.steps] == [
        "The clock starts on Friday 2026-02-13 at 17:00.",
        "The limit is 10 working hours: only 08:30-12:00, 13:30-18:00 on working days counts.",
        "Friday 2026-02-13: 1 h 0 min count, 9 h 0 min are left.",
        "Saturday 2026-02-14, a working day made up for Spring Festival:"
        " 8 h 0 min count, 1 h 0 min are left.",
        "Sunday 2026-02-15 to Monday 2026-02-23 do not count: Spring Festival.",
        "Tuesday 2026-02-24: 1 h 0 min count, 0 h 0 min are left.",
        "It is due on Tuesday 2026-02-24 at 09:30.",
    ]


def test_every_day_between_start_and_due_date_is_told_in_the_steps():
    told = explain_due(shipped(), at("2026-02-13 09:00"), Limit.parse("13 working_days"))
    covered = set()
    for step in told.steps[2:-1]:
        first = date.fromisoformat(step.params["date"])
        last = date.fromisoformat(step.params.get("last", step.params["date"]))
        covered |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    assert covered == {date(2026, 2, 14) + timedelta(days=n) for n in range(25)}
