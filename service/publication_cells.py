"""Which numbers have to be hidden beside the small ones: a question of flows in a table.

Whoever knows the table's sums knows of the hidden counts: each is a whole number of 1 or more (a 0
would be shown), and those under one shown sum add up to what is left of it.  A small count is safe
when the hidden ones can be other numbers, with the same sums, such that it is 1, and such that it
is k.  Each such other table is found by linear programming; what it changes is hidden.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_CLOSE = 1e-6
# Hiding a sum costs as much as hiding many counts, and more the larger it is: people look for it.
_SUM_COST = 10.0


@dataclass(frozen=True)
class Cells:
    """Counts and their sums.

    Attributes
    ----------
    values
        (n,) the counts.
    members
        (sums, n) sparse, 1 where a count is part of a sum.
    labels
        Of each sum, the number of its grouping and its label.
    unseen
        (n,) which counts are shown nowhere and need no protection themselves.
    """

    values: Ints
    members: Any
    labels: tuple[tuple[int, Hashable], ...]
    unseen: Bools

    @classmethod
    def of(cls, values: Ints, groupings: Sequence[Sequence[Hashable]], unseen: Bools) -> Cells:
        """Return the counts with one sum per label of each grouping; None is no label."""
        from scipy import sparse

        labels: dict[tuple[int, Hashable], int] = {}
        places = [
            (labels.setdefault((at, label), len(labels)), cell)
            for at, grouping in enumerate(groupings)
            for cell, label in enumerate(grouping)
            if label is not None
        ]
        rows, columns = np.array(places, dtype=np.int64).reshape(-1, 2).T
        shape = (len(labels), len(values))
        members = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
        return cls(values, members, tuple(labels), unseen)

    @property
    def sums(self) -> Ints:
        """Return the sums."""
        found: Ints = np.rint(self.members @ self.values).astype(np.int64)
        return found

    def small(self, k: int) -> tuple[Bools, Bools]:
        """Return which counts and which sums are small and have to be protected."""
        sums = self.sums
        is_seen = self.members @ (~self.unseen).astype(float) > 0
        counts = (self.values > 0) & (self.values < k) & ~self.unseen
        return counts, (sums > 0) & (sums < k) & is_seen


def protect(cells: Cells, k: int) -> tuple[Bools, Bools]:
    """Return which counts and which sums are hidden.

    Notes
    -----
    Small counts first; then, sum by sum, the smallest count that is enough; then, for what is
    still told by several sums together, the cheapest other table (M. Fischetti and J. J. Salazar,
    "Models and algorithms for the 2-dimensional cell suppression problem", 1999, describe the
    flows).  Rows, columns and nested areas make a network, whose cheapest flows are whole numbers.
    """
    hidden, sum_hidden = cells.small(k)
    hidden |= cells.unseen & (cells.values > 0)
    # The sum of what is shown nowhere is shown nowhere.
    sum_hidden |= cells.members @ (~cells.unseen).astype(float) == 0
    if cells.members.shape[0] and any(map(np.any, cells.small(k))):
        _by_sum(cells, k, hidden, sum_hidden)
        for lift, weights, amount in _unproved(cells, k, hidden, sum_hidden):
            _open_a_way(cells, hidden, sum_hidden, weights, lift * amount)
    return hidden, sum_hidden


def _by_sum(cells: Cells, k: int, hidden: Bools, sum_hidden: Bools) -> None:
    """Hide in each shown sum until its hidden counts leave each other room from 1 to k."""
    members = [cells.members.indices[a:b] for a, b in _spans(cells.members.indptr)]
    of_cell = cells.members.T.tocsr()
    # The finest sums first: what is hidden for them serves the coarser ones.
    queue = [(len(inside), at) for at, inside in enumerate(members)]
    heapify(queue)
    while queue:
        at = heappop(queue)[1]
        while not sum_hidden[at] and (more := _wanted(cells.values, members[at], hidden, k)) > 0:
            open_ones = members[at][~hidden[members[at]] & (cells.values[members[at]] > 0)]
            if not len(open_ones):
                sum_hidden[at] = True
                break
            chosen = _enough(cells.values, open_ones, more)
            hidden[chosen] = True
            for again in of_cell.indices[of_cell.indptr[chosen] : of_cell.indptr[chosen + 1]]:
                heappush(queue, (len(members[again]), int(again)))


def _spans(indptr: Ints) -> Iterator[tuple[int, int]]:
    yield from zip(indptr[:-1], indptr[1:], strict=True)


def _wanted(values: Ints, members: Ints, hidden: Bools, k: int) -> int:
    """Return how much more has to be hidden under a sum before one of its counts could be k."""
    inside = members[hidden[members]]
    if not len(inside):
        return 0
    # All others at 1 leave the rest to one; and one alone is what is left.
    room = int(values[inside].sum()) - (len(inside) - 1)
    return max(k - room, 1 if len(inside) == 1 else 0)


def _enough(values: Ints, open_ones: Ints, more: int) -> int:
    """Return the smallest count that is enough by itself, else the greatest."""
    sizes = values[open_ones]
    fit = np.flatnonzero(sizes > more)
    at = fit[np.argmin(sizes[fit])] if len(fit) else np.argmax(sizes)
    return int(open_ones[at])


def _unproved(
    cells: Cells, k: int, hidden: Bools, sum_hidden: Bools
) -> Iterator[tuple[float, Floats, float]]:
    """Yield each small number that what is hidden so far does not protect, and how far it goes.

    The consumer hides more between two of them, so each is asked for when its turn comes.
    """
    targets, values = _small(cells, k)
    for lift in (1.0, -1.0):
        amount = (k - values if lift > 0 else values - 1.0).astype(np.float64)
        if lift < 0:
            # A sum of several that are 1 or more cannot be told to be less; only counts go down.
            amount[np.asarray(targets.sum(axis=1)).ravel() > 1] = 0
        open_ones = amount > 0
        while open_ones.any():
            done = _moved(cells, hidden, sum_hidden, targets[open_ones] * lift, amount[open_ones])
            left = np.flatnonzero(open_ones)
            open_ones[left[done]] = False
            if not done.any():
                first = left[0]
                yield lift, targets[[first]].toarray().ravel(), float(amount[first])
                open_ones[first] = False


def _small(cells: Cells, k: int) -> tuple[Any, Ints]:
    """Return all small numbers, counts and sums, as rows of weights of the counts; and values."""
    from scipy import sparse

    counts, small_sums = map(np.flatnonzero, cells.small(k))
    one_each = sparse.csr_array(
        (np.ones(len(counts)), (np.arange(len(counts)), counts)),
        shape=(len(counts), len(cells.values)),
    )
    rows = sparse.vstack([one_each, cells.members[small_sums]], format="csr")
    return rows, np.concatenate([cells.values[counts], cells.sums[small_sums]])


def _moved(cells: Cells, hidden: Bools, sum_hidden: Bools, targets: Any, amount: Floats) -> Bools:  # noqa: ANN401
    """Return which small numbers can go all their way at once, with the sums that are shown."""
    from scipy import optimize, sparse

    inside = np.flatnonzero(hidden)
    same = cells.members[~sum_hidden][:, inside]
    rows = targets[:, inside]
    found = optimize.linprog(
        np.concatenate([np.zeros(len(inside)), -np.ones(len(amount))]),
        A_ub=sparse.hstack([-rows, sparse.eye_array(len(amount))], format="csr"),
        b_ub=np.zeros(len(amount)),
        A_eq=sparse.hstack([same, sparse.csr_array((same.shape[0], len(amount)))], format="csr"),
        b_eq=np.zeros(same.shape[0]),
        bounds=np.concatenate(
            [
                np.column_stack([1.0 - cells.values[inside], np.full(len(inside), np.inf)]),
                np.column_stack([np.full(len(amount), -np.inf), amount]),
            ]
        ),
        method="highs-ds",
    )
    reached: Bools = found.x[len(inside) :] >= amount - _CLOSE
    return reached


def _open_a_way(
    cells: Cells, hidden: Bools, sum_hidden: Bools, weights: Floats, move: float
) -> None:
    """Hide what the cheapest table needs in which one small number has moved so far."""
    from scipy import optimize, sparse

    inside = np.flatnonzero(cells.values > 0)
    shown = np.flatnonzero(~sum_hidden & (cells.sums > 0))
    same = cells.members[shown][:, inside]
    one = sparse.eye_array(len(shown))
    row = sparse.csr_array(weights[inside][None, :])
    none = sparse.csr_array((1, 2 * len(shown)))
    # Up and down of each count, then up and down of each sum.
    cost = np.where(hidden[inside], 0.0, 1.0 + np.log1p(cells.values[inside]))
    sum_cost = _SUM_COST * np.sqrt(1.0 + cells.sums[shown])
    down = np.concatenate([cells.values[inside], cells.sums[shown]]) - 1.0
    up = np.full(len(inside), np.inf), np.full(len(shown), np.inf)
    found = optimize.linprog(
        np.concatenate([cost, cost, sum_cost, sum_cost]),
        A_eq=sparse.vstack(
            [sparse.hstack([same, -same, -one, one]), sparse.hstack([row, -row, none])],
            format="csr",
        ),
        b_eq=np.append(np.zeros(len(shown)), move),
        bounds=np.column_stack(
            [
                np.zeros(2 * (len(inside) + len(shown))),
                np.concatenate([up[0], down[: len(inside)], up[1], down[len(inside) :]]),
            ]
        ),
        method="highs-ds",
    )
    flow = found.x
    cell_flow = np.abs(flow[: len(inside)] - flow[len(inside) : 2 * len(inside)])
    sums_up, sums_down = np.split(flow[2 * len(inside) :], 2)
    hidden[inside[cell_flow > _CLOSE]] = True
    sum_hidden[shown[np.abs(sums_up - sums_down) > _CLOSE]] = True
