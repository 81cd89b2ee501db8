"""What is hidden stays hidden, whatever is subtracted from what."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from data.store import Store
from service.errors import ServiceError
from service.publication import HIDDEN, guard, publication_k, told
from service.publication_frame import guard_frame, guard_shares
from service.settings import change_setting
from tests.service.attacker import bounds_of_hidden

Groupings = list[list[Hashable]]
_COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 60), st.just(0))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], Groupings, int]:
    """Return a table of areas by classes: rows, columns, and the streets above the rows."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    counts = draw(st.lists(_COUNTS, min_size=rows * columns, max_size=rows * columns))
    row = np.repeat(np.arange(rows), columns).tolist()
    column = np.tile(np.arange(columns), rows).tolist()
    street = [one // 2 for one in row]
    nested = list(zip(street, column, strict=True))
    every: Groupings = [row, column, nested, street]
    asked = draw(st.lists(st.sampled_from(range(4)), min_size=1, max_size=4, unique=True))
    return counts, [every[one] for one in sorted(asked)], draw(st.integers(2, 7))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_of_a_hidden_count_nobody_can_say_more_than_that_it_is_from_1_to_k_or_above(
    table: tuple[list[int], Groupings, int],
) -> None:
    counts, groupings, k = table
    found = guard(counts, groupings[0], k, groupings[1:])
    for at, (least, most) in bounds_of_hidden(counts, groupings, found).items():
        assert least == 1, (at, least)
        assert most >= k, (at, most)


@settings(max_examples=80, deadline=None)
@given(tables())
def test_small_numbers_are_hidden_and_zeros_are_shown(
    table: tuple[list[int], Groupings, int],
) -> None:
    counts, groupings, k = table
    found = guard(counts, groupings[0], k, groupings[1:])
    values = np.array(counts)
    assert not found.shown[(values > 0) & (values < k)].any()
    assert found.shown[values == 0].all()
    for labels, shown in zip(groupings, found.totals, strict=False):
        for label, is_shown in shown.items():
            total = sum(n for n, one in zip(counts, labels, strict=True) if one == label)
            assert not (is_shown and 0 < total < k)
            assert is_shown or total > 0


@settings(max_examples=60, deadline=None)
@given(tables())
def test_nothing_is_hidden_where_nothing_is_small(
    table: tuple[list[int], Groupings, int],
) -> None:
    counts, groupings, k = table
    large = [0 if n == 0 else n + k for n in counts]
    found = guard(large, groupings[0], k, groupings[1:])
    assert found.hidden == 0
    assert all(all(of.values()) for of in found.totals)
    assert "Nothing had to be hidden" in str(found.sentences[1])


def test_the_attacker_reads_a_table_in_which_only_small_numbers_are_hidden() -> None:
    counts, rows = [3, 10, 20], ["a", "a", "a"]
    found = guard(counts, rows, 5)
    naive = replace(found, shown=np.array([False, True, True]))
    assert bounds_of_hidden(counts, [rows], naive) == {0: (3, 3)}
    assert bounds_of_hidden(counts, [rows], found) == {0: (1, 12)}


def test_a_lone_small_number_takes_the_smallest_with_it_that_is_enough() -> None:
    assert guard([3, 10, 20, 0], list("aaaa"), 5).shown.tolist() == [False, False, True, True]


def test_several_ones_under_one_sum_are_told_by_it_so_a_large_number_is_hidden_too() -> None:
    # Five hidden numbers of 1 or more that add up to five are five ones.
    found = guard([1, 1, 1, 1, 1, 100], list("aaaaaa"), 5)
    assert not found.shown.any()
    assert bounds_of_hidden([1] * 5 + [100], [list("aaaaaa")], found)[0] == (1, 100)


def test_a_sum_that_is_small_itself_is_hidden_and_what_is_above_it_does_not_tell_it() -> None:
    counts, community, street = [3, 0, 9, 30], [1, 1, 2, 2], [7, 7, 7, 7]
    found = guard(counts, community, 5, [street])
    assert found.totals[0] == {1: False, 2: False}
    assert found.totals[1] == {7: True}
    assert bounds_of_hidden(counts, [community, street], found)[0][1] >= 5


def test_without_sums_only_small_numbers_are_hidden() -> None:
    found = guard([1, 4, 5, 0, 9], None, 5)
    assert found.shown.tolist() == [False, False, True, True, True]
    assert found.totals == ()


def test_what_is_in_no_sum_is_not_hidden_for_it() -> None:
    found = guard([3, 10, 20], ["a", "a", None], 5)
    assert found.shown.tolist() == [False, False, True]


def test_what_has_no_place_is_unseen_and_nothing_is_hidden_for_its_sake() -> None:
    unseen = np.array([False, False, True])
    found = guard([10, 20, 2], ["a", "b", None], 5, unseen=unseen)
    assert found.shown.tolist() == [True, True, False]
    assert found.totals[-1] == {None: True}
    assert found.is_small.sum() == 0


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_a_table_of_nothing_is_shown(counts: list[int]) -> None:
    found = guard(counts, ["a"] * len(counts), 5)
    assert found.hidden == 0


@pytest.mark.parametrize(("counts", "groups"), [([1, 2], ["a"]), ([-1], ["a"]), ([[1]], ["a"])])
def test_a_table_that_is_none_is_refused(counts: list[int], groups: list[str]) -> None:
    with pytest.raises(ValueError, match="count"):
        guard(counts, groups, 5)


def test_two_runs_hide_the_same() -> None:
    draw = np.random.default_rng(4)
    counts = draw.poisson(5, 60)
    rows, columns = np.repeat(np.arange(12), 5).tolist(), np.tile(np.arange(5), 12).tolist()
    first, second = (guard(counts, rows, 5, [columns]) for _ in range(2))
    assert (first.shown == second.shown).all()
    assert first.totals == second.totals


def test_the_sentences_tell_the_rule_and_how_many_but_not_how_many_are_small() -> None:
    said = [str(one) for one in guard([3, 10, 20], list("aaa"), 5).sentences]
    assert said[0].startswith("Numbers from 1 to 4 are not shown")
    assert said[1] == "Hidden: 2 of 3 numbers, small ones and those that would tell them."
    # One of two hidden under one sum being small would say which it is not.
    assert guard([3, 10, 20], list("aaa"), 5).sentences == told(5, 3, 2)


# --- tables -----------------------------------------------------------------------------------

_FRAME = pd.DataFrame(
    {
        "code": list("abcdef"),
        "street": list("xxxyyy"),
        "n": [3, 40, 0, 20, 96, 7],
        "m": [10, 50, 0, 24, 100, 14],
    }
)


def test_a_share_hides_both_its_numbers_and_the_rest_that_is_small() -> None:
    frame = _FRAME.assign(share=_FRAME["n"] / _FRAME["m"].where(_FRAME["m"] > 0))
    found = guard_shares(frame, 5, within=["street"], made_of=["share"])
    text = found.as_text()
    # 96 of 100: the four that are left are a small number too.
    assert text["n"].tolist() == [HIDDEN, HIDDEN, "0", HIDDEN, HIDDEN, "7"]
    assert text["m"].tolist() == [10, 50, 0, 24, 100, 14]
    assert text["share"].tolist()[:2] == [HIDDEN, HIDDEN]
    assert text["share"].tolist()[2] is None
    assert found.frame["n"].tolist() == [None, None, 0, None, None, 7]
    assert "_rest" not in found.frame


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), min_size=1, max_size=8))
def test_of_a_share_neither_count_can_be_told_from_the_other_the_total_or_the_sums(
    pairs: list[tuple[int, int]],
) -> None:
    frame = pd.DataFrame([(n, n + rest) for n, rest in pairs], columns=["n", "m"])
    found = guard_shares(frame, 5)
    for (n, rest), n_shown, m_shown in zip(pairs, ~found.mask["n"], ~found.mask["m"], strict=True):
        if 0 < n < 5 or (0 < rest < 5 and m_shown):
            assert not n_shown


