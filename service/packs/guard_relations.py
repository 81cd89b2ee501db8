"""Sums and differences nobody states: columns that add up row by row, cards that differ by little.

What binds numbers is found in the numbers themselves: "still open" is "accepted" less "closed"
whether a heading says so or not.  Two that fit by chance are bound too, which hides more, never
less.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from service.packs.guard_numbers import WHOLE, Numbers

# In one block a row that fits is enough where none does not; across blocks there are too many
# columns for that.
_LEAST_HERE, _LEAST_ANYWHERE = 1, 3


def bind_alike(numbers: Numbers, vectors: Sequence[dict[str, int]], *, is_block: bool) -> None:
    """Bind columns of which one is the sum of two others, label by label.

    Parameters
    ----------
    is_block
        Whether they all stand in one block.
    """
    least = _LEAST_HERE if is_block else _LEAST_ANYWHERE
    unique = list({tuple(sorted(one.items())): one for one in vectors if len(one) > 1}.values())
    labels = sorted({label for one in unique for label in one if label != WHOLE})
    row_of = {label: at for at, label in enumerate(labels)}
    table = np.full((len(unique), len(labels)), np.nan)
    for at, one in enumerate(unique):
        for label, number in one.items():
            if label != WHOLE:
                table[at, row_of[label]] = numbers.values[number]
    for first in range(len(unique)):
        for second in range(first, len(unique)):
            both = table[first] + table[second]
            for third in _equal(both, table, least) - {first, second}:
                _bind(numbers, unique[third], (unique[first], unique[second]))


def _equal(both: np.ndarray, table: np.ndarray, least: int) -> set[int]:
    """Return the rows that are the same wherever both are known and not 0, in enough places."""
    known = ~np.isnan(both) & ~np.isnan(table)
    is_same = (~known | (both == table)).all(axis=1)
    return set(np.flatnonzero(is_same & ((known & (both > 0)).sum(axis=1) >= least)).tolist())


def _bind(numbers: Numbers, whole: dict[str, int], parts: Sequence[dict[str, int]]) -> None:
    for label, one in whole.items():
        if all(label in part for part in parts):
            numbers.bind(one, [part[label] for part in parts])


def bind_beside(numbers: Numbers, beside: Sequence[Sequence[int]], hidden: frozenset[int]) -> bool:
    """Bind the counts of cards beside each other of which one is the sum of two others.

    Bound is only what would tell a hidden one: any three may fit by chance.  Returns whether there
    were any that had not been bound: more may have to be hidden then.
    """
    values, before = numbers.values, len(numbers.bonds)
    for block in beside:
        cards = {values[one]: one for one in block if values[one]}
        for first, second in permutations(cards.values(), 2):
            third = cards.get(values[first] - values[second])
            if third is not None and hidden.intersection((first, second, third)):
                numbers.bind(first, [second, third])
    return len(numbers.bonds) > before
