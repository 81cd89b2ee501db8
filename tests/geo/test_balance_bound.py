from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.balance_bound import bound, bound_moves, least_hours
from geo.balance_measures import area_hours, moved
from tests.geo.test_balance import STRIPES, lattice, partitions


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=8, max_size=8),
    st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=3, max_size=3),
    st.sets(st.integers(0, 7)),
    st.floats(0, 0.01),
)
def test_no_distribution_beats_the_bound(
    loads: list[int], capacity: list[float], pinned: set[int], per_trip: float
) -> None:
    problem = lattice(2, 4, [float(x) for x in loads], STRIPES, hours_per_trip_m=per_trip)
    free = np.array([u not in pinned for u in range(8)])
    problem = replace(problem, capacity=np.array(capacity), is_movable=free)
    least = least_hours(problem)
    for areas in partitions(2, 4, 3):
        if (areas == problem.start)[~free].all():
            hours = area_hours(problem, areas)
            top, mean = (hours / problem.capacity).max(), hours.sum() / problem.capacity.sum()
            assert least <= top * (1 + 1e-9) + 1e-9
            if mean > 0:
                assert bound(problem, float(mean)) <= top / mean * (1 + 1e-9) + 1e-9
                fewest = bound_moves(problem, float(top / mean), float(mean))
                assert fewest <= moved(problem.start, areas)


def test_the_bound_knows_parts_whole_numbers_and_communities() -> None:
    # two islands of 3 and 1 units among 2 areas: 3 against a mean of 2
    islands = lattice(1, 4, [1.0] * 4, [0, 0, 0, 1])
    islands = replace(islands, edges=islands.edges[:2], border_m=islands.border_m[:2])
    assert bound(islands) == pytest.approx(1.5)
    # five equal whole units for two
    assert bound(lattice(1, 5, [2.0] * 5, [0, 0, 0, 1, 1])) == pytest.approx(1.2)
    # one unit as large as all others
    assert bound(lattice(1, 3, [6.0, 1.5, 0.75], [0, 1, 2])) == pytest.approx(6 / 2.75)
    # the community of the first four units has one worker, that of the others two
    may = np.array([[True, False, False]] * 4 + [[False, True, True]] * 4)
    assert bound(lattice(2, 4, [1.1] * 8, [0] * 4 + [1] * 2 + [2] * 2, may_take=may)) == (
        pytest.approx(4.4 / (8.8 / 3))
    )
