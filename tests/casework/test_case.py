"""States of a case and the words files use for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from casework.case import (
    CHANNEL_TERMS,
    NEED_TERMS,
    OPEN_STATUSES,
    STATUS_TERMS,
    Case,
    CaseStatus,
    Channel,
    NeedClass,
    status_of_word,
)

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def test_a_case_is_open_until_closed_visited_back_merged_rejected_or_void() -> None:
    closed = {CaseStatus.CLOSED, CaseStatus.VISITED_BACK}
    done = closed | {CaseStatus.MERGED, CaseStatus.REJECTED, CaseStatus.VOID}
    assert {status for status in CaseStatus if not status.is_open} == done
    assert set(OPEN_STATUSES) == set(CaseStatus) - done


def test_only_an_open_case_past_its_due_time_is_overdue() -> None:
    case = Case("1", NOW, due_at=NOW)
    assert not case.is_overdue_at(NOW)
    assert case.is_overdue_at(NOW + timedelta(seconds=1))
    assert not Case("1", NOW).is_overdue_at(NOW + timedelta(days=900))
    closed = Case("1", NOW, CaseStatus.CLOSED, due_at=NOW)
    assert not closed.is_overdue_at(NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("已结案", CaseStatus.CLOSED),
        (" 立案 ", CaseStatus.ACCEPTED),
        ("CLOSED", CaseStatus.CLOSED),
        ("Open", CaseStatus.REPORTED),
        ("In Progress", CaseStatus.HANDLING),
        ("作废", CaseStatus.VOID),
        ("nonsense", None),
        ("", None),
    ],
)
def test_words_of_files_are_understood_or_not_guessed(word: str, status: CaseStatus | None) -> None:
    assert status_of_word(word) is status


def test_every_state_can_be_read_back_and_every_kind_has_a_word() -> None:
    assert all(status_of_word(status.value) is status for status in CaseStatus)
    assert set(STATUS_TERMS) == set(CaseStatus)
    assert set(NEED_TERMS) == set(NeedClass)
    assert set(CHANNEL_TERMS) == set(Channel)
