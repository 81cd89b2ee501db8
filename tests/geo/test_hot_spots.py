"""Hot spots: what is found where nothing is, what is found where something is, what is unsaid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import hot_spots_kernel
from geo.errors import GeoError
from geo.hot_spots import (
    COLD,
    HOT,
    NOT_APART,
    STATISTICS,
    Spots,
    Statistic,
    controlled,
    local_spots,
    patches,
)
from geo.hot_spots_kernel import Draws, draw_around
from geo.hot_spots_permuted import draws_needed
from geo.hot_spots_spread import ordinary
from geo.hot_spots_terms import false_discovery
from tests.geo.spot_towns import Town, dealt, demonstration, lattice, uneven_homes

SEEDS = 200
EDGES = lattice(12, 10)


def _demonstration_homes() -> Town:
    return demonstration()[0]


def _uneven() -> Town:
    return Town(np.zeros(120), uneven_homes(12, 10), EDGES)


TOWNS = pytest.mark.parametrize("town_of", [_demonstration_homes, _uneven])


def _most_runs(share: float) -> int:
    """Return how many of the runs may flag something: the share and 3 deviations of its count."""
    return int(share * SEEDS + 3 * np.sqrt(share * (1 - share) * SEEDS))


def _flagging(town: Town, cases: int, statistic: Statistic, share: float, **more: float) -> int:
    """Return in how many runs anything at all is flagged."""
    flagged = 0
    for seed in range(SEEDS):
        counts = dealt(town.homes, cases, seed, **more)
        flagged += local_spots(counts, town.homes, town.edges, statistic, share, seed).flagged > 0
    return flagged


@TOWNS
@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("cases", [150, 400, 1000, 4000])
@pytest.mark.parametrize("share", [0.05, 0.1])
def test_where_cases_follow_households_only_no_more_than_the_stated_share_is_flagged(
    town_of: Callable[[], Town], statistic: Statistic, cases: int, share: float
) -> None:
    # where nothing is hot every flag is a false one: the share of false discoveries of a run is
    # 1 when anything is flagged, so the share of such runs is what is controlled
    assert _flagging(town_of(), cases, statistic, share) <= _most_runs(share)


@pytest.mark.parametrize("cases", [1, 2, 3])
def test_a_matter_so_rare_that_ordinary_grids_have_none_of_it_makes_no_hot_spot(cases: int) -> None:
    town = _uneven()
    counts = np.zeros(len(town.homes))
    counts[7] = cases
    assert ordinary(counts, town.homes.astype(float)).rate > 0
    found = local_spots(counts, town.homes, town.edges)
    assert found.flagged == 0
    assert np.isfinite(found.z).all()


def test_many_tests_together_flag_no_more_than_one_would() -> None:
    town = _uneven()
    flagged = 0
    for seed in range(SEEDS):
        counts = [dealt(town.homes, 600, 100 * seed + category) for category in range(8)]
        several = [local_spots(one, town.homes, town.edges) for one in counts]
        flagged += any(one.flagged for one in controlled(several, 0.1))
    assert flagged <= _most_runs(0.1)


def test_tests_controlled_together_are_those_of_all_their_shares_in_one_list() -> None:
    town = _uneven()
    several = [
        local_spots(dealt(town.homes, 3000, seed, 0.6), town.homes, EDGES) for seed in range(4)
    ]
    together = controlled(several, 0.05)
    q = false_discovery(np.concatenate([one.p for one in several]))
    assert np.concatenate([one.q for one in together]).tolist() == q.tolist()
    for one, alone in zip(together, several, strict=True):
        assert (one.kind == np.where(one.q <= 0.05, alone.leans, NOT_APART)).all()
    assert controlled([], 0.05) == []


@TOWNS
@pytest.mark.parametrize("statistic", STATISTICS)
def test_grids_that_differ_each_by_itself_are_no_hot_spots(
    town_of: Callable[[], Town], statistic: Statistic
) -> None:
    runs = _flagging(town_of(), 4000, statistic, 0.05, variation=0.3)
    assert runs <= _most_runs(0.05)


def test_counts_alone_would_take_ordinary_differences_for_hot_spots(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("geo.hot_spots_spread.ordinary", _poisson_only)
    assert _flagging(_demonstration_homes(), 4000, "gi", 0.05, variation=0.3) > SEEDS / 2


def _poisson_only(counts: np.ndarray, exposure: np.ndarray) -> object:
    found = ordinary(counts, exposure)
    return found._replace(variance=0.0)


def test_most_planted_hot_spots_are_found_and_few_of_the_flagged_are_false() -> None:
    town = _uneven()
    rng = np.random.default_rng(5)
    found, false_shares = [], []
    for seed in range(60):
        weight = town.homes * rng.gamma(1 / 0.3**2, 0.3**2, 120)
        middles = rng.choice(np.arange(120).reshape(10, 12)[1:-1, 1:-1].ravel(), 3, replace=False)
        planted = np.unique(np.concatenate([middles, middles + 1, middles + 12]))
        weight[planted] *= 3
        # a neighbour of a planted grid does have more around it than chance makes
        near = np.union1d(planted, (town.touching[planted].sum(axis=0) > 0).nonzero()[0])
        counts = dealt(weight, 4000, seed)
        hot = np.flatnonzero(local_spots(counts, town.homes, town.edges).kind == HOT)
        found.append(np.isin(middles, hot).mean())
        false_shares.append((~np.isin(hot, near)).mean() if len(hot) else 0.0)
    assert np.mean(found) > 0.6
    assert np.mean(false_shares) <= 0.05


def test_every_planted_spot_of_the_demonstration_is_found_in_its_category_and_nothing_far() -> None:
    town, cases, truth = demonstration()
    is_told = []
    for spot in truth.itertuples():
        is_one = (cases["category"] == spot.category) & (cases["reported_at"] >= spot.since)
        rows = cases["row"][is_one & (cases["row"] >= 0)]
        counts = np.bincount(rows, minlength=len(town.homes))
        kind = local_spots(counts, town.homes, town.edges).kind
        is_told.append(bool((kind[spot.rows] == HOT).all()))
        near = np.union1d(spot.rows, _beside(town, spot.rows))
        assert len(np.setdiff1d(np.flatnonzero(kind == HOT), near)) <= 1, spot.category
    assert len(is_told) == 5
    assert all(is_told)


def _beside(town: Town, rows: list[int]) -> np.ndarray:
    return np.flatnonzero(np.asarray(town.touching[rows].sum(axis=0)).ravel())


@pytest.mark.parametrize("statistic", STATISTICS)
def test_too_few_grids_no_cases_and_no_difference_are_said_and_no_error(
    statistic: Statistic,
) -> None:
    homes = np.full(9, 300)
    few = local_spots(np.arange(9), homes, lattice(3, 3), statistic)
    assert (few.unsaid, few.tested, few.flagged) == ("few_grids", 0, 0)
    homes = np.full(20, 300)
    none = local_spots(np.zeros(20), homes, lattice(5, 4), statistic)
    assert (none.unsaid, none.tested) == ("no_cases", 0)
    seldom = local_spots(np.arange(20) % 6, homes, lattice(5, 4), statistic)
    assert seldom.unsaid == (None if statistic == "gi" else "few_cases")
    even = local_spots(np.full(20, 7), homes, lattice(5, 4), statistic)
    assert even.flagged == 0
    assert even.unsaid == (None if statistic == "gi" else "no_difference")
    assert local_spots([], [], np.zeros((0, 2)), statistic).unsaid == "few_grids"


@pytest.mark.parametrize("statistic", STATISTICS)
def test_of_grids_with_few_households_and_of_islands_nothing_is_said(statistic: Statistic) -> None:
    town = _uneven()
    counts, homes = dealt(town.homes, 2000, 1), town.homes.copy()
    homes[[0, 40]] = 29, 0
    counts[40] = 900
    # the corner's neighbours are gone: the corner at the other end is an island
    homes[[118, 107]] = 0
    found = local_spots(counts, homes, EDGES, statistic)
    assert np.flatnonzero(~found.is_said).tolist() == [0, 40, 107, 118, 119]
    assert np.isnan(found.p[~found.is_said]).all()
    assert (found.kind[~found.is_said] == NOT_APART).all()
    assert found.tested == 115
    # what is left out does not count as cases either
    counts[40] = 0
    again = local_spots(counts, homes, EDGES, statistic)
    assert again.p[found.is_said].tolist() == found.p[found.is_said].tolist()


def test_hot_and_cold_are_told_apart() -> None:
    homes, counts = np.full(120, 400.0), 30.0 + np.arange(120) % 7 - 3
    hot, cold = [13, 14, 25, 26], [93, 94, 105, 106]
    counts[hot], counts[cold] = 90, 4
    for statistic in STATISTICS:
        kind = local_spots(counts, homes, EDGES, statistic, share=0.1).kind
        assert (kind[hot] >= NOT_APART).all()
        assert (kind[cold] <= NOT_APART).all()
    kind = local_spots(counts, homes, EDGES).kind
    assert np.flatnonzero(kind == HOT).tolist() == hot
    assert np.flatnonzero(kind == COLD).tolist() == cold


def test_a_grid_beside_a_hot_one_is_not_hot_when_its_own_count_is_ordinary() -> None:
    homes, counts = np.full(120, 400.0), np.full(120, 30.0)
    counts[::2] = 27
    counts[[65, 66]] = 200
    found = local_spots(counts, homes, EDGES)
    assert found.q[64] < 0.05
    assert np.flatnonzero(found.kind).tolist() == [65, 66]
    # what is expected is told by the ordinary grids
    assert found.expected[65] == pytest.approx(28.5, abs=0.5)


def test_a_dedicated_grid_inside_another_is_its_neighbour() -> None:
    homes, counts = np.full(13, 300.0), np.full(13, 20.0)
    counts[[5, 12]] = 90
    within = np.concatenate([lattice(4, 3), [[5, 12]]])
    assert np.flatnonzero(local_spots(counts, homes, within).kind == HOT).tolist() == [5, 12]


def test_edges_given_twice_or_turned_round_change_nothing() -> None:
    town = _uneven()
    counts = dealt(town.homes, 2000, 9, variation=0.5)
    doubled = np.concatenate([EDGES, EDGES[:, ::-1], EDGES[:7]])
    for statistic in STATISTICS:
        one, two = (local_spots(counts, town.homes, e, statistic) for e in (EDGES, doubled))
        assert _same(one, two)


def test_two_runs_agree_and_another_seed_changes_only_what_is_drawn() -> None:
    town = _uneven()
    counts = dealt(town.homes, 2000, 9, variation=0.5)
    for statistic in STATISTICS:
        first, same, other = (
            local_spots(counts, town.homes, EDGES, statistic, seed=seed) for seed in (4, 4, 5)
        )
        assert _same(first, same)
        assert _same(first, other) == (statistic == "gi")


def _same(one: Spots, two: Spots) -> bool:
    return bool(np.array_equal(one.p, two.p, equal_nan=True) and (one.kind == two.kind).all())


@pytest.mark.parametrize("grids", [110, 5000])
def test_enough_draws_are_made_for_one_grid_among_all_to_be_flagged(grids: int) -> None:
    draws = draws_needed(grids, 0.05)
    assert 2 * (0 + 1) / (draws + 1) < 0.05 / grids
    assert 0.05 / grids < 2 / (999 + 1)


@given(st.integers(0, 2**63 - 1), st.lists(st.integers(0, 9), min_size=6, max_size=12))
@settings(max_examples=25)
def test_the_compiled_loop_counts_what_the_plain_one_counts(seed: int, values: list[int]) -> None:
    given_values = np.array(values, dtype=float)
    n = len(values)
    sizes = np.minimum(np.arange(n) % 5, n - 1)
    found = given_values * sizes
    plain = getattr(hot_spots_kernel.draw_around, "py_func", draw_around)
    told = []
    for loop in (draw_around, plain):
        draws = Draws(np.zeros((n, 2), np.int64), np.zeros((n, 2), np.int64))
        room = np.zeros(n, np.int64), np.zeros(1, np.uint64)
        with np.errstate(over="ignore"):  # words run over on purpose
            loop(given_values, found, sizes, seed, 30, 7, *room, draws)
        told.append([part.tolist() for part in draws])
    assert told[0] == told[1]


def test_every_choice_of_other_grids_is_drawn_equally_often() -> None:
    # four others, two drawn: six sums, all different
    values, n = np.array([100.0, 1, 2, 4, 8]), 5
    sizes = np.array([2, 0, 0, 0, 0])
    sums = [3, 5, 6, 9, 10, 12]
    for most_reached, at_most in enumerate(sums, start=1):
        draws = Draws(np.zeros((n, 2), np.int64), np.zeros((n, 2), np.int64))
        room = np.zeros(n, np.int64), np.zeros(1, np.uint64)
        draw_around(values, np.full(n, float(at_most)), sizes, 3, 60_000, 60_001, *room, draws)
        assert draws.reached[0, 1] == pytest.approx(10_000 * most_reached, abs=600)


def test_patches_are_what_touches() -> None:
    chosen = np.zeros(20, bool)
    chosen[[0, 1, 6, 18, 19, 12]] = True
    number = patches(chosen, lattice(5, 4))
    assert number[[0, 1, 6]].tolist() == [0, 0, 0]
    assert len({number[12], number[18], 0}) == 3
    assert number[18] == number[19]
    assert (number[~chosen] == -1).all()
    assert (patches(np.zeros(20, bool), lattice(5, 4)) == -1).all()


def test_what_cannot_be_is_refused() -> None:
    homes, edges = np.full(20, 300), lattice(5, 4)
    with pytest.raises(GeoError, match="no test z"):
        local_spots(homes, homes, edges, "z")  # type: ignore[arg-type]
    for share in (0.0, 0.5, float("nan")):
        with pytest.raises(GeoError, match="between 0 and 0.5"):
            local_spots(homes, homes, edges, share=share)
    with pytest.raises(GeoError, match="from 19 to"):
        local_spots(homes, homes, edges, permutations=5)
    with pytest.raises(GeoError, match="whole number"):
        local_spots(homes, homes, edges, seed=-1)
    with pytest.raises(GeoError, match="one of each"):
        local_spots(homes, homes[1:], edges)
    with pytest.raises(GeoError, match="cannot be -1"):
        local_spots(-homes // 300, homes, edges)
