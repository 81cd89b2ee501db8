"""Where a decision stands is the state of its events in order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.progress import (
    ProgressEvent,
    ProgressKind,
    ProgressState,
    Standing,
    refuse_step,
    standing,
)

FIRST = date(2026, 10, 1)
DUE = date(2026, 10, 20)
KINDS = st.sampled_from(list(ProgressKind))
DAYS = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def _events(draw: st.DrawFn) -> list[ProgressEvent]:
    """Return up to twelve events as the rules let them follow each other."""
    kept: list[ProgressEvent] = []
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(KINDS)
        moves = kind in (ProgressKind.DUE_CHANGED, ProgressKind.REOPENED)
        event = ProgressEvent(
            kind,
            draw(DAYS),
            draw(st.sampled_from(["", "挖开路面", "<b>"])),
            draw(st.none() | st.integers(-5, 105)),
            draw(DAYS) if moves else None,
        )
        try:
            refuse_step(standing(DUE, kept), event)
        except CaseworkError:
            continue
        kept.append(event)
    return kept


def _plainly(events: list[ProgressEvent], on: date) -> dict[str, object]:
    """Return the state on a day, worked out from the lists alone."""
    known = [one for one in events if one.happened_on <= on]
    turns = [one.kind for one in known if one.kind in ("done", "dropped", "reopened")]
    last = turns[-1] if turns else "reopened"
    state = {"done": "done", "dropped": "dropped", "reopened": "open"}[last]
    shares = [one.percent for one in known if one.percent is not None]
    days = [DUE, *(one.due_on for one in known if one.due_on is not None)]
    ended = [one.happened_on for one in known if one.kind == last]
    return {
        "state": state,
        "percent": 100 if state == "done" else (shares[-1] if shares else None),
        "due_on": days[-1],
        "moved_count": sum(a != b for a, b in zip(days, days[1:], strict=False)),
        "done_on": ended[-1] if state == "done" else None,
        "dropped_on": ended[-1] if state == "dropped" else None,
        "is_overdue": state == "open" and days[-1] < on,
    }


@given(_events(), DAYS)
def test_the_state_on_a_day_is_that_of_the_events_up_to_it(
    events: list[ProgressEvent], on: date
) -> None:
    found = standing(DUE, events, on)
    names = ("state", "percent", "due_on", "moved_count", "done_on", "dropped_on")
    told = {name: getattr(found, name) for name in names} | {"is_overdue": found.is_overdue(on)}
    assert told == _plainly(events, on)
    assert found.first_due_on == DUE


@given(st.lists(_events(), max_size=8), DAYS)
def test_done_and_open_and_given_up_are_all_at_every_day(
    many: list[list[ProgressEvent]], on: date
) -> None:
    states = [standing(DUE, events, on).state for events in many]
    assert sum(states.count(one) for one in ProgressState) == len(many)
    late = [standing(DUE, events, on).is_overdue(on) for events in many]
    assert sum(late) <= states.count(ProgressState.OPEN)


@given(_events(), DAYS)
def test_what_is_told_later_does_not_change_an_earlier_day(
    events: list[ProgressEvent], on: date
) -> None:
    later = ProgressEvent(ProgressKind.DROPPED, on + timedelta(days=1), "later")
    assert standing(DUE, [*events, later], on) == standing(DUE, events, on)


def _done(day: int) -> Standing:
    done = ProgressEvent(ProgressKind.DONE, FIRST + timedelta(days=day), "done")
    return standing(DUE, [done])


def test_done_on_the_due_day_is_in_time_and_a_day_after_is_late() -> None:
    assert not _done(19).is_done_late
    assert _done(20).is_done_late
    assert not standing(DUE).is_overdue(DUE)
    assert standing(DUE).is_overdue(DUE + timedelta(days=1))
    assert not standing(None).is_overdue(date.max)


def test_opened_again_it_is_as_far_as_was_told_before() -> None:
    events = [
        ProgressEvent(ProgressKind.PROGRESS, FIRST, "half", 50),
        ProgressEvent(ProgressKind.DONE, FIRST, "all"),
        ProgressEvent(ProgressKind.REOPENED, FIRST, "it leaks", None, DUE + timedelta(days=9)),
    ]
    assert standing(DUE, events[:2]).percent == 100
    found = standing(DUE, events)
    assert (found.state, found.percent, found.moved_count) == (ProgressState.OPEN, 50, 1)
    assert (found.first_due_on, found.due_on) == (DUE, DUE + timedelta(days=9))


def test_a_day_told_late_stands_where_it_happened_and_a_day_keeps_the_order_of_writing() -> None:
    told = [
        ProgressEvent(ProgressKind.PROGRESS, FIRST + timedelta(days=5), "later", 60),
        ProgressEvent(ProgressKind.PROGRESS, FIRST, "earlier", 20),
        ProgressEvent(ProgressKind.PROGRESS, FIRST, "earlier still the same day", 30),
    ]
    assert standing(DUE, told).percent == 60
    assert standing(DUE, told, FIRST).percent == 30


@pytest.mark.parametrize(
    ("now", "event", "said"),
    [
        (_done(3), ProgressEvent(ProgressKind.PROGRESS, DUE, "x", 10), "Open it again first"),
        (_done(3), ProgressEvent(ProgressKind.REOPENED, FIRST, "x"), "2026-10-04"),
        (standing(DUE), ProgressEvent(ProgressKind.REOPENED, DUE, "x"), "Report progress"),
        (standing(DUE), ProgressEvent(ProgressKind.PROGRESS, DUE, "x", 101), "101 percent"),
        (standing(DUE), ProgressEvent(ProgressKind.DUE_CHANGED, DUE, "x"), "No new due day"),
        (
            standing(DUE),
            ProgressEvent(ProgressKind.DUE_CHANGED, DUE, "x", due_on=DUE),
            "due on 2026-10-20 already",
        ),
        (standing(DUE), ProgressEvent(ProgressKind.DONE, DUE, "x", due_on=FIRST), "by itself"),
    ],
)
def test_what_may_not_follow_is_refused_with_the_way_out(
    now: Standing, event: ProgressEvent, said: str
) -> None:
    with pytest.raises(CaseworkError, match=said):
        refuse_step(now, event)
