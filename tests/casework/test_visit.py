"""The rules of home visits: states, turns, when to come again, who moved."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.visit import (
    DayPart,
    Every,
    HomeState,
    PlanKind,
    Try,
    Turn,
    VisitPlan,
    VisitResult,
    counting,
    next_part,
    next_try,
    part_of,
    state_of,
)
from casework.visit_moves import Claim, MoveKind, moves_of

MET, NOT_HOME, DECLINED, MOVED = VisitResult
MORNING, AFTERNOON, EVENING = DayPart
MONDAY = date(2026, 6, 1)
SATURDAY = date(2026, 6, 6)
TRIES = st.lists(
    st.builds(
        Try,
        st.dates(date(2026, 1, 1), date(2026, 6, 30)),
        st.sampled_from(DayPart),
        st.sampled_from(VisitResult),
    ),
    max_size=8,
)


def tried(*results: VisitResult) -> list[Try]:
    return [Try(MONDAY + timedelta(days=n), MORNING, one) for n, one in enumerate(results)]


@pytest.mark.parametrize(
    ("results", "state"),
    [
        ((), HomeState.TO_DO),
        ((NOT_HOME,), HomeState.NOT_HOME),
        ((MET,), HomeState.MET),
        ((MET, NOT_HOME), HomeState.MET),
        ((MET, DECLINED), HomeState.MET),
        ((NOT_HOME, MET), HomeState.MET),
        ((DECLINED,), HomeState.DECLINED),
        ((DECLINED, NOT_HOME), HomeState.NOT_HOME),
        ((NOT_HOME, DECLINED), HomeState.DECLINED),
        ((MOVED,), HomeState.TO_DO),
        ((MET, MOVED), HomeState.TO_DO),
        ((DECLINED, MOVED, NOT_HOME), HomeState.NOT_HOME),
    ],
)
def test_the_state_of_a_home_follows_from_its_visits_in_order(results, state) -> None:
    assert state_of(True, tried(*results)) is state
    assert state_of(False, tried(*results)) is HomeState.VACANT


def test_visits_before_somebody_moved_in_count_for_those_who_left() -> None:
    tries = tried(MET, NOT_HOME)
    assert state_of(True, tries, MONDAY + timedelta(days=1)) is HomeState.NOT_HOME
    assert state_of(True, tries, MONDAY + timedelta(days=2)) is HomeState.TO_DO


@given(TRIES, st.booleans())
def test_every_lived_in_home_is_done_or_waits_and_an_empty_one_neither(tries, lived_in) -> None:
    state = state_of(lived_in, tries)
    assert (state.is_done, state.is_waiting).count(True) == int(lived_in)
    assert (state is HomeState.VACANT) == (not lived_in)


@given(TRIES)
def test_once_met_nothing_but_moving_away_undoes_it(tries) -> None:
    tries = [one for one in tries if one.result is not MOVED]
    state = state_of(True, tries)
    assert (state is HomeState.MET) == any(one.result is MET for one in tries)
    assert state_of(True, [*tries, *tried(MET, NOT_HOME, DECLINED)]) is HomeState.MET


@given(TRIES)
def test_after_moving_away_only_later_visits_count(tries) -> None:
    assert counting([*tries, *tried(MOVED, NOT_HOME)]) == tried(MOVED, NOT_HOME)[1:]


def plan(every: Every | None = None, **more) -> VisitPlan:
    return VisitPlan(
        "P", "走访", PlanKind.STANDING, "见面", **{"since": MONDAY} | more, every=every
    )


@pytest.mark.parametrize(
    ("every", "first", "last"),
    [
        (Every.MONTH, date(2026, 8, 1), date(2026, 8, 31)),
        (Every.QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
        (Every.HALF_YEAR, date(2026, 7, 1), date(2026, 12, 31)),
        (Every.YEAR, date(2026, 6, 1), date(2026, 12, 31)),
    ],
)
def test_a_turn_is_the_calendar_stretch_cut_to_the_plan(every, first, last) -> None:
    assert plan(every).turn_on(date(2026, 8, 9)) == Turn(first, last)


def test_a_plan_without_a_rhythm_has_one_turn() -> None:
    once = plan(until=date(2026, 9, 1))
    assert once.turn_on(date(2026, 7, 1)) == Turn(MONDAY, date(2026, 8, 31))
    assert once.turn_on(date(2026, 9, 1)) is None
    assert once.turn_on(MONDAY - timedelta(days=1)) is None


def test_a_plan_ended_early_ends_its_turn() -> None:
    ended = plan(Every.YEAR, until=date(2027, 1, 1), ended_on=date(2026, 7, 1))
    assert ended.turn_on(date(2026, 6, 30)) == Turn(MONDAY, date(2026, 6, 30))
    assert ended.turn_on(date(2026, 7, 1)) is None


@given(
    st.sampled_from(Every),
    st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    st.integers(1, 900),
    st.integers(0, 1000),
)
def test_turns_follow_one_another_without_gap_or_overlap(every, since, length, at) -> None:
    one = plan(every, since=since, until=since + timedelta(days=length))
    turn = one.turn_on(since + timedelta(days=at))
    if at >= length:
        assert turn is None
        return
    assert turn.holds(since + timedelta(days=at))
    assert {one.turn_on(day) for day in (turn.first, turn.last)} == {turn}
    for beside in (turn.first - timedelta(days=1), turn.last + timedelta(days=1)):
        other = one.turn_on(beside)
        assert other is None or (other != turn and not other.holds(turn.first))


def vain(part: DayPart, day: date = MONDAY) -> Try:
    return Try(day, part, NOT_HOME)


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        ((), MORNING),
        ((MORNING,), AFTERNOON),
        ((AFTERNOON,), MORNING),
        ((MORNING, AFTERNOON), EVENING),
        ((EVENING,), MORNING),
        ((EVENING, MORNING), AFTERNOON),
    ],
)
def test_the_next_part_is_one_in_which_nobody_came_in_vain_the_evening_last(parts, part) -> None:
    retry = next_try([vain(one) for one in parts])
    assert (retry.part, retry.on_weekend) == (part, False)


def test_the_weekend_comes_when_every_part_of_a_working_day_was_in_vain() -> None:
    tries = [vain(MORNING), vain(AFTERNOON), vain(EVENING)]
    assert next_try(tries).on_weekend
    assert not next_try([*tries, vain(MORNING, SATURDAY)]).on_weekend
    assert next_part([*tries, vain(MORNING, SATURDAY)]) is AFTERNOON


def test_only_visits_in_vain_speak_against_a_part_of_the_day() -> None:
    assert next_part([Try(MONDAY, MORNING, DECLINED)]) is MORNING


@given(TRIES)
def test_there_is_always_a_next_part_with_a_reason(tries) -> None:
    retry = next_try(tries)
    assert retry.part in DayPart and str(retry.reason)


def test_a_part_of_the_day_is_all_that_is_made_of_a_time() -> None:
    told = [part_of(time(hour, minute)) for hour, minute in ((0, 0), (11, 59), (12, 0), (17, 59))]
    assert told == [MORNING, MORNING, AFTERNOON, AFTERNOON]
    assert part_of(time(18)) is part_of(time(23, 59)) is EVENING


def said(day: int, number: int, result: VisitResult | None, part: DayPart = MORNING) -> Claim:
    when = MONDAY + timedelta(days=day)
    return Claim(when, number) if result is None else Claim(when, number, part, result)


def kinds(was_occupied: bool, *claims: Claim) -> list[tuple[MoveKind, int]]:
    return [(kind, claim.number) for kind, claim in moves_of(was_occupied, claims)]


def test_a_claim_that_says_what_is_already_so_changes_nothing() -> None:
    assert kinds(True, said(0, 1, MET), said(1, 2, NOT_HOME), said(2, 3, None)) == []
    assert kinds(False, said(0, 1, MOVED), said(1, 2, NOT_HOME)) == []


def test_whoever_is_met_or_declines_in_an_empty_home_lives_there() -> None:
    for result in (MET, DECLINED):
        told = kinds(True, said(0, 1, MOVED), said(5, 2, result))
        assert told == [(MoveKind.OUT, 1), (MoveKind.IN, 2)]


def test_claims_are_taken_by_day_then_part_then_number_with_the_notice_last() -> None:
    told = kinds(True, said(0, 9, None), said(0, 3, MOVED, EVENING), said(0, 2, MET, AFTERNOON))
    assert told == [(MoveKind.OUT, 3), (MoveKind.IN, 9)]


@given(
    st.booleans(),
    st.lists(
        st.builds(said, st.integers(0, 9), st.integers(), st.sampled_from([*VisitResult, None])),
        max_size=8,
    ),
)
def test_moves_take_turns_and_begin_with_a_change(was_occupied, claims) -> None:
    found = [kind for kind, _ in moves_of(was_occupied, claims)]
    first = MoveKind.OUT if was_occupied else MoveKind.IN
    assert found == [first if n % 2 == 0 else next(k for k in MoveKind if k is not first)
                     for n in range(len(found))]  # fmt: skip
