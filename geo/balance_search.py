"""Local improvement of a distribution: cycles of warming and cooling from the best so far."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.balance import Balance, Floats, Ints

if TYPE_CHECKING:
    from geo.balance_kernel import Graph, State, Units

#: Trials of one round: some milliseconds compiled, about a second not.
CHUNK = 20_000
#: Warmest and coldest heat of a cycle, in costs of one moved unit.
WARM, HOT, COLD = 2.0, 6.0, 0.1
#: What a longer border (one of mean length) costs, in costs of one moved unit.
BORDER = 0.04
#: How far below its limit the hours of an area are held: rounding; with travel, the mean moves.
ROUNDING, DRIFT = 1e-12, 1e-4


class Cycle(NamedTuple):
    """One warming and cooling: max/mean aimed at, cost of a moved unit, heat, rounds, seed."""

    aim: float
    moved: float
    heat: float
    rounds: int
    seed: tuple[int, ...]


class Search:
    """A problem made ready for the compiled search."""

    def __init__(self, problem: Balance, max_moved: int) -> None:
        self.problem = problem
        self.max_moved = max_moved
        loaded = max(1, int((problem.loads > 0).sum()))
        self.scale = max(float(problem.loads.sum()) / loaded, 1e-9)
        self.graph = _graph(problem)
        self.units = _units(problem)
        self.state = _state(len(problem.loads), len(problem.capacity))

    def run(self, areas: Ints, cycle: Cycle) -> Iterator[Ints]:
        """Yield the distribution after each round of a cycle that begins at ``areas``.

        What is yielded changes with the next round: copy what is to stay.
        """
        rng = np.random.default_rng(cycle.seed)
        hot, cold = cycle.heat * cycle.moved, COLD * cycle.moved
        cooling = (cold / hot) ** (1 / cycle.rounds)
        self.state.area[:] = areas
        for turn in range(cycle.rounds):
            if len(self.graph.near):
                heat = hot * cooling**turn
                draws = rng.integers(0, 2**62, (CHUNK, 2))
                self._round(cycle, draws, heat, heat * cooling)
            yield self.state.area

    def _round(self, cycle: Cycle, draws: Ints, hot: float, cold: float) -> None:
        kernel, problem = _kernel(), self.problem
        kernel.fill(self.units, self.state, problem.hours_per_trip_m)
        mean = float(self.state.hours.sum() / problem.capacity.sum())
        below = DRIFT if problem.hours_per_trip_m else ROUNDING
        rule = kernel.Rule(
            limit=np.asarray(cycle.aim * mean * (1 - below) * problem.capacity, np.float64),
            scale=self.scale,
            per_trip_m=float(problem.hours_per_trip_m),
            moved=cycle.moved,
            border=BORDER * cycle.moved,
            max_moved=self.max_moved,
        )
        kernel.anneal(self.graph, self.units, self.state, rule, draws, hot, cold)


def warm_up() -> None:
    """Compile what the search runs, so that the first proposal does not wait for it."""
    one = np.ones(2)
    pair = Balance(
        loads=one,
        trips=one,
        x_m=one,
        y_m=one,
        own_m2=one,
        hours_per_trip_m=0.0,
        edges=np.array([[0, 1]], np.int64),
        border_m=one[:1],
        start=np.array([0, 1], np.int64),
        capacity=one,
        is_movable=np.ones(2, np.bool_),
    )
    for _ in Search(pair, 2).run(pair.start, Cycle(1.0, 0.1, WARM, 1, (1,))):
        pass


@cache
def _kernel() -> ModuleType:
    """Return the inner loop, imported on first use: numba takes half a second to load."""
    from geo import balance_kernel

    return balance_kernel


def _graph(problem: Balance) -> Graph:
    edges, border = problem.edges, np.asarray(problem.border_m, np.float64)
    tail = np.concatenate([edges[:, 0], edges[:, 1]]).astype(np.int64)
    near = np.concatenate([edges[:, 1], edges[:, 0]]).astype(np.int64)
    order = np.lexsort((near, tail))
    first = np.searchsorted(tail[order], np.arange(len(problem.loads) + 1)).astype(np.int64)
    usual = float(border.mean()) if border.size and border.any() else 1.0
    # half by number, half by length: both are what a border is judged by
    length = (0.5 + 0.5 * np.concatenate([border, border]) / usual)[order]
    graph: Graph = _kernel().Graph(first, near[order], tail[order], length)
    return graph


def _units(problem: Balance) -> Units:
    trips = problem.trips
    x, y = problem.x_m - problem.x_m.mean(), problem.y_m - problem.y_m.mean()
    square = trips * (x * x + y * y + problem.own_m2)
    brings: Floats = np.column_stack([problem.loads, trips, trips * x, trips * y, square])
    units: Units = _kernel().Units(
        np.ascontiguousarray(brings, np.float64),
        np.ascontiguousarray(problem.start, np.int64),
        np.ascontiguousarray(problem.is_movable | (problem.start < 0), np.bool_),
        np.ascontiguousarray(
            np.zeros((0, 0)) if problem.may_take is None else _allowed(problem), np.bool_
        ),
    )
    return units


def _allowed(problem: Balance) -> Ints:
    """Return who may take which unit; who has it may keep it."""
    allowed = np.array(problem.may_take, np.int64)
    has = np.flatnonzero(problem.start >= 0)
    allowed[has, problem.start[has]] = 1
    return allowed


def _state(n: int, k: int) -> State:
    def none(*shape: int) -> Ints:
        return np.zeros(shape, np.int64)

    state: State = _kernel().State(
        area=none(n),
        sums=np.zeros((k, 5)),
        hours=np.zeros(k),
        members=none(k, n),
        place=none(n),
        size=none(k),
        counts=none(2),
        wanted=none(n),
        seen=none(n),
        queue=none(n),
    )
    return state
