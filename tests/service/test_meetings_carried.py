"""What was decided is on every agenda that follows until it is done or given up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR
from casework.errors import CaseworkError
from data.store import Store
from service.meetings.agenda import agenda_of
from service.meetings.deciding import NewDecision, decide
from service.meetings.decisions import decision_counts, decisions_of
from service.meetings.planning import NewMeeting, plan_meeting
from service.meetings.reporting import report
from tests.service.conftest import NOW
from tests.service.matters import found_district
from tests.service.meeting_room import DAY

KINDS: Final = ("progress", "done", "reopened", "dropped", "due_changed")
AREAS: Final = (None, "C1", "C2")
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["meet", "decide", "decide", "report", "report", "report"]),
        st.integers(0, 99),
        st.sampled_from(KINDS),
    ),
    min_size=4,
    max_size=25,
)


@dataclass
class Plain:
    """A decision as a second implementation keeps it: turns by day, and the days it was due."""

    made: date
    areas: set[str | None]
    due: list[tuple[date, date]]
    turns: list[tuple[date, bool]] = field(default_factory=list)

    def is_open(self, day: date) -> bool:
        """Return whether it is open at the end of a day."""
        return [True, *(state for on, state in self.turns if on <= day)][-1]

    def is_late(self, day: date) -> bool:
        """Return whether it is open past the day in force."""
        return self.is_open(day) and [due for on, due in self.due if on <= day][-1] < day


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_nothing_is_missing_from_the_next_agenda_until_it_is_settled(
    store: Store, steps: list[tuple[int, str, int, str]]
) -> None:
    with store.read() as conn:
        is_new = not conn.exec_driver_sql("select count(*) from org_units").scalar()
    if is_new:
        found_district(store)
    today, plain, open_then = _start(store), {}, {}
    first = _meet(store, today, None)
    meetings = [(first, None)]
    for wait, what, number, kind in steps:
        today += wait * DAY
        now = NOW + (today - NOW.date())
        if what == "meet":
            area = AREAS[number % 3]
            meetings.append((_meet(store, today, area), area))
            carried = _carried(store, meetings[-1][0])
            wanted = {
                code
                for code, one in plain.items()
                if one.is_open(today - DAY) and (area is None or area in one.areas)
            }
            assert carried & plain.keys() == wanted
            open_then[meetings[-1][0]] = carried
        elif what == "decide":
            at, area = meetings[-1]
            owner, due_on = ("C1", "C2")[number % 2], today + timedelta(days=number % 9)
            code = decide(OPERATOR, store, NewDecision(at, "x", owner, due_on), now)
            made = decisions_of(OPERATOR, store, today).set_index("code").loc[code, "made_on"]
            plain[code] = Plain(made, {area, owner}, [(made, due_on)])
        elif plain:
            _report(store, plain, sorted(plain)[number % len(plain)], kind, today)
    for code, carried in open_then.items():
        assert _carried(store, code) == carried
    _counts_add_up(store, plain, today)


def _start(store: Store) -> date:
    """Return a day after all that earlier examples left behind."""
    frame = decisions_of(OPERATOR, store, date(2100, 1, 1))
    last = [day for name in ("made_on", "last_on") for day in frame[name] if day is not None]
    return max([NOW.date(), *last]) + 5 * DAY


def _meet(store: Store, day: date, area: str | None) -> str:
    new = NewMeeting("会", "dispatch", day, area=area)
    return plan_meeting(OPERATOR, store, new, NOW + (day - NOW.date()))


def _carried(store: Store, code: str) -> set[str]:
    return set(agenda_of(OPERATOR, store, code, NOW).carried["code"])


def _report(store: Store, plain: dict[str, Plain], code: str, kind: str, today: date) -> None:
    now, one = NOW + (today - NOW.date()), plain[code]
    due_on = today + 4 * DAY if kind == "due_changed" else None
    fits = one.is_open(today) != (kind == "reopened") and (
        due_on is None or due_on != one.due[-1][1]
    )
    try:
        report(OPERATOR, store, code, kind, "x", now, due_on=due_on)
    except CaseworkError:
        assert not fits
        return
    assert fits
    if due_on is not None:
        one.due.append((today, due_on))
    elif kind != "progress":
        one.turns.append((today, kind == "reopened"))


def _counts_add_up(store: Store, plain: dict[str, Plain], today: date) -> None:
    for back in range(0, 30, 3):
        day = today - back * DAY
        frame = decisions_of(OPERATOR, store, day)
        counts = decision_counts(frame)
        assert counts.done + counts.dropped + counts.overdue + counts.not_due == counts.total
        of = frame.set_index("code")
        for code, one in plain.items():
            assert (code in of.index) == (one.made <= day)
            if one.made <= day:
                row = of.loc[code]
                assert (row["state"] == "open") == one.is_open(day)
                assert row["is_overdue"] == one.is_late(day)
