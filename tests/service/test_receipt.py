"""A receipt number tells the state and what comes next, to anybody who has it, and no more."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from casework.access import MAY, Action, Role, Viewer
from casework.case_status import CaseStatus
from casework.errors import CaseworkError
from casework.move import Move
from data.store import Store
from service.cases.merging import merge_cases
from service.receipt import _NEXT, Receipt, look_up_receipt
from tests.service.conftest import NOW
from tests.service.matters import (
    COORDINATOR,
    LITTER,
    OTHER_PART,
    case_now,
    close,
    found_district,
    go,
    matter,
)

COUNTER = Viewer("窗口", Role.WORKER, "C2")


@pytest.fixture
def town(store: Store) -> Store:
    found_district(store)
    return store


def ask(store: Store, number: str) -> Receipt:
    found = look_up_receipt(COUNTER, store, number, NOW)
    assert found is not None
    return found


def test_a_number_tells_state_dates_unit_and_next_step(town: Store) -> None:
    code = matter(town, category=LITTER)
    found = ask(town, code)
    case = case_now(town, code)
    assert (found.code, found.status) == (code, CaseStatus.REPORTED)
    assert (found.received_at, found.due_at, found.closed_at) == (NOW, case.due_at, None)
    assert found.unit == "环境卫生管理处"
    assert not found.is_late
    closed = close(town, code)
    assert (ask(town, code).status, ask(town, code).closed_at) == (
        CaseStatus.CLOSED,
        closed.closed_at,
    )


def test_the_answer_has_no_room_for_text_place_or_person(town: Store) -> None:
    assert {field.name for field in fields(Receipt)} == {
        "code", "status", "received_at", "due_at", "closed_at", "is_late", "unit", "next_step",
        "is_joined", "zone",
    }  # fmt: skip
    secret = "湖边小区王大爷家门口"
    code = matter(town, secret, address=secret, contact="13800000000", category=LITTER)
    go(town, code, (Move.ACCEPT, {"category": LITTER}), (Move.REJECT, {"reason": secret}))
    said = repr(ask(town, code))
    assert secret not in said
    assert "13800000000" not in said
    assert "员1" not in said


def test_every_state_has_a_next_step() -> None:
    assert set(_NEXT) == set(CaseStatus)


@pytest.mark.parametrize("number", ["", " ", "20260601-999999", "%", "' OR 1=1 --", "x" * 9000])
def test_an_unknown_number_is_answered_with_nothing(town: Store, number: str) -> None:
    matter(town)
    assert look_up_receipt(COUNTER, town, number, NOW) is None


def test_a_part_of_a_number_finds_nothing(town: Store) -> None:
    code = matter(town)
    assert look_up_receipt(COUNTER, town, code[:-1], NOW) is None
    assert look_up_receipt(COUNTER, town, code[:-1] + "%", NOW) is None


def test_blanks_and_full_width_signs_do_not_matter(town: Store) -> None:
    code = matter(town)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    assert ask(town, f"  {wide}\u3000").code == code


def test_whoever_has_the_number_may_ask_at_any_counter(town: Store) -> None:
    code = matter(town)
    assert look_up_receipt(OTHER_PART, town, code, NOW) == ask(town, code)


def test_a_merged_report_is_told_the_state_of_the_one_that_stands_for_it(town: Store) -> None:
    standing, other = matter(town, category=LITTER), matter(town, category=LITTER)
    versions = case_now(town, other).version, case_now(town, standing).version
    merge_cases(COORDINATOR, town, other, versions[0], standing, versions[1], NOW)
    close(town, standing)
    found = ask(town, other)
    assert (found.code, found.status, found.is_joined) == (other, CaseStatus.CLOSED, True)
    assert standing not in repr(found)
    assert not ask(town, standing).is_joined


def test_late_is_only_what_is_open_and_beyond_its_time(town: Store) -> None:
    code = matter(town, category=LITTER)
    due = case_now(town, code).due_at
    assert due is not None
    for moment, is_late in ((due, False), (due + timedelta(seconds=1), True)):
        found = look_up_receipt(COUNTER, town, code, moment)
        assert found is not None
        assert found.is_late is is_late


def test_only_who_may_look_up_receipts_is_answered(town: Store) -> None:
    code = matter(town)
    refused = [role for role in Role if Action.LOOK_UP_RECEIPT not in MAY[role]]
    assert refused == [Role.SYSTEM]
    for role in refused:
        with pytest.raises(CaseworkError):
            look_up_receipt(Viewer("x", role), town, code, NOW)
