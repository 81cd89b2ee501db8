"""A plan of coverage: changes, locks, and the way back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan, PlanHistory

DAY = date(2026, 6, 1)
GRIDS = ("G0", "G1", "G2", "G3")
WORKERS = ("W1", "W2", None)
HELD = {"G0": "W1", "G1": "W1", "G2": "W2", "G3": None}

acts = st.tuples(st.lists(st.sampled_from(GRIDS), max_size=4), st.sampled_from(WORKERS))
# What somebody does at the board: a change, a lock, or a way back or forth.
steps = st.one_of(
    acts,
    st.sampled_from(["undo", "redo"]),
    st.tuples(st.just("lock"), st.sampled_from([*GRIDS, "W1", "W2"])),
)


def done(plan: CoveragePlan, act) -> CoveragePlan:
    """Return the plan after an act; one that locks forbid changes nothing."""
    if act[0] == "lock":
        word = "grids" if act[1] in GRIDS else "workers"
        return plan.lock(**{word: [act[1]]})
    try:
        return plan.assign(*act, HELD)
    except CaseworkError:
        return plan


@given(st.lists(acts, max_size=12))
def test_the_holders_of_a_plan_are_those_of_a_plain_table(done_one_after_the_other):
    plan, table = CoveragePlan(DAY), dict(HELD)
    for grids, worker in done_one_after_the_other:
        plan = plan.assign(grids, worker, HELD)
        table |= dict.fromkeys(grids, worker)
    assert {grid: plan.holder(grid, HELD) for grid in GRIDS} == table
    moved = {grid for grid in GRIDS if table[grid] != HELD[grid]}
    assert dict(plan.changes) == {grid: Change(HELD[grid], table[grid]) for grid in moved}


@given(st.lists(acts, max_size=6), st.sampled_from(GRIDS), st.sampled_from(WORKERS))
def test_assigning_and_assigning_back_leaves_no_change(acts_before, grid, worker):
    plan = CoveragePlan(DAY)
    for act in acts_before:
        plan = plan.assign(*act, HELD)
    had = plan.holder(grid, HELD)
    assert plan.assign([grid], worker, HELD).assign([grid], had, HELD) == plan


@given(st.lists(steps, max_size=20))
def test_undo_and_redo_walk_along_what_was_done(words):
    """A second implementation: two plain stacks."""
    history, back, forth = PlanHistory.of(CoveragePlan(DAY)), [CoveragePlan(DAY)], []
    for word in words:
        if word == "undo":
            history = history.undo()
            if len(back) > 1:
                forth.append(back.pop())
        elif word == "redo":
            history = history.redo()
            if forth:
                back.append(forth.pop())
        else:
            plan = done(history.plan, word)
            history = history.do(plan)
            if plan != back[-1]:
                back.append(plan)
                forth.clear()
        assert history.plan == back[-1]
        assert (history.may_undo, history.may_redo) == (len(back) > 1, bool(forth))


@given(st.lists(acts, min_size=1, max_size=8))
def test_taking_back_and_doing_again_gives_the_same_plans(words):
    history = PlanHistory.of(CoveragePlan(DAY))
    for word in words:
        history = history.do(history.plan.assign(*word, HELD))
    seen = [history.plan]
    while history.may_undo:
        history = history.undo()
        seen.append(history.plan)
    assert history.plan == CoveragePlan(DAY)
    for expected in reversed(seen):
        assert history.plan == expected
        history = history.redo()


def test_a_locked_grid_and_a_locked_worker_stay_as_they_are():
    plan = CoveragePlan(DAY).assign(["G2"], "W1", HELD)
    for locks, act in (
        ({"grids": ["G0"]}, (["G0"], "W2")),
        ({"workers": ["W1"]}, (["G0"], "W2")),
        ({"workers": ["W2"]}, (["G0"], "W2")),
        # What a plan has given a worker is his, and is not taken when he is locked.
        ({"workers": ["W1"]}, (["G2"], "W2")),
    ):
        with pytest.raises(CaseworkError):
            plan.lock(**locks).assign(*act, HELD)
        assert plan.lock(**locks).lock(**locks) == plan
        plan.lock(**locks).lock(**locks).assign(*act, HELD)


def test_a_locked_worker_may_be_named_for_what_he_has():
    plan = CoveragePlan(DAY).lock(workers=["W1"], grids=["G0"])
    assert plan.assign(["G0", "G1"], "W1", HELD) == plan
