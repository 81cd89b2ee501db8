"""Referrals: a record of the case, with days that can be, and never anything about a person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from data.schema import referrals
from data.store import Store
from service.cases.referrals import (
    REFERRAL_TERMS,
    ReferralOutcome,
    end_referral,
    refer,
    referrals_of,
)
from service.errors import ServiceError
from tests.service.district import everything
from tests.service.matters import LEADER, OTHER_PART, events_of, found_district, matter

WORKER = Viewer("网格员", Role.WORKER, "D")
REPORTED, TODAY = date(2026, 6, 1), date(2026, 6, 11)
LATER = datetime(2026, 6, 11, 4, tzinfo=UTC)


@pytest.fixture
def case(store: Store) -> str:
    found_district(store)
    return matter(store, "家中困难")


def known(store: Store):
    with store.read() as conn:
        return referrals_of(conn, 1)


def test_a_referral_waits_until_the_programme_answers(store, case) -> None:
    number = refer(WORKER, store, case, "临时救助", date(2026, 6, 3), LATER)
    assert [(one.programme, one.outcome) for one in known(store)] == [("临时救助", None)]
    end_referral(WORKER, store, case, number, "granted", TODAY, LATER)
    (one,) = known(store)
    assert (one.id, one.outcome, one.outcome_on) == (number, "granted", TODAY)
    assert events_of(store, case, "referral_made") == [
        {"programme": "临时救助", "referred_on": "2026-06-03"}
    ]
    assert events_of(store, case, "referral_ended") == [
        {"programme": "临时救助", "outcome": "granted", "outcome_on": "2026-06-11"}
    ]


def test_a_programme_is_asked_again_only_after_it_has_answered(store, case) -> None:
    number = refer(WORKER, store, case, "临时救助", REPORTED, LATER)
    refer(WORKER, store, case, "助学", REPORTED, LATER)
    with pytest.raises(ServiceError, match="临时救助"):
        refer(WORKER, store, case, " 临时救助 ", REPORTED, LATER)
    end_referral(WORKER, store, case, number, "declined", TODAY, LATER)
    refer(WORKER, store, case, "临时救助", TODAY, LATER)
    assert len(known(store)) == 3


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 6, 12)])
def test_a_day_before_the_report_or_after_today_is_refused(store, case, day) -> None:
    with pytest.raises(ServiceError, match="2026-06-01"):
        refer(WORKER, store, case, "临时救助", day, LATER)
    number = refer(WORKER, store, case, "临时救助", date(2026, 6, 2), LATER)
    with pytest.raises(ServiceError, match="2026-06-02"):
        end_referral(WORKER, store, case, number, "granted", day, LATER)
    assert known(store)[0].outcome is None


def test_today_is_the_office_s_day(store, case) -> None:
    # 16:00 UTC is midnight in Shanghai.
    evening = datetime(2026, 6, 11, 15, 59, tzinfo=UTC)
    with pytest.raises(ServiceError):
        refer(WORKER, store, case, "助学", date(2026, 6, 12), evening)
    refer(WORKER, store, case, "助学", date(2026, 6, 12), datetime(2026, 6, 11, 16, tzinfo=UTC))


def test_an_answer_belongs_to_a_referral_of_that_case_that_still_waits(store, case) -> None:
    other = matter(store, "另一件")
    number = refer(WORKER, store, case, "临时救助", REPORTED, LATER)
    before = everything(store)
    for code, asked, outcome in (
        (other, number, "granted"),
        (case, number + 1, "granted"),
        (case, number, "maybe"),
        (case, number, ""),
    ):
        with pytest.raises(ServiceError):
            end_referral(WORKER, store, code, asked, outcome, TODAY, LATER)
    assert everything(store) == before
    end_referral(WORKER, store, case, number, "withdrawn", TODAY, LATER)
    with pytest.raises(ServiceError, match="no referral"):
        end_referral(WORKER, store, case, number, "granted", TODAY, LATER)


def test_who_may_not_move_cases_or_does_not_see_the_case_changes_nothing(store, case) -> None:
    number = refer(WORKER, store, case, "临时救助", REPORTED, LATER)
    before = everything(store)
    for viewer, refusal in ((LEADER, CaseworkError), (OTHER_PART, ServiceError)):
        with pytest.raises(refusal):
            refer(viewer, store, case, "助学", REPORTED, LATER)
        with pytest.raises(refusal):
            end_referral(viewer, store, case, number, "granted", TODAY, LATER)
    assert everything(store) == before


def test_a_referral_hangs_on_the_case_and_on_nothing_else() -> None:
    assert {key.column.table.name for key in referrals.foreign_keys} == {"cases"}
    assert set(referrals.c.keys()) == {
        "id", "case_id", "programme", "referred_on", "outcome", "outcome_on"
    }  # fmt: skip


def test_each_outcome_has_a_word() -> None:
    assert set(REFERRAL_TERMS) == set(ReferralOutcome)
