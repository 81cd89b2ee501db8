"""All numbers of a deck and what binds them: which have to be hidden beside the small ones.

A number that stands in two places (a card and the sum of a table) is one number here, so it is
hidden in both or in none.  Whoever reads the deck knows the numbers that are shown, the sums and
differences that bind them, and that a hidden one is a whole number of 1 or more, since a 0 is
shown.  A small number is safe when the hidden ones can be others, with everything shown as it is,
such that it is 1, and such that it is k.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# What the whole part comes to: cards, sums of tables.
WHOLE: Final = ""
_CLOSE: Final = 1e-6
# A whole is looked for most: hiding it costs as much as hiding many parts.
_WHOLE_COST: Final = 10.0
_MOST: Final = 1e9


@dataclass
class Numbers:
    """The numbers of a deck, each once, by what it is of and its value; and what binds them."""

    values: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    bonds: list[Mapping[int, int]] = field(default_factory=list)
    _places: dict[tuple[str, int], int] = field(default_factory=dict)
    _bound: set[frozenset[tuple[int, int]]] = field(default_factory=set)

    def of(self, label: str, value: int) -> int:
        """Return the place of a number; the same for the same number of the same thing."""
        if (label, value) not in self._places:
            self._places[label, value] = len(self.values)
            self.values.append(value)
            self.labels.append(label)
        return self._places[label, value]

    def bind(self, whole: int, parts: Iterable[int]) -> None:
        """Note that parts add up to a whole; nothing where they do not."""
        bond = Counter(parts)
        bond.subtract([whole])
        kept = {at: factor for at, factor in bond.items() if factor and self.values[at]}
        is_so = sum(self.values[at] * factor for at, factor in kept.items()) == 0
        mark = frozenset(kept.items())
        if kept and is_so and mark not in self._bound:
            self._bound.add(mark)
            self.bonds.append(kept)

    def hidden(self, k: int) -> frozenset[int]:
        """Return the places of what has to be hidden: numbers of 1 to k - 1, and what tells them.

        Notes
        -----
        Linear programmes as in `service.publication_cells`, for bonds of any kind: what the
        cheapest other table changes is hidden.
        """
        if not self.values:
            return frozenset()
        values = np.array(self.values, dtype=np.float64)
        small = (values > 0) & (values < k)
        hidden = small.copy()
        if self.bonds and small.any():
            bonds = self._matrix()
            for target, goal in _unproved(bonds, values, hidden, small, k):
                hidden |= _opened(bonds, values, hidden, self._costs(values), target, goal)
        return frozenset(np.flatnonzero(hidden).tolist())

    def _matrix(self) -> Any:  # noqa: ANN401
        from scipy import sparse

        places = [
            (row, at, factor) for row, one in enumerate(self.bonds) for at, factor in one.items()
        ]
        rows, columns, factors = np.array(places, dtype=np.int64).T
        shape = (len(self.bonds), len(self.values))
        return sparse.csr_array((factors.astype(float), (rows, columns)), shape=shape)

    def _costs(self, values: Floats) -> Floats:
        is_whole = np.array([label == WHOLE for label in self.labels])
        return np.where(is_whole, _WHOLE_COST * np.sqrt(1 + values), 1 + np.log1p(values))


def _unproved(bonds: Any, values: Floats, hidden: Bools, small: Bools, k: int) -> Any:  # noqa: ANN401
    """Yield each small number that is not safe yet, and what it should be able to be.

    The consumer hides more between two of them, so each is asked for when its turn comes.
    """
    for goal in (float(k), 1.0):
        left = np.flatnonzero(small & (values != goal))
        while len(left):
            left = left[~_reached(bonds, values, hidden, left, goal)]
            if len(left):
                yield int(left[0]), goal
                left = left[1:]


def _reached(bonds: Any, values: Floats, hidden: Bools, wanted: Any, goal: float) -> Bools:  # noqa: ANN401
    """Return which numbers can be their goal all at once, while what is shown stays."""
    from scipy import optimize, sparse

    inside = np.flatnonzero(hidden)
    same = bonds[:, inside]
    way = goal - values[wanted]
    ahead = np.sign(way)
    steps = len(wanted)
    moved = sparse.csr_array(
        (-ahead, (np.arange(steps), np.searchsorted(inside, wanted))), shape=(steps, len(inside))
    )
    found = optimize.linprog(
        np.concatenate([np.zeros(len(inside)), -np.ones(steps)]),
        A_ub=sparse.hstack([moved, sparse.eye_array(steps)], format="csr"),
        b_ub=np.zeros(steps),
        A_eq=sparse.hstack([same, sparse.csr_array((same.shape[0], steps))], format="csr"),
        b_eq=np.zeros(same.shape[0]),
        bounds=np.concatenate(
            [
                np.column_stack([1.0 - values[inside], np.full(len(inside), _MOST)]),
                np.column_stack([np.full(steps, -_MOST), np.abs(way)]),
            ]
        ),
        method="highs",
    )
    reached: Bools = found.x[len(inside) :] >= np.abs(way) - _CLOSE
    return reached


def _opened(
    bonds: Any,  # noqa: ANN401
    values: Floats,
    hidden: Bools,
    costs: Floats,
    target: int,
    goal: float,
) -> Bools:
    """Return what the cheapest deck changes in which one small number is its goal.

    A sum of several that are 1 or more cannot be 1: it is then as little as it can be.
    """
    from scipy import optimize

    free = np.flatnonzero(values > 0)
    own = int(np.searchsorted(free, target))
    same = bonds[:, free]
    none = np.zeros(bonds.shape[0])
    if goal < values[target]:
        least = (np.arange(len(free)) == own).astype(float)
        found = optimize.linprog(least, A_eq=same, b_eq=none, bounds=(1.0, _MOST), method="highs")
        goal = max(goal, float(found.x[own]))
    way = np.full(2 * len(free), _MOST)
    way[len(free) :] = values[free] - 1.0
    changed = _cheapest(same, np.where(hidden, 0.0, costs)[free], way, own, goal - values[target])
    opened = np.zeros(len(values), dtype=bool)
    opened[free[changed]] = True
    return opened


def _cheapest(same: Any, cost: Floats, most: Floats, own: int, move: float) -> Bools:  # noqa: ANN401
    """Return which numbers change, up or down, where one moves so far at the least cost."""
    from scipy import optimize, sparse

    one = sparse.csr_array(([1.0], ([0], [own])), (1, len(cost)))
    rows = sparse.vstack([same, one], format="csr")
    found = optimize.linprog(
        np.concatenate([cost, cost]),
        A_eq=sparse.hstack([rows, -rows], format="csr"),
        b_eq=np.append(np.zeros(same.shape[0]), move),
        bounds=np.column_stack([np.zeros(len(most)), most]),
        method="highs",
    )
    changed: Bools = np.abs(found.x[: len(cost)] - found.x[len(cost) :]) > _CLOSE
    return changed
