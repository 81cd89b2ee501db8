"""Gi*, local Moran and their permutations beside esda, on its own data and the demonstration's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from esda.getisord import G_Local
from esda.moran import Moran_Local
from esda.smoothing import assuncao_rate
from scipy.special import comb
from scipy.stats import false_discovery_control, nbinom, poisson

from geo.hot_spots_permuted import permuted_spots, standardised
from geo.hot_spots_spread import spread_spots, tails_of
from geo.hot_spots_terms import Statistic, false_discovery
from tests.geo.spot_towns import Town, demonstration, homicides, infants, lattice

# esda tells how its next release will count
pytestmark = pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")

DRAWS = 9_999


def _lived_in() -> Town:
    town, _, _ = demonstration()
    rows = np.flatnonzero(town.homes >= 30)
    number = np.full(len(town.homes), -1)
    number[rows] = np.arange(len(rows))
    edges = number[town.edges]
    return Town(town.cases[rows], town.homes[rows], edges[(edges >= 0).all(axis=1)])


TOWNS = pytest.mark.parametrize("town_of", [homicides, infants, _lived_in])


@TOWNS
def test_standardised_rates_equal_esda(town_of: Callable[[], Town]) -> None:
    town = town_of()
    theirs = assuncao_rate(town.cases, town.homes)
    assert standardised(town.cases, town.homes) == pytest.approx(theirs, rel=1e-9)


@TOWNS
def test_gi_star_equals_esda_to_rounding(town_of: Callable[[], Town]) -> None:
    town = town_of()
    values = town.cases / town.homes
    theirs = G_Local(values, town.w, transform="B", star=True, permutations=0)
    ours = permuted_spots(values, town.touching, "gi_permuted", seed=1, most=19)
    assert ours.z == pytest.approx(theirs.Zs, rel=1e-8, abs=1e-10)


@TOWNS
def test_local_moran_equals_esda_to_rounding(town_of: Callable[[], Town]) -> None:
    town = town_of()
    values = standardised(town.cases, town.homes)
    theirs = Moran_Local(values, town.w, permutations=0)
    ours = permuted_spots(values, town.touching, "moran", seed=1, most=19)
    assert ours.z == pytest.approx(theirs.Is, rel=1e-9, abs=1e-12)


@TOWNS
@pytest.mark.parametrize("statistic", ["gi_permuted", "moran"])
def test_permutations_agree_with_esda_but_for_the_draw(
    town_of: Callable[[], Town], statistic: Statistic
) -> None:
    town = town_of()
    values = town.cases / town.homes
    if statistic == "moran":
        theirs = Moran_Local(values, town.w, permutations=DRAWS, seed=5, n_jobs=1).p_sim
    else:
        found = G_Local(
            values, town.w, transform="B", star=True, permutations=DRAWS, seed=5, n_jobs=1
        )
        theirs = found.p_sim
    ours = permuted_spots(values, town.touching, statistic, 7, DRAWS, enough=DRAWS + 1)
    assert ours.draws.tolist() == [DRAWS] * len(values)
    # two shares of as many draws differ by chance alone: five deviations of the difference
    error = np.sqrt(2 * np.maximum(theirs * (1 - theirs), 1 / DRAWS) / DRAWS)
    # Near the middle either tail may be the smaller one.  Where all neighbours have the least
    # value there are ties, which esda's lower tail leaves out: the next test.
    is_clear = (theirs < 0.48) & (town.touching @ values > values.min() * np.diff(_rows(town)))
    assert is_clear.sum() > len(values) * 0.7
    assert (np.abs(ours.p / 2 - theirs)[is_clear] <= 5 * error[is_clear]).all()


def _rows(town: Town) -> np.ndarray:
    return town.touching.indptr


def test_a_draw_as_far_out_counts_on_both_sides() -> None:
    town = infants()
    values = town.cases / town.homes
    degree = np.diff(_rows(town))
    none_near = np.flatnonzero(town.touching @ values == 0)
    assert len(none_near) == 2
    # none of k others: as many ways as to choose k of those that have none
    empty = (values == 0).sum() - (values[none_near] == 0)
    exact = comb(empty, degree[none_near]) / comb(len(values) - 1, degree[none_near])
    ours = permuted_spots(values, town.touching, "gi_permuted", 7, 99_999, enough=100_000)
    assert ours.p[none_near] / 2 == pytest.approx(exact, rel=0.1)


def test_stopping_early_finds_the_same_shares_with_fewer_draws() -> None:
    town = homicides()
    values = town.cases / town.homes
    every = permuted_spots(values, town.touching, "gi_permuted", 3, 20_000, enough=20_001)
    early = permuted_spots(values, town.touching, "gi_permuted", 4, 20_000)
    assert early.draws.sum() < every.draws.sum() / 20
    # a share known from 20 draws is known to about a fifth; far from one it is as sure
    apart = np.abs(np.log(early.p / every.p))[every.p < 0.5]
    assert np.median(apart) < 0.2
    assert apart.max() < 1.2
    assert (early.kind == every.kind)[every.p < 0.2].all()


def test_two_runs_with_a_seed_agree_and_another_seed_draws_otherwise() -> None:
    town = infants()
    values = standardised(town.cases, town.homes)
    one, two, other = (
        permuted_spots(values, town.touching, "moran", seed, 999) for seed in (11, 11, 12)
    )
    assert one.p.tolist() == two.p.tolist()
    assert one.p.tolist() != other.p.tolist()


def test_a_grid_s_draws_do_not_hang_on_which_other_grids_are_asked() -> None:
    town = infants()
    values = town.cases / town.homes
    whole = permuted_spots(values, town.touching, "gi_permuted", 2, 999)
    few = town.touching.copy().tolil()
    few[:50] = 0
    part = permuted_spots(values, few.tocsr(), "gi_permuted", 2, 999)
    assert part.p[50:].tolist() == whole.p[50:].tolist()
    assert np.isnan(part.p[:50]).all()


def test_tails_are_those_of_poisson_and_negative_binomial_counts() -> None:
    found = np.array([0.0, 0, 3, 9, 40])
    mean = np.array([4.0, 0.3, 3.0, 2.5, 21.0])
    upper, lower = tails_of(found, mean, mean)
    assert upper == pytest.approx(poisson.sf(found - 1, mean))
    assert lower == pytest.approx(poisson.cdf(found, mean))
    variance = mean + 0.2 * mean**2
    upper, lower = tails_of(found, mean, variance)
    assert upper == pytest.approx(nbinom.sf(found - 1, 5, 5 / (5 + mean)))
    assert lower == pytest.approx(nbinom.cdf(found, 5, 5 / (5 + mean)))


def test_the_tail_of_a_neighbourhood_is_what_drawing_it_gives() -> None:
    # grids of uneven size: their sum is not exactly negative binomial, only near it
    rng = np.random.default_rng(1)
    homes, rate, variation = np.array([100.0, 250, 700, 300, 500]), 0.03, 0.4
    shape = 1 / variation**2
    drawn = rng.poisson(rng.gamma(shape, rate / shape, (400_000, 5)) * homes).sum(axis=1)
    mean = rate * homes.sum()
    variance = mean + (rate * variation) ** 2 * (homes**2).sum()
    assert (drawn.mean(), drawn.var()) == pytest.approx((mean, variance), rel=0.01)
    for found in (25.0, 80.0, 100.0):
        upper, lower = tails_of(*(np.array([one]) for one in (found, mean, variance)))
        told = min(upper[0], lower[0])
        seen = min((drawn >= found).mean(), (drawn <= found).mean())
        assert told == pytest.approx(seen, rel=0.25)


def test_false_discoveries_are_controlled_as_worked_by_hand() -> None:
    # ten of p: the k-th smallest times 10 / k, then the least of all that follow
    p = np.array([0.01, 0.02, 0.03, 0.04, 0.05, 0.001, 0.6, 0.9, 0.008, np.nan, 1.0])
    # in order: .001*10/1 = .01, .008*10/2 = .04, .01*10/3 = .0333, .02*10/4 = .05,
    #           .03*10/5 = .06, .04*10/6 = .0667, .05*10/7 = .0714, .6*10/8 = .75, 1, 1
    q = false_discovery(p)
    third = 0.1 / 3
    by_hand = [third, 0.05, 0.06, 0.4 / 6, 0.5 / 7, 0.01, 0.75, 1.0, third, np.nan, 1.0]
    assert q == pytest.approx(by_hand, nan_ok=True)
    known = ~np.isnan(p)
    assert q[known] == pytest.approx(false_discovery_control(p[known]))


def test_gi_of_counts_compares_a_grid_and_its_neighbours_with_what_households_make() -> None:
    # equal households and counts as even as can be: no variation, so Poisson sums
    edges, homes = lattice(5, 4), np.full(20, 100.0)
    cases = np.full(20, 4.0)
    cases[0] = 6.0
    town = Town(cases, homes, edges)
    tested, expected, variation = spread_spots(cases, homes, town.touching)
    assert variation == 0.0
    assert expected == pytest.approx(np.full(20, 82 / 20))
    # the corner and its two neighbours: 14 found, 12.3 expected
    assert tested.z[0] == pytest.approx((14 - 12.3) / np.sqrt(12.3))
    assert tested.p[0] == pytest.approx(2 * poisson.sf(13, 12.3))
