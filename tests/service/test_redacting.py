"""Contacts people wrote into what they ask for: read by those who handle it, by nobody else."""

from __future__ import annotations

import dataclasses

import pytest

from casework.access import Role, Viewer
from data.store import Store
from service.case_query import CaseQuery
from service.casebook import case_record, list_cases
from service.cases.drafting import NewCase
from service.cases.duplicates import duplicate_pairs
from service.cases.foreseeing import foresee_case
from service.cases.handing import tell_progress
from service.redacting import redact
from service.sheet import sheet_html
from tests.service.conftest import NOW
from tests.service.matters import COORDINATOR, HERE, LEADER, LITTER, found_district, matter

NUMBER = "13912345678"
SAID = f"楼下垃圾没人清, 打我电话{NUMBER}"
OTHERS = [role for role in Role if role not in (Role.COORDINATOR, Role.WORKER, Role.SYSTEM)]


@pytest.fixture
def spoken(store: Store) -> str:
    found_district(store)
    place = {"category": LITTER, "address": f"清平路1号 {NUMBER}"}
    code = matter(store, SAID, **place)
    matter(store, SAID, **place)
    return code


@pytest.mark.parametrize("role", OTHERS)
def test_a_number_in_a_text_is_told_only_to_those_who_handle_cases(
    store: Store, spoken: str, role: Role
) -> None:
    viewer = Viewer("某人", role)
    told = repr(dataclasses.asdict(case_record(viewer, store, spoken, NOW)))
    assert "楼下垃圾没人清" in told and NUMBER not in told
    page = list_cases(viewer, store, CaseQuery(), NOW).rows
    assert "楼下垃圾没人清" in page.to_csv() and NUMBER not in page.to_csv()
    pairs = duplicate_pairs(viewer, store, NOW).to_csv()
    assert "楼下垃圾没人清" in pairs and NUMBER not in pairs
    assert NUMBER not in str(sheet_html(viewer, store, spoken, NOW, "zh"))


def test_whoever_handles_the_case_reads_what_was_said(store: Store, spoken: str) -> None:
    tell_progress(COORDINATOR, store, spoken, 1, f"已回电{NUMBER}", NOW)
    assert repr(case_record(COORDINATOR, store, spoken, NOW)).count(NUMBER) >= 3
    assert NUMBER not in repr(case_record(LEADER, store, spoken, NOW))
    assert NUMBER in list_cases(COORDINATOR, store, CaseQuery(), NOW).rows.to_csv()


def test_a_clerk_is_offered_the_like_without_contacts(store: Store, spoken: str) -> None:
    new = NewCase("楼下垃圾没人清", category=LITTER, lon=HERE[0], lat=HERE[1])
    for role, is_told in ((Role.CLERK, False), (Role.COORDINATOR, True)):
        found = foresee_case(Viewer("x", role), store, new, NOW).duplicates
        assert found and (NUMBER in repr(found)) is is_told


def test_codes_days_and_numbers_stay_as_they_are() -> None:
    kept = {"case": "20261101-000123", "at": ("2026-11-01", 13912345678), "none": None}
    assert redact(LEADER, kept) == kept
