"""Neighbours joined into a given number of groups of moderate size."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.errors import GeoError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Rounds of single moves between neighbouring groups; each ends as soon as none helps.
_ROUNDS: Final = 60
#: What a common border counts against size where a group chooses whom to join.
_BORDER: Final = 0.5


def groups(
    sizes: Floats, edges: Ints, border_m: Floats, into: int, within: Ints | None = None
) -> Ints:
    """Return the group of each unit, shape (n,): connected, of nearly equal size, compact.

    The smallest group joins the neighbour with which it stays small and has the longest common
    border, until there are as many as wanted; then single units go over to a neighbouring group
    as long as that makes the sizes more equal.

    Parameters
    ----------
    sizes
        Households of each unit, shape (n,).
    edges, border_m
        Units that touch, shape (m, 2), and their common border, shape (m,).
    into
        How many groups.
    within
        A label of each unit, shape (n,): groups never cross labels.

    Raises
    ------
    GeoError
        When there are to be more groups than units, or fewer than labels or connected parts.
    """
    labels = np.zeros(len(sizes), np.int64) if within is None else within
    inside = labels[edges[:, 0]] == labels[edges[:, 1]]
    edges, border_m = edges[inside], border_m[inside]
    parts = _parts(len(sizes), edges)
    wanted = _share_out(sizes, labels, parts, into)
    found = np.full(len(sizes), -1, np.int64)
    for label, count in wanted.items():
        members = np.flatnonzero(labels == label)
        local = np.isin(edges[:, 0], members)
        position = np.full(len(sizes), -1, np.int64)
        position[members] = np.arange(len(members))
        own = _Joining(sizes[members], position[edges[local]], border_m[local])
        found[members] = own.run(count) + found.max() + 1
    return found


class _Joining:
    """Units of one label on their way into groups."""

    def __init__(self, sizes: Floats, edges: Ints, border_m: Floats) -> None:
        self.sizes = np.maximum(sizes, 1e-9)
        self.group = np.arange(len(sizes))
        self.near: list[dict[int, float]] = [{} for _ in sizes]
        for (a, b), length in zip(edges.tolist(), border_m.tolist(), strict=True):
            self.near[a][b] = self.near[b][a] = length

    def run(self, count: int) -> Ints:
        """Return the group of each unit, numbered from 0."""
        self._join(count)
        self._even_out()
        return np.unique(self.group, return_inverse=True)[1].astype(np.int64)

    def _join(self, count: int) -> None:
        total = dict(enumerate(self.sizes.tolist()))
        members = {number: [number] for number in total}
        near = [dict(one) for one in self.near]
        mean = sum(total.values()) / count
        while len(total) > count:
            small = min((g for g in total if near[g]), key=lambda g: (total[g], g))
            # A bridge has no border.
            border = sum(near[small].values()) or 1.0
            other = min(
                near[small],
                key=lambda g: (total[g] / mean - _BORDER * near[small][g] / border, g),
            )
            total[other] += total.pop(small)
            members[other] += members.pop(small)
            for g, length in near[small].items():
                near[g].pop(small)
                if g != other:
                    near[other][g] = near[g][other] = near[other].get(g, 0.0) + length
        for number, units in members.items():
            self.group[units] = number

    def _even_out(self) -> None:
        total = np.zeros(len(self.sizes))
        np.add.at(total, self.group, self.sizes)
        for _ in range(_ROUNDS):
            is_moved = False
            for unit in np.argsort(-total[self.group], kind="stable").tolist():
                is_moved |= self._move(unit, total)
            if not is_moved:
                return

    def _move(self, unit: int, total: Floats) -> bool:
        """Give a unit to the smallest group beside it, if both come closer to one another."""
        own = self.group[unit]
        beside = {int(self.group[other]) for other in self.near[unit]} - {int(own)}
        if not beside:
            return False
        other = min(beside, key=lambda g: (total[g], g))
        if total[other] + self.sizes[unit] >= total[own] or not self._may_leave(unit):
            return False
        total[own] -= self.sizes[unit]
        total[other] += self.sizes[unit]
        self.group[unit] = other
        return True

    def _may_leave(self, unit: int) -> bool:
        """Return whether the rest of its group hangs together without it."""
        rest = set(np.flatnonzero(self.group == self.group[unit]).tolist()) - {unit}
        if not rest:
            return False
        reached = {next(iter(rest))}
        waiting = list(reached)
        while waiting:
            new = (set(self.near[waiting.pop()]) & rest) - reached
            reached |= new
            waiting += new
        return reached == rest


def bridged(edges: Ints, border_m: Floats, x_m: Floats, y_m: Floats) -> tuple[Ints, Floats]:
    """Return the edges, and one more for each part that touches no other: to its nearest place.

    Units beyond a river touch nobody; a merger by proximity still joins them to somebody.
    """
    count = len(x_m)
    places = np.column_stack([x_m, y_m])
    edges, border_m = edges.copy(), border_m.copy()
    while True:
        parts = _parts(count, edges)
        if parts.max(initial=0) == 0:
            return edges, border_m
        alone = np.flatnonzero(parts == np.bincount(parts).argmin())
        others = np.flatnonzero(parts != parts[alone[0]])
        far, near = cKDTree(places[others]).query(places[alone])
        best = int(np.argmin(far))
        pair = sorted((int(alone[best]), int(others[near[best]])))
        edges = np.vstack([edges, [pair]]).astype(np.int64)
        border_m = np.append(border_m, 0.0)


def _parts(count: int, edges: Ints) -> Ints:
    links = coo_array((np.ones(len(edges)), edges.T), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _share_out(sizes: Floats, labels: Ints, parts: Ints, into: int) -> dict[int, int]:
    """Return how many groups each label gets: by its size, at least one for each of its parts."""
    names = np.unique(labels)
    least = [len(np.unique(parts[labels == one])) for one in names]
    most = [int((labels == one).sum()) for one in names]
    if not sum(least) <= into <= sum(most):
        raise GeoError(
            "{units} units cannot become {into}: choose from {least} to {most}.",
            units=len(sizes),
            into=into,
            least=sum(least),
            most=sum(most),
        )
    weight = [float(sizes[labels == one].sum()) for one in names]
    given = list(least)
    for _ in range(into - sum(least)):
        open_ = [i for i in range(len(names)) if given[i] < most[i]]
        # The one whose groups are still the largest gets one more.
        best = max(open_, key=lambda i: (weight[i] / given[i], -i))
        given[best] += 1
    return dict(zip(names.tolist(), given, strict=True))
