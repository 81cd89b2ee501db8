"""Supervision: numbers in turn, one at a time, every act in the ledger, counted by its day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.move import Move
from casework.supervision_state import SupervisionState as State
from casework.supervision_state import supervision_state
from data.store import Store
from service.cases.supervision import (
    COLUMNS,
    end_supervision,
    log_supervision,
    on_time,
    open_supervision,
    supervisions_now,
)
from service.errors import ServiceError
from service.ledger import verify_ledger
from tests.service.conftest import NOW
from tests.service.district import everything
from tests.service.matters import (
    COORDINATOR,
    LEADER,
    OTHER_PART,
    PART,
    THERE,
    case_now,
    close,
    events_of,
    found_district,
    go,
    matter,
)

DAY = timedelta(days=1)
HOSTILE = "<script>alert(1)</script> {name} '); DROP TABLE cases;--"


@pytest.fixture
def cases(store: Store) -> list[str]:
    found_district(store)
    return [matter(store, f"第{i}件") for i in range(4)]


def supervise(store: Store, code: str, now: datetime = NOW, days: float | None = 3, **said) -> str:
    due = None if days is None else now + days * DAY
    return open_supervision(COORDINATOR, store, code, "王督查", "群众反映强烈", due, now, **said)


def test_numbers_are_given_in_turn_per_year_of_the_office_without_gaps(store, cases) -> None:
    assert supervise(store, cases[0]) == "督〔2026〕0001"
    assert supervise(store, cases[1], filing_no="市督字第7号") == "市督字第7号"
    with pytest.raises(ServiceError):
        supervise(store, cases[0])
    assert supervise(store, cases[2]) == "督〔2026〕0002"
    # New Year's Eve in UTC is New Year in Shanghai.
    assert supervise(store, cases[3], datetime(2026, 12, 31, 16, tzinfo=UTC)) == "督〔2027〕0001"


def test_a_number_that_is_given_in_turn_cannot_be_chosen_and_none_is_given_twice(
    store, cases
) -> None:
    supervise(store, cases[0], filing_no="甲1")
    before = everything(store)
    for number in ("督〔2026〕0009", "甲1", " 甲1 ", "督〔2026〕"):
        with pytest.raises(ServiceError):
            supervise(store, cases[1], filing_no=number)
    assert everything(store) == before


def test_every_act_leaves_an_event_with_its_filing_number(store, cases) -> None:
    number = supervise(store, cases[0])
    log_supervision(COORDINATOR, store, cases[0], "已到现场", NOW + DAY)
    end_supervision(COORDINATOR, store, cases[0], "已办结", NOW + 2 * DAY)
    opened, logged, ended = events_of(store, cases[0])[1:]
    assert (opened["filing_no"], opened["supervisor"]) == (number, "王督查")
    assert opened["due_at"] == (NOW + 3 * DAY).isoformat()
    assert logged == {"filing_no": number, "text": "已到现场"}
    assert ended == {"filing_no": number, "outcome": "已办结"}
    assert case_now(store, cases[0]).version == 4
    assert verify_ledger(OPERATOR, store).is_whole


def test_a_case_has_one_supervisor_at_a_time_and_may_have_another_later(store, cases) -> None:
    supervise(store, cases[0])
    with pytest.raises(ServiceError, match="王督查"):
        supervise(store, cases[0])
    end_supervision(COORDINATOR, store, cases[0], "已督促", NOW)
    assert supervise(store, cases[0]) == "督〔2026〕0002"


def test_nothing_is_noted_or_ended_where_nobody_supervises(store, cases) -> None:
    for act in (log_supervision, end_supervision):
        with pytest.raises(ServiceError, match="Nobody supervises"):
            act(COORDINATOR, store, cases[0], "text", NOW)


def test_a_settled_case_is_not_supervised_but_a_running_supervision_of_it_can_be_ended(
    store, cases
) -> None:
    supervise(store, cases[0])
    close(store, cases[0])
    end_supervision(COORDINATOR, store, cases[0], "已核实", NOW)
    with pytest.raises(ServiceError, match="closed"):
        supervise(store, cases[0])
    go(store, cases[1], (Move.VOID, {"reason": "重复登记", "approved_by": "主任"}))
    with pytest.raises(ServiceError, match="void"):
        supervise(store, cases[1])


@pytest.mark.parametrize(
    ("due", "ended", "state"),
    [
        (None, None, State.RUNNING),
        (NOW, None, State.RUNNING),
        (NOW - timedelta(seconds=1), None, State.OVERDUE),
        (NOW + DAY, None, State.RUNNING),
        (NOW, NOW, State.ENDED_ON_TIME),
        (NOW - DAY, NOW - timedelta(hours=23), State.ENDED_LATE),
        (None, NOW, State.ENDED),
    ],
)
def test_a_supervision_is_overdue_after_its_moment_and_not_at_it(due, ended, state) -> None:
    assert supervision_state(due, ended, NOW) is state


def test_the_figure_counts_overdue_ones_against_and_says_nothing_when_none_is_due(
    store, cases
) -> None:
    assert str(on_time(supervisions_now(LEADER, store, NOW))) == "-"
    supervise(store, cases[0], days=1)
    supervise(store, cases[1], days=1)
    supervise(store, cases[2], days=9)
    supervise(store, cases[3], days=None)
    assert str(on_time(supervisions_now(LEADER, store, NOW))) == "-"
    end_supervision(COORDINATOR, store, cases[0], "已办结", NOW + DAY)
    later = NOW + 2 * DAY
    assert str(on_time(supervisions_now(LEADER, store, later))) == "1 / 2"
    end_supervision(COORDINATOR, store, cases[1], "已办结", later)
    end_supervision(COORDINATOR, store, cases[3], "已办结", later)
    frame = supervisions_now(LEADER, store, later)
    assert str(on_time(frame)) == "1 / 2"
    assert list(frame.columns) == list(COLUMNS)
    assert dict(zip(frame["code"], frame["state"], strict=True)) == {
        cases[0]: State.ENDED_ON_TIME,
        cases[1]: State.ENDED_LATE,
        cases[2]: State.RUNNING,
        cases[3]: State.ENDED,
    }


def test_overdue_ones_stand_first_then_by_their_day(store, cases) -> None:
    for code, days in zip(cases, (9, 1, None, 5), strict=True):
        supervise(store, code, days=days)
    end_supervision(COORDINATOR, store, cases[3], "已办结", NOW)
    frame = supervisions_now(LEADER, store, NOW + 2 * DAY)
    assert list(frame["code"]) == [cases[1], cases[0], cases[2], cases[3]]
    assert list(frame["case_status"].unique()) == ["reported"]


def test_who_sees_a_part_supervises_and_sees_that_part_only(store, cases) -> None:
    there = matter(store, "乙社区的事", lon=THERE[0], lat=THERE[1])
    supervise(store, there)
    supervise(store, cases[0])
    assert list(supervisions_now(PART, store, NOW)["code"]) == [cases[0]]
    for act in (
        lambda: open_supervision(PART, store, there, "甲", "乙", None, NOW),
        lambda: log_supervision(PART, store, there, "甲", NOW),
        lambda: end_supervision(PART, store, there, "甲", NOW),
    ):
        with pytest.raises(ServiceError, match="no case"):
            act()
    end_supervision(OTHER_PART, store, there, "已办结", NOW)


def test_who_may_not_supervise_changes_nothing(store, cases) -> None:
    supervise(store, cases[0])
    before = everything(store)
    worker = Viewer("网格员", Role.WORKER)
    for act in (
        lambda: open_supervision(worker, store, cases[1], "甲", "乙", None, NOW),
        lambda: log_supervision(LEADER, store, cases[0], "甲", NOW),
        lambda: end_supervision(worker, store, cases[0], "甲", NOW),
    ):
        with pytest.raises(CaseworkError):
            act()
    assert everything(store) == before


def test_blank_endless_and_late_words_are_refused_and_write_nothing(store, cases) -> None:
    before = everything(store)
    for supervisor, reason, due in (
        (" ", "r", None), ("s", "", None), ("s" * 501, "r", None), ("s", "r", NOW)
    ):  # fmt: skip
        with pytest.raises(ServiceError):
            open_supervision(COORDINATOR, store, cases[0], supervisor, reason, due, NOW)
    assert everything(store) == before


def test_hostile_words_are_kept_as_they_are(store, cases) -> None:
    open_supervision(COORDINATOR, store, cases[0], HOSTILE, HOSTILE, None, NOW)
    log_supervision(COORDINATOR, store, cases[0], HOSTILE, NOW)
    frame = supervisions_now(LEADER, store, NOW)
    assert (frame["supervisor"][0], frame["reason"][0]) == (HOSTILE, HOSTILE)
    with pytest.raises(ServiceError) as refused:
        supervise(store, cases[0])
    assert HOSTILE in str(refused.value)


def test_the_contact_of_a_case_is_in_none_of_its_events(store) -> None:
    found_district(store)
    code = matter(store, contact="13800138000")
    supervise(store, code)
    log_supervision(COORDINATOR, store, code, "已到现场", NOW)
    assert "13800138000" not in str(events_of(store, code))


def test_numbers_have_no_gap_when_many_file_at_once(store, cases) -> None:
    codes = cases + [matter(store, f"另{i}件") for i in range(8)]
    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(lambda code: supervise(store, code), codes))
    assert sorted(given) == [f"督〔2026〕{i:04}" for i in range(1, 13)]
