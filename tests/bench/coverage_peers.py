"""What other libraries make of a balancing problem: python -m tests.bench.coverage_peers.

Runs one of them on a problem kept in a file, so that one that hangs or dies is ended from
outside; each better answer is written down at once, with the seconds it took.  Seconds are those
of the processor, so that other work on the machine takes nothing away.  They count from the
problem in memory: building the library's own graph is its own affair, imports are not.
"""

from __future__ import annotations

import argparse
import math
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np

from geo.balance import Ints
from tests.bench import coverage_gerrychain as gerrychain
from tests.bench.coverage_files import keep_answer, kept, neighbours_of
from tests.bench.coverage_task import Answers, Task

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
    "GerryChain tree, tightest": ("gerrychain", gerrychain.tree_tight),
    "GerryChain flips": ("gerrychain", gerrychain.flips),
    "GerryChain ReCom bursts": ("gerrychain", gerrychain.recom_bursts),
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
