from __future__ import annotations

import importlib.util
import itertools
import sys
from dataclasses import replace
from functools import cache
from types import ModuleType

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import balance_kernel, balance_search
from geo.balance import Balance, Ints, Wish
from geo.balance_bound import bound, bound_moves
from geo.balance_fresh import renamed
from geo.balance_measures import area_hours, max_over_mean, moved
from geo.balance_propose import propose
from geo.errors import GeoError

QUICK = Wish(rounds=60, target=1.0)


def lattice(
    rows: int, columns: int, loads: list[float], start: list[int], **more: object
) -> Balance:
    n = rows * columns
    number = np.arange(n).reshape(rows, columns)
    edges = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    y, x = np.divmod(np.arange(n), columns)
    k = max(start) + 1
    problem = Balance(
        loads=np.asarray(loads, float),
        trips=np.ones(n),
        x_m=x * 100.0,
        y_m=y * 100.0,
        own_m2=np.full(n, 100.0),
        hours_per_trip_m=0.0,
        edges=edges.astype(np.int64),
        border_m=np.full(len(edges), 100.0),
        start=np.asarray(start, np.int64),
        capacity=np.ones(k),
        is_movable=np.ones(n, np.bool_),
    )
    return replace(problem, **more)  # type: ignore[arg-type]


def graph_of(problem: Balance) -> nx.Graph:
    graph = nx.Graph(problem.edges.tolist())
    graph.add_nodes_from(range(len(problem.loads)))
    return graph


def broken(problem: Balance, areas: Ints) -> set[int]:
    """Areas in pieces, by another library than the solver's."""
    graph = graph_of(problem)
    return {
        int(area)
        for area in np.unique(areas)
        if not nx.is_connected(graph.subgraph(np.flatnonzero(areas == area).tolist()))
    }


@cache
def partitions(rows: int, columns: int, k: int) -> list[Ints]:
    """Every distribution of a lattice in which each area has units and is in one piece."""
    n = rows * columns
    graph = graph_of(lattice(rows, columns, [1.0] * n, [0] * n))
    whole: dict[frozenset[int], bool] = {}

    def is_whole(units: frozenset[int]) -> bool:
        if units not in whole:
            whole[units] = nx.is_connected(graph.subgraph(units))
        return whole[units]

    found = []
    for tail in itertools.product(range(k), repeat=n - 1):
        # the first unit is the first area's: the others follow by renaming
        members = [frozenset(u for u, a in enumerate((0, *tail)) if a == area) for area in range(k)]
        if all(members) and all(is_whole(units) for units in members):
            found.append(np.array((0, *tail), np.int64))
    names = [np.array([a, *(b for b in range(k) if b != a)]) for a in range(k)]
    return [name[areas] for areas in found for name in names]


def balance_of(problem: Balance, areas: Ints) -> float:
    return max_over_mean(area_hours(problem, areas), problem.capacity)


STRIPES = [0, 0, 1, 2] * 2


@pytest.mark.parametrize("seed", range(4))
def test_the_best_of_all_distributions_of_a_small_lattice_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    loads = rng.integers(0, 9, 12).astype(float)
    problem = lattice(3, 4, loads.tolist(), [0, 0, 1, 2] * 3)
    every = partitions(3, 4, 3)
    optimum = min(balance_of(problem, areas) for areas in every)
    least = bound(problem)
    assert least <= optimum + 1e-9
    found = propose(problem, Wish(rounds=120, target=1.0))
    assert found.best.max_over_mean == pytest.approx(optimum)
    # and of a looser target, the fewest moves
    loose = optimum * 1.1 + 1e-6
    fewest = min(moved(problem.start, a) for a in every if balance_of(problem, a) <= loose)
    assert bound_moves(problem, loose) <= fewest
    assert propose(problem, Wish(rounds=120, target=loose)).best.moved == fewest


