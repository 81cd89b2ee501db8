"""What a plan would move is what its order moves, case by case."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan
from casework.roster import Posting
from data.duty_store import load_postings
from data.rows import records
from data.schema import cases, workers
from data.store import Store
from service.errors import ServiceError
from service.plans.approving import approve_plan
from service.plans.conflict import PlanConflict
from service.plans.consequences import CASE_COLUMNS, PAIR_COLUMNS, consequences
from service.plans.facts import studio_facts
from tests.service.conftest import NOW
from tests.service.covered import (
    COORDINATOR,
    GRIDS,
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


@pytest.fixture
def covered(store):
    cover_district(store)
    lay_cases(store)
    lay_households(store)
    return store


def test_the_cases_listed_are_those_that_move_when_the_plan_is_approved(covered):
    with covered.begin() as conn:
        conn.execute(cases.update().where(cases.c.code == "G1-0").values(assigned_to="W3"))
        conn.execute(cases.update().where(cases.c.code == "G5-0").values(assigned_to="W9"))
    plan = plan_of(G1="W4", G2="W1", G4=None, G5="W4")
    listed = consequences(COORDINATOR, covered, plan, NOW).cases
    before = assigned(covered)
    paper = paper_of("1号", open_cases="hand_over")
    done = approve_plan(COORDINATOR, covered, plan, paper, NOW)
    after = assigned(covered)
    moved = {code: (before[code], after[code]) for code in before if before[code] != after[code]}
    ends = zip(listed["from"], listed["to"], strict=True)
    assert dict(zip(listed["code"], ends, strict=True)) == moved
    assert done.cases_handed_over == len(moved) == 5


def test_a_case_is_listed_with_what_a_coordinator_decides_by(covered):
    due = NOW + timedelta(days=2)
    with covered.begin() as conn:
        said = {"category": "垃圾", "summary": "楼道", "due_at": due}
        conn.execute(cases.update().where(cases.c.code == "G1-1").values(said))
        conn.execute(cases.update().where(cases.c.code == "G1-0").values(due_at=None))
    found = consequences(COORDINATOR, covered, plan_of(G1="W4"), NOW).cases
    assert tuple(found.columns) == CASE_COLUMNS
    assert list(found["code"]) == ["G1-1", "G1-0"]
    assert found.iloc[0].to_dict() == {
        "code": "G1-1", "category": "垃圾", "summary": "楼道", "status": "handling",
        "due_at": due, "grid_code": "G1", "grid_name": "第1网格", "from": "W1", "to": "W4",
    }  # fmt: skip


def test_households_and_visits_are_counted_for_each_two_workers(covered):
    plan = plan_of(G0="W4", G1="W4", G2=None, G5="W4")
    found = consequences(COORDINATOR, covered, plan, NOW)
    rule = studio_facts(COORDINATOR, covered, TODAY, NOW).rule
    # Three households a grid, two of them lived in.
    monthly = 2 * rule.visits_per_year / 12
    assert (found.households, found.visits_due) == (12, pytest.approx(4 * monthly))
    assert tuple(found.per_pair.columns) == PAIR_COLUMNS
    rows = [tuple(row) for row in found.per_pair.itertuples(index=False)]
    assert rows == [
        ("W1", "W4", 2, 6, pytest.approx(2 * monthly), 4),
        ("W2", None, 1, 3, pytest.approx(monthly), 0),
        (None, "W4", 1, 3, pytest.approx(monthly), 2),
    ]


def test_a_plan_that_changes_nothing_moves_nothing(covered):
    found = consequences(COORDINATOR, covered, plan_of(), NOW)
    assert (len(found.cases), found.households, found.visits_due) == (0, 0, 0)
    assert found.per_pair.empty and tuple(found.per_pair.columns) == PAIR_COLUMNS


def test_another_part_of_the_district_is_not_counted(covered):
    found = consequences(PART, covered, plan_of(G0="W4", G4="W4"), NOW)
    assert set(found.cases["grid_code"]) == {"G0"} and found.households == 3


def test_consequences_are_for_those_who_plan_and_of_grids_that_are_there(covered):
    for role in (Role.CLERK, Role.LEADER, Role.WORKER):
        with pytest.raises(CaseworkError):
            consequences(Viewer("x", role), covered, plan_of(G0="W4"), NOW)
    with pytest.raises(ServiceError, match="G77"):
        plan = CoveragePlan(TODAY, {"G77": Change(None, "W1")})
        consequences(COORDINATOR, covered, plan, NOW)


ORDERS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.dictionaries(
            st.sampled_from(GRIDS), st.sampled_from(["W1", "W2", "W3", "W4", None]), min_size=1
        ),
        st.sampled_from(["keep", "hand_over"]),
    ),
    min_size=1,
    max_size=6,
)
DAYS = [TODAY + timedelta(days=number) for number in range(-2, 16)]


def naive_holders(store: Store, day: date) -> dict[str, str | None]:
    """Return who has each grid on a day by the rows alone; more than one is an error."""
    with store.read() as conn:
        rows = records(load_postings(conn))
    found: dict[str, str | None] = {}
    for grid in GRIDS:
        here = [
            Posting(row["worker_code"], grid, "primary", row["since"], row["until"])
            for row in rows
            if row["grid_code"] == grid and row["duty"] == "primary"
        ]
        has = [one.worker_code for one in here if one.start <= day.toordinal() < one.end]
        assert len(has) <= 1, (grid, day, has)
        found[grid] = has[0] if has else None
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(orders=ORDERS)
def test_whatever_is_approved_each_grid_has_one_worker_or_none_and_the_past_stays(
    empty_database, tmp_path, orders
):
    # A path of its own each time: what is kept in memory is kept by the address of the database.
    path = Path(tempfile.mkdtemp(dir=tmp_path)) / "district.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    cover_district(store)
    lay_cases(store, 1)
    expected = {day: dict(HELD) for day in DAYS}
    for number, (ahead, wanted, open_cases) in enumerate(orders):
        now = NOW + timedelta(days=number)
        day = TODAY + timedelta(days=max(ahead, number))
        before = expected[day]
        changes = {g: Change(before[g], w) for g, w in wanted.items() if before[g] != w}
        paper = paper_of(f"{number}号", day, open_cases=open_cases)
        try:
            approve_plan(COORDINATOR, store, CoveragePlan(day, changes), paper, now)
        except PlanConflict as conflict:
            # Refused only for grids about which something is decided for that day or later.
            assert {line.why for line in conflict.lines} <= {"same_day", "later"}
            continue
        except ServiceError:
            assert not changes
            continue
        for later in DAYS:
            if later >= day:
                expected[later] |= {grid: one.after for grid, one in changes.items()}
        for one in DAYS:
            assert holders(store, one) == naive_holders(store, one) == expected[one]
    assert is_whole(store)
    store.engine.dispose()


def test_a_worker_who_leaves_makes_his_grids_vacant_to_the_roster_too(covered):
    with covered.begin() as conn:
        conn.execute(workers.update().where(workers.c.code == "W1").values(valid_to=TODAY))
    found = consequences(COORDINATOR, covered, CoveragePlan(TODAY, {"G0": Change(None, "W4")}), NOW)
    assert list(found.cases["from"]) == ["W1", "W1"]
