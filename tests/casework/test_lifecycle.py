"""The life cycle from every side: only legal steps, nothing lost, nothing left behind a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.case import Case, CaseEvent, CaseStatus
from casework.errors import CaseworkError
from casework.lifecycle import Stamp, advance, legal_moves, note
from casework.move import FACT_TERMS, STEPS, Move

START = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "category": "暴露垃圾",
    "reason": "证据不足",
    "unit": "CG",
    "text": "已清理",
    "extend_by": "5 working_days",
    "approved_by": "处长",
    "asked_at": START,
    "resolution": "清理完毕",
    "satisfied": "yes",
    "merged_into": "other",
    "to": CaseStatus.CLOSED,
}


def new_case(**said: Any) -> Case:
    kept = {"status": CaseStatus.REPORTED, "first_handler": "W1", "assigned_to": "W1"}
    return Case("K1", START, **kept | said)


def stamp(minutes: int = 1) -> Stamp:
    then = START + timedelta(minutes=minutes)
    return Stamp("网格员", "坐席", then, then)


def facts_for(move: Move) -> dict[str, Any]:
    return {name: FACTS[name] for name in STEPS[move].needs}


def walked(moves: list[Move]) -> tuple[Case, list[CaseEvent], list[Move]]:
    """Take every step that is legal when its turn comes, skip the others, and return what came."""
    case, events, taken = new_case(), [], []
    for turn, move in enumerate(moves, 1):
        if case.status not in STEPS[move].sources:
            with pytest.raises(CaseworkError):
                advance(case, move, stamp(turn), facts_for(move))
            continue
        case, event = advance(case, move, stamp(turn), facts_for(move))
        events.append(event)
        taken.append(move)
    return case, events, taken


WALKS = st.lists(st.sampled_from([move for move in Move if move is not Move.MIRROR]), max_size=40)


@given(WALKS)
@settings(max_examples=300, deadline=None)
def test_from_any_reachable_state_only_the_steps_of_the_table_are_taken(moves: list[Move]) -> None:
    case, _, _ = walked(moves)
    for move in Move:
        if move in legal_moves(case.status) or move is Move.MIRROR:
            moved, event = advance(case, move, stamp(99), facts_for(move))
            target = STEPS[move].target or FACTS["to"]
            assert (moved.status, event.kind) == (target, move.value)
        else:
            with pytest.raises(CaseworkError, match="no step"):
                advance(case, move, stamp(99), facts_for(move))


@given(WALKS)
@settings(max_examples=200, deadline=None)
def test_no_path_loses_an_event_and_the_versions_count_every_step(moves: list[Move]) -> None:
    case, events, taken = walked(moves)
    assert [event.kind for event in events] == [move.value for move in taken]
    assert case.version == 1 + len(taken)
    told = [CaseStatus.REPORTED.value, *(event.details["to"] for event in events)]
    assert [event.details["from"] for event in events] == told[:-1]
    assert told[-1] == case.status


@given(WALKS)
@settings(max_examples=200, deadline=None)
def test_no_path_changes_the_first_handler_or_the_number(moves: list[Move]) -> None:
    case, _, _ = walked(moves)
    assert (case.first_handler, case.code, case.reported_at) == ("W1", "K1", START)


@given(WALKS)
@settings(max_examples=200, deadline=None)
def test_whatever_is_closed_has_a_resolution_and_a_closing_time_and_nothing_open_has(
    moves: list[Move],
) -> None:
    case, _, taken = walked(moves)
    if case.status in (CaseStatus.CLOSED, CaseStatus.VISITED_BACK):
        assert case.resolution
        assert case.closed_at
    if case.is_open:
        assert case.closed_at is None
    failed = sum(move in (Move.FAIL_CHECK, Move.REOPEN) for move in taken)
    assert (case.rework_count, case.bounce_count) == (failed, taken.count(Move.BOUNCE))


@pytest.mark.parametrize("move", [Move.CLOSE, Move.FORCE_CLOSE])
@pytest.mark.parametrize("nothing", [None, "", "  \n"])
def test_closing_without_a_resolution_is_refused(move: Move, nothing: str | None) -> None:
    status = next(iter(STEPS[move].sources))
    with pytest.raises(CaseworkError, match="resolution"):
        advance(new_case(status=status), move, stamp(), facts_for(move) | {"resolution": nothing})


@pytest.mark.parametrize(
    ("move", "name"), [(move, name) for move, step in STEPS.items() for name in step.needs]
)
def test_a_fact_that_is_missing_is_named_and_the_case_stays_as_it_was(
    move: Move, name: str
) -> None:
    case = new_case(status=next(iter(sorted(STEPS[move].sources))))
    before = replace(case)
    with pytest.raises(CaseworkError, match=FACT_TERMS[name]):
        advance(case, move, stamp(), facts_for(move) | {name: " "})
    assert case == before


def test_a_step_keeps_what_was_said_with_two_persons_and_two_times() -> None:
    late = Stamp("网格员", "坐席", START + timedelta(hours=1), START + timedelta(hours=5))
    _, event = advance(new_case(), Move.ACCEPT, late, {"category": "噪声", "remark": "夜间"})
    assert (event.acted_by, event.entered_by) == ("网格员", "坐席")
    assert event.recorded_at - event.happened_at == timedelta(hours=4)
    assert event.details["remark"] == "夜间"


def test_a_step_before_the_last_one_or_in_the_future_is_refused() -> None:
    case, _ = advance(new_case(), Move.ACCEPT, stamp(60), {"category": "噪声"})
    backdated = Stamp("a", "b", START + timedelta(minutes=59), START + timedelta(hours=2))
    with pytest.raises(CaseworkError, match="before the last one"):
        advance(case, Move.DISPATCH, backdated, {"unit": "CG"})
    early = Stamp("a", "b", START + timedelta(hours=2), START + timedelta(hours=1))
    with pytest.raises(CaseworkError, match="future"):
        advance(new_case(), Move.ACCEPT, early, {"category": "噪声"})
    slightly = Stamp("a", "b", START + timedelta(minutes=9), START)
    assert advance(new_case(), Move.ACCEPT, slightly, {"category": "噪声"})


@pytest.mark.parametrize("move", [Move.EXTEND, Move.SUSPEND, Move.FORCE_CLOSE])
def test_nobody_approves_what_he_asks_for_himself(move: Move) -> None:
    case = new_case(status=CaseStatus.HANDLING)
    with pytest.raises(CaseworkError, match="cannot approve"):
        advance(case, move, stamp(), facts_for(move) | {"approved_by": "网格员"})


@pytest.mark.parametrize("name", [" 网格员", "网格员\u3000", "网 格 员", "网格\u200b员"])
def test_nobody_approves_his_own_under_another_spelling(name: str) -> None:
    case = new_case(status=CaseStatus.HANDLING)
    with pytest.raises(CaseworkError, match="cannot approve"):
        advance(case, Move.EXTEND, stamp(), facts_for(Move.EXTEND) | {"approved_by": name})


def test_marks_without_a_width_are_no_resolution() -> None:
    case = new_case(status=CaseStatus.VERIFIED)
    with pytest.raises(CaseworkError, match="resolution"):
        advance(case, Move.CLOSE, stamp(), {"resolution": "\u200b"})


def test_what_nobody_sees_is_not_kept() -> None:
    case = new_case(status=CaseStatus.VERIFIED)
    closed, event = advance(case, Move.CLOSE, stamp(), {"resolution": "清\0理\u202e完\ud800毕"})
    assert closed.resolution == event.details["resolution"] == "清理完毕"
    assert note(case, "told", stamp(), {"text": "已\0告知"})[1].details == {"text": "已告知"}


def test_more_time_is_not_asked_for_before_the_report() -> None:
    case = new_case(status=CaseStatus.HANDLING)
    said = facts_for(Move.EXTEND) | {"asked_at": START - timedelta(minutes=1)}
    with pytest.raises(CaseworkError, match="before the case was reported"):
        advance(case, Move.EXTEND, stamp(), said)


@pytest.mark.parametrize("name", ["changes", "from", "closed_at"])
def test_no_fact_speaks_for_the_ledger(name: str) -> None:
    case = new_case(status=CaseStatus.HANDLING)
    with pytest.raises(ValueError, match="the ledger answers"):
        advance(case, Move.REPLY, stamp(), {"text": "已清理", name: {"status": ["x", "void"]}})


@pytest.mark.parametrize("move", [Move.EXTEND, Move.SUSPEND])
def test_more_time_is_asked_for_before_the_time_is_up_and_before_it_is_granted(move: Move) -> None:
    case = new_case(status=CaseStatus.HANDLING, due_at=START + timedelta(hours=1))
    in_time = facts_for(move) | {"asked_at": START + timedelta(hours=1)}
    assert advance(case, move, stamp(90), in_time)
    too_late = facts_for(move) | {"asked_at": START + timedelta(minutes=61)}
    with pytest.raises(CaseworkError, match="before the time is up"):
        advance(case, move, stamp(90), too_late)
    with pytest.raises(CaseworkError, match="after it was granted"):
        advance(case, move, stamp(30), in_time)
    for nonsense in ("yesterday", datetime(2026, 2, 10)):  # noqa: DTZ001
        with pytest.raises(CaseworkError, match="is no time"):
            advance(case, move, stamp(90), facts_for(move) | {"asked_at": nonsense})


def test_a_check_has_three_answers_and_a_case_is_never_merged_into_itself() -> None:
    closed = new_case(status=CaseStatus.CLOSED)
    with pytest.raises(CaseworkError, match="not known"):
        advance(closed, Move.VISIT_BACK, stamp(), {"satisfied": "perhaps"})
    with pytest.raises(CaseworkError, match="into itself"):
        advance(new_case(), Move.MERGE, stamp(), {"merged_into": "K1"})


def test_what_is_noted_happened_after_the_report_and_not_in_the_future() -> None:
    for minutes, words in ((-1, "before"), (90, "future")):
        then = START + timedelta(minutes=minutes)
        with pytest.raises(CaseworkError, match=words):
            note(new_case(), "told", Stamp("a", "b", then, START + timedelta(hours=1)), {})
    # A word that was told before the last step is entered late, and is still true.
    case, _ = advance(new_case(), Move.ACCEPT, stamp(60), {"category": "噪声"})
    backdated = Stamp("a", "b", START + timedelta(minutes=5), START + timedelta(hours=2))
    assert note(case, "told", backdated, {})[1].happened_at == START + timedelta(minutes=5)


def test_a_note_changes_neither_state_nor_number_nor_first_handler() -> None:
    noted, event = note(new_case(), "handed_over", stamp(), {"to": "W2"}, {"assigned_to": "W2"})
    assert (noted.version, noted.assigned_to, noted.first_handler) == (2, "W2", "W1")
    assert (event.kind, noted.status) == ("handed_over", CaseStatus.REPORTED)
    for forbidden in ({"status": CaseStatus.CLOSED}, {"code": "K2"}, {"version": 9}):
        with pytest.raises(ValueError, match="changes no"):
            note(new_case(), "told", stamp(), {}, forbidden)
    with pytest.raises(ValueError, match="never changes"):
        note(new_case(), "handed_over", stamp(), {}, {"first_handler": "W9"})
    first, _ = note(
        new_case(first_handler=None), "handed_over", stamp(), {}, {"first_handler": "W2"}
    )
    assert first.first_handler == "W2"
