"""The table of legal moves: whole, reachable, and named in full."""

from __future__ import annotations

from casework.case_status import CaseStatus
from casework.event_terms import EVENT_TERMS, event_term
from casework.move import FACT_TERMS, MOVE_TERMS, STEPS, Move, legal_moves


def _reachable(start: CaseStatus) -> set[CaseStatus]:
    seen, waiting = set(), {start}
    while waiting:
        seen |= waiting
        waiting = {STEPS[move].target for one in waiting for move in legal_moves(one)} - seen
    return seen


def test_every_step_and_every_fact_has_a_row_and_a_word() -> None:
    assert set(STEPS) == set(Move) == set(MOVE_TERMS)
    assert {name for step in STEPS.values() for name in step.needs} == set(FACT_TERMS)


def test_every_state_can_be_reached_by_a_person_and_every_open_one_can_be_ended() -> None:
    assert _reachable(CaseStatus.REPORTED) == set(CaseStatus)
    for status in CaseStatus:
        if status.is_open:
            assert CaseStatus.CLOSED in _reachable(status), status


def test_the_way_of_a_case_is_the_one_of_the_trade() -> None:
    way = [
        (Move.ACCEPT, CaseStatus.ACCEPTED),
        (Move.DISPATCH, CaseStatus.DISPATCHED),
        (Move.START, CaseStatus.HANDLING),
        (Move.REPLY, CaseStatus.REPLIED),
        (Move.PASS_CHECK, CaseStatus.VERIFIED),
        (Move.CLOSE, CaseStatus.CLOSED),
        (Move.VISIT_BACK, CaseStatus.VISITED_BACK),
    ]
    status = CaseStatus.REPORTED
    for move, target in way:
        assert move in legal_moves(status)
        assert STEPS[move].target is target
        status = target


def test_nothing_leads_out_of_void_and_a_file_s_own_step_is_no_person_s() -> None:
    assert legal_moves(CaseStatus.VOID) == ()
    assert all(Move.MIRROR not in legal_moves(status) for status in CaseStatus)


def test_closing_needs_a_resolution_and_ending_otherwise_needs_a_reason() -> None:
    for move, step in STEPS.items():
        if step.target is CaseStatus.CLOSED:
            assert "resolution" in step.needs
        if step.target in (CaseStatus.REJECTED, CaseStatus.VOID, CaseStatus.BOUNCED):
            assert "reason" in step.needs
        if move in (Move.EXTEND, Move.SUSPEND):
            assert {"reason", "approved_by", "asked_at"} <= set(step.needs)


def test_an_event_is_called_by_its_name_and_an_unknown_kind_as_it_is() -> None:
    assert {move.value for move in Move} <= EVENT_TERMS.keys()
    assert event_term("accept") == "Accepted"
    assert event_term("handed_over") == "Handed over"
    assert event_term("something else") == "something else"
