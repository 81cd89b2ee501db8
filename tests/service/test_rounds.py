"""Rounds: what waits for a check, and how a check is recorded, put right and void."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.errors import CaseworkError
from casework.round_due import CheckResult
from data.schema import cases, round_checks
from data.store import Store
from service.errors import ServiceError
from service.rounds.checking import (
    NewCheck,
    RecordedCheck,
    record_check,
    rectify_check,
    void_check,
)
from service.rounds.due import points_due
from service.rounds.failed import check_record, failed_open
from service.rounds.layer import overdue_layer
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of
from tests.service.rounds_town import (
    COORDINATOR,
    DAY,
    LEADER,
    PART,
    TODAY,
    WORKER,
    keep_places,
)
from tests.service.units_town import found_units


@pytest.fixture
def town(store: Store) -> Store:
    found_units(store)
    keep_places(
        store,
        {"code": "R1", "grid_code": "G1"},
        {"code": "R2", "grid_code": "G2", "every_days": 1, "valid_from": TODAY - 2 * DAY},
        {"code": "R3", "grid_code": "G3", "valid_from": TODAY},
        {"code": "R4", "unit_code": "C4"},
        {"code": "R5", "grid_code": "G1", "valid_to": TODAY},
        {"code": "R6", "grid_code": "G1", "every_days": None},
        {"code": "S1", "grid_code": "G1", "used_for": "service"},
    )
    return store


def checked(store: Store, uid: str = "u1", **said: Any) -> RecordedCheck:
    said = {"place_code": "R1", "checked_on": TODAY, "result": "pass"} | said
    return record_check(WORKER, store, NewCheck(uid, **said), NOW)


def due(store: Store, on: date = TODAY, viewer: Any = COORDINATOR, **said: Any) -> dict[str, date]:
    found = points_due(viewer, store, on, **said)
    return dict(zip(found["place_code"], found["due_on"], strict=True))


def test_points_wait_since_the_first_due_day_without_a_check(town: Store) -> None:
    assert due(town) == {
        "R1": TODAY - 28 * DAY,
        "R4": TODAY - 28 * DAY,
        "R2": TODAY - 2 * DAY,
        "R3": TODAY,
    }
    found = points_due(COORDINATOR, town, TODAY).set_index("place_code")
    assert dict(found["is_overdue"]) == {"R1": True, "R4": True, "R2": True, "R3": False}


def test_a_checked_point_waits_no_more_until_its_next_due_day(town: Store) -> None:
    checked(town, checked_on=TODAY)
    assert "R1" not in due(town, TODAY + 6 * DAY)
    assert due(town, TODAY + 7 * DAY)["R1"] == TODAY + 7 * DAY


def test_a_worker_has_the_points_of_the_grids_he_answers_for(town: Store) -> None:
    assert set(due(town, worker_code="W1")) == {"R1"}
    assert set(due(town, worker_code="W3")) == {"R3"}


def test_a_viewer_sees_the_points_of_his_part_only(town: Store) -> None:
    assert set(due(town, viewer=PART)) == {"R1", "R2"}
    assert set(due(town, area="S2")) == {"R3", "R4"}
    with pytest.raises(ServiceError, match="outside"):
        due(town, viewer=PART, area="S2")


def test_a_check_counts_for_the_due_day_of_its_stretch(town: Store) -> None:
    kept = checked(town, checked_on=TODAY - 3 * DAY)
    assert kept.due_on == TODAY - 7 * DAY


def test_the_same_check_sent_again_adds_nothing(town: Store) -> None:
    first = checked(town, result="fail", note="满溢", case_text="垃圾满溢")
    before = everything(town)
    assert checked(town, result="fail", note="满溢", case_text="垃圾满溢") == first
    assert everything(town) == before


def test_a_note_becomes_a_case_in_the_same_step(town: Store) -> None:
    kept = checked(town, result="fail", case_text="垃圾满溢")
    case = rows_of(town, cases).iloc[0]
    assert (case["code"], case["summary"], case["grid_code"]) == (kept.case_code, "垃圾满溢", "G1")
    assert rows_of(town, round_checks)["note"].tolist() == ["垃圾满溢"]


def test_a_refused_check_leaves_no_case(town: Store) -> None:
    before = everything(town)
    with pytest.raises(ServiceError, match="request is empty"):
        checked(town, result="fail", note="x", case_text=" ")
    assert everything(town) == before


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"place_code": "R9"}, "no point R9"),
        ({"place_code": "S1"}, "no point S1"),
        ({"place_code": "R3"}, "no point R3"),
        ({"place_code": "R5"}, "no point R5"),
        ({"checked_on": TODAY + DAY}, "lies ahead"),
        ({"result": "so so"}, "pass or fail"),
        ({"result": "fail"}, "what was found"),
        ({"photo": "../x"}, "mark of a photograph"),
        ({"note": "长" * 501}, "501 characters"),
    ],
)
def test_an_impossible_check_is_refused(town: Store, said: dict[str, Any], sentence: str) -> None:
    before = everything(town)
    with pytest.raises(ServiceError, match=sentence):
        checked(town, **said)
    assert everything(town) == before


@pytest.mark.parametrize("uid", ["", "a b", "<script>", "x" * 81])
def test_a_mark_that_is_none_is_refused(town: Store, uid: str) -> None:
    with pytest.raises(ServiceError, match="cannot be used"):
        checked(town, uid)


def test_who_only_looks_checks_nothing(town: Store) -> None:
    with pytest.raises(CaseworkError, match="may not"):
        record_check(LEADER, town, NewCheck("u", "R1", TODAY, CheckResult.PASS), NOW)


def test_what_failed_is_put_right_once(town: Store) -> None:
    kept = checked(town, result="fail", note="满溢", checked_on=TODAY - DAY)
    rectify_check(COORDINATOR, town, kept.number, TODAY, NOW, " 已清运 ")
    row = rows_of(town, round_checks).iloc[0]
    assert (row["rectified_on"], row["rectified_note"]) == (TODAY, "已清运")
    with pytest.raises(ServiceError, match="already"):
        rectify_check(COORDINATOR, town, kept.number, TODAY, NOW)


@pytest.mark.parametrize(
    ("result", "on", "sentence"),
    [
        ("pass", TODAY, "Nothing is to be put right"),
        ("fail", TODAY - 2 * DAY, "lies before the check"),
        ("fail", TODAY + DAY, "lies ahead"),
    ],
)
def test_putting_right_is_refused_where_it_cannot_be(
    town: Store, result: str, on: date, sentence: str
) -> None:
    kept = checked(town, result=result, note="满溢", checked_on=TODAY - DAY)
    with pytest.raises(ServiceError, match=sentence):
        rectify_check(COORDINATOR, town, kept.number, on, NOW)


def test_a_void_check_leaves_its_point_waiting(town: Store) -> None:
    kept = checked(town)
    with pytest.raises(ServiceError, match="reason"):
        void_check(COORDINATOR, town, kept.number, " ", NOW)
    void_check(COORDINATOR, town, kept.number, "记错了点", NOW)
    assert "R1" in due(town)
    with pytest.raises(ServiceError, match="already"):
        void_check(COORDINATOR, town, kept.number, "又一次", NOW)
    with pytest.raises(ServiceError, match="Nothing is to be put right"):
        rectify_check(COORDINATOR, town, kept.number, TODAY, NOW)


def test_a_check_outside_the_part_is_not_touched(town: Store) -> None:
    kept = record_check(COORDINATOR, town, NewCheck("u", "R3", TODAY, "fail", "满溢"), NOW)
    for act in (
        lambda: rectify_check(PART, town, kept.number, TODAY, NOW),
        lambda: void_check(PART, town, kept.number, "x", NOW),
        lambda: record_check(PART, town, NewCheck("u", "R3", TODAY, "fail", "满溢"), NOW),
    ):
        with pytest.raises(ServiceError, match="There is no"):
            act()


def test_the_map_counts_overdue_points_per_grid(town: Store) -> None:
    layer = overdue_layer(COORDINATOR, town, TODAY)
    assert [None if value != value else int(value) for value in layer.values] == [1, 1, 0, None]
    assert layer.totals["unplaced"] == 1  # R4 belongs to a community and lies in no grid.
    checked(town)
    assert list(overdue_layer(COORDINATOR, town, TODAY).values[:2]) == [0, 1]


def test_the_map_of_a_part_shows_no_other(town: Store) -> None:
    layer = overdue_layer(PART, town, TODAY)
    assert layer.inside.tolist() == [True, True, False, False]
    assert [value == value for value in layer.values] == [True, True, False, False]
    with pytest.raises(ServiceError, match="outside"):
        overdue_layer(PART, town, TODAY, "S2")


def test_a_kept_check_is_told_with_who_wrote_it_down_only_by_itself(town: Store) -> None:
    kept = checked(town, result="fail", note="满溢", checked_on=TODAY - 2 * DAY)
    listed = failed_open(COORDINATOR, town, TODAY)
    assert list(listed[["number", "days", "note"]].iloc[0]) == [kept.number, 2, "满溢"]
    assert WORKER.name not in listed.to_csv()
    assert check_record(COORDINATOR, town, kept.number, TODAY)["entered_by"] == WORKER.name
    assert failed_open(COORDINATOR, town, TODAY, "S2").empty
    other = record_check(COORDINATOR, town, NewCheck("u3", "R3", TODAY, "fail", "满溢"), NOW)
    with pytest.raises(ServiceError, match="no check"):
        check_record(PART, town, other.number, TODAY)
    rectify_check(COORDINATOR, town, kept.number, TODAY - DAY, NOW)
    assert kept.number not in set(failed_open(COORDINATOR, town, TODAY)["number"])
    # As of the day before it was put right it still waited.
    assert kept.number in set(failed_open(COORDINATOR, town, TODAY - 2 * DAY)["number"])
