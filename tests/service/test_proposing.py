"""What is asked of a proposal, what comes back as a plan, and what it says of itself."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan
from data.schema import postings, workers
from data.store import Store
from geo.balance_measures import area_hours, max_over_mean, pieces
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.plans.asking import Ask, Question, question
from service.plans.facts import StudioFacts, studio_facts
from service.plans.measures import measure_plan
from service.plans.proposing import PlanProposal, propose_plan
from tests.service.conftest import NOW
from tests.service.six_grids import CODES, TODAY, change, found

COORDINATOR = Viewer("C1", Role.COORDINATOR, "C1")
EMPTY = CoveragePlan(TODAY)


@pytest.fixture
def six(store: Store) -> Store:
    """Return the district of six grids."""
    return found(store)


def _facts(store: Store, viewer: Viewer = OPERATOR) -> StudioFacts:
    return studio_facts(viewer, store, TODAY, NOW)


def _asked(
    store: Store,
    *workers: str,
    plan: CoveragePlan = EMPTY,
    viewer: Viewer = OPERATOR,
    **more: object,
) -> tuple[StudioFacts, Question]:
    facts = _facts(store, viewer)
    absent = more.pop("absent", ())
    return facts, question(facts, plan, Ask(workers=workers, **more), absent)  # type: ignore[arg-type]


def _codes(facts: StudioFacts, asked: Question) -> tuple[list[str], list[str]]:
    grids = list(facts.grids["code"].to_numpy(object)[asked.units])
    return grids, list(facts.workers["code"].to_numpy(object)[asked.areas])


def test_balance_is_about_all_who_have_grids_and_gives_out_what_nobody_has(six: Store) -> None:
    facts, asked = _asked(six)
    assert _codes(facts, asked) == (CODES, ["W1", "W2", "W3"])
    assert list(asked.problem.start) == [0, 0, 1, 1, 2, -1]
    assert list(asked.problem.capacity) == [1, 1, 0.5]
    assert asked.problem.is_movable.all() and asked.problem.may_take is None


def test_balance_of_some_is_about_their_grids_and_the_vacant_ones_beside_them(six: Store) -> None:
    facts, asked = _asked(six, "W1", "W2")
    # G21 touches G11 of W2.
    assert _codes(facts, asked) == (["G00", "G01", "G10", "G11", "G21"], ["W1", "W2"])
    facts, asked = _asked(six, "W1", "W4")
    assert _codes(facts, asked) == (["G00", "G01"], ["W1", "W4"])
    # The common borders within the part, numbered anew.
    assert asked.problem.edges.tolist() == [[0, 1]]


def test_locked_grids_and_those_of_others_scope_do_not_move(six: Store) -> None:
    plan = EMPTY.lock(grids=["G10", "G21"])
    _, asked = _asked(six, plan=plan)
    assert list(asked.problem.is_movable) == [True, True, False, True, True]
    assert list(asked.kept) == [5]
    _, asked = _asked(six, viewer=COORDINATOR)
    assert list(asked.problem.start) == [0, 0, 1, 1]
    assert list(asked.kept) == [5]


def test_a_locked_worker_takes_no_part_and_may_not_be_named(six: Store) -> None:
    plan = EMPTY.lock(workers=["W2"])
    facts, asked = _asked(six, plan=plan)
    assert _codes(facts, asked)[1] == ["W1", "W3"]
    for words in (
        {"workers": ("W2", "W1")},
        {"kind": "close", "workers": ("W1",), "into": ("W2",)},
    ):
        with pytest.raises(ServiceError, match="W2 is locked"):
            question(facts, plan, Ask(**words), ())  # type: ignore[arg-type]


def test_a_plan_that_was_begun_is_gone_on_with(six: Store) -> None:
    plan = EMPTY.assign(["G01"], "W4", _facts(six).holder_codes())
    facts, asked = _asked(six, plan=plan)
    assert _codes(facts, asked)[1] == ["W1", "W2", "W3", "W4"]
    assert list(asked.problem.start) == [0, 3, 1, 1, 2, -1]


def test_grids_stay_in_communities_their_worker_knows_when_asked(six: Store) -> None:
    facts, asked = _asked(six, keeps_communities=True)
    known = dict(zip(CODES, asked.problem.may_take.tolist(), strict=True))
    assert known["G00"] == [True, True, False] and known["G21"] == [False, False, True]
    # Nobody of these may take G21; when only some balance, it is none of theirs.
    _, asked = _asked(six, plan=EMPTY.lock(workers=["W3"]), keeps_communities=True)
    assert list(asked.kept) == [5]
    _, asked = _asked(six, "W1", "W2", keeps_communities=True)
    assert list(asked.units) == [0, 1, 2, 3] and not asked.kept.size


def test_a_vacant_grid_apart_from_all_who_take_part_stays_vacant(six: Store) -> None:
    # G21 touches W2 and W3 only.
    plan = EMPTY.lock(workers=["W2", "W3"])
    _, asked = _asked(six, plan=plan.assign(["G01"], "W4", _facts(six).holder_codes()))
    assert list(asked.units) == [0, 1] and list(asked.kept) == [5]


def test_a_new_post_begins_in_the_community_with_most_to_do(six: Store) -> None:
    facts, asked = _asked(six, "W4", kind="open", keeps_communities=True)
    grids, workers = _codes(facts, asked)
    assert workers == ["W4", "W1", "W2", "W3"] and "G21" not in grids
    lines = measure_plan(facts, facts.holders).lines.set_index("code")
    standing = lines["hours"] - lines["walking_hours"]
    per_post = standing / lines["capacity"]
    first = np.average(per_post[["W1", "W2"]], weights=standing[["W1", "W2"]])
    assert per_post["W3"] > first
    takes = dict(zip(grids, asked.problem.may_take[:, 0].tolist(), strict=True))
    assert takes == {"G00": False, "G01": False, "G10": False, "G11": False, "G20": True}


def test_a_new_post_takes_from_those_named(six: Store) -> None:
    facts, asked = _asked(six, "W4", kind="open", into=("W1",))
    assert _codes(facts, asked) == (["G00", "G01"], ["W4", "W1"])
    assert list(asked.problem.start) == [1, 1]
    facts, asked = _asked(six, "W4", kind="open")
    grids, workers = _codes(facts, asked)
    # The new one takes from all; these keep what is left and take nothing from each other.
    takes = dict(zip(grids, asked.problem.may_take.tolist(), strict=True))
    assert workers == ["W4", "W1", "W2", "W3"]
    assert takes["G00"] == [True, True, False, False]
    assert takes["G20"] == [True, False, False, True]


def test_a_post_that_closes_gives_its_grids_to_its_neighbours_whose_own_stay(six: Store) -> None:
    facts, asked = _asked(six, "W3", kind="close")
    # G20 touches G10 of W2 and the vacant G21.
    assert _codes(facts, asked) == (["G10", "G11", "G20"], ["W2"])
    assert list(asked.problem.start) == [0, 0, -1]
    assert list(asked.problem.is_movable) == [False, False, True]
    facts, asked = _asked(six, "W3", kind="close", into=("W4", "W1"))
    assert _codes(facts, asked) == (["G00", "G01", "G20"], ["W4", "W1"])


def test_whoever_is_on_leave_himself_does_not_cover_unless_named(six: Store) -> None:
    facts, asked = _asked(six, "W3", kind="cover", absent=["W2"])
    # Nobody else is beside: all who have grids may.
    assert _codes(facts, asked)[1] == ["W1"]
    facts, asked = _asked(six, "W3", kind="cover", into=("W2",), absent=["W2"])
    assert _codes(facts, asked)[1] == ["W2"]
    _, closed = _asked(six, "W3", kind="close", absent=["W2"])
    assert list(closed.areas) == [1]


def test_a_split_is_between_the_worker_and_another_or_between_two_others(six: Store) -> None:
    facts, asked = _asked(six, "W1", kind="split", into=("W2",))
    assert _codes(facts, asked) == (["G00", "G01", "G10", "G11"], ["W1", "W2"])
    assert list(asked.problem.is_movable) == [True, True, False, False]
    facts, asked = _asked(six, "W1", kind="split", into=("W2", "W3"))
    assert _codes(facts, asked)[1] == ["W2", "W3"]
    assert list(asked.problem.start) == [-1, -1, 0, 0, 1]


@pytest.mark.parametrize(
    ("ask", "match"),
    [
        (Ask(workers=("W1",)), "two workers or more, and 1"),
        (Ask(workers=("W1", "W9")), "W9 is not in service"),
        (Ask(workers=("W1", "W5")), "W5 is not in service"),
        (Ask("open"), "needs a worker"),
        (Ask("open", ("W4",), into=("W4",)), "name other workers"),
        (Ask("close"), "nothing to give"),
        (Ask("close", ("W4",)), "nothing to give to others: name workers who have grids, not W4"),
        (Ask("close", ("W1",), into=("W1",)), "Nobody can take the grids of W1"),
        (Ask("split", ("W1",)), "one or two others"),
        (Ask("split", ("W1", "W2"), into=("W3",)), "one worker whose area"),
        (Ask("split", ("W1",), into=("W2", "W3", "W4")), "one or two others"),
        (Ask(max_moved=1.5), "from 0 to 1"),
        (Ask(max_moved=float("nan")), "from 0 to 1"),
        (Ask(seconds=0), "more than 0"),
        (Ask(seconds=float("inf")), "at most 600"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_way_out(six: Store, ask: Ask, match: str) -> None:
    with pytest.raises(ServiceError, match=match):
        propose_plan(OPERATOR, six, EMPTY, ask, NOW)


def test_whoever_may_not_plan_gets_no_proposal(six: Store) -> None:
    with pytest.raises(CaseworkError, match="plan who covers what"):
        propose_plan(Viewer("x", Role.LEADER), six, EMPTY, Ask(), NOW)


def _propose(store: Store, plan: CoveragePlan = EMPTY, **more: object) -> PlanProposal:
    ask = Ask(**{"seconds": 0.5} | more)  # type: ignore[arg-type]
    return propose_plan(OPERATOR, store, plan, ask, NOW)


def _said(proposal: PlanProposal) -> str:
    return " ".join(map(str, proposal.sentences))


def _busiest_of_all(facts: StudioFacts, asked: Question) -> tuple[float, float]:
    """Return the fewest hours per post of the busiest, and their max/mean.

    Of all distributions in one piece each, tried one by one.
    """
    problem, k = asked.problem, len(asked.areas)
    tried = []
    for one in product(range(k), repeat=len(asked.units)):
        areas = np.array(one, dtype=np.int64)
        if (pieces(problem.edges, areas, k) == 1).all():
            hours = area_hours(problem, areas)
            busiest = float((hours / problem.capacity).max())
            tried.append((busiest, max_over_mean(hours, problem.capacity)))
    return min(tried)


def test_six_grids_are_balanced_as_well_as_can_be(six: Store) -> None:
    proposal = _propose(six, target=1.0)
    facts = _facts(six)
    busiest, ratio = _busiest_of_all(facts, question(facts, EMPTY, Ask(), ()))
    # A little less even is no worse when everybody has less to walk.
    assert proposal.proposal.best.max_over_mean <= ratio + 1e-9
    assert proposal.proposal.bound * proposal.measures_after.mean_hours <= busiest + 1e-9
    assert proposal.measures_after.vacant == [] and proposal.measures_after.in_pieces == []
    assert proposal.measures_after.max_over_mean < proposal.measures_before.max_over_mean
    assert "Grids that nobody has and that are given out: 1 (G21)" in _said(proposal)
    assert proposal.plan.changes["G21"].before is None


def test_a_split_gives_each_a_half_and_the_neighbours_keep_theirs(six: Store) -> None:
    proposal = _propose(six, kind="split", workers=("W1",), into=("W4",))
    assert len(proposal.plan.changes) == 1
    (change_,) = proposal.plan.changes.values()
    assert change_ == Change("W1", "W4")


def test_a_closed_post_has_nothing_left_and_the_others_what_they_had(six: Store) -> None:
    proposal = _propose(six, kind="close", workers=("W1",))
    assert proposal.plan.changes == {
        "G00": Change("W1", "W2"),
        "G01": Change("W1", "W2"),
    }
    assert "Grids given to others: 2, to 1 workers" in _said(proposal)


def test_a_cover_says_that_it_is_for_a_leave(six: Store) -> None:
    said = _said(_propose(six, kind="cover", workers=("W3",), into=("W1",)))
    assert "for a leave" in said
    # A plan has no last day (`approving` refuses one): the roster is where a cover is entered.
    assert "in the roster" in said


def test_where_everybody_has_one_grid_it_is_said_why_nothing_can_be_done(six: Store) -> None:
    drop = postings.c.grid_code.in_(["G01", "G11", "G21"])
    change(
        six,
        "duty",
        postings.delete().where(drop),
        # Whoever has a whole post might swap a smaller grid for a larger one.
        workers.update().values(capacity=1.0),
    )
    locked = EMPTY.lock(grids=["G01", "G11", "G21"])
    proposal = _propose(six, locked)
    assert proposal.plan.changes == {}
    assert "exactly one grid" in _said(proposal)


def test_where_all_is_locked_it_is_said_so(six: Store) -> None:
    proposal = _propose(six, EMPTY.lock(grids=CODES))
    assert proposal.plan.changes == {}
    assert "None of these grids may change hands" in _said(proposal)
    assert "Grids that stay as they are: 1 (G21)" in _said(proposal)


def test_no_share_means_that_no_held_grid_changes_hands(six: Store) -> None:
    proposal = _propose(six, max_moved=0.0)
    assert all(one.before is None for one in proposal.plan.changes.values())


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration district."""
    path = tmp_path_factory.mktemp("proposing") / "district.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill_demonstration(OPERATOR, store, NOW, households=2_000, grids=60, cases=300)
    return store