def test_what_is_made_of_a_hidden_number_is_hidden_and_a_missing_one_is_not() -> None:
    frame = pd.DataFrame({"n": [3, 40, 50], "rate": [0.3, 4.0, np.nan]})
    found = guard_frame(frame, ["n"], 5, made_of={"rate": "n"})
    assert found.as_text()["rate"].tolist() == [HIDDEN, HIDDEN, None]
    assert found.hidden == 2


def test_a_column_in_which_nothing_is_hidden_stays_a_number() -> None:
    found = guard_frame(pd.DataFrame({"n": [30, 40]}), ["n"], 5)
    assert found.as_text()["n"].tolist() == [30, 40]


# --- the threshold ----------------------------------------------------------------------------


def test_the_threshold_is_a_setting_from_2_to_100(store: Store) -> None:
    assert publication_k(OPERATOR, store) == 5
    change_setting(OPERATOR, store, "publication_k", "10")
    assert publication_k(OPERATOR, store) == 10
    for wrong in ("1", "0", "-5", "101", "5.5", "true", "none"):
        with pytest.raises(ServiceError, match="2 to 100"):
            change_setting(OPERATOR, store, "publication_k", wrong)
    assert publication_k(OPERATOR, store) == 10


def test_a_viewer_cannot_change_the_threshold(store: Store) -> None:
    viewer = Viewer("reader", Role.LEADER, None)
    with pytest.raises(CaseworkError):
        change_setting(viewer, store, "publication_k", "2")
