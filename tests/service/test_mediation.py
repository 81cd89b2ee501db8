"""Mediation: for its categories only, one at a time, with an outcome."""

from __future__ import annotations

import pytest

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from data.rule_store import rules_of
from data.store import Store
from service.cases.mediation import (
    MEDIATION_TERMS,
    MediationOutcome,
    end_mediation,
    mediation_of,
    open_mediation,
)
from service.errors import ServiceError
from tests.service.conftest import NOW
from tests.service.district import everything
from tests.service.matters import LEADER, LITTER, OTHER_PART, events_of, found_district, matter

WORKER = Viewer("网格员", Role.WORKER, "D")
DISPUTE = "劳动争议调解"


@pytest.fixture
def dispute(store: Store) -> str:
    found_district(store)
    return matter(store, "拖欠工资", category=DISPUTE)


def mediated(store: Store):
    with store.read() as conn:
        return mediation_of(conn, 1)


@pytest.mark.parametrize("outcome", list(MediationOutcome))
def test_a_mediation_runs_until_it_ends_in_one_of_three_ways(store, dispute, outcome) -> None:
    assert mediated(store) is None
    open_mediation(WORKER, store, dispute, "老周", NOW)
    assert (mediated(store).mediator, mediated(store).outcome) == ("老周", None)
    end_mediation(WORKER, store, dispute, outcome, NOW)
    assert (mediated(store).outcome, mediated(store).ended_at) == (outcome, NOW)
    assert events_of(store, dispute, "mediation_opened") == [{"mediator": "老周"}]
    assert events_of(store, dispute, "mediation_ended") == [
        {"mediator": "老周", "outcome": outcome.value}
    ]


def test_every_kind_of_dispute_in_the_catalogue_is_for_mediation_by_number_and_name(store) -> None:
    found_district(store)
    with store.read() as conn:
        entries = [one for one in rules_of(conn).catalogue.entries if one.is_mediation]
    assert len(entries) >= 5
    for name in (entries[0].code, entries[0].name, *(one.code for one in entries[1:])):
        open_mediation(WORKER, store, matter(store, category=name), "老周", NOW)


@pytest.mark.parametrize("category", [None, LITTER, "没有这个类别", "<i>{known}</i>"])
def test_another_category_is_refused_with_those_that_are_for_mediation(store, category) -> None:
    found_district(store)
    code = matter(store, category=category)
    before = everything(store)
    with pytest.raises(ServiceError, match=DISPUTE):
        open_mediation(WORKER, store, code, "老周", NOW)
    assert everything(store) == before


def test_one_runs_at_a_time_and_another_may_follow(store, dispute) -> None:
    with pytest.raises(ServiceError, match="open one first"):
        end_mediation(WORKER, store, dispute, "agreed", NOW)
    open_mediation(WORKER, store, dispute, "老周", NOW)
    with pytest.raises(ServiceError, match="老周"):
        open_mediation(WORKER, store, dispute, "老吴", NOW)
    end_mediation(WORKER, store, dispute, "not_agreed", NOW)
    with pytest.raises(ServiceError, match="open one first"):
        end_mediation(WORKER, store, dispute, "agreed", NOW)
    open_mediation(WORKER, store, dispute, "老吴", NOW)
    assert (mediated(store).mediator, mediated(store).outcome) == ("老吴", None)
    assert len(events_of(store, dispute, "mediation_opened")) == 2


@pytest.mark.parametrize("outcome", ["", "yes", "AGREED", "agreed "])
def test_an_unknown_outcome_is_refused_with_those_there_are(store, dispute, outcome) -> None:
    open_mediation(WORKER, store, dispute, "老周", NOW)
    with pytest.raises(ServiceError, match="agreed, not_agreed, withdrawn"):
        end_mediation(WORKER, store, dispute, outcome, NOW)
    assert mediated(store).outcome is None


def test_who_may_not_move_cases_or_does_not_see_the_case_changes_nothing(store, dispute) -> None:
    before = everything(store)
    for viewer, refusal in ((LEADER, CaseworkError), (OTHER_PART, ServiceError)):
        with pytest.raises(refusal):
            open_mediation(viewer, store, dispute, "老周", NOW)
        with pytest.raises(refusal):
            end_mediation(viewer, store, dispute, "agreed", NOW)
    with pytest.raises(ServiceError):
        open_mediation(WORKER, store, dispute, "  ", NOW)
    assert everything(store) == before


def test_each_outcome_has_a_word() -> None:
    assert set(MEDIATION_TERMS) == set(MediationOutcome)
