"""Visits: written down once, with their case or not at all; lists and figures follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.request import Wish
from casework.visit import DayPart, Every, HomeState, PlanKind, Try, VisitResult, state_of
from data.schema import (
    case_contacts,
    cases,
    household_moves,
    households,
    leaves,
    visit_plans,
    visits,
    workers,
)
from data.store import Store, bump
from data.visit_arrays import PARTS, RESULTS, VisitArrays, visit_arrays
from service.errors import ServiceError
from service.visits.counting import Tries, count_states, that_count
from service.visits.coverage import visit_coverage
from service.visits.moving import move_in
from service.visits.plans import NewPlan, end_plan, plan_visits, plans_of
from service.visits.recording import record_visit, void_visit
from service.visits.states import home_states
from service.visits.to_do import to_do, to_do_counts
from service.visits.visit import NewVisit
from tests.service import six_grids
from tests.service.conftest import NOW
from tests.service.contacts import case_contacts_of
from tests.service.district import everything, rows_of

MET, NOT_HOME, DECLINED, MOVED = VisitResult
TODAY = six_grids.TODAY
WORKER = Viewer("员一", Role.WORKER, "D")
LEADER = Viewer("区领导", Role.LEADER)
AUDITOR = Viewer("审计", Role.AUDITOR)
OF_C1 = Viewer("甲", Role.COORDINATOR, "C1")
OF_C2 = Viewer("乙", Role.COORDINATOR, "C2")


@pytest.fixture
def town(store: Store) -> Store:
    return six_grids.found(store)


@pytest.fixture
def plan(town: Store) -> str:
    new = NewPlan("普遍走访", "每半年见一面", date(2026, 1, 1), every=Every.HALF_YEAR)
    return plan_visits(OPERATOR, town, new, NOW).code


def told(uid: str, home: str = "G00-0", result: VisitResult = MET, **more) -> NewVisit:
    said = {"visited_on": TODAY, "day_part": DayPart.MORNING} | more
    return NewVisit(uid, home, "W1", result=result, **said)


def record(store: Store, uid: str, *words, viewer: Viewer = OPERATOR, **more):
    return record_visit(viewer, store, told(uid, *words, **more), NOW)


def state(store: Store, plan: str, home: str, on: date = TODAY) -> str:
    found = home_states(OPERATOR, store, plan, on)
    with store.read() as conn:
        number = conn.scalar(sa.select(households.c.id).where(households.c.code == home))
    at = found.homes.rows_of(np.array([number]))[0]
    return HomeState(found.state[at]).name


def waiting(store: Store, plan: str, **more) -> set[str]:
    return set(to_do(OPERATOR, store, plan, TODAY, **more).frame["code"])


# Written down once


def test_the_same_visit_sent_again_gets_the_same_answer_and_adds_nothing(town, plan) -> None:
    first = record(town, "u1", case_text="路灯坏了", needs=(Wish.WORK,), has_consent=True)
    before = everything(town)
    again = record(town, "u1", case_text="路灯坏了", needs=(Wish.WORK,), has_consent=True)
    assert (first, first.is_new, again.is_new) == (again, True, False)
    assert everything(town) == before


def test_a_mark_that_belongs_to_another_visit_is_refused(town) -> None:
    record(town, "u1")
    for other in (told("u1", "G00-1"), told("u1", result=NOT_HOME)):
        with pytest.raises(ServiceError, match="belongs to another visit"):
            record_visit(OPERATOR, town, other, NOW)


def test_the_note_becomes_a_case_at_the_household_in_one_step(town) -> None:
    made = record(town, "u1", case_text="  楼道灯不亮  ", category="lamp")
    found = rows_of(town, cases)
    case = found.loc[found["code"] == made.case_code].iloc[0]
    home = rows_of(town, households).query("code == 'G00-0'").iloc[0]
    assert (case["summary"], case["channel"], case["category"]) == (
        "楼道灯不亮", "home_visit", "lamp",
    )  # fmt: skip
    assert (case["lon"], case["lat"], case["address"]) == (home["lon"], home["lat"], "G00-0号")
    assert (case["grid_code"], case["assigned_to"]) == ("G00", "W1")
    assert rows_of(town, visits)["case_id"].tolist() == [case["id"]]


def test_a_case_that_cannot_be_made_leaves_no_visit_behind(town) -> None:
    before = everything(town)
    with pytest.raises(ServiceError, match="empty"):
        record(town, "u1", case_text="   ")
    assert everything(town) == before


def test_a_visit_that_cannot_be_kept_leaves_no_case_behind(town) -> None:
    before = everything(town)
    with pytest.raises(ServiceError, match="no campaign"):
        record(town, "u1", case_text="路灯坏了", campaigns=("NONE",))
    assert everything(town) == before


def test_a_contact_goes_with_the_case_only_where_the_household_has_agreed(town) -> None:
    contact = {"contact": "13800000000"}
    for code, consent in (("G00-0", True), ("G00-1", False)):
        is_it = households.c.code == code
        said = households.update().where(is_it).values(contact | {"has_contact_consent": consent})
        six_grids.change(town, "households", said)
        record(town, code, code, case_text="求助")
    assert rows_of(town, case_contacts)["consent"].tolist() == ["household"]
    assert list(case_contacts_of(town).values()) == ["13800000000"]


def test_needs_are_kept_with_consent_only(town) -> None:
    with pytest.raises(ServiceError, match="consent"):
        record(town, "u1", needs=(Wish.WORK,))
    made = record(town, "u2", needs=(Wish.WORK, Wish.WORK, Wish.HOUSING), has_consent=True)
    assert made.needs == (Wish.WORK, Wish.HOUSING)
    assert rows_of(town, visits)["needs"].tolist() == [["work", "housing"]]


def test_a_case_of_a_visit_sent_in_later_begins_when_it_was_told(town) -> None:
    day = TODAY - timedelta(days=3)
    record(town, "u1", visited_on=day, day_part=DayPart.AFTERNOON, case_text="求助")
    with town.read() as conn:
        at = conn.scalar(sa.select(cases.c.reported_at).where(cases.c.channel == "home_visit"))
    assert at.isoformat() == "2026-05-29T10:00:00+00:00"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"visited_on": TODAY + timedelta(days=1)}, "cannot be the day"),
        ({"visited_on": date(1900, 1, 1)}, "cannot be the day"),
        ({"photo": "0" * 64}, "not kept yet"),
        ({"note": "字" * 501}, "501 characters"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(town, more, words) -> None:
    before = everything(town)
    with pytest.raises(ServiceError, match=words):
        record(town, "u1", **more)
    with pytest.raises(ServiceError, match="no worker"):
        record_visit(OPERATOR, town, replace(told("u1"), worker_code="W9"), NOW)
    with pytest.raises(ServiceError, match="Nothing was said"):
        record(town, " \u200b ")
    assert everything(town) == before


def test_hostile_text_is_kept_as_it_is(town) -> None:
    hostile = "<script>alert(1)</script>'); DROP TABLE visits;--"
    made = record(town, hostile, note=hostile)
    assert (made.uid, made.note) == (hostile, hostile)
    assert len(rows_of(town, visits)) == 1


# Who may


def test_who_may_not_is_refused(town, plan) -> None:
    with pytest.raises(CaseworkError):
        record(town, "u1", viewer=LEADER)
    with pytest.raises(CaseworkError):
        void_visit(AUDITOR, town, "u1", "错", NOW)
    with pytest.raises(CaseworkError):
        move_in(LEADER, town, "G00-4", TODAY, NOW)
    with pytest.raises(CaseworkError):
        plan_visits(WORKER, town, NewPlan("a", "b", TODAY, every=Every.YEAR), NOW)
    with pytest.raises(CaseworkError):
        end_plan(WORKER, town, plan, TODAY, NOW)
    for one in (LEADER, AUDITOR):
        with pytest.raises(CaseworkError):
            to_do(one, town, plan, TODAY)
        with pytest.raises(CaseworkError):
            home_states(one, town, plan, TODAY)
        assert visit_coverage(one, town, plan, TODAY)["occupied"].sum() == 20
    with pytest.raises(CaseworkError):
        to_do_counts(WORKER, town, plan, TODAY)


def test_a_part_of_the_district_sees_and_changes_its_own_only(town, plan) -> None:
    assert set(to_do(OF_C1, town, plan, TODAY).frame["grid_code"]) == {"G00", "G01", "G10", "G11"}
    assert visit_coverage(OF_C2, town, plan, TODAY)["code"].tolist() == ["G20", "G21"]
    before = everything(town)
    with pytest.raises(ServiceError, match="no household G00-0"):
        record(town, "u1", viewer=OF_C2)
    with pytest.raises(ServiceError, match="no household G00-4"):
        move_in(OF_C2, town, "G00-4", TODAY, NOW)
    with pytest.raises(ServiceError, match="more than C1"):
        end_plan(OF_C1, town, plan, TODAY, NOW)
    with pytest.raises(ServiceError, match="no unit or grid C2"):
        plan_visits(
            OF_C1, town, NewPlan("a", "b", TODAY, every=Every.YEAR, area_codes=("C2",)), NOW
        )
    assert everything(town) == before
    own = plan_visits(OF_C1, town, NewPlan("a", "b", TODAY, every=Every.YEAR), NOW)
    assert own.area_codes == ("C1",)
    assert [one.code for one in plans_of(OF_C2, town)] == [plan]
    with pytest.raises(ServiceError, match="no plan"):
        visit_coverage(OF_C2, town, own.code, TODAY)
    record(town, "u2")
    with pytest.raises(ServiceError, match="no visit u2"):
        void_visit(OF_C2, town, "u2", "错", NOW)


# Who lives there


def test_moved_takes_the_home_off_every_list_until_somebody_moves_in(town, plan) -> None:
    assert "G00-0" in waiting(town, plan)
    record(town, "u1", "G00-0", MOVED)
    assert state(town, plan, "G00-0") == "VACANT"
    assert "G00-0" not in waiting(town, plan)
    assert move_in(OPERATOR, town, "G00-0", TODAY, NOW)
    assert not move_in(OPERATOR, town, "G00-0", TODAY, NOW)
    assert state(town, plan, "G00-0") == "TO_DO"


def test_a_visit_to_those_who_left_does_not_count_for_those_who_came(town, plan) -> None:
    record(town, "u1", visited_on=TODAY - timedelta(days=9))
    record(town, "u2", result=MOVED, visited_on=TODAY - timedelta(days=5))
    move_in(OPERATOR, town, "G00-0", TODAY - timedelta(days=2), NOW)
    assert state(town, plan, "G00-0") == "TO_DO"
    assert state(town, plan, "G00-0", TODAY - timedelta(days=6)) == "MET"
    assert state(town, plan, "G00-0", TODAY - timedelta(days=4)) == "VACANT"


def test_a_void_move_makes_the_home_lived_in_again(town, plan) -> None:
    record(town, "u1", result=MOVED)
    assert void_visit(OPERATOR, town, "u1", "看错门牌", NOW).is_void
    assert state(town, plan, "G00-0") == "TO_DO"
    assert rows_of(town, household_moves).empty
    with pytest.raises(ServiceError, match="is void since"):
        void_visit(OPERATOR, town, "u1", "again", NOW)
    with pytest.raises(ServiceError, match="no visit"):
        void_visit(OPERATOR, town, "u9", "none", NOW)


def test_of_two_who_found_it_empty_one_is_enough(town, plan) -> None:
    record(town, "u1", result=MOVED, visited_on=TODAY - timedelta(days=2))
    record(town, "u2", result=MOVED)
    void_visit(OPERATOR, town, "u1", "错", NOW)
    assert state(town, plan, "G00-0") == "VACANT"
    assert state(town, plan, "G00-0", TODAY - timedelta(days=1)) == "TO_DO"
    void_visit(OPERATOR, town, "u2", "错", NOW)
    assert state(town, plan, "G00-0") == "TO_DO"


def test_whoever_is_met_in_an_empty_home_lives_there_until_that_is_withdrawn(town, plan) -> None:
    assert state(town, plan, "G00-4") == "VACANT"
    record(town, "u1", "G00-4", NOT_HOME)
    assert state(town, plan, "G00-4") == "VACANT"
    record(town, "u2", "G00-4")
    assert state(town, plan, "G00-4") == "MET"
    void_visit(OPERATOR, town, "u2", "错", NOW)
    assert state(town, plan, "G00-4") == "VACANT"


def test_a_void_visit_counts_nowhere_and_is_kept_with_its_reason(town, plan) -> None:
    record(town, "u1", case_text="求助")
    void_visit(OPERATOR, town, "u1", "记错了", NOW)
    assert state(town, plan, "G00-0") == "TO_DO"
    kept = rows_of(town, visits).iloc[0]
    assert (kept["void_reason"], kept["voided_on"]) == ("记错了", TODAY)
    assert record(town, "u1").is_void


# Lists and figures


def test_a_list_is_that_of_whoever_answers_for_the_grid_on_the_day(town, plan) -> None:
    # W2 is on leave: W1 covers G10, nobody covers G11; G21 has a backup who is on leave.
    assert _counts(town, plan, TODAY) == {
        ("worker", "W1"): 10, ("worker", "W3"): 8, ("nobody", None): 2,
    }  # fmt: skip
    later = TODAY + timedelta(days=10)
    assert _counts(town, plan, later) == {
        ("worker", "W1"): 6, ("worker", "W2"): 6, ("worker", "W3"): 8,
    }  # fmt: skip


def _counts(store: Store, plan: str, on: date) -> dict[tuple[str, str | None], int]:
    told = to_do_counts(OPERATOR, store, plan, on)
    return {
        (row["owner"], row["worker_code"]): row["waiting"]
        for row in told.to_dict("records")
        if row["waiting"]
    }


def test_a_home_in_no_grid_has_its_own_list_and_row(town, plan) -> None:
    lost = households.update().where(households.c.code == "G20-0").values(grid_code=None)
    six_grids.change(town, "households", lost)
    assert waiting(town, plan, owner="no_grid") == {"G20-0"}
    for by in ("grid", "community", "street", "county"):
        frame = visit_coverage(OPERATOR, town, plan, TODAY, by)
        assert frame["occupied"].sum() == 20
        assert frame["code"].iloc[-1] is None and frame["occupied"].iloc[-1] == 1
    assert "G20-0" not in set(to_do(OF_C2, town, plan, TODAY).frame["code"])


def test_coverage_is_met_of_those_lived_in_never_of_those_done(town, plan) -> None:
    record(town, "u1", "G00-0")
    record(town, "u2", "G00-1", DECLINED)
    record(town, "u3", "G00-2", NOT_HOME)
    row = visit_coverage(OPERATOR, town, plan, TODAY, area="G00").iloc[0].to_dict()
    assert {name: row[name] for name in ("occupied", "met", "declined", "not_home", "to_do")} == {
        "occupied": 4, "met": 1, "declined": 1, "not_home": 1, "to_do": 1,
    }  # fmt: skip
    assert row["coverage"] == 0.25
    empty = visit_coverage(OPERATOR, town, plan, TODAY, area="G21")
    assert np.isnan(empty["coverage"].iloc[0])


def test_a_new_turn_begins_anew(town, plan) -> None:
    record(town, "u1", visited_on=date(2026, 1, 5))
    assert state(town, plan, "G00-0") == "MET"
    assert state(town, plan, "G00-0", date(2026, 7, 1)) == "TO_DO"
    assert state(town, plan, "G00-0", date(2026, 1, 4)) == "TO_DO"


def test_a_campaign_counts_only_the_visits_made_for_it(town, plan) -> None:
    new = NewPlan("专项", "问需", TODAY, TODAY + timedelta(days=5), PlanKind.CAMPAIGN,
                  area_codes=("C1",))  # fmt: skip
    campaign = plan_visits(OPERATOR, town, new, NOW).code
    record(town, "u1", "G00-0")
    record(town, "u2", "G00-1", campaigns=(campaign,))
    assert state(town, campaign, "G00-0") == "TO_DO"
    assert state(town, campaign, "G00-1") == state(town, plan, "G00-1") == "MET"
    assert {code[:3] for code in waiting(town, campaign)} == {"G00", "G01", "G10", "G11"}
    both = to_do(OPERATOR, town, None, TODAY).frame.set_index("code")
    assert both.loc["G00-0", "plans"] == (campaign,)
    assert both.loc["G00-2", "plans"] == (campaign, plan)
    assert both.loc["G00-2", "plan"] == campaign and both.loc["G20-0", "plan"] == plan
    # Its turn ends soon: those who wait for it come first.
    is_first = (both["plan"] == campaign).tolist()
    assert is_first == sorted(is_first, reverse=True)


def test_whoever_moved_in_is_new_to_a_campaign_whatever_visit_found_the_others_gone(town) -> None:
    new = NewPlan("专项", "问需", date(2026, 5, 1), TODAY + timedelta(days=5), PlanKind.CAMPAIGN)
    campaign = plan_visits(OPERATOR, town, new, NOW).code
    record(town, "u1", campaigns=(campaign,), visited_on=TODAY - timedelta(days=9))
    record(town, "u2", result=MOVED, visited_on=TODAY - timedelta(days=5))
    move_in(OPERATOR, town, "G00-0", TODAY - timedelta(days=2), NOW)
    assert state(town, campaign, "G00-0") == "TO_DO"


def test_an_ended_plan_asks_for_nobody_and_its_past_stays(town, plan) -> None:
    record(town, "u1", visited_on=TODAY - timedelta(days=1))
    ended = end_plan(OPERATOR, town, plan, TODAY, NOW)
    assert (ended.ended_on, ended.version) == (TODAY, 2)
    assert waiting(town, plan) == set() == waiting(town, None)
    before = visit_coverage(OPERATOR, town, plan, TODAY - timedelta(days=1), "county")
    assert before["met"].tolist() == [1]
    with pytest.raises(ServiceError, match="already"):
        end_plan(OPERATOR, town, plan, TODAY + timedelta(days=3), NOW)
    with pytest.raises(ServiceError, match="is over"):
        end_plan(OPERATOR, town, plan, TODAY - timedelta(days=1), NOW)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (NewPlan("", "b", TODAY, every=Every.YEAR), "name of the plan"),
        (NewPlan("a", " ", TODAY, every=Every.YEAR), "purpose"),
        (NewPlan("a", "b", TODAY, TODAY, every=Every.YEAR), "before it begins"),
        (NewPlan("a", "b", TODAY), "until when"),
        (NewPlan("a", "b", TODAY, kind=PlanKind.CAMPAIGN, every=Every.YEAR), "until when"),
        (NewPlan("a", "b", TODAY, every=Every.YEAR, area_codes=("X",)), "no unit or grid X"),
        (NewPlan("a", "b", TODAY, every=Every.YEAR, question="?", options=("是",)), "two answers"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(town, new, words) -> None:
    with pytest.raises(ServiceError, match=words):
        plan_visits(OPERATOR, town, new, NOW)
    assert rows_of(town, visit_plans).empty


def test_not_home_comes_back_with_another_part_of_the_day_and_why(town, plan) -> None:
    record(town, "u1", "G00-0", NOT_HOME)
    record(town, "u2", "G00-0", NOT_HOME, day_part=DayPart.AFTERNOON)
    line = to_do(OPERATOR, town, plan, TODAY, "W1").frame.set_index("code").loc["G00-0"]
    assert (line["state"], line["tries"], line["next_part"]) == ("not_home", 2, "evening")
    assert "morning, afternoon" in str(line["next_reason"])
    others = to_do(OPERATOR, town, plan, TODAY).frame.set_index("code").drop("G00-0")
    assert others["next_part"].isna().all()


def test_a_list_is_walked_by_house_number_or_by_distance(town, plan) -> None:
    for number, code in ((10, "G00-0"), (2, "G00-1"), (9, "G00-2"), (1, "G00-3")):
        is_it = households.c.code == code
        said = households.update().where(is_it).values(address=f"幸福路{number}号")
        six_grids.change(town, "households", said)
    by_number = to_do(OPERATOR, town, plan, TODAY, "W1").frame["address"].tolist()
    at = [by_number.index(f"幸福路{number}号") for number in (1, 2, 9, 10)]
    assert at == sorted(at)
    near = to_do(OPERATOR, town, plan, TODAY, near=six_grids.middle("G20"), limit=5)
    assert set(near.frame["grid_code"]) == {"G20"} and near.total == 20
    assert near.frame["distance_m"].is_monotonic_increasing
    far = near.frame["distance_m"].iloc[-1]
    assert 100 < far < 300  # 0.002 by 0.001 degrees at 30 N: 222 m


def test_asking_again_after_one_visit_reads_one_visit(town, plan, monkeypatch) -> None:
    record(town, "u1")
    assert state(town, plan, "G00-0") == "MET"
    read = []
    original = visit_arrays

    def watched(conn, before: VisitArrays | None = None) -> VisitArrays:
        read.append(0 if before is None else before.last_id)
        return original(conn, before)

    monkeypatch.setattr("service.visits.memory.visit_arrays", watched)
    record(town, "u2", "G00-1")
    assert state(town, plan, "G00-1") == "MET"
    state(town, plan, "G00-1")
    assert read == [1]


# All households at once


KINDS = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(0, 6), st.sampled_from(DayPart), st.sampled_from(VisitResult)
    ),
    max_size=25,
)


@given(KINDS, st.lists(st.booleans(), min_size=5, max_size=5),
       st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=5, max_size=5))  # fmt: skip
def test_all_households_at_once_are_counted_as_one_by_one(said, lived_in, since) -> None:
    order = sorted(said, key=lambda one: (one[1], PARTS.index(one[2])))
    days = np.array([TODAY + timedelta(days=day) for _, day, _, _ in order], "datetime64[D]")
    tries = Tries(
        np.array([home for home, *_ in order], dtype=np.int64),
        days,
        np.array([PARTS.index(part) for _, _, part, _ in order], dtype=np.int8),
        np.array([RESULTS.index(result) for *_, result in order], dtype=np.int8),
    )
    came = [None if day is None else TODAY + timedelta(days=day) for day in since]
    began = np.array([day or date(1, 1, 1) for day in came], dtype="datetime64[D]")
    found, number = count_states(that_count(tries, began), np.array(lived_in))
    for home in range(5):
        own = [
            Try(TODAY + timedelta(days=day), part, result)
            for at, day, part, result in order
            if at == home
        ]
        assert found[home] == state_of(lived_in[home], own, came[home])
    assert number.sum() <= len(order)


@settings(max_examples=20)
@given(st.lists(st.tuples(KINDS, st.lists(st.integers(0, 30), max_size=3)), max_size=4))
def test_what_is_read_in_portions_is_what_is_read_at_once(tmp_path_factory, portions) -> None:
    store = _bare(tmp_path_factory)
    known: VisitArrays | None = None
    for number, (said, void) in enumerate(portions):
        with store.begin() as conn:
            for at, (home, day, part, result) in enumerate(said):
                conn.execute(visits.insert().values(
                    uid=f"{number}-{at}", household_id=home + 1, worker_code="W",
                    visited_on=TODAY + timedelta(days=day), day_part=part.value,
                    result=result.value, entered_by="x", entered_on=TODAY,
                ))  # fmt: skip
            is_void = visits.c.id.in_(void)
            conn.execute(visits.update().where(is_void).values(voided_on=TODAY))
        with store.read() as conn:
            known, whole = visit_arrays(conn, known), visit_arrays(conn)
        for name in ("ids", "household_ids", "days", "parts", "results"):
            assert getattr(known, name).tolist() == getattr(whole, name).tolist()
        assert known.last_id == whole.last_id
        keys = list(zip(whole.days.tolist(), whole.parts.tolist(), whole.ids.tolist(), strict=True))
        assert keys == sorted(keys)
    store.engine.dispose()


def _bare(folders: pytest.TempPathFactory) -> Store:
    store = Store(str(folders.mktemp("bare") / "bare.db"))
    needed = ("workers", "households", "visits", "imports", "cases")
    visits.metadata.create_all(
        store.engine, [visits.metadata.tables[name] for name in needed], checkfirst=False
    )
    with store.begin() as conn:
        conn.execute(workers.insert().values(code="W", name="员"))
        conn.execute(households.insert(), [
            {"code": f"H{n}", "address": "路", "lon": 1.0, "lat": 1.0, "tile16": 0}
            for n in range(5)
        ])  # fmt: skip
    return store


def test_a_database_made_anew_is_not_taken_for_the_old_one(town) -> None:
    record(town, "u1")
    with town.read() as conn:
        known = visit_arrays(conn)
    with town.begin() as conn:
        conn.execute(visits.delete())
        conn.execute(visits.insert().values(
            uid="other", household_id=2, worker_code="W1", visited_on=TODAY, day_part="evening",
            result="declined", entered_by="x", entered_on=TODAY,
        ))  # fmt: skip
        bump(conn, "visits")
    with town.read() as conn:
        assert visit_arrays(conn, known).household_ids.tolist() == [2]


def test_leave_of_today_moves_the_list_and_no_household(town, plan) -> None:
    before = waiting(town, plan)
    away = leaves.insert().values(worker_code="W3", since=TODAY, until=TODAY + timedelta(days=1))
    six_grids.change(town, "duty", away)
    assert waiting(town, plan) == before
    assert waiting(town, plan, worker_code="W3") == set()
    assert len(waiting(town, plan, owner="nobody")) == 10
