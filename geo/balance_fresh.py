"""Areas anew: METIS cuts the district, and each part goes to whom it resembles most today.

Karypis, Kumar 1998, "Multilevel k-way partitioning scheme for irregular graphs", by pymetis.
"""

from __future__ import annotations

import numpy as np
import pymetis
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from geo.balance import Balance, Bools, Floats, Ints
from geo.balance_measures import moved, pieces

#: All load together, in the whole numbers METIS counts in.
WHOLE = 10_000_000
#: Parts of fewer units than this are not cut once more by bisection.
ENOUGH = 8
#: METIS is asked this often, with other seeds; the answer that moves fewest units is taken.
TRIES = 4


def fresh(problem: Balance, complete: Ints, may: Bools, seed: int) -> Ints:
    """Return areas cut anew, named by today's: as much load as can be stays with whom it is.

    Parameters
    ----------
    complete
        Today's distribution with an area for each unit: says how many areas each part of a
        district in several parts has.
    may
        Which areas may have which unit, shape (n, k): one that may not go where its part goes
        stays where ``complete`` has it.
    """
    found = [_once(problem, complete, may, seed + turn) for turn in range(TRIES)]
    return min(found, key=lambda areas: (_broken(problem, areas), moved(problem.start, areas)))


def renamed(problem: Balance, areas: Ints, may: Bools) -> Ints:
    """Return the same areas under the names that keep most units where they are today.

    A name goes only to an area of the same capacity, all of whose units it may have.
    """
    k = len(problem.capacity)
    had = problem.start >= 0
    kept = np.zeros((k, k))
    np.add.at(kept, (areas[had], problem.start[had]), 1.0)
    members = csr_array(
        (np.ones(len(areas)), (areas, np.arange(len(areas)))), shape=(k, len(areas))
    )
    is_refused = (members @ (~may).astype(np.float64)) > 0
    is_refused |= problem.capacity[:, None] != problem.capacity[None, :]
    np.fill_diagonal(is_refused, False)
    names = linear_sum_assignment(np.where(is_refused, -2.0 * len(areas), kept), maximize=True)[1]
    return np.asarray(names[areas], np.int64)


def components(n: int, edges: Ints) -> Ints:
    """Return the number of the connected part of the district that each unit lies in."""
    graph = coo_array((np.ones(len(edges), np.int8), (edges[:, 0], edges[:, 1])), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _broken(problem: Balance, areas: Ints) -> int:
    return int((pieces(problem.edges, areas, len(problem.capacity)) != 1).sum())


def _once(problem: Balance, complete: Ints, may: Bools, seed: int) -> Ints:
    areas = complete.copy()
    k = len(problem.capacity)
    part = components(len(areas), problem.edges)
    # an area in several parts of the district counts for the one most of its units lie in
    count = np.zeros((part.max() + 1, k), np.int64)
    np.add.at(count, (part, complete), 1)
    home = np.where(count.any(axis=0), count.argmax(axis=0), -1)
    for one in np.unique(part):
        mine, units = np.flatnonzero(home == one), np.flatnonzero(part == one)
        if len(mine) > 1 and len(units) >= len(mine):
            areas[units] = mine[_cut(problem, units, mine, complete, seed)]
    kept = ~may[np.arange(len(areas)), areas]
    areas[kept] = complete[kept]
    return areas


def _cut(problem: Balance, units: Ints, mine: Ints, complete: Ints, seed: int) -> Ints:
    """Return the position in ``mine`` of the area of each of the units of one component."""
    labels = _metis(problem, units, problem.capacity[mine], seed)
    position = np.zeros(len(problem.capacity), np.int64)
    position[mine] = np.arange(len(mine))
    had = np.isin(complete[units], mine)
    shared = np.zeros((len(mine), len(mine)))
    weight = problem.loads[units] + problem.loads.mean() * 1e-3 + 1e-12
    np.add.at(shared, (labels[had], position[complete[units][had]]), weight[had])
    posts = problem.capacity[mine]
    # a part cut for half a post goes to half a post, whatever is shared
    shared -= weight.sum() * np.abs(posts[:, None] - posts[None, :])
    taken = linear_sum_assignment(shared, maximize=True)[1]
    return np.asarray(taken[labels], np.int64)


def _metis(problem: Balance, units: Ints, posts: Floats, seed: int) -> Ints:
    row = np.full(len(problem.loads), -1)
    row[units] = np.arange(len(units))
    edges = row[problem.edges]
    edges = edges[(edges >= 0).all(axis=1)]
    tail, near = np.concatenate([edges, edges[:, ::-1]]).T
    order = np.lexsort((near, tail))
    first = np.searchsorted(tail[order], np.arange(len(units) + 1))
    load = problem.loads[units]
    for _ in range(3):  # a unit heavier than a part fills one, and the others share the rest
        load = np.minimum(load, load.sum() / len(posts))
    # nothing weighs nothing: METIS would complain, aloud, of parts that it cannot fill
    weights = 1 + np.rint(load / max(float(load.sum()), 1e-12) * WHOLE).astype(int)
    found: Ints | None = None
    for bisect in (False, True)[: 1 + (len(units) >= ENOUGH * len(posts))]:
        labels = np.asarray(
            pymetis.part_graph(
                len(posts),
                pymetis.CSRAdjacency(first.tolist(), near[order].tolist()),
                vweights=weights.tolist(),
                tpwgts=(posts / posts.sum()).tolist(),
                recursive=bisect,
                options=pymetis.Options(contig=0 if bisect else 1, seed=seed),
            )[1],
            np.int64,
        )
        if found is None or _gaps(edges, labels, len(posts)) < _gaps(edges, found, len(posts)):
            found = labels
        if _gaps(edges, found, len(posts)) == 0:
            break
    assert found is not None
    return found


def _gaps(edges: Ints, labels: Ints, k: int) -> int:
    """Return how many parts are missing or in pieces."""
    return int((pieces(edges, labels, k) != 1).sum())