@st.composite
def problems(draw: st.DrawFn) -> Balance:
    """Lattices with whole areas (rows of random trees cut), pins, posts and permissions."""
    rows, columns = draw(st.integers(2, 5)), draw(st.integers(2, 6))
    n, k = rows * columns, draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    start = np.full(n, -1)
    bare = lattice(rows, columns, [1.0] * n, [0] * n)
    graph = graph_of(bare)
    seeds = rng.choice(n, size=min(k, n), replace=False)
    start[seeds] = np.arange(len(seeds))
    for _ in range(40 * n):
        u = int(rng.integers(n))
        near = [v for v in graph[u] if start[v] >= 0]
        if start[u] < 0 and near:
            start[u] = start[near[int(rng.integers(len(near)))]]
    if draw(st.booleans()):
        start[rng.random(n) < 0.15] = -1
    loads = rng.integers(0, 5, n).astype(float)
    may = rng.random((n, k)) < 0.8
    may[:, 0] = True
    return replace(
        bare,
        loads=loads,
        start=start,
        hours_per_trip_m=draw(st.sampled_from([0.0, 0.002])),
        capacity=rng.choice([0.5, 1.0], k),
        is_movable=rng.random(n) < 0.85,
        may_take=may if draw(st.booleans()) else None,
    )


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from([None, 0.0, 0.1, 0.5]), st.sampled_from(["today", "both"]))
def test_every_proposal_keeps_what_was_promised(
    problem: Balance, share: float | None, starts: str
) -> None:
    found = propose(problem, Wish(rounds=12, max_moved=share, starts=starts, target=1.0))
    had = problem.start >= 0
    for one in (found.best, *found.front):
        areas = one.areas
        k = len(problem.capacity)
        assert ((areas >= 0) & (areas < k)).all()
        pinned = had & ~problem.is_movable
        assert (areas[pinned] == problem.start[pinned]).all()
        went = areas != problem.start
        if problem.may_take is not None:
            assert problem.may_take[np.flatnonzero(went), areas[went]].all()
        if share is not None:
            assert int((went & had).sum()) <= share * had.sum() + 1e-9
        assert one.moved == int((went & had).sum())
        assert one.broken == len(broken(problem, areas))
        assert set(np.unique(problem.start[had])) <= set(areas.tolist())
        assert found.bound <= max(one.max_over_mean, found.best.max_over_mean) + 1e-6
    if had.all():
        assert broken(problem, found.best.areas) <= broken(problem, problem.start)
        assert found.best.max_over_mean <= balance_of(problem, problem.start) + 1e-9


def test_the_same_seed_and_rounds_give_the_same_answer_and_rounds_stop_a_timed_search_alike() -> (
    None
):
    rng = np.random.default_rng(5)
    problem = lattice(10, 10, rng.random(100).tolist(), [0, 0, 0, 1, 1, 2, 2, 3, 3, 3] * 10)
    ticks = itertools.count()
    timed = propose(problem, Wish(seconds=130, target=1.001), None, lambda: float(next(ticks)))
    again = propose(problem, Wish(rounds=timed.rounds, target=1.001))
    assert timed.rounds > 50
    assert again.best.areas.tolist() == timed.best.areas.tolist()
    assert len(again.front) == len(timed.front)


def test_progress_is_told_five_times_a_second_with_ever_better_answers() -> None:
    rng = np.random.default_rng(5)
    problem = lattice(10, 10, rng.random(100).tolist(), [0, 0, 0, 1, 1, 2, 2, 3, 3, 3] * 10)
    told: list[tuple[float, float]] = []
    clock = itertools.count()
    propose(
        problem,
        Wish(seconds=10, target=1.0, starts="today"),
        lambda share, best: told.append((share, best.max_over_mean)),
        lambda: next(clock) * 0.0625,
    )
    shares, best = zip(*told, strict=True)
    assert list(shares) == sorted(shares)
    assert shares[-1] == 1.0
    assert 38 <= len(told) <= 52
    assert list(best) == sorted(best, reverse=True)


def test_a_new_post_is_given_its_part() -> None:
    problem = lattice(6, 6, [1.0] * 36, [0, 0, 0, 1, 1, 1] * 6, capacity=np.ones(3))
    best = propose(problem, Wish(rounds=200, target=1.0)).best
    assert np.bincount(best.areas).tolist() == [12, 12, 12]
    assert best.broken == 0
    assert best.moved == 12


def test_a_closed_posts_units_go_to_its_neighbours_and_nobody_elses_move_without_need() -> None:
    start = np.array([0, 0, 1, 1, 2, 2] * 6)
    closed = np.where(start == 1, -1, start)
    problem = lattice(6, 6, [1.0] * 36, start.tolist())
    may = np.ones((36, 3), bool)
    may[:, 1] = False
    problem = replace(problem, start=closed, may_take=may, capacity=np.array([1.0, 1e-9, 1.0]))
    best = propose(problem, Wish(rounds=200, target=1.01)).best
    assert np.bincount(best.areas, minlength=3).tolist() == [18, 0, 18]
    assert (best.moved, best.broken) == (0, 0)


