"""Blocks put together to grids, communities and streets of about equal numbers of homes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from data.demo.lattice import Lattice
from data.demo.plane import Bools, Floats, Ints
from data.demo.sizes import Sizes

_UNEVEN = 0.16


@dataclass(frozen=True)
class Division:
    """For each block its street office, community and general grid, numbered from 0."""

    street: Ints
    community: Ints
    grid: Ints


@dataclass(frozen=True)
class _Part:
    """A connected set of blocks that is still to be cut, and into how many of each."""

    blocks: Ints
    streets: int
    communities: int
    grids: int

    @property
    def counts(self) -> tuple[int, int, int]:
        """The numbers of streets, communities and grids."""
        return self.streets, self.communities, self.grids


class _Cutter:
    """Cuts connected sets of blocks along streets until each is one grid."""

    def __init__(self, lattice: Lattice, weight: Floats, rng: np.random.Generator) -> None:
        b = lattice.blocks
        self.weight = weight
        self.rng = rng
        self.x_rank, self.y_rank = lattice.x.rank, lattice.y.rank
        self.column = (b.west + b.east) / 2
        self.row = (b.south + b.north) / 2
        self.west, self.south = b.west, b.south
        self.box = np.stack(lattice.block_box())
        self.is_north = b.south >= lattice.river_row
        self.graph = _neighbours(lattice)

    def cut(self, part: _Part) -> tuple[_Part, _Part]:
        """Return the two halves of a part: along the river first, then along streets."""
        north = self.is_north[part.blocks]
        if north.any() and not north.all():
            share = self._share(part.blocks, north)
            return self._halves(part, north, _portion(part.streets, share, 1, 1))
        if part.communities == 1:
            least = part.grids // 2
            aim = least / part.grids * self.rng.uniform(1 - _UNEVEN, 1 + _UNEVEN)
            return self._halves(part, self._first(part, aim, least, part.grids - least), 1)
        aim = _first_half(part)
        if part.streets == 1:
            aim *= self.rng.uniform(0.85, 1.15)
        first = self._first(part, aim, part.communities, part.communities)
        return self._halves(part, first, max(1, part.streets // 2))

    def _share(self, blocks: Ints, first: Bools) -> float:
        return float(self.weight[blocks[first]].sum() / self.weight[blocks].sum())

    def _halves(self, part: _Part, first: Bools, streets: int) -> tuple[_Part, _Part]:
        """Return both halves; communities and grids go with the homes of each."""
        share = self._share(part.blocks, first)
        left = part.streets - streets if part.streets > 1 else 1
        communities = _portion(part.communities, share, streets, left)
        others = part.communities - communities if part.communities > 1 else 1
        least = max(communities, part.grids - int((~first).sum()))
        rest = max(others, part.grids - int(first.sum()))
        grids = _portion(part.grids, share, least, rest)
        return (
            _Part(part.blocks[first], streets, communities, grids),
            _Part(part.blocks[~first], left, others, part.grids - grids),
        )

    def _first(self, part: _Part, aim: float, least: int, rest: int) -> Bools:
        """Return which blocks make the first half: both halves connected, near the aim."""
        blocks, wander = part.blocks, _wander(part)
        west, south, east, north = self.box[:, blocks]
        is_wide = east.max() - west.min() > north.max() - south.min()
        for across in (is_wide, not is_wide):
            first = self._sweep(blocks, aim, (least, rest), wander, bool(across))
            if self._is_whole(blocks[first]) and self._is_whole(blocks[~first]):
                return first
        return self._branch(blocks, aim, least, rest)

    def _sweep(
        self, blocks: Ints, aim: float, fewest: tuple[int, int], wander: float, across: bool
    ) -> Bools:
        """Return the blocks met first when walking east (across) or north, until the aim."""
        major, minor = (self.column, self.row) if across else (self.row, self.column)
        line, rank = (self.west, self.x_rank) if across else (self.south, self.y_rank)
        order = np.lexsort((minor[blocks], major[blocks]))
        ordered = blocks[order]
        done = np.cumsum(self.weight[ordered])
        done /= done[-1]
        at = np.arange(1, len(blocks))
        cost = np.abs(done[:-1] - aim)
        turns = line[ordered[1:]] != line[ordered[:-1]]
        bonus = np.where(turns, (5 - rank[line[ordered[1:]]]) / 4, 0.0)
        cost = cost - np.where(cost < wander, wander * bonus, 0.0)
        cost[(at < fewest[0]) | (len(blocks) - at < fewest[1])] = np.inf
        first = np.zeros(len(blocks), dtype=bool)
        first[order[: int(np.argmin(cost)) + 1]] = True
        return first

    def _is_whole(self, blocks: Ints) -> bool:
        inner = self.graph[blocks][:, blocks]
        return bool(csgraph.connected_components(inner, directed=False, return_labels=False) == 1)

    def _branch(self, blocks: Ints, aim: float, least: int, rest: int) -> Bools:
        """Return the branch of a spanning tree nearest to the aim: always two whole halves."""
        inner = self.graph[blocks][:, blocks]
        order, parent = csgraph.breadth_first_order(inner, 0, directed=False)
        weight, count = self.weight[blocks].copy(), np.ones(len(blocks), dtype=np.int64)
        for child in order[:0:-1]:
            weight[parent[child]] += weight[child]
            count[parent[child]] += count[child]
        cost = np.abs(weight / weight[0] - aim)
        cost[(count < least) | (len(blocks) - count < rest)] = np.inf
        cost[0] = np.inf
        top = int(np.argmin(cost))
        branch = np.zeros(len(blocks), dtype=bool)
        branch[top] = True
        for child in order:
            branch[child] |= child != top and parent[child] >= 0 and branch[parent[child]]
        return branch


def divide(lattice: Lattice, weight: Floats, sizes: Sizes, rng: np.random.Generator) -> Division:
    """Return street, community and grid of each block.

    Every grid, community and street is connected; none of the grids spans the river.
    """
    cutter = _Cutter(lattice, weight, rng)
    levels = np.zeros((3, len(weight)), dtype=np.int64)
    waiting = [_Part(np.arange(len(weight)), sizes.streets, sizes.communities, sizes.general)]
    while waiting:
        part = waiting.pop()
        for half in cutter.cut(part):
            for numbers, before, now in zip(levels, part.counts, half.counts, strict=True):
                if before > 1 and now == 1:
                    numbers[half.blocks] = numbers.max() + 1
            if half.grids > 1:
                waiting.append(half)
    return Division(*(levels - 1))


def _renumbered(numbers: Ints) -> Ints:
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64)


def _first_half(part: _Part) -> float:
    for number in part.counts:
        if number > 1:
            return (number // 2) / number
    return 0.5


def _wander(part: _Part) -> float:
    """Return how far from its aim, as a share of the homes, a cut goes to follow a street."""
    if part.communities > 1:
        return 0.20
    return 0.14 if part.grids > 3 else 0.08


def _portion(number: int, share: float, least: int, rest: int) -> int:
    if number == 1:
        return 1
    return int(np.clip(round(number * share), least, number - rest))


def _neighbours(lattice: Lattice) -> sparse.csr_matrix:
    """Return which blocks share a piece of border, as a symmetric matrix."""
    b = lattice.blocks
    at = np.full((lattice.inside.shape[0] + 1, lattice.inside.shape[1] + 1), -1)
    at[b.column, b.row] = b.block
    pairs = [(at[:-1, :], at[1:, :]), (at[:, :-1], at[:, 1:])]
    one = np.concatenate([first.ravel() for first, _ in pairs])
    two = np.concatenate([second.ravel() for _, second in pairs])
    real = (one >= 0) & (two >= 0) & (one != two)
    one, two = one[real], two[real]
    shape = (len(b), len(b))
    matrix = sparse.csr_matrix((np.ones(len(one)), (one, two)), shape=shape)
    return (matrix + matrix.T).tocsr()
