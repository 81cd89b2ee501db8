"""A part of the district as a problem of its own: some grids among some workers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo.balance import Balance, Bools, Ints


def part_problem(
    whole: Balance, units: Ints, areas: Ints, now: Ints, is_movable: Bools, may_take: Bools | None
) -> Balance:
    """Return the problem of these units among these areas, numbered in the order given.

    Parameters
    ----------
    units, areas
        Rows of the whole.
    now, is_movable
        Area of each unit of the whole, -1 for none, and whether it may change hands, shape (n,).
    may_take
        Which of the areas may take which unit of the whole, shape (n, number of areas).
    """
    place = np.full(len(whole.capacity) + 1, -1, dtype=np.int64)
    place[areas] = np.arange(len(areas))
    number = np.full(len(whole.loads), -1, dtype=np.int64)
    number[units] = np.arange(len(units))
    edges = number[whole.edges]
    is_within = (edges >= 0).all(axis=1)
    return replace(
        whole,
        loads=whole.loads[units],
        trips=whole.trips[units],
        x_m=whole.x_m[units],
        y_m=whole.y_m[units],
        own_m2=whole.own_m2[units],
        edges=edges[is_within],
        border_m=whole.border_m[is_within],
        start=place[now][units],
        capacity=whole.capacity[areas],
        is_movable=is_movable[units],
        may_take=None if may_take is None else may_take[units],
    )
