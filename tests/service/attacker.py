"""Somebody who takes every shown number and bounds each hidden one exactly, by integer programs.

Written from what a reader of a table sees: not by the guard's own means.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from service.publication import Guarded

# As good as no limit: no sum in these tests is so large.
MOST = 100_000


def bounds_of_hidden(
    counts: Sequence[int], groupings: Sequence[Sequence[Hashable]], found: Guarded
) -> dict[int, tuple[int, int]]:
    """Return the least and the greatest value each hidden small count could have.

    The attacker knows the shown counts, the shown sums, and that a hidden count is a whole number
    of 1 or more, since a 0 would be shown.
    """
    values = np.asarray(counts)
    hidden = np.flatnonzero(~found.shown)
    rows, rests = [], []
    for labels, shown in zip([*groupings, [None] * len(values)], found.totals, strict=True):
        for label, is_shown in shown.items():
            if is_shown:
                inside = np.array([one == label for one in labels])
                rows.append(inside[hidden].astype(float))
                rests.append(values[inside].sum() - values[inside & found.shown].sum())
    known = [LinearConstraint(np.array(rows), rests, rests)] if rows else []
    return {
        int(at): (_end(place, len(hidden), known, 1), _end(place, len(hidden), known, -1))
        for place, at in enumerate(hidden)
        if found.is_small[at]
    }


def _end(place: int, size: int, known: list[LinearConstraint], sign: int) -> int:
    cost = np.zeros(size)
    cost[place] = sign
    solved = milp(cost, integrality=np.ones(size), bounds=Bounds(1, MOST), constraints=known)
    assert solved.success, solved.message
    return round(sign * solved.fun)
