from __future__ import annotations

import numpy as np
import pytest

from geo.density_choice import (
    LADDER_M,
    LEAST_PLACES,
    PLACE_M,
    STRAY,
    USUAL_M,
    choose_bandwidth,
)


def slow(x, y, bandwidth_m, area_m2):
    """Return the score by the sums themselves, every place left out in turn."""
    square = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    kernel = np.exp(-square / (2 * bandwidth_m**2)) / (2 * np.pi * bandwidth_m**2) * 1e6
    np.fill_diagonal(kernel, 0)
    others = kernel.sum(axis=1) / (len(x) - 1)
    return np.log((1 - STRAY) * others + STRAY * 1e6 / area_m2).mean()


def clusters(seed: int, spread_m: float, points: int = 300):
    rng = np.random.default_rng(seed)
    middles = rng.uniform(0, 8000, (12, 2))
    chosen = rng.integers(0, 12, points)
    return (middles[chosen] + rng.normal(0, spread_m, (points, 2))).T


@pytest.mark.parametrize("spread_m", [150, 400, 900])
def test_scores_equal_a_slow_leave_one_out(spread_m):
    x, y = clusters(spread_m, spread_m)
    squares = np.floor(np.column_stack([x, y]) / PLACE_M)
    first = np.sort(np.unique(squares, axis=0, return_index=True)[1])
    x, y = x[first], y[first]
    choice = choose_bandwidth(x, y)
    known = [slow(x, y, h, np.ptp(x) * np.ptp(y)) for h in LADDER_M]
    worst = np.abs(np.array(choice.scores) - known).max()
    assert worst < 5e-3, f"{choice.bandwidth_m} m, largest error of a score {worst:.1e}"
    assert choice.bandwidth_m == LADDER_M[int(np.argmax(known))]


def test_wider_clusters_get_a_wider_bandwidth():
    found = [choose_bandwidth(*clusters(1, spread)).bandwidth_m for spread in (120, 400, 1200)]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_many_cases_at_one_address_change_nothing():
    x, y = clusters(7, 300)
    plain = choose_bandwidth(x, y)
    again = choose_bandwidth(np.r_[x, np.repeat(x[:3], 500)], np.r_[y, np.repeat(y[:3], 500)])
    assert again.bandwidth_m == plain.bandwidth_m
    assert again.scores == pytest.approx(plain.scores)
    assert (again.places, again.points) == (plain.places, plain.points + 1500)


def test_one_place_far_out_does_not_decide():
    x, y = clusters(3, 150)
    box = (-20_000, -20_000, 20_000, 20_000)
    plain = choose_bandwidth(x, y, extent=box)
    assert choose_bandwidth(np.r_[x, -19_000], np.r_[y, 19_000], extent=box).bandwidth_m == (
        plain.bandwidth_m
    )


def test_few_places_get_the_usual_bandwidth():
    rng = np.random.default_rng(1)
    x = np.repeat(rng.uniform(0, 5000, LEAST_PLACES - 1), 10)
    choice = choose_bandwidth(x, x)
    assert (choice.bandwidth_m, choice.tried, choice.places) == (USUAL_M, (), LEAST_PLACES - 1)
    assert choose_bandwidth(np.array([]), np.array([])).bandwidth_m == USUAL_M
    assert choose_bandwidth(np.full(100, np.nan), np.zeros(100)).points == 0


def test_a_best_at_the_end_of_the_ladder_is_told():
    assert choose_bandwidth(*clusters(5, 20, 600)).is_at_end
    assert not choose_bandwidth(*clusters(5, 400)).is_at_end