def test_an_area_in_two_pieces_is_joined_by_the_fewest_units() -> None:
    start = [0, 0, 0, 1, 0, 0, 0,
             2, 2, 2, 2, 2, 2, 2]  # fmt: skip
    start[3 + 7] = 1
    problem = lattice(2, 7, [1.0] * 14, start)
    best = propose(problem, Wish(rounds=100, target=3.0)).best
    assert best.broken == 0
    assert best.moved <= 3


def test_islands_keep_to_themselves() -> None:
    problem = lattice(2, 6, [5.0, 1, 1, 1, 1, 1] * 2, [0, 0, 1, 2, 2, 3] * 2)
    is_across = np.isin(problem.edges, [2, 8]).any(1) & np.isin(problem.edges, [3, 9]).any(1)
    problem = replace(
        problem, edges=problem.edges[~is_across], border_m=problem.border_m[~is_across]
    )
    found = propose(problem, QUICK)
    west = np.array([0, 1, 2, 6, 7, 8])
    assert set(found.best.areas[west].tolist()) == {0, 1}
    assert found.best.broken == 0


def test_a_unit_that_no_area_may_take_is_refused_with_its_row() -> None:
    may = np.ones((4, 2), bool)
    may[2] = False
    problem = lattice(1, 4, [1.0] * 4, [0, 0, 1, 1], may_take=may)
    with pytest.raises(GeoError, match="unit 2"):
        propose(replace(problem, start=np.array([0, 0, -1, 1])), QUICK)


def test_empty_units_cost_nothing_and_never_break_an_area() -> None:
    rng = np.random.default_rng(2)
    loads = rng.integers(0, 3, 100) * (rng.random(100) < 0.6)
    problem = lattice(10, 10, loads.astype(float).tolist(), ([0] * 5 + [1] * 5) * 5 + [2] * 50)
    best = propose(problem, QUICK).best
    assert not broken(problem, best.areas)
    assert best.max_over_mean <= bound(problem) + 1e-9


def test_all_loads_zero_is_already_fair() -> None:
    found = propose(lattice(2, 2, [0.0] * 4, [0, 0, 1, 1]), QUICK)
    assert (found.best.max_over_mean, found.best.moved, found.is_proven) == (1.0, 0, True)


def test_without_a_compiler_the_search_gives_the_same_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(5)
    problem = lattice(
        8, 8, rng.random(64).tolist(), [0, 0, 0, 1, 1, 2, 2, 2] * 8, hours_per_trip_m=0.001
    )
    monkeypatch.setattr(balance_search, "CHUNK", 3000)
    answers = []
    for kernel in (balance_kernel, uncompiled(monkeypatch)):
        monkeypatch.setattr(balance_search, "_kernel", lambda kernel=kernel: kernel)
        search = balance_search.Search(problem, 40)
        turns = search.run(problem.start, balance_search.Cycle(1.01, 0.1, 4.0, 3, (1,)))
        answers.append([areas.tolist() for areas in turns])
    assert answers[0] == answers[1]
    assert answers[0][-1] != problem.start.tolist()


def uncompiled(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "numba", None)
        spec = importlib.util.spec_from_file_location("plain_kernel", balance_kernel.__file__)
        assert spec is not None and spec.loader is not None
        plain = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(plain)
    assert plain.numba is None
    return plain


def test_areas_cut_anew_bear_the_names_that_keep_most_units() -> None:
    problem = lattice(3, 6, [1.0] * 18, [0, 0, 1, 1, 2, 2] * 3)
    other = np.array([1, 1, 1, 2, 0, 0] * 3)
    may = np.ones((18, 3), np.bool_)
    assert renamed(problem, other, may).tolist() == [0, 0, 0, 1, 2, 2] * 3
    # the last post is a half one: it keeps its own part
    halves = replace(problem, capacity=np.array([1.0, 1.0, 0.5]))
    assert renamed(halves, other, may).tolist() == [0, 0, 0, 2, 1, 1] * 3
    # unit 0 may not go to the first area
    may[0, 0] = False
    assert renamed(problem, other, may)[0] != 0
