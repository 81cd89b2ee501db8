"""Both label sets name every state and step, and their links come in the order of the sources."""

from __future__ import annotations

import re

import pytest

from casework.case_status import STATUS_TERMS, CaseStatus, status_of_word
from casework.move import MOVE_TERMS, Move
from casework.sentence import Term
from casework.vocabulary import gloss, labels, move_labels

# A straight life, and what the sources call it link by link (copied from them).
STRAIGHT = (
    "reported", "accepted", "dispatched", "handling", "replied", "verified", "closed",
    "visited_back",
)  # fmt: skip
DIGITAL_CITY = [
    "信息收集",
    "案卷建立",
    "任务派遣",
    "任务处理",
    "处理反馈",
    "核实",
    "结案",
    "综合评价",
]
HOTLINE = ["受理", "派单", "办理", "答复", "办结", "回访"]


def test_the_links_of_both_sets_come_in_the_order_of_their_sources() -> None:
    life = [labels(CaseStatus(one)) for one in STRAIGHT]
    assert [one.digital_city for one in life] == DIGITAL_CITY
    assert list(dict.fromkeys(one.hotline for one in life)) == HOTLINE


@pytest.mark.parametrize("status", CaseStatus)
def test_every_state_has_a_word_in_both_sets_and_an_english_gloss(status: CaseStatus) -> None:
    ours, *words = labels(status)
    assert ours == STATUS_TERMS[status]
    for word in words:
        assert re.fullmatch("[\u4e00-\u9fff]{2,4}", word)
        assert isinstance(gloss(word), Term) and gloss(word).isascii()


@pytest.mark.parametrize("move", Move)
def test_every_step_has_a_word_in_both_sets_and_an_english_gloss(move: Move) -> None:
    ours, *words = move_labels(move)
    assert ours == MOVE_TERMS[move]
    assert all(gloss(word) for word in words)


@pytest.mark.parametrize("status", CaseStatus)
def test_a_file_that_uses_our_word_for_a_state_is_read_as_that_state(status: CaseStatus) -> None:
    read = status_of_word(labels(status).digital_city)
    # Words the hotline shares between two states are read as one of them, never as a third.
    assert read in (status, None)
