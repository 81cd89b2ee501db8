"""Errands: a checklist for that kind of case only, checks that survive a new list, all told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from casework.request import RequestKind
from data.store import Store
from service.cases.errands import (
    MOST_STEPS,
    check_step,
    set_steps,
    steps_of,
    uncheck_step,
)
from service.errors import ServiceError
from tests.service.conftest import NOW
from tests.service.district import everything
from tests.service.matters import (
    COORDINATOR,
    LEADER,
    OTHER_PART,
    case_now,
    events_of,
    found_district,
    matter,
)

WORKER = Viewer("网格员", Role.WORKER, "D")
STEPS = ["取材料", "送街道窗口", "取证送上门"]


@pytest.fixture
def errand(store: Store) -> str:
    found_district(store)
    code = matter(store, "代办老年证", kind=RequestKind.AGENT_SERVICE)
    set_steps(WORKER, store, code, STEPS, NOW)
    return code


def test_the_steps_stand_in_their_order_and_none_is_done(store, errand) -> None:
    with store.read() as conn:
        steps = steps_of(conn, 1)
    assert [(step.position, step.text) for step in steps] == list(enumerate(STEPS, start=1))
    assert {step.done_at for step in steps} == {None}
    assert events_of(store, errand, "steps_set") == [{"step": STEPS}]


def test_a_step_is_done_by_somebody_and_can_be_taken_back(store, errand) -> None:
    later = NOW + timedelta(hours=1)
    steps = check_step(WORKER, store, errand, 2, "李代办", later)
    assert [(step.done_at, step.done_by) for step in steps] == [
        (None, None), (later, "李代办"), (None, None)
    ]  # fmt: skip
    with pytest.raises(ServiceError, match="李代办"):
        check_step(WORKER, store, errand, 2, "王代办", later)
    assert {step.done_by for step in uncheck_step(WORKER, store, errand, 2, later)} == {None}
    with pytest.raises(ServiceError, match="still to do"):
        uncheck_step(WORKER, store, errand, 2, later)
    told = {"position": 2, "step": "送街道窗口", "done_by": "李代办"}
    assert events_of(store, errand, "step_checked") == [told]
    assert events_of(store, errand, "step_unchecked") == [told]
    assert case_now(store, errand).version == 4


def test_a_new_list_keeps_the_checks_of_steps_that_stay_wherever_they_move(store, errand) -> None:
    check_step(WORKER, store, errand, 1, "李代办", NOW)
    check_step(WORKER, store, errand, 2, "李代办", NOW)
    steps = set_steps(WORKER, store, errand, ["电话告知", " 取材料 "], NOW)
    assert [(step.text, step.done_by) for step in steps] == [
        ("电话告知", None), ("取材料", "李代办")
    ]  # fmt: skip
    assert len(events_of(store, errand, "steps_set")) == 2
    assert set_steps(WORKER, store, errand, [], NOW) == ()


@pytest.mark.parametrize(
    "texts", [["a", " a"], ["a", " "], ["x" * 501], [str(i) for i in range(MOST_STEPS + 1)]]
)
def test_a_list_that_cannot_be_leaves_the_old_one(store, errand, texts) -> None:
    before = everything(store)
    with pytest.raises(ServiceError):
        set_steps(WORKER, store, errand, texts, NOW)
    assert everything(store) == before


@pytest.mark.parametrize("position", [0, 4, -1, 10**6])
def test_a_step_that_is_not_there_is_neither_checked_nor_taken_back(
    store, errand, position
) -> None:
    with pytest.raises(ServiceError, match="has no step"):
        check_step(WORKER, store, errand, position, "李", NOW)
    with pytest.raises(ServiceError, match="has no step"):
        uncheck_step(WORKER, store, errand, position, NOW)


@pytest.mark.parametrize("kind", [None, RequestKind.HELP])
def test_only_an_errand_has_steps(store, kind) -> None:
    found_district(store)
    code = matter(store, kind=kind)
    before = everything(store)
    with pytest.raises(ServiceError, match="only an errand"):
        set_steps(WORKER, store, code, STEPS, NOW)
    with pytest.raises(ServiceError, match="only an errand"):
        check_step(WORKER, store, code, 1, "李", NOW)
    assert everything(store) == before


def test_who_may_not_move_cases_or_does_not_see_the_case_changes_nothing(store, errand) -> None:
    before = everything(store)
    for viewer, refusal in ((LEADER, CaseworkError), (OTHER_PART, ServiceError)):
        for act in (
            lambda who: set_steps(who, store, errand, [], NOW),
            lambda who: check_step(who, store, errand, 1, "李", NOW),
            lambda who: uncheck_step(who, store, errand, 1, NOW),
        ):
            with pytest.raises(refusal):
                act(viewer)
    assert everything(store) == before


def test_hostile_steps_are_kept_as_they_are(store, errand) -> None:
    hostile = "<b onclick=x>{position}</b>'; --"
    (step,) = set_steps(COORDINATOR, store, errand, [hostile], NOW)
    assert step.text == hostile
    check_step(COORDINATOR, store, errand, 1, hostile, NOW)
    with pytest.raises(ServiceError, match="onclick"):
        check_step(COORDINATOR, store, errand, 1, hostile, NOW)
