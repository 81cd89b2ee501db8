"""Oversight: assignments, findings by area of work, the matrix, parts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.errors import CaseworkError
from casework.oversight import FindingState
from data.schema import org_units, oversight_findings
from data.settings_store import set_setting
from data.store import Store, bump
from service.errors import ServiceError
from service.oversight.duties import NewAssignment, assign, assignments_of, end_assignment
from service.oversight.findings import NewFinding, enter_finding, findings_of, rectify_finding
from service.oversight.matrix import Cell, oversight_matrix
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of
from tests.service.matters import COORDINATOR, LEADER, OTHER_PART, found_district

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)


@pytest.fixture
def town(store: Store) -> Store:
    found_district(store)
    with store.begin() as conn:
        for code, above in (("S1", "D"), ("S2", "D")):
            row = {"code": code, "name": f"街道{code}", "level": "street", "parent_code": above}
            conn.execute(org_units.insert().values(row))
        bump(conn, "grids")
    return store


def assigned(store: Store, unit: str = "S1", holder: str = "副区长", **said: object) -> int:
    facts = {"since": date(2026, 1, 1)} | said
    return assign(COORDINATOR, store, NewAssignment(holder, unit, **facts), NOW)


def found(store: Store, duty: int, area: str = "safety", **said: object) -> int:
    facts = {"found_on": TODAY - 20 * DAY, "text": "通道被占", "due_on": TODAY - DAY} | said
    return enter_finding(COORDINATOR, store, NewFinding(duty, area, **facts), NOW)


def test_a_finding_is_open_then_overdue_then_rectified(town) -> None:
    number = found(town, assigned(town))
    states = [findings_of(COORDINATOR, town, TODAY - n * DAY)["state"][0] for n in (1, 0)]
    assert states == [FindingState.OPEN, FindingState.OVERDUE]
    rectify_finding(COORDINATOR, town, number, TODAY, "已清理", NOW)
    row = findings_of(COORDINATOR, town, TODAY).iloc[0]
    assert (row["state"], row["rectified_on"], row["rectified_note"]) == (
        FindingState.RECTIFIED, TODAY, "已清理",
    )  # fmt: skip
    assert (row["area_name"], row["unit_name"], row["holder"]) == ("安全生产", "街道S1", "副区长")
    with pytest.raises(ServiceError, match="rectified already"):
        rectify_finding(COORDINATOR, town, number, TODAY, "再次", NOW)


def test_the_matrix_counts_what_the_list_holds(town) -> None:
    one, two = assigned(town), assigned(town, "S2")
    for duty, area in ((one, "safety"), (one, "safety"), (one, "flood"), (two, "safety")):
        found(town, duty, area)
    found(town, two, "flood", due_on=None)
    rectify_finding(COORDINATOR, town, 1, TODAY, "已清理", NOW)
    matrix = oversight_matrix(COORDINATOR, town, TODAY)
    assert matrix.of("S1", "safety") == Cell(2, 1, 1)
    assert matrix.of("S2", "flood") == Cell(1, 1, 0)
    assert matrix.of("S2", "councils") == Cell()
    rows = findings_of(COORDINATOR, town, TODAY)
    for unit in (*matrix.units, None):
        for area in (*matrix.areas, None):
            its = rows
            its = its if unit is None else its.loc[its["unit_code"] == unit]
            its = its if area is None else its.loc[its["area_key"] == area]
            is_open = [one is not FindingState.RECTIFIED for one in its["state"]]
            is_late = [one is FindingState.OVERDUE for one in its["state"]]
            assert matrix.of(unit, area) == Cell(len(its), sum(is_open), sum(is_late))
    assert list(matrix.areas)[:2] == ["requests", "visits"]
    assert len(matrix.areas) == 10


def test_what_was_found_in_an_area_that_is_off_the_list_stays_in_the_matrix(town) -> None:
    found(town, assigned(town))
    with town.begin() as conn:
        set_setting(conn, "oversight_areas", [{"key": "own", "name": "自定"}])
    matrix = oversight_matrix(COORDINATOR, town, TODAY)
    assert dict(matrix.areas) == {"own": "自定", "safety": "safety"}
    assert matrix.of().found == 1
    with pytest.raises(ServiceError, match="no area of work"):
        found(town, 1)
    found(town, 1, "own")


def test_only_the_days_asked_for_count(town) -> None:
    duty = assigned(town)
    found(town, duty, found_on=date(2026, 1, 31))
    found(town, duty, found_on=date(2026, 2, 1))
    assert oversight_matrix(COORDINATOR, town, TODAY, until=date(2026, 2, 1)).of().found == 1
    assert oversight_matrix(COORDINATOR, town, TODAY, date(2026, 2, 1)).of().found == 1
    assert oversight_matrix(COORDINATOR, town, TODAY).of().found == 2


def test_townships_without_an_office_are_told(town) -> None:
    assert oversight_matrix(COORDINATOR, town, TODAY).unassigned == ("S1", "S2")
    duty = assigned(town)
    assert oversight_matrix(COORDINATOR, town, TODAY).unassigned == ("S2",)
    end_assignment(COORDINATOR, town, duty, TODAY, NOW)
    assert oversight_matrix(COORDINATOR, town, TODAY).unassigned == ("S1", "S2")
    assert assignments_of(COORDINATOR, town, TODAY).empty
    assert len(assignments_of(COORDINATOR, town)) == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": " "}, "Nothing was said"),
        ({"found_on": TODAY + DAY, "due_on": None}, "lies ahead"),
        ({"found_on": date(2025, 12, 31)}, "not in force"),
        ({"due_on": TODAY - 21 * DAY}, "before it was found"),
        ({"area": "drainage"}, "no area of work"),
        ({"duty": 77}, "no assignment"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_and_nothing_kept(town, said, why) -> None:
    facts = {"duty": assigned(town)} | said
    before = everything(town)
    with pytest.raises(ServiceError, match=why):
        found(town, **facts)
    assert everything(town) == before


def test_a_rectification_lies_between_the_finding_and_today(town) -> None:
    number = found(town, assigned(town))
    for day in (TODAY + DAY, TODAY - 21 * DAY):
        with pytest.raises(ServiceError):
            rectify_finding(COORDINATOR, town, number, day, "已清理", NOW)
    with pytest.raises(ServiceError, match="no finding"):
        rectify_finding(COORDINATOR, town, 77, TODAY, "已清理", NOW)
    assert rows_of(town, oversight_findings)["rectified_on"].isna().all()


def test_an_office_is_assigned_once_at_a_time_and_only_to_townships(town) -> None:
    duty = assigned(town)
    for said in ({}, {"unit": "C1"}, {"unit": "S9"}, {"unit": "S2", "until": date(2026, 1, 1)}):
        with pytest.raises(ServiceError):
            assigned(town, **said)
    with pytest.raises(ServiceError):
        end_assignment(COORDINATOR, town, duty, date(2026, 1, 1), NOW)
    found(town, duty)
    with pytest.raises(ServiceError, match="was found"):
        end_assignment(COORDINATOR, town, duty, TODAY - 20 * DAY, NOW)
    end_assignment(COORDINATOR, town, duty, TODAY, NOW)
    assigned(town, since=TODAY)


def test_a_part_of_the_district_sees_and_keeps_nothing_outside_it(town) -> None:
    duty = assigned(town)
    number = found(town, duty)
    assert findings_of(OTHER_PART, town, TODAY).empty
    assert dict(oversight_matrix(OTHER_PART, town, TODAY).units) == {}
    for act in (
        lambda: rectify_finding(OTHER_PART, town, number, TODAY, "x", NOW),
        lambda: end_assignment(OTHER_PART, town, duty, TODAY, NOW),
        lambda: enter_finding(OTHER_PART, town, NewFinding(duty, "safety", TODAY, "x"), NOW),
        lambda: assign(OTHER_PART, town, NewAssignment("x", "S1", TODAY), NOW),
    ):
        with pytest.raises(ServiceError):
            act()


def test_a_leader_looks_and_keeps_nothing(town) -> None:
    duty = assigned(town)
    found(town, duty)
    assert oversight_matrix(LEADER, town, TODAY).of().found == 1
    for act in (
        lambda: assign(LEADER, town, NewAssignment("x", "S2", TODAY), NOW),
        lambda: enter_finding(LEADER, town, NewFinding(duty, "safety", TODAY, "x"), NOW),
        lambda: rectify_finding(LEADER, town, 1, TODAY, "x", NOW),
        lambda: end_assignment(LEADER, town, duty, TODAY, NOW),
    ):
        with pytest.raises(CaseworkError):
            act()