@given(seed=st.integers(0, 2**16))
@settings(max_examples=12, deadline=None)
def test_whatever_is_asked_locks_scope_communities_and_the_share_are_kept(
    town: Store, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    viewer = OPERATOR if seed % 3 else Viewer("c", Role.COORDINATOR, "990101001")
    facts = studio_facts(viewer, town, TODAY, NOW)
    holders = facts.holder_codes()
    plan = EMPTY.lock(
        grids=rng.choice(facts.grids["code"], 8, replace=False),
        workers=rng.choice(facts.workers["code"], 3, replace=False),
    )
    ask = Ask(max_moved=0.2, keeps_communities=bool(seed % 2), seconds=0.3, seed=seed)
    proposal = propose_plan(viewer, town, plan, ask, NOW)
    after, today = proposal.measures_after, measure_plan(facts, facts.holders)
    changes = proposal.plan.changes
    assert not set(changes) & set(plan.locked_grids)
    touched = {one.before for one in changes.values()} | {one.after for one in changes.values()}
    assert not touched & set(plan.locked_workers)
    assert set(changes) <= set(facts.grids["code"][facts.inside])
    assert all(one.before == holders[grid] for grid, one in changes.items())
    assert after.moved <= 0.2 * (facts.holders >= 0).sum()
    if ask.keeps_communities:
        community = facts.grids.set_index("code")["parent_code"]
        known = {(holder, community[grid]) for grid, holder in holders.items()}
        assert {(one.after, community[grid]) for grid, one in changes.items()} <= known
    total = after.lines["households"].sum()
    vacant = facts.grids.set_index("code")["households"].reindex(after.vacant).sum()
    assert total + vacant == facts.grids["households"].sum()
    if set(today.vacant) <= set(after.vacant):
        assert after.max_over_mean <= today.max_over_mean + 1e-9
    assert set(after.in_pieces) <= set(today.in_pieces)
