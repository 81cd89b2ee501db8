"""Rates against a worked example, against esda, and where there is nothing to tell."""

from __future__ import annotations

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes, Spatial_Empirical_Bayes
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from libpysal.weights import W
from scipy.stats import chi2, poisson

from geo.errors import GeoError
from geo.rates import rate_interval, rates, smoothed, too_few

# Worked by hand, per 1,000 households:
#   cases 2, 3, 20 of 100, 200, 200 households: mean 25 of 500 = 50
#   crude 20, 15, 100
#   spread = (100*(20-50)^2 + 200*(15-50)^2 + 200*(100-50)^2) / 500
#          = (90,000 + 245,000 + 500,000) / 500 = 1,670
#   chance = 50 * 1,000 / (500 / 3) = 300; variance of the true rates = 1,370
#   noise of each = 50 * 1,000 / households = 500, 250, 250
#   weight = 1,370 / 1,870, 1,370 / 1,620, 1,370 / 1,620
CASES, HOMES = [2, 3, 20], [100, 200, 200]


def test_a_worked_example_gives_what_the_hand_gives() -> None:
    found = smoothed(CASES, HOMES)
    assert rates(CASES, HOMES) == pytest.approx([20, 15, 100])
    assert found.prior_mean == pytest.approx([50, 50, 50])
    assert found.prior_variance == pytest.approx([1370] * 3)
    assert found.weight == pytest.approx([1370 / 1870, 1370 / 1620, 1370 / 1620])
    assert found.rate == pytest.approx(
        [20 * 1370 / 1870 + 50 * 500 / 1870, (15 * 1370 + 50 * 250) / 1620, 149_500 / 1620]
    )


def _town(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    homes = rng.integers(40, 900, n)
    cases = rng.poisson(homes * rng.gamma(4, 0.02, n))
    edges = np.array([(k, k + 1) for k in range(n - 1)] + [(k, k + 9) for k in range(0, n - 9, 2)])
    return cases, homes, edges


@pytest.mark.parametrize("seed", range(5))
def test_smoothing_equals_esda(seed: int) -> None:
    cases, homes, _ = _town(seed)
    theirs = Empirical_Bayes(cases, homes).r.ravel() * 1000
    assert smoothed(cases, homes).rate == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_smoothing_towards_neighbours_equals_esda(seed: int) -> None:
    cases, homes, edges = _town(seed)
    near: dict[int, list[int]] = {k: [] for k in range(len(cases))}
    for a, b in edges.tolist():
        near[a].append(b)
        near[b].append(a)
    w = W(near, id_order=list(range(len(cases))))
    theirs = Spatial_Empirical_Bayes(cases, homes, w).r.ravel() * 1000
    assert smoothed(cases, homes, edges).rate == pytest.approx(theirs, rel=1e-12)


def test_where_nobody_lives_there_is_no_rate_and_the_others_do_not_change() -> None:
    with_empty = smoothed([*CASES, 7], [*HOMES, 0])
    assert np.isnan(with_empty.rate[3])
    assert np.isnan(with_empty.weight[3])
    assert with_empty.rate[:3] == pytest.approx(smoothed(CASES, HOMES).rate)
    assert np.isnan(rates([7], [0])[0])
    beside = smoothed([*CASES, 7], [*HOMES, 0], np.array([[0, 1], [1, 2], [2, 3]]))
    assert beside.rate[:3] == pytest.approx(smoothed(CASES, HOMES, np.array([[0, 1], [1, 2]])).rate)


def test_without_any_case_every_rate_is_nothing_and_nothing_differs() -> None:
    for edges in (None, np.array([[0, 1], [1, 2]])):
        found = smoothed([0, 0, 0], HOMES, edges)
        assert found.rate.tolist() == [0.0, 0.0, 0.0]
        assert found.prior_variance.tolist() == [0.0, 0.0, 0.0]


def test_rates_that_differ_less_than_chance_are_all_the_mean() -> None:
    found = smoothed([10, 20, 20], [100, 200, 200])
    assert found.weight.tolist() == [0.0, 0.0, 0.0]
    assert found.rate == pytest.approx([100, 100, 100])


def test_nobody_anywhere_and_no_grid_at_all_are_no_error() -> None:
    assert np.isnan(smoothed([3, 0], [0, 0]).rate).all()
    assert smoothed([], []).rate.shape == (0,)
    assert too_few([3, 0], [0, 0]).all()


@given(
    arrays(np.int64, 12, elements=st.integers(0, 300)),
    arrays(np.int64, 12, elements=st.integers(0, 2000)),
)
def test_a_steadied_rate_lies_between_the_crude_one_and_the_mean(
    cases: np.ndarray, homes: np.ndarray
) -> None:
    found, crude = smoothed(cases, homes), rates(cases, homes)
    has = homes > 0
    low, high = np.minimum(crude, found.prior_mean), np.maximum(crude, found.prior_mean)
    assert (found.rate[has] >= low[has] - 1e-9 * high[has]).all()
    assert (found.rate[has] <= high[has] + 1e-9 * high[has]).all()
    # of two grids, the larger one is never believed less
    order = np.argsort(homes[has])
    assert (np.diff(found.weight[has][order]) >= -1e-12).all()


def test_the_interval_is_the_exact_one_of_poisson_counts() -> None:
    counts = np.array([0, 1, 5, 40])
    low, high = rate_interval(counts, [1000] * 4)
    assert low[1:] == pytest.approx(chi2.ppf(0.025, 2 * counts[1:]) / 2)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * counts + 2) / 2)
    assert low[0] == 0.0
    # at its ends the count found is just as far out as is allowed
    assert poisson.cdf(counts, high) == pytest.approx([0.025] * 4)
    assert poisson.sf(counts[1:] - 1, low[1:]) == pytest.approx([0.025] * 3)
    assert np.isnan(rate_interval([3], [0])).all()


def test_too_few_is_decided_by_households_and_expected_cases_and_not_by_what_was_found() -> None:
    homes = np.array([29, 30, 100, 500, 341, 0])
    # 50 cases of 1,000 households: 5 are expected of 100
    assert too_few([0, 0, 0, 50, 0, 0], homes).tolist() == [True, True, False, False, False, True]
    assert too_few([0, 0, 50, 0, 0, 0], homes).tolist() == [True, True, False, False, False, True]
    steadied = too_few([0, 0, 0, 50, 0, 0], homes, least_expected=0)
    assert steadied.tolist() == [True, False, False, False, False, True]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(GeoError, match="one of each"):
        rates([1, 2], [3])
    with pytest.raises(GeoError, match="cannot be -1"):
        rates([1, -1], [3, 4])
    with pytest.raises(GeoError, match="cannot be nan"):
        smoothed([1, np.nan], [3, 4])
