"""What other libraries make of a balancing problem: python -m tests.bench.coverage_peers.

Runs one of them on a problem kept in a file, so that one that hangs or dies is ended from
outside; each better answer is written down at once, with the seconds it took.  Seconds are those
of the processor, so that other work on the machine takes nothing away.  They count from the
problem in memory: building the library's own graph is its own affair, imports are not.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final, NamedTuple

import networkx as nx
import numpy as np

from geo.balance import Balance, Ints
from geo.balance_measures import area_hours, max_over_mean, piece_of, pieces
from tests.bench.coverage_files import keep_answer, kept, neighbours_of

Answers = Iterator[Ints]


class Task(NamedTuple):
    """A problem, its seed, and the seconds after which an anytime search stops by itself."""

    problem: Balance
    seed: int
    seconds: float

    @property
    def k(self) -> int:
        return len(self.problem.capacity)

    @property
    def weights(self) -> Ints:
        """Loads as whole numbers: as they are when they are whole, else in thousandths."""
        loads = self.problem.loads
        scale = 1 if (loads == loads.round()).all() else 1_000
        return np.asarray((loads * scale).round(), np.int64)

    def has_time(self, began: float) -> bool:
        return process_time() - began < self.seconds

    def score(self, areas: Ints) -> float:
        """Max/mean, larger by 10 for each area in pieces or without units."""
        found = pieces(self.problem.edges, areas, self.k)
        hours = area_hours(self.problem, areas)
        return max_over_mean(hours, self.problem.capacity) + 10 * int((found != 1).sum())


# --- METIS


def metis(task: Task, seed: int, unbalance: int, cuts: int = 1, rounds: int = 10) -> Ints:
    """One partition: `unbalance` in thousandths over the mean."""
    import pymetis

    capacity = task.problem.capacity
    _, areas = pymetis.part_graph(
        task.k,
        adjacency=neighbours_of(task.problem.edges, len(task.problem.loads)),
        vweights=task.weights.tolist(),
        tpwgts=(capacity / capacity.sum()).tolist(),
        recursive=False,
        options=pymetis.Options(contig=1, ufactor=unbalance, seed=seed, ncuts=cuts, niter=rounds),
    )
    return np.asarray(areas, np.int64)


def metis_once(task: Task) -> Answers:
    yield metis(task, task.seed, 20)


def metis_often(task: Task) -> Answers:
    """The best of as many runs as fit into the time, over its own settings."""
    began, best, seed = process_time(), math.inf, task.seed
    while task.has_time(began):
        areas = metis(task, seed, (1, 5, 20, 50, 150)[seed % 5], cuts=1 + seed % 3, rounds=20)
        seed += 1
        if (score := task.score(areas)) < best:
            best = score
            yield areas


# --- GerryChain


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


# --- spopt


def _spatial(task: Task) -> tuple[Any, Any]:
    """Its frame and weights."""
    import geopandas as gpd
    from libpysal.weights import W

    problem = task.problem
    frame = gpd.GeoDataFrame(
        {"load": task.weights.astype(float), "x": problem.x_m, "y": problem.y_m},
        geometry=gpd.points_from_xy(problem.x_m, problem.y_m),
    )
    return frame, W(dict(enumerate(neighbours_of(problem.edges, len(problem.loads)))))


def ward(task: Task) -> Answers:
    from spopt.region import WardSpatial

    frame, w = _spatial(task)
    model = WardSpatial(frame, w, ["x", "y"], n_clusters=task.k)
    model.solve()
    yield np.asarray(model.labels_, np.int64)


def skater(task: Task) -> Answers:
    from spopt.region import Skater

    frame, w = _spatial(task)
    model = Skater(frame, w, ["x", "y"], n_clusters=task.k)
    model.solve()
    yield np.asarray(model.labels_, np.int64)


def max_p(task: Task) -> Answers:
    """As many areas as can have nine tenths of the mean load: how many is its own choice."""
    from spopt.region import MaxPHeuristic

    np.random.seed(task.seed)  # noqa: NPY002 - it draws from the global generator
    frame, w = _spatial(task)
    threshold = 0.9 * frame["load"].sum() / task.k
    model = MaxPHeuristic(
        frame, w, ["x", "y"], "load", threshold, max_iterations_construction=9, max_iterations_sa=2
    )
    model.solve()
    yield np.asarray(model.labels_, np.int64) - 1


def region_k_means(task: Task) -> Answers:
    from spopt.region import RegionKMeansHeuristic

    frame, w = _spatial(task)
    model = RegionKMeansHeuristic(frame[["x", "y"]].to_numpy(), task.k, w, seed=task.seed)
    model.solve()
    yield np.asarray(model.labels_, np.int64)


PEERS: Final[dict[str, tuple[str, Callable[[Task], Answers]]]] = {
    "METIS": ("pymetis", metis_once),
    "METIS, best of many": ("pymetis", metis_often),
    "GerryChain tree, tightest": ("gerrychain", tree_tight),
    "GerryChain flips": ("gerrychain", flips),
    "GerryChain ReCom bursts": ("gerrychain", recom_bursts),
    "spopt Ward": ("spopt", ward),
    "spopt Skater": ("spopt", skater),
    "spopt MaxP": ("spopt", max_p),
    "spopt k-means": ("spopt", region_k_means),
}


def main() -> int:
    """Run one peer; write areas, seconds and processor seconds of each better answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("problem", type=Path)
    parser.add_argument("answer", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    module, peer = PEERS[options.peer]
    __import__(module)
    task = Task(kept(options.problem), options.seed, options.seconds)
    began, worked = perf_counter(), process_time()
    end = int(worked) + options.limit
    resource.setrlimit(resource.RLIMIT_CPU, (end, end + 1))
    for areas in peer(task):
        keep_answer(options.answer, areas, perf_counter() - began, process_time() - worked)
    return 0


if __name__ == "__main__":
    sys.exit(main())
