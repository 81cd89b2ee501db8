"""GerryChain's ways to divide a district: a tree partition, flips, short bursts of ReCom."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

import networkx as nx
import numpy as np

from geo.balance import Balance, Ints
from geo.balance_measures import piece_of
from tests.bench.coverage_files import neighbours_of
from tests.bench.coverage_task import Answers, Task


def whole_start(problem: Balance) -> Ints:
    """Return today's areas, each whole and every unit in one: GerryChain begins only from such.

    What lies apart from the largest piece of its area, or in none, goes to a neighbour's area.
    """
    start, near = problem.start.copy(), neighbours_of(problem.edges, len(problem.loads))
    label = piece_of(problem.edges, start)
    size = np.bincount(label)
    for area in range(len(problem.capacity)):
        own = label[start == area]
        start[(start == area) & (label != own[np.argmax(size[own])])] = -1
    while (start < 0).any():
        before = start.copy()
        for unit in np.flatnonzero(start < 0).tolist():
            start[unit] = max(before[near[unit]], default=-1)
        if (start == before).all():
            break
    return start


def gerry_graph(task: Task) -> Any:  # noqa: ANN401 - GerryChain's own
    from gerrychain import Graph

    graph = nx.Graph()
    weights, start = task.weights.tolist(), whole_start(task.problem).tolist()
    graph.add_nodes_from(
        (i, {"load": w, "start": a}) for i, (w, a) in enumerate(zip(weights, start, strict=True))
    )
    graph.add_edges_from(task.problem.edges.tolist())
    return Graph.from_networkx(graph)


def gerry_start(task: Task) -> Any:  # noqa: ANN401
    from gerrychain import Partition
    from gerrychain.updaters import Tally, cut_edges

    return Partition(
        gerry_graph(task), "start", {"load": Tally("load", alias="load"), "cut_edges": cut_edges}
    )


def gerry_areas(task: Task, assignment: Any) -> Ints:  # noqa: ANN401
    areas = np.empty(len(task.problem.loads), np.int64)
    for unit, area in dict(assignment).items():
        areas[unit] = area
    return areas


def tree(task: Task, epsilon: float) -> Ints:
    """One partition by random spanning trees; a seed that finds no cut gives way to the next."""
    from functools import partial

    from gerrychain.partition import recursive_tree_part
    from gerrychain.tree import bipartition_tree
    from gerrychain.tree.bipartition_tree import PopulationBalanceError

    graph, mean = gerry_graph(task), int(task.weights.sum()) / task.k
    cut = partial(bipartition_tree, max_attempts=200)
    for seed in itertools.count(task.seed):
        try:
            found = recursive_tree_part(
                graph,
                range(task.k),
                mean,
                "load",
                epsilon,
                bipartition_tree_fn=cut,
                rng=random.Random(seed),
            )
        except (RuntimeError, PopulationBalanceError):
            continue
        return gerry_areas(task, found)
    raise AssertionError("there is always a next seed")


def tree_tight(task: Task) -> Answers:
    """Tighter and tighter until it is ended: the tightest that finished counts."""
    for epsilon in (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001):
        yield tree(task, epsilon)


def recom_bursts(task: Task) -> Answers:
    """Short bursts of ReCom from the start, the smallest max/mean kept."""
    from functools import partial

    from gerrychain.constraints import contiguous
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import recom
    from gerrychain.tree import bipartition_tree

    start = gerry_start(task)
    mean = int(task.weights.sum()) / task.k
    worst = max(start["load"].values()) / mean - 1
    cut = partial(bipartition_tree, max_attempts=100, allow_pair_reselection=True)
    propose = partial(
        recom, pop_col="load", pop_target=mean, epsilon=max(worst, 0.02), bipartition_tree_fn=cut
    )
    search = SingleMetricOptimizer(
        propose,
        [contiguous],
        start,
        lambda p: max(p["load"].values()) / mean,
        maximize=False,
        rng=task.seed,
    )
    yield from _better(task, search.short_bursts(10, 1_000_000), lambda: search.best_part)


def flips(task: Task) -> Answers:
    """Single flips from the start, accepted by annealing on the squares of the loads."""
    from gerrychain import MarkovChain
    from gerrychain.constraints import contiguous
    from gerrychain.proposals import propose_random_flip

    mean, began = int(task.weights.sum()) / task.k, process_time()

    def squares(partition: Any) -> float:  # noqa: ANN401
        return sum((load / mean - 1) ** 2 for load in partition["load"].values())

    def accept(partition: Any, *, rng: random.Random) -> bool:  # noqa: ANN401
        gone = min(1.0, (process_time() - began) / task.seconds)
        heat = 1e-3 * (1 - gone) ** 2 + 1e-12
        worse = squares(partition) - squares(partition.parent)
        return worse <= 0 or rng.random() < math.exp(-worse / heat)

    chain = MarkovChain(
        propose_random_flip, [contiguous], accept, gerry_start(task), 10**9, rng=task.seed
    )
    state: list[Any] = [None]

    def walk() -> Iterator[Any]:
        for partition in chain:
            state[0] = partition
            yield partition

    yield from _better(task, walk(), lambda: state[0])


def _better(task: Task, steps: Iterator[Any], best_of: Callable[[], Any]) -> Answers:
    """Answers better than those before them, asked about every tenth of a second."""
    mean = int(task.weights.sum()) / task.k
    began, asked, best = process_time(), 0.0, math.inf
    for _ in steps:
        over = not task.has_time(began)
        if not over and process_time() - asked < 0.1:
            continue
        asked, part = process_time(), best_of()
        if (load := max(part["load"].values()) / mean) < best:
            best = load
            yield gerry_areas(task, part.assignment)
        if over:
            return
