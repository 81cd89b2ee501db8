"""The deadlines board: counts and lists from the same conditions, in the office's own days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.escalation import NoticeKind
from casework.sentence import Sentence
from casework.tier import Tier
from data.rule_store import rules_of
from data.schema import case_clocks, cases
from service.deadlines import (
    LIST_COLUMNS,
    NO_UNIT,
    NOTICE_COLUMNS,
    Band,
    Due,
    deadline_list,
    deadlines,
    notice_list,
)
from service.escalation import escalate
from tests.service.conftest import NOW
from tests.service.district import bring
from tests.service.late_cases import Laid, lay, lay_many, let_cases_go_up

SQUARES = (("甲", 120.0, 30.0, 120.01, 30.01), ("乙", 120.01, 30.0, 120.02, 30.01))
# NOW is noon of Monday, 1 June 2026, in the office (UTC+8).
HOUR = timedelta(hours=1)
MIDNIGHT = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
IN_A_WEEK = datetime(2026, 6, 8, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def bands_of(store, due_at, **more):
    """Return in which bands a single settling clock stands."""
    lay(store, [Laid("C1", {"resolve": due_at}, **more)])
    line = deadlines(OPERATOR, store, NOW).total(Due.RESOLVE)
    return {band.value for band, count in line.counts.items() if count}


@pytest.mark.parametrize(
    ("due_at", "bands"),
    [
        (NOW - SECOND, {"overdue"}),
        (NOW, {"in_24_hours", "today", "in_7_days"}),
        (MIDNIGHT - SECOND, {"in_24_hours", "today", "in_7_days"}),
        (MIDNIGHT, {"in_24_hours", "today", "in_7_days"}),
        (MIDNIGHT + SECOND, {"in_24_hours", "in_7_days"}),
        (NOW + 24 * HOUR - SECOND, {"in_24_hours", "in_7_days"}),
        (NOW + 24 * HOUR, {"in_7_days"}),
        (IN_A_WEEK - SECOND, {"in_7_days"}),
        (IN_A_WEEK, set()),
        (None, {"not_computed"}),
    ],
)
def test_a_clock_stands_in_the_bands_of_its_due_time_in_office_days(store, due_at, bands):
    assert bands_of(store, due_at) == bands


def test_the_days_are_those_of_the_office_zone(store):
    from data.settings_store import set_setting

    with store.begin() as conn:
        set_setting(conn, "time_zone", "UTC")
    assert bands_of(store, MIDNIGHT) == {"in_24_hours", "today", "in_7_days"}


def test_a_paused_clock_is_neither_late_nor_a_trouble(store):
    assert bands_of(store, None, paused=True) == {"paused"}


def test_one_that_was_late_before_it_was_paused_is_still_late(store):
    assert bands_of(store, NOW - HOUR, paused=True) == {"overdue"}


@pytest.mark.parametrize("status", ["closed", "merged", "rejected", "void", "visited_back"])
def test_a_clock_of_a_case_that_is_over_is_not_counted(store, status):
    assert bands_of(store, NOW - HOUR, status=status) == set()


def test_stages_are_counted_together_and_apart_from_reply_and_settling(store):
    clocks = {"reply": NOW - HOUR, "dispatch": NOW - HOUR, "check": NOW + HOUR}
    lay(store, [Laid("C1", clocks)])
    board = deadlines(OPERATOR, store, NOW)
    assert board.total(Due.REPLY).counts[Band.OVERDUE] == 1
    assert board.total(Due.STAGE).running == 2
    assert board.total(Due.STAGE).counts[Band.OVERDUE] == 1
    assert board.total(Due.RESOLVE).running == 0


def test_where_no_clock_runs_a_dash_is_shown_and_never_a_nought(store):
    lay(store, [Laid("C1", {"resolve": NOW + HOUR})])
    council, street, *_ = deadlines(OPERATOR, store, NOW).by_tier(Due.RESOLVE)
    assert council.key == Tier.COUNCIL
    assert council.shown(Band.OVERDUE) == "-"
    assert street.shown(Band.OVERDUE) == "0"
    assert street.shown(Band.TODAY) == "1"


@pytest.fixture
def busy(store, grid_file):
    """Return a district of two grids with many clocks, some reminded, some sent up."""
    bring(store, "grids", grid_file(*SQUARES))
    let_cases_go_up(store, NOW)
    lay_many(store, 400, NOW)
    with store.begin() as conn:
        units = sorted(rules_of(conn).catalogue.units)[:2]
        even = cases.c.id % 2 == 0
        conn.execute(cases.update().where(even).values(grid_code="甲", unit_code=units[0]))
        conn.execute(cases.update().where(~even).values(grid_code="乙"))
        conn.execute(cases.update().where(cases.c.id % 3 == 0).values(unit_code="unknown"))
        unknown = case_clocks.c.id % 17 == 0
        trouble = {"msgid": "No year {year}.", "params": {"year": 2027}}
        conn.execute(case_clocks.update().where(unknown).values(due_at=None, trouble=trouble))
        conn.execute(case_clocks.update().where(case_clocks.c.id % 5 == 0).values(name="handle"))
    escalate(SYSTEM, store, NOW - timedelta(days=9))
    escalate(SYSTEM, store, NOW)
    return store


@pytest.mark.parametrize("scope", [None, "甲"])
def test_every_count_has_a_list_of_that_length_behind_it(busy, scope):
    viewer = Viewer("somebody", Role.COORDINATOR, scope)
    board = deadlines(viewer, busy, NOW)
    for due in Due:
        lines = [(board.total(due), {})]
        lines += [(line, {"tier": line.key}) for line in board.by_tier(due)]
        lines += [(line, {"unit": line.key or NO_UNIT}) for line in board.by_unit(due)]
        for line, narrowed in lines:
            for band in Band:
                rows = deadline_list(viewer, busy, NOW, due, band, **narrowed)
                assert len(rows) == line.counts[band], (due, band, narrowed)
                assert list(rows.columns) == list(LIST_COLUMNS)
    for count in board.notices:
        lately = notice_list(viewer, busy, NOW, count.kind)
        standing = notice_list(viewer, busy, NOW, count.kind, is_in_force=True)
        assert (len(lately), len(standing)) == (count.raised_lately, count.in_force)
        assert list(lately.columns) == list(NOTICE_COLUMNS)


def test_levels_and_units_add_up_to_the_total(busy):
    board = deadlines(OPERATOR, busy, NOW)
    for due in Due:
        total = board.total(due)
        assert total.running > 0
        for lines in (board.by_tier(due), board.by_unit(due)):
            assert sum(line.running for line in lines) == total.running
            for band in Band:
                assert sum(line.counts[band] for line in lines) == total.counts[band]


def test_counts_equal_those_of_a_plain_walk_over_all_rows(busy):
    with busy.read() as conn:
        joined = sa.select(case_clocks.c.name, case_clocks.c.due_at, cases.c.tier, cases.c.status)
        rows = conn.execute(joined.join(cases).where(case_clocks.c.met_at.is_(None))).all()
    board = deadlines(OPERATOR, busy, NOW)
    for line in board.by_tier(Due.REPLY):
        mine = [row for row in rows if row.name == "reply" and row.tier == line.key]
        assert line.running == len(mine)
        assert line.counts[Band.OVERDUE] == sum(
            row.due_at is not None and row.due_at < NOW for row in mine
        )


def test_a_viewer_sees_only_his_part(busy):
    whole = deadlines(OPERATOR, busy, NOW)
    parts = [deadlines(Viewer("x", Role.COORDINATOR, code), busy, NOW) for code in ("甲", "乙")]
    for due in Due:
        running = [part.total(due).running for part in parts]
        assert all(running)
        assert sum(running) == whole.total(due).running
    for number, count in enumerate(whole.notices):
        assert count.raised_lately == sum(part.notices[number].raised_lately for part in parts)
    nowhere = Viewer("x", Role.COORDINATOR, "nowhere")
    assert deadlines(nowhere, busy, NOW).total(Due.REPLY).running == 0
    assert deadline_list(nowhere, busy, NOW, Due.REPLY, Band.OVERDUE).empty


def test_a_list_names_unit_worker_and_grid_and_says_why_there_is_no_due_time(store, grid_file):
    bring(store, "grids", grid_file(*SQUARES))
    with store.read() as conn:
        code, unit = next(iter(rules_of(conn).catalogue.units.items()))
    lay(store, [Laid("C1", {"resolve": None}, grid="甲", unit=code)])
    row = deadline_list(OPERATOR, store, NOW, Due.RESOLVE, Band.NOT_COMPUTED).iloc[0]
    assert (row["code"], row["clock"], row["tier"]) == ("C1", "resolve", 1)
    assert (row["unit_code"], row["unit"], row["grid_name"]) == (code, unit.name, "甲")
    assert row["trouble"] == Sentence("The work calendar has no year {year}.", year=2027)


def test_the_earliest_due_comes_first_and_a_limit_cuts_the_rest(store):
    lay(store, [Laid(f"C{n}", {"resolve": NOW - n * HOUR}) for n in (2, 3, 1)])
    rows = deadline_list(OPERATOR, store, NOW, Due.RESOLVE, Band.OVERDUE, limit=2)
    assert list(rows["code"]) == ["C3", "C2"]


def test_a_reminder_is_in_force_until_its_clock_is_met(store):
    lay(store, [Laid("C1", {"resolve": NOW - 48 * HOUR})])
    escalate(SYSTEM, store, NOW)

    def reminders(moment):
        return next(
            one for one in deadlines(OPERATOR, store, moment).notices
            if one.kind is NoticeKind.REMINDER
        )  # fmt: skip

    assert (reminders(NOW).raised_lately, reminders(NOW).in_force) == (1, 1)
    with store.begin() as conn:
        conn.execute(case_clocks.update().values(met_at=NOW, ended_by="met"))
    assert (reminders(NOW).raised_lately, reminders(NOW).in_force) == (1, 0)
    later = reminders(NOW + timedelta(days=8))
    assert (later.raised_lately, later.in_force) == (0, 0)


def test_the_board_takes_few_statements_however_many_cases_there_are(busy):
    said = []
    sa.event.listen(busy.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    deadlines(Viewer("x", Role.COORDINATOR, "甲"), busy, NOW)
    assert sum("case_clocks" in text for text in said) == 2
    assert len(said) <= 10


def test_who_may_not_see_cases_sees_no_deadlines(store):
    for ask in (
        lambda: deadlines(SYSTEM, store, NOW),
        lambda: deadline_list(SYSTEM, store, NOW, Due.REPLY, Band.OVERDUE),
        lambda: notice_list(SYSTEM, store, NOW, NoticeKind.REMINDER),
    ):
        with pytest.raises(CaseworkError):
            ask()
