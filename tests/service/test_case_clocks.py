"""Clocks of cases: started, met, stopped, extended, taken up again, computed anew."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.access import OPERATOR, Viewer
from casework.case import CaseStatus
from casework.errors import CaseworkError
from casework.limit import Limit
from casework.move import STEPS, Move, legal_moves
from casework.request import RequestKind, Urgency
from data.rule_store import Rules, parsed_calendar, rules_of, shipped_text
from data.schema import case_clocks, case_events, case_tiers, cases
from data.store import Store
from service.casebook import case_record
from service.cases.clocks import clocks_for, explain_clock, recompute
from service.cases.handing import hand_over, send_up, tell_progress
from service.cases.keeping import CaseChanged
from service.cases.moving import move_case
from service.cases.registering import NewCase, register_case
from service.errors import ServiceError
from service.ledger import verify_ledger
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of
from tests.service.matters import (
    HERE,
    LEADER,
    LITTER,
    OTHER_PART,
    case_now,
    close,
    events_of,
    found_district,
    go,
    matter,
)

# Monday 1 June 2026, 12:00 in Shanghai.
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Thirteen working days from the day after: 2-5, 8-12, 15-18 June, until 18:00 in Shanghai.
THIRTEENTH = datetime(2026, 6, 18, 10, tzinfo=UTC)
ASKED = {"reason": "等材料", "approved_by": "处长", "asked_at": NOW}


@pytest.fixture
def office(store: Store) -> Store:
    found_district(store)
    return store


def complaint(store: Store, now: datetime = NOW, **said: Any) -> str:
    """Register a complaint without a category: 13 working days by the rule book."""
    return matter(store, "投诉", kind=RequestKind.COMPLAINT, now=now, **said)


def handled(store: Store, code: str, now: datetime = NOW) -> None:
    accept = (Move.ACCEPT, {"category": "目录外"})
    go(store, code, accept, (Move.DISPATCH, {"unit": "CG"}), (Move.START, {}), now=now)


def running(store: Store) -> dict[str, dict[str, Any]]:
    """Return the clocks that run, by name."""
    rows = rows_of(store, case_clocks)
    return {row["name"]: row for row in rows.to_dict("records") if row["met_at"] is None}


def clocks_named(store: Store, name: str) -> list[dict[str, Any]]:
    return [row for row in rows_of(store, case_clocks).to_dict("records") if row["name"] == name]


def rules_now(store: Store) -> Rules:
    with store.read() as conn:
        return rules_of(conn)


# --------------------------------------------------------------------------- along the way


def test_each_stage_has_its_clock_from_when_it_begins_to_when_it_ends(office: Store) -> None:
    code = complaint(office)
    at = [NOW + n * HOUR for n in range(8)]
    go(office, code, (Move.ACCEPT, {"category": "目录外"}), now=at[1])
    assert set(running(office)) == {"reply", "resolve", "dispatch"}
    go(office, code, (Move.DISPATCH, {"unit": "CG"}), (Move.START, {}), now=at[2])
    assert set(running(office)) == {"reply", "resolve", "handle"}
    go(office, code, (Move.REPLY, {"text": "已办"}), now=at[3])
    assert set(running(office)) == {"resolve", "check"}
    go(office, code, (Move.PASS_CHECK, {}), now=at[4])
    assert set(running(office)) == {"resolve"}
    go(office, code, (Move.CLOSE, {"resolution": "已办"}), now=at[5])
    assert running(office) == {}
    ended = {row["name"]: (row["started_at"], row["met_at"], row["ended_by"])
             for row in rows_of(office, case_clocks).to_dict("records")}  # fmt: skip
    assert ended == {
        "reply": (NOW, at[3], "met"),
        "resolve": (NOW, at[5], "met"),
        "dispatch": (at[1], at[2], "met"),
        "handle": (at[2], at[3], "met"),
        "check": (at[3], at[4], "met"),
    }


def test_what_thirteen_working_days_are_can_be_counted_by_hand(office: Store) -> None:
    code = complaint(office)
    assert case_now(office, code).due_at == THIRTEENTH


def test_another_category_brings_another_limit_from_the_same_start(office: Store) -> None:
    code = complaint(office)
    before = running(office)["resolve"]
    case = go(office, code, (Move.ACCEPT, {"category": LITTER}), now=NOW + HOUR)
    after = running(office)["resolve"]
    assert (after["id"], after["started_at"]) == (before["id"], before["started_at"])
    assert (after["limit_kind"], after["limit_amount"]) == ("working_hours", 4)
    assert case.due_at == after["due_at"] < before["due_at"]


def test_a_suspension_stops_every_clock_and_nothing_is_overdue_meanwhile(office: Store) -> None:
    code = complaint(office)
    handled(office, code)
    due = case_now(office, code).due_at
    go(office, code, (Move.SUSPEND, ASKED), now=NOW + DAY)
    stopped = running(office)
    assert all(row["is_paused"] and row["due_at"] is None for row in stopped.values())
    assert case_now(office, code).due_at is None
    record = case_record(OPERATOR, office, code, NOW + 365 * DAY)
    assert not any(line.is_late for line in record.clocks if line.met_at is None)
    # Stopped on Tuesday, goes on a week later: five working days more.
    go(office, code, (Move.RESUME, {}), now=NOW + 8 * DAY)
    assert not any(row["is_paused"] for row in running(office).values())
    again = case_now(office, code).due_at
    assert due == THIRTEENTH
    # Five working days later, over the Dragon Boat holiday: 22-26 June.
    assert again == running(office)["resolve"]["due_at"] == datetime(2026, 6, 26, 10, tzinfo=UTC)


def test_a_clock_whose_time_was_up_before_the_suspension_stays_overdue(office: Store) -> None:
    code = complaint(office)
    handled(office, code)
    due = case_now(office, code).due_at
    late = NOW + 60 * DAY
    go(office, code, (Move.SUSPEND, ASKED), now=late)
    assert case_now(office, code).due_at == due
    assert case_record(OPERATOR, office, code, late).overdue_by is not None


def test_more_time_is_added_to_the_whole_and_to_the_stage_as_often_as_the_rules_allow(
    office: Store,
) -> None:
    code = complaint(office)
    handled(office, code)
    before = running(office)
    extend = (Move.EXTEND, ASKED | {"extend_by": "5 working_days"})
    case = go(office, code, extend)
    after = running(office)
    for name in ("resolve", "handle"):
        assert after[name]["due_at"] > before[name]["due_at"]
        assert after[name]["extensions"] == [{"kind": "working_days", "amount": 5.0}]
    assert after["reply"] == before["reply"]
    assert case.due_at == after["resolve"]["due_at"]
    stood = everything(office)
    with pytest.raises(ServiceError, match="already extended 1 times"):
        go(office, code, extend)
    assert everything(office) == stood


@pytest.mark.parametrize(
    ("asked", "words"), [("14 working_days", "13 working_days at most"), ("bald", "no limit")]
)
def test_more_time_than_the_rule_book_allows_is_refused(office: Store, asked, words) -> None:
    code = complaint(office)
    handled(office, code)
    before = everything(office)
    with pytest.raises((ServiceError, CaseworkError), match=words):
        go(office, code, (Move.EXTEND, ASKED | {"extend_by": asked}))
    assert everything(office) == before


@pytest.mark.parametrize("counting", ["single", "cumulative"])
def test_a_stage_entered_again_counts_anew_or_what_is_left(
    office: Store, counting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = rules_now(office)
    stage = replace(
        rules.profile.stages["handle"],
        counting=counting,
        limits={Urgency.ORDINARY: Limit.parse("10 continuous_hours")},
    )
    stages = {**rules.profile.stages, "handle": stage}
    other = replace(rules, profile=replace(rules.profile, stages=stages))
    monkeypatch.setattr("service.cases.moving.rules_of", lambda conn: other)
    code = complaint(office)
    handled(office, code)
    go(office, code, (Move.REPLY, {"text": "已办"}), now=NOW + 4 * HOUR)
    go(office, code, (Move.FAIL_CHECK, {"reason": "没办好"}), now=NOW + 7 * HOUR)
    left = {"single": 10, "cumulative": 6}[counting]
    assert running(office)["handle"]["due_at"] == NOW + (7 + left) * HOUR
    assert len(clocks_named(office, "handle")) == {"single": 2, "cumulative": 1}[counting]
    # The limit for the whole goes on as it was.
    assert running(office)["resolve"]["started_at"] == NOW


def test_a_dispatch_sent_back_ends_the_unit_s_clock_and_starts_that_of_the_office(
    office: Store,
) -> None:
    code = complaint(office)
    handled(office, code)
    case = go(office, code, (Move.BOUNCE, {"reason": "非本部门"}), now=NOW + HOUR)
    assert case.bounce_count == 1
    assert clocks_named(office, "handle")[0]["ended_by"] == "bounced"
    assert running(office)["dispatch"]["started_at"] == NOW + HOUR


def test_a_case_reopened_gets_the_whole_limit_again_and_the_old_clock_keeps_its_own_end(
    office: Store,
) -> None:
    code = complaint(office)
    close(office, code, NOW + HOUR)
    later = NOW + 10 * DAY
    case = go(office, code, (Move.REOPEN, {"reason": "又脏了"}), now=later)
    first, second = clocks_named(office, "resolve")
    assert (first["met_at"], first["ended_by"]) == (NOW + HOUR, "met")
    assert (second["started_at"], second["due_at"]) == (later, case.due_at)
    assert set(running(office)) == {"reply", "resolve", "handle"}
    assert rows_of(office, case_tiers)["left_at"].tolist() == [NOW + HOUR, None]
    assert (case.rework_count, case.closed_at) == (1, None)


@pytest.mark.parametrize(
    ("move", "facts", "ended_by"),
    [
        (Move.REJECT, {"reason": "不属于"}, "rejected"),
        (Move.VOID, {"reason": "误录"}, "void"),
    ],
)
def test_a_case_that_ends_otherwise_meets_no_clock(office, move, facts, ended_by) -> None:
    code = complaint(office)
    go(office, code, (move, facts))
    assert set(rows_of(office, case_clocks)["ended_by"]) == {ended_by}
    assert rows_of(office, case_tiers)["left_at"].tolist() == [NOW]


def test_closing_without_a_check_settles_the_matter_and_tells_nobody(office: Store) -> None:
    code = complaint(office)
    handled(office, code)
    forced = {"resolution": "已拆除", "reason": "联系不上", "approved_by": "处长"}
    case = go(office, code, (Move.FORCE_CLOSE, forced))
    ended = rows_of(office, case_clocks).set_index("name")["ended_by"].to_dict()
    assert (ended["resolve"], ended["reply"], ended["handle"]) == ("met", "closed", "closed")
    assert case.is_closing_forced


def test_a_case_whose_file_said_when_it_is_due_is_stopped_and_extended_like_any_other(
    office: Store,
) -> None:
    code = complaint(office)
    stated = NOW + 30 * HOUR
    with office.begin() as conn:
        conn.execute(case_clocks.delete())
        conn.execute(cases.update().values(due_at=stated))
    handled(office, code)
    assert running(office)["resolve"]["limit_kind"] == "stated"
    assert case_now(office, code).due_at == stated
    go(office, code, (Move.SUSPEND, ASKED), now=NOW + HOUR)
    assert case_now(office, code).due_at is None
    go(office, code, (Move.RESUME, {}), now=NOW + 6 * HOUR)
    assert case_now(office, code).due_at == stated + 5 * HOUR
    clock = next(c for c in case_record(OPERATOR, office, code, NOW).clocks if c.name == "resolve")
    assert "stated" in str(explain_clock(OPERATOR, office, clock.id).steps[0])


def test_more_time_can_be_granted_at_the_end_of_the_last_year_of_the_calendar(
    office: Store,
) -> None:
    late = datetime(2026, 12, 28, 4, 0, tzinfo=UTC)
    code = matter(office, now=late)
    go(
        office,
        code,
        (Move.ACCEPT, {"category": LITTER}),
        (Move.DISPATCH, {"unit": "CG"}),
        (Move.START, {}),
        now=late,
    )
    asked = {"reason": "等材料", "approved_by": "处长", "asked_at": late}
    with pytest.raises(ServiceError, match="at most"):
        go(office, code, (Move.EXTEND, asked | {"extend_by": "99 working_days"}), now=late)
    longer = asked | {"extend_by": "1 working_days"}
    assert go(office, code, (Move.EXTEND, longer), now=late).status is CaseStatus.EXTENDED


def test_a_closed_case_of_a_file_is_reopened_with_one_clock_of_each_kind(office: Store) -> None:
    code = complaint(office)
    close(office, code, NOW + HOUR)
    with office.begin() as conn:
        conn.execute(case_clocks.delete())
        conn.execute(cases.update().values(due_at=NOW + 2 * HOUR))
    go(office, code, (Move.REOPEN, {"reason": "又脏了"}), now=NOW + DAY)
    first, second = clocks_named(office, "resolve")
    assert (first["limit_kind"], first["met_at"]) == ("stated", NOW + HOUR)
    assert (second["started_at"], second["met_at"]) == (NOW + DAY, None)


# ------------------------------------------------------------------------------- explaining


def test_every_clock_explains_itself_and_its_due_time_is_the_stored_one(office: Store) -> None:
    code = complaint(office)
    handled(office, code)
    go(office, code, (Move.EXTEND, ASKED | {"extend_by": "5 working_days"}))
    for line in case_record(OPERATOR, office, code, NOW).clocks:
        told = explain_clock(OPERATOR, office, line.id)
        assert told.due_at == line.due_at
        assert told.steps


def test_a_clock_that_stands_still_or_has_no_calendar_explains_that(office: Store) -> None:
    code = complaint(office)
    handled(office, code)
    go(office, code, (Move.SUSPEND, ASKED))
    line = next(c for c in case_record(OPERATOR, office, code, NOW).clocks if c.name == "resolve")
    told = explain_clock(OPERATOR, office, line.id)
    assert told.due_at is None
    assert "stands still" in str(told.steps[0])
    far = datetime(2031, 5, 5, 2, tzinfo=UTC)
    code = complaint(office, now=far)
    line = next(c for c in case_record(OPERATOR, office, code, far).clocks if c.name == "resolve")
    assert "2031" in str(explain_clock(OPERATOR, office, line.id).steps[0])


def test_a_clock_of_another_part_of_the_district_explains_nothing(office: Store) -> None:
    code = complaint(office)
    line = case_record(OPERATOR, office, code, NOW).clocks[0]
    with pytest.raises(ServiceError, match="no clock"):
        explain_clock(OTHER_PART, office, line.id)
    with pytest.raises(CaseworkError):
        explain_clock(Viewer("x", "visitor"), office, line.id)  # type: ignore[arg-type]
    assert explain_clock(LEADER, office, line.id).due_at == line.due_at


# ------------------------------------------------------------------------------------- bulk


def test_clocks_of_many_new_cases_are_those_that_registering_starts(office: Store) -> None:
    asked = [
        (kind, category, urgency)
        for kind in (None, RequestKind.HELP, RequestKind.COMPLAINT)
        for category in (None, LITTER, "目录外")
        for urgency in Urgency
    ]
    for kind, category, urgency in asked:
        new = NewCase("x", kind=kind, category=category, urgency=urgency, lon=HERE[0], lat=HERE[1])
        register_case(OPERATOR, office, new, NOW)
    new_cases = rows_of(office, cases)
    frame = new_cases.assign(case_id=new_cases["id"], due_at=None)
    names = ["case_id", "category", "kind", "urgency", "tier", "reported_at", "due_at"]
    bulk = clocks_for(rules_now(office), frame[names])
    kept = rows_of(office, case_clocks).drop(columns="id")
    by = ["case_id", "name"]
    pd.testing.assert_frame_equal(
        bulk.sort_values(by, ignore_index=True)[list(kept.columns)],
        kept.sort_values(by, ignore_index=True),
        check_dtype=False,
    )


def test_a_due_time_that_a_file_stated_goes_before_every_rule(office: Store) -> None:
    due = NOW + timedelta(hours=1, microseconds=7)
    frame = pd.DataFrame(
        [(1, LITTER, None, "ordinary", 1, NOW, due, NOW, NOW + HOUR)],
        columns=["case_id", "category", "kind", "urgency", "tier", "reported_at", "due_at",
                 "replied_at", "closed_at"],
    )  # fmt: skip
    made = clocks_for(rules_now(office), frame).set_index("name")
    assert (made.loc["resolve", "limit_kind"], made.loc["resolve", "due_at"]) == ("stated", due)
    assert (made.loc["resolve", "met_at"], made.loc["reply", "met_at"]) == (NOW + HOUR, NOW)


def test_a_changed_calendar_recomputes_what_runs_and_tells_what_changed(office: Store) -> None:
    first, second = complaint(office), complaint(office)
    done = close(office, complaint(office)).code
    before = {code: case_now(office, code) for code in (first, second, done)}
    with office.begin() as conn:
        rules = rules_of(conn)
        same = recompute(conn, rules, NOW)
    assert (same["changed"], same["cases"]) == (0, 0)
    assert {case_now(office, code).version for code in (first, second)} == {1}
    # 3 June 2026, a Wednesday, becomes a holiday.
    dragon_boat = '{ name = "端午节", from = 2026-06-19'
    day_off = '{ name = "停电", from = 2026-06-03, to = 2026-06-03 },'
    text = shipped_text("calendar")
    assert dragon_boat in text
    changed = text.replace(dragon_boat, day_off + dragon_boat)
    other = replace(rules, calendar=parsed_calendar(changed))
    with office.begin() as conn:
        told = recompute(conn, other, NOW + HOUR)
    assert (told["changed"], told["cases"]) == (2, 2)
    for code in (first, second):
        after = case_now(office, code)
        # One working day more, over the Dragon Boat holiday and the weekend behind it.
        assert after.due_at == datetime(2026, 6, 22, 10, tzinfo=UTC)
        assert after.version == 2
        due_before = before[code].due_at
        assert due_before is not None
        assert events_of(office, code, "clock_recomputed") == [
            {
                "clock": "resolve",
                "due_before": due_before.isoformat(),
                "due_after": after.due_at.isoformat(),
            }
        ]
    assert case_now(office, done) == before[done]
    last = rows_of(office, case_events).iloc[-1]
    assert (last["acted_by"], last["recorded_at"]) == ("SYSTEM", NOW + HOUR)
    with office.begin() as conn:
        assert recompute(conn, other, NOW + HOUR)["changed"] == 0
    # Who had the case open is told, and nothing of the new due time is overwritten.
    with pytest.raises(CaseChanged, match="computed anew"):
        move_case(OPERATOR, office, first, 1, Move.ACCEPT, {"category": LITTER}, NOW + HOUR)


def test_what_a_file_stated_is_not_computed_anew(office: Store) -> None:
    code = complaint(office)
    with office.begin() as conn:
        conn.execute(case_clocks.update().values(limit_kind="stated", limit_amount=30.0))
        before = conn.execute(sa.select(case_clocks)).all()
        assert recompute(conn, rules_of(conn), NOW) == {"clocks": 0, "changed": 0, "cases": 0}
        assert conn.execute(sa.select(case_clocks)).all() == before
    assert case_now(office, code).version == 1


def test_a_calendar_that_gains_the_missing_year_gives_the_clock_its_due_time(
    office: Store,
) -> None:
    rules = rules_now(office)
    year = rules.calendar.last_day.year + 1
    far = datetime(year - 1, 12, 28, 2, tzinfo=UTC)
    code = complaint(office, now=far)
    assert case_now(office, code).due_at is None
    more = f'holiday = [{{ name = "元旦", from = {year}-01-01, to = {year}-01-01 }}]'
    text = f'{shipped_text("calendar")}[[year]]\nyear = {year}\nsource = "x"\n{more}\n'
    longer = replace(rules, calendar=parsed_calendar(text))
    with office.begin() as conn:
        recompute(conn, longer, far)
    assert case_now(office, code).due_at is not None
    assert running(office)["resolve"]["trouble"] is None


# ---------------------------------------------------------------- any way through the real store


class Office(RuleBasedStateMachine):
    """Any acts in any order: what must hold of the stored rows after each of them."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "office.db"
        shutil.copy(self.template, path)
        self.store = Store(str(path))
        found_district(self.store)
        self.first: dict[str, str | None] = {}
        self.told: dict[str, int] = {}
        self.now = NOW

    def teardown(self) -> None:
        assert verify_ledger(OPERATOR, self.store).faults == []
        self.store.engine.dispose()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        self.register("complaint")

    @rule(kind=st.sampled_from(["complaint", "help", ""]))
    def register(self, kind: str) -> None:
        code = matter(self.store, kind=RequestKind(kind) if kind else None, now=self.now)
        self.first[code] = case_now(self.store, code).first_handler
        self.told[code] = 1

    @rule(hours=st.integers(1, 90))
    def wait(self, hours: int) -> None:
        self.now += hours * HOUR

    @precondition(lambda self: self.told)
    @rule(move=st.sampled_from([m for m in Move if m not in (Move.MIRROR, Move.MERGE)]),
          pick=st.integers(0, 9))  # fmt: skip
    def step(self, move: Move, pick: int) -> None:
        code = sorted(self.told)[pick % len(self.told)]
        case = case_now(self.store, code)
        facts = {name: FACTS[name] for name in STEPS[move].needs}
        if "asked_at" in facts:
            facts["asked_at"] = min(self.now, case.due_at or self.now)
        before = everything(self.store)
        try:
            moved = move_case(OPERATOR, self.store, code, case.version, move, facts, self.now)
        except (CaseworkError, ServiceError):
            assert move not in legal_moves(case.status) or move is Move.EXTEND
            assert everything(self.store) == before
        else:
            assert move in legal_moves(case.status)
            assert moved == case_now(self.store, code)
            self.told[code] += 1

    @precondition(lambda self: self.told)
    @rule(act=st.sampled_from(["hand", "up", "tell"]), pick=st.integers(0, 9))
    def beside(self, act: str, pick: int) -> None:
        code = sorted(self.told)[pick % len(self.told)]
        case = case_now(self.store, code)
        said = (OPERATOR, self.store, code, case.version)
        before = everything(self.store)
        try:
            if act == "hand":
                hand_over(*said, "W2" if case.assigned_to == "W1" else "W1", "换岗", self.now)
            else:
                (send_up if act == "up" else tell_progress)(*said, "说明", self.now)
        except ServiceError:
            assert not case.is_open or (act == "up" and case.tier.above is None)
            assert everything(self.store) == before
        else:
            self.told[code] += 1

    @invariant()
    def nothing_is_lost(self) -> None:
        events = rows_of(self.store, case_events)
        assert events["number"].tolist() == list(range(1, len(events) + 1))
        kept = rows_of(self.store, cases)
        assert sorted(kept["serial"]) == list(range(1, len(kept) + 1))
        counted = events["case_id"].value_counts().to_dict()
        for row in kept.to_dict("records"):
            assert counted[row["id"]] == row["version"] == self.told[row["code"]]
            assert row["first_handler"] == self.first[row["code"]]

    @invariant()
    def clocks_and_levels_follow_the_case(self) -> None:
        clocks = rows_of(self.store, case_clocks).to_dict("records")
        levels = rows_of(self.store, case_tiers).to_dict("records")
        for row in rows_of(self.store, cases).to_dict("records"):
            is_open = CaseStatus(row["status"]).is_open
            runs = [c for c in clocks if c["case_id"] == row["id"] and c["met_at"] is None]
            assert is_open or not runs
            names = [c["name"] for c in runs]
            assert len(names) == len(set(names))
            has_it = [one["tier"] for one in levels
                      if one["case_id"] == row["id"] and one["left_at"] is None]  # fmt: skip
            assert has_it == [row["tier"]] * is_open
            assert all(c["is_paused"] == (row["status"] == "suspended") for c in runs)
            if is_open:
                assert [row["due_at"]] == [c["due_at"] for c in runs if c["name"] == "resolve"]


FACTS: dict[str, Any] = ASKED | {
    "category": LITTER,
    "unit": "CG",
    "text": "已清理",
    "extend_by": "5 working_days",
    "resolution": "清理完毕",
    "satisfied": "yes",
}


def test_any_acts_in_any_order_keep_case_ledger_clocks_and_levels_in_step(
    empty_database: Path,
) -> None:
    Office.template = empty_database
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
