"""Approval of a plan is one transaction: the old postings end, the new ones begin, cases follow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan
from data.errors import DataError
from data.event_words import with_words
from data.order_store import load_changes, load_orders
from data.schema import case_events, cases, grids, orders, postings, workers
from data.settings_store import set_setting
from data.store import revision
from service.errors import ServiceError
from service.intake.undo import undo_import
from service.plans.approving import approve_plan
from service.plans.carrying_out import carry_out_due
from service.plans.conflict import PlanConflict
from service.plans.drafts import draft, save_draft
from service.reorganisation import approve_reorganisation
from service.reorganise.plan import ReorganisationPlan, SplitGrid
from service.roster.worker_acts import let_go
from tests.service.conftest import NOW
from tests.service.covered import (
    COORDINATOR,
    HELD,
    PART,
    TODAY,
    assigned,
    cover_district,
    holders,
    is_whole,
    lay_cases,
    lay_households,
    paper_of,
    plan_of,
)
from tests.service.district import bring, everything, rows_of

LATER = TODAY + timedelta(days=30)
YESTERDAY = TODAY - timedelta(days=1)
NEXT_NIGHT = NOW + timedelta(days=30)


@pytest.fixture
def covered(store):
    cover_district(store)
    lay_cases(store)
    return store


def test_the_old_posting_ends_and_the_new_one_begins_on_the_day_of_the_order(covered):
    approved = approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper_of("1号", LATER), NOW)
    rows = rows_of(covered, postings).query("grid_code == 'G1'").to_dict("records")
    old, new = rows
    assert (old["worker_code"], old["until"], old["ended_by"]) == ("W1", LATER, approved.order_id)
    assert (new["worker_code"], new["since"], new["until"]) == ("W4", LATER, None)
    assert (new["order_no"], new["order_id"]) == ("1号", approved.order_id)
    assert holders(covered, LATER - timedelta(days=1)) == dict(HELD)
    assert holders(covered, LATER) == {**HELD, "G1": "W4"}
    assert (approved.grids, approved.is_carried_out) == (1, False)


def test_the_order_says_who_decided_what_why_and_in_what_numbers(covered):
    lay_households(covered)
    plan = plan_of(G1="W4", G5="W4", G4=None)
    paper = paper_of("1号", LATER, open_cases="hand_over")
    number = approve_plan(COORDINATOR, covered, plan, paper, NOW).order_id
    with covered.read() as conn:
        order = load_orders(conn, [number]).iloc[0]
        changes = load_changes(conn, number)
        assert revision(conn, "duty") > 1
    assert (order["approved_by"], order["entered_by"], order["reason"]) == (
        "主任", COORDINATOR.name, "换岗",
    )  # fmt: skip
    assert order["approved_at"] == NOW and order["carried_out_at"] is None
    said = list(zip(changes["code"], changes["before"], changes["after"], strict=True))
    assert said == [("G1", "W1", "W4"), ("G4", "W3", None), ("G5", None, "W4")]
    assert order["summary"] == {
        "grids": {"changed": 3, "vacated": 1},
        "open_cases_moving": 4,
        "workers": {
            "W1": {"grids": [2, 1], "households": [6, 3], "open_cases": [4, 2]},
            "W3": {"grids": [1, 0], "households": [3, 0], "open_cases": [2, 0]},
            "W4": {"grids": [0, 2], "households": [0, 6], "open_cases": [0, 4]},
        },
    }


def test_open_cases_go_with_the_grid_each_with_its_event_and_the_first_handler_stays(covered):
    before = rows_of(covered, cases).set_index("code")
    paper = paper_of("1号", open_cases="hand_over")
    approved = approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper, NOW)
    after = rows_of(covered, cases).set_index("code")
    assert (approved.cases_handed_over, approved.is_carried_out) == (2, True)
    moved = before.index[after["version"] != before["version"]]
    assert sorted(moved) == ["G1-0", "G1-1"]
    assert list(after.loc[moved, "assigned_to"]) == ["W4", "W4"]
    for name in ("first_handler", "responsible_at_report"):
        assert list(after[name]) == list(before[name])
    found = rows_of(covered, case_events).query("kind == 'handed_over'").to_dict("records")
    with covered.read() as conn:
        events = with_words(conn, found)
    assert [one["details"] for one in events] == 2 * [
        {"from": "W1", "to": "W4", "reason": "换岗", "order": "1号"}
    ]
    assert {(one["acted_by"], one["entered_by"]) for one in events} == {("主任", "调度员")}
    assert is_whole(covered)


def test_kept_cases_stay_with_who_has_them(covered):
    before = rows_of(covered, cases).to_dict("records")
    approved = approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper_of("1号"), NOW)
    assert (approved.cases_handed_over, approved.is_carried_out) == (0, True)
    assert rows_of(covered, cases).to_dict("records") == before


def test_a_case_that_another_worker_has_does_not_go_with_the_grid(covered):
    with covered.begin() as conn:
        conn.execute(cases.update().where(cases.c.code == "G1-0").values(assigned_to="W3"))
    paper = paper_of("1号", open_cases="hand_over")
    assert approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper, NOW).cases_handed_over == 1
    assert assigned(covered)["G1-0"] == "W3"


def test_cases_of_a_grid_that_is_vacated_stay_with_who_has_them(covered):
    paper = paper_of("1号", open_cases="hand_over")
    assert approve_plan(COORDINATOR, covered, plan_of(G1=None), paper, NOW).cases_handed_over == 0
    assert assigned(covered)["G1-0"] == "W1"
    assert holders(covered, TODAY)["G1"] is None


def test_whoever_takes_a_vacant_grid_takes_the_cases_that_nobody_has(covered):
    with covered.begin() as conn:
        conn.execute(cases.update().where(cases.c.code == "G5-1").values(assigned_to="W1"))
    paper = paper_of("1号", open_cases="hand_over")
    assert approve_plan(COORDINATOR, covered, plan_of(G5="W4"), paper, NOW).cases_handed_over == 1
    found = rows_of(covered, cases).set_index("code")
    assert found.loc["G5-0", ["assigned_to", "first_handler"]].tolist() == ["W4", "W4"]
    assert found.loc["G5-1", "assigned_to"] == "W1"


def test_an_order_of_a_later_day_is_carried_out_on_its_day_with_the_cases_of_that_day(covered):
    from tests.service.late_cases import Laid, lay

    paper = paper_of("1号", LATER, open_cases="hand_over")
    approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper, NOW)
    assert carry_out_due(SYSTEM, covered, NEXT_NIGHT - timedelta(days=1)).orders == ()
    lay(covered, [Laid("new", {}, grid="G1", worker="W1")])
    (done,) = carry_out_due(SYSTEM, covered, NEXT_NIGHT).orders
    assert (done.order_no, done.cases_handed_over) == ("1号", 3)
    assert {assigned(covered)[code] for code in ("new", "G1-0", "G1-1")} == {"W4"}
    events = rows_of(covered, case_events).query("kind == 'handed_over'")
    assert set(events["entered_by"]) == {"SYSTEM"} and set(events["acted_by"]) == {"主任"}
    assert is_whole(covered)


def test_carrying_out_twice_changes_nothing_twice(covered):
    paper = paper_of("1号", LATER, open_cases="hand_over")
    approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper, NOW)
    carry_out_due(SYSTEM, covered, NEXT_NIGHT)
    before = everything(covered)
    assert carry_out_due(SYSTEM, covered, NEXT_NIGHT + timedelta(days=1)).orders == ()
    assert everything(covered) == before


def test_orders_whose_night_was_missed_are_carried_out_in_the_order_of_their_days(covered):
    first = paper_of("1号", LATER, open_cases="hand_over")
    second = paper_of("2号", LATER + timedelta(days=1), open_cases="hand_over")
    approve_plan(COORDINATOR, covered, plan_of(G1="W4"), first, NOW)
    plan = CoveragePlan(TODAY, {"G1": Change("W4", "W3")})
    approve_plan(COORDINATOR, covered, plan, second, NOW)
    done = carry_out_due(SYSTEM, covered, NEXT_NIGHT + timedelta(days=5)).orders
    assert [one.order_no for one in done] == ["1号", "2号"]
    assert assigned(covered)["G1-0"] == "W3"


def test_an_order_for_today_waits_for_those_before_it(covered):
    first = paper_of("1号", LATER, open_cases="hand_over")
    approve_plan(COORDINATOR, covered, plan_of(G1="W4"), first, NOW)
    day = LATER + timedelta(days=1)
    plan = CoveragePlan(day, {"G1": Change("W4", "W3")})
    second = paper_of("2号", day, open_cases="hand_over")
    done = approve_plan(COORDINATOR, covered, plan, second, NEXT_NIGHT + timedelta(days=1))
    assert done.cases_handed_over == 2
    assert assigned(covered)["G1-0"] == "W3"


def test_cases_do_not_go_to_a_worker_who_has_left_by_the_day(covered):
    paper = paper_of("1号", LATER, open_cases="hand_over")
    approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper, NOW)
    with covered.begin() as conn:
        conn.execute(workers.update().where(workers.c.code == "W4").values(valid_to=TODAY))
    assert carry_out_due(SYSTEM, covered, NEXT_NIGHT).orders[0].cases_handed_over == 0
    assert assigned(covered)["G1-0"] == "W1"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"order_no": "  "}, "order number"),
        ({"reason": "\u200b"}, "reason"),
        ({"approved_by": ""}, "approved by"),
        ({"effective_on": YESTERDAY}, "the past never changes"),
        ({"effective_on": date(9999, 12, 31)}, "9999"),
        ({"open_cases": "burn"}, "burn"),
        ({"until": TODAY + timedelta(days=3)}, "substitute"),
        ({"until": TODAY}, "before it begins"),
    ],
)
def test_a_paper_that_is_not_in_order_is_refused_and_nothing_is_written(covered, change, said):
    before = everything(covered)
    paper = replace(paper_of("1号"), **change)
    with pytest.raises(ServiceError, match=said):
        approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper, NOW)
    assert everything(covered) == before


def test_an_order_number_serves_once_whatever_blanks_stand_around_it(covered):
    approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper_of("1号", LATER), NOW)
    before = everything(covered)
    with pytest.raises(DataError, match="调度员"):
        approve_plan(COORDINATOR, covered, plan_of(G0="W4"), paper_of(" 1号 ", LATER), NOW)
    assert everything(covered) == before


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (plan_of(), "changes nothing"),
        (CoveragePlan(TODAY, {"G1": Change("W1", "W1")}), "changes nothing"),
        (CoveragePlan(TODAY, {"G77": Change(None, "W1")}), "G77"),
        (plan_of(G1="W77"), "W77"),
        (plan_of(G1="W9"), "W9"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_nothing_is_written(covered, plan, said):
    before = everything(covered)
    with pytest.raises(ServiceError, match=said):
        approve_plan(COORDINATOR, covered, plan, paper_of("1号"), NOW)
    assert everything(covered) == before


def test_a_plan_that_changes_what_it_has_locked_is_refused(covered):
    for locks in ({"grids": ["G1"]}, {"workers": ["W1"]}, {"workers": ["W4"]}):
        with pytest.raises(CaseworkError, match="locked"):
            approve_plan(COORDINATOR, covered, plan_of(G1="W4").lock(**locks), paper_of("1"), NOW)


def test_a_grid_that_is_given_up_by_the_day_cannot_change_hands(covered):
    with covered.begin() as conn:
        conn.execute(grids.update().where(grids.c.code == "G1").values(valid_to=LATER))
    plan = plan_of(G1="W4")
    with pytest.raises(ServiceError, match="G1"):
        approve_plan(COORDINATOR, covered, plan, paper_of("1号", LATER), NOW)
    approve_plan(COORDINATOR, covered, plan, paper_of("1号", LATER - timedelta(days=1)), NOW)


def test_who_may_not_approve_or_sees_another_part_changes_nothing(covered):
    before = everything(covered)
    for role in set(Role) - {Role.COORDINATOR, Role.ADMINISTRATOR}:
        with pytest.raises(CaseworkError):
            approve_plan(Viewer("x", role), covered, plan_of(G1="W4"), paper_of("1号"), NOW)
    with pytest.raises(ServiceError, match="G4"):
        approve_plan(PART, covered, plan_of(G1="W4", G4="W4"), paper_of("1号"), NOW)
    assert everything(covered) == before
    assert approve_plan(PART, covered, plan_of(G1="W4"), paper_of("1号"), NOW).grids == 1


def test_of_two_overlapping_plans_the_second_is_told_which_grids_changed_and_by_whom(covered):
    first = plan_of(G0="W4", G1="W4")
    approve_plan(PART, covered, first, paper_of("1号", LATER), NOW)
    before = everything(covered)
    day = LATER + timedelta(days=1)
    with pytest.raises(PlanConflict) as told:
        second = plan_of(G1="W3", G2="W3", G3="W3")
        approve_plan(COORDINATOR, covered, second, paper_of("2号", day), NOW)
    (line,) = told.value.lines
    assert (line.grid, line.expected, line.found, line.why) == ("G1", "W1", "W4", "changed")
    assert (line.order_no, line.changed_by, line.changed_at) == ("1号", PART.name, NOW)
    assert "1号" in str(line.sentence) and PART.name in str(line.sentence)
    assert everything(covered) == before


def test_of_two_who_approve_at_the_same_moment_one_decides_and_the_other_is_told(covered):
    plans = [plan_of(G0="W4", G1="W4"), plan_of(G1="W3", G2="W3")]

    def approve(number: int) -> PlanConflict | None:
        try:
            paper = paper_of(f"{number}号", LATER, open_cases="hand_over")
            approve_plan(COORDINATOR, covered, plans[number], paper, NOW)
        except PlanConflict as conflict:
            return conflict
        return None

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(approve, (0, 1))
    (refused,) = [one for one in (first, second) if one is not None]
    assert [line.grid for line in refused.lines] == ["G1"]
    (order,) = rows_of(covered, orders).to_dict("records")
    done = plans[int(order["order_no"][0])]
    assert holders(covered, LATER) == {**HELD, **{g: c.after for g, c in done.changes.items()}}


def test_two_orders_about_one_grid_for_the_same_day_conflict_and_the_first_is_named(covered):
    approve_plan(COORDINATOR, covered, plan_of(G1="W4"), paper_of("1号"), NOW)
    plan = CoveragePlan(TODAY, {"G1": Change("W4", "W3")})
    with pytest.raises(PlanConflict) as told:
        approve_plan(COORDINATOR, covered, plan, paper_of("2号"), NOW)
    (line,) = told.value.lines
    assert (line.why, line.order_no) == ("same_day", "1号")
    later = paper_of("2号", TODAY + timedelta(days=1))
    approve_plan(COORDINATOR, covered, plan, later, NOW)
    assert holders(covered, TODAY)["G1"] == "W4"
    assert holders(covered, TODAY + timedelta(days=1))["G1"] == "W3"


@pytest.mark.parametrize("after", ["W4", None])
def test_a_decision_for_a_later_day_is_a_conflict_named_with_its_order(covered, after):
    approve_plan(COORDINATOR, covered, plan_of(G1=after), paper_of("1号", LATER), NOW)
    with pytest.raises(PlanConflict) as told:
        approve_plan(COORDINATOR, covered, plan_of(G1="W3"), paper_of("2号"), NOW)
    (line,) = told.value.lines
    assert (line.why, line.found, line.since, line.order_no) == ("later", after, LATER, "1号")


def test_a_grid_that_was_vacated_since_is_a_conflict_named_with_its_order(covered):
    approve_plan(COORDINATOR, covered, plan_of(G1=None), paper_of("1号"), NOW)
    with pytest.raises(PlanConflict) as told:
        approve_plan(COORDINATOR, covered, plan_of(G1="W3"), paper_of("2号"), NOW)
    (line,) = told.value.lines
    assert (line.found, line.order_no, line.changed_by) == (None, "1号", COORDINATOR.name)


def test_a_grid_whose_worker_has_left_service_is_vacant_to_a_plan(covered):
    with covered.begin() as conn:
        conn.execute(workers.update().where(workers.c.code == "W3").values(valid_to=TODAY))
    plan = CoveragePlan(TODAY, {"G4": Change(None, "W4")})
    approve_plan(COORDINATOR, covered, plan, paper_of("1号", open_cases="hand_over"), NOW)
    assert holders(covered, TODAY)["G4"] == "W4"
    assert assigned(covered)["G4-0"] == "W4"


def test_the_grids_of_a_worker_who_leaves_may_be_given_away_on_any_day(covered):
    """A resignation, then the split of the area: from the day he is gone, or some days before."""
    left = let_go(COORDINATOR, covered, "W1", LATER - timedelta(days=1), paper_of("辞1"), NOW)
    assert left.vacant == ("G0", "G1")
    first = paper_of("1号", LATER - timedelta(days=5), open_cases="hand_over")
    approve_plan(COORDINATOR, covered, plan_of(G0="W4"), first, NOW)
    second = paper_of("2号", LATER, open_cases="hand_over")
    plan = CoveragePlan(LATER, {"G1": Change(None, "W3")})
    approve_plan(COORDINATOR, covered, plan, second, NOW)
    done = carry_out_due(SYSTEM, covered, NEXT_NIGHT).orders
    assert [(one.order_no, one.cases_handed_over) for one in done] == [("1号", 2), ("2号", 2)]
    assert holders(covered, LATER - timedelta(days=1))["G1"] == "W1"
    assert holders(covered, LATER) == {**HELD, "G0": "W4", "G1": "W3"}
    assert {assigned(covered)[code] for code in ("G0-0", "G1-0")} == {"W4", "W3"}
    assert is_whole(covered)


def test_a_draft_that_was_approved_says_so_and_stays_as_it_was_approved(covered):
    kept = save_draft(COORDINATOR, covered, replace(plan_of(G1="W4"), name="夏季"), NOW)
    approved = approve_plan(COORDINATOR, covered, kept.plan, paper_of("1号"), NOW, draft_id=kept.id)
    assert draft(COORDINATOR, covered, kept.id).order_id == approved.order_id
    with pytest.raises(ServiceError, match="1号"):
        save_draft(COORDINATOR, covered, kept.plan, NOW, draft_id=kept.id)
    with pytest.raises(ServiceError, match="1号"):
        plan = CoveragePlan(TODAY, {"G0": Change("W1", "W4")})
        approve_plan(COORDINATOR, covered, plan, paper_of("2号"), NOW, draft_id=kept.id)
    with covered.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(orders)) == 1


def test_an_order_is_carried_out_only_by_who_may(covered):
    for role in set(Role) - {Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM}:
        with pytest.raises(CaseworkError):
            carry_out_due(Viewer("x", role), covered, NOW)
    with pytest.raises(CaseworkError):
        carry_out_due(PART, covered, NOW)
    assert carry_out_due(OPERATOR, covered, NOW).orders == ()


def test_an_import_that_orders_rest_on_is_not_undone(store, grid_file, text_file):
    squares = (("A", 120.0, 30.0, 120.01, 30.01), ("B", 120.01, 30.0, 120.02, 30.01))
    bring(store, "grids", grid_file(*squares))
    bring(store, "workers", text_file("w.csv", "工号,姓名\nW1,一\nW2,二\n"))
    bring(store, "postings", text_file("p.csv", "网格编码,工号\nA,W1\nB,W1\n"))
    plan = CoveragePlan(TODAY, {"A": Change("W1", "W2")})
    approve_plan(COORDINATOR, store, plan, paper_of("1号", LATER), NOW)
    before = everything(store)
    for number in (3, 2, 1):
        with pytest.raises(ServiceError):
            undo_import(OPERATOR, store, number, NOW)
    with pytest.raises(ServiceError, match="1号"):
        undo_import(OPERATOR, store, 3, NOW)
    assert everything(store) == before


def test_a_file_does_not_change_what_an_order_decided(covered, text_file):
    plan = CoveragePlan(TODAY, {"G0": Change("W1", "W4")})
    approve_plan(COORDINATOR, covered, plan, paper_of("1号"), NOW)
    ends = f"网格编码,工号,开始日期,结束日期\nG0,W4,{TODAY},{LATER}\n"
    before = everything(covered)
    report = bring(covered, "postings", text_file("p.csv", ends))
    assert [issue["code"] for issue in report["issues"]] == ["posting.ordered"]
    after = everything(covered)
    assert after["postings"] == before["postings"]


def test_an_import_whose_grids_were_reorganised_since_is_not_undone(store, grid_file):
    with store.begin() as conn:
        set_setting(conn, "code_scheme", "any")
    square = ("A", 120.0, 30.0, 120.01, 30.01)
    bring(store, "grids", grid_file(square, up={"A": "C"}), parent="up")
    renamed = grid_file(square, name="b.geojson", label={"A": "新名"}, up={"A": "C"})
    bring(store, "grids", renamed, name="label", parent="up", valid_from=TODAY - timedelta(days=5))
    cut = ReorganisationPlan(TODAY, (SplitGrid("A", (((120.005, 30.0), (120.005, 30.01)),)),))
    approve_reorganisation(OPERATOR, store, cut, paper_of("1号"), NOW)
    before = everything(store)
    with pytest.raises(ServiceError, match="1号"):
        undo_import(OPERATOR, store, 2, NOW)
    assert everything(store) == before
