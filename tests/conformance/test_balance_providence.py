"""The balancing solver on the real blocks of Providence and counties of Iowa.

Judged by networkx and plain sums, beside METIS.  Rounds are counted, not seconds.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pymetis
import pytest
import shapely

from geo.balance import Balance, Ints, Proposal, Wish
from geo.balance_bound import bound
from geo.balance_propose import propose
from tests.bench.coverage_files import neighbours_of
from tests.bench.coverage_judge import Judged, judge, relabelled
from tests.bench.coverage_problems import balance_of, iowa, providence, started
from tests.shared_data import shared


def proposed(problem: Balance, rounds: int = 60, **wish: object) -> tuple[Proposal, Judged]:
    found = propose(problem, Wish(rounds=rounds, **wish))
    return found, judge(problem, found.best.areas)


@pytest.fixture(scope="module")
def wards() -> Balance:
    return providence(15).balance


@pytest.fixture(scope="module")
def uneven() -> Balance:
    return providence(60).balance


@pytest.fixture(scope="module")
def counties() -> Balance:
    return iowa(10).balance


def by_metis(problem: Balance, unbalance: int = 20) -> Ints:
    _, areas = pymetis.part_graph(
        len(problem.capacity),
        adjacency=neighbours_of(problem.edges, len(problem.loads)),
        vweights=problem.loads.astype(int).tolist(),
        recursive=False,
        options=pymetis.Options(contig=1, ufactor=unbalance, seed=1),
    )
    return relabelled(problem, np.asarray(areas))


def test_blocks_touch_where_a_second_reading_of_the_borders_says_so(wards: Balance) -> None:
    shapes = gpd.read_file(shared("balance/Providence_blocks.zip")).geometry.to_numpy()
    sides: dict[tuple[tuple[float, float], ...], list[int]] = {}
    for unit, shape in enumerate(shapes):
        for ring in shapely.get_rings(shape):
            corners = [tuple(at) for at in shapely.get_coordinates(ring).tolist()]
            for side in itertools.pairwise(corners):
                sides.setdefault(tuple(sorted(side)), []).append(unit)
    pairs = {tuple(sorted(both)) for both in sides.values() if len(set(both)) == 2}
    touching = {tuple(edge) for edge in wards.edges.tolist()}
    assert pairs <= touching
    assert len(touching) == 7_438
    # The one border that has a corner on one of its two sides only.
    assert [
        shapely.length(shapely.intersection(*shapes[list(p)])) > 0 for p in touching - pairs
    ] == [True]


def test_few_moves_even_out_the_wards_of_today_better_than_metis_does_anew(wards: Balance) -> None:
    before, peer = judge(wards, wards.start), judge(wards, by_metis(wards))
    found, ours = proposed(wards, rounds=200, target=peer.over, starts="today")
    assert before.over > 1.04
    assert ours.is_sound
    assert ours.over <= peer.over
    assert ours.moved < peer.moved / 4
    assert found.bound <= ours.over


def test_an_uneven_start_is_evened_out_with_fewer_moves_than_metis_needs(uneven: Balance) -> None:
    peer = judge(uneven, by_metis(uneven))
    found, ours = proposed(uneven, rounds=500, target=max(peer.over, 1.02))
    assert ours.is_sound
    assert ours.over <= max(peer.over, 1.02)
    assert ours.moved < peer.moved / 2
    assert found.bound <= ours.over


def test_everybody_in_providence_is_in_exactly_one_area_afterwards(uneven: Balance) -> None:
    found, _ = proposed(uneven, rounds=20)
    areas = found.best.areas
    assert areas.shape == uneven.start.shape
    assert set(areas.tolist()) == set(range(60))
    people = [uneven.loads[areas == area].sum() for area in range(60)]
    assert sum(people) == uneven.loads.sum() == 178_040


def test_what_the_proposal_says_of_itself_is_what_the_judge_finds(uneven: Balance) -> None:
    found, _ = proposed(uneven, rounds=20)
    for one in found.front:
        ours = judge(uneven, one.areas)
        assert one.max_over_mean == pytest.approx(ours.over)
        assert one.gini == pytest.approx(ours.gini)
        assert one.moved == round(ours.moved * len(one.areas))
        assert (one.cut_edges, one.broken) == (ours.cut, ours.in_pieces)
    assert any(one is found.best for one in found.front)


def test_no_one_of_the_front_is_behind_another_in_everything(uneven: Balance) -> None:
    found, _ = proposed(uneven, rounds=40)
    figures = [(one.max_over_mean, one.moved, one.cut_edges) for one in found.front]
    for one, other in itertools.permutations(figures, 2):
        assert not all(b <= a for a, b in zip(one, other, strict=True))


def test_the_limit_of_moves_is_kept(uneven: Balance) -> None:
    for limit in (0.0, 0.02, 0.1):
        _, ours = proposed(uneven, rounds=20, max_moved=limit)
        assert ours.moved <= limit
        assert ours.is_sound


def test_blocks_that_are_locked_stay_and_a_ward_that_is_out_of_bounds_gets_none(
    wards: Balance,
) -> None:
    locked = wards.start < 3
    may_take = np.ones((len(wards.loads), 15), bool)
    may_take[:, 7] = wards.start == 7
    problem = replace(wards, is_movable=~locked, may_take=may_take)
    found, ours = proposed(problem, rounds=20, target=1.0)
    assert (found.best.areas[locked] == wards.start[locked]).all()
    assert not ((found.best.areas == 7) & (wards.start != 7)).any()
    assert ours.is_sound


def test_the_same_seed_and_rounds_give_the_same_areas(wards: Balance) -> None:
    first, again = (proposed(wards, rounds=20, seed=7)[0] for _ in range(2))
    assert first.rounds == again.rounds
    assert (first.best.areas == again.best.areas).all()


def test_a_county_larger_than_a_tenth_of_iowa_is_in_the_bound(counties: Balance) -> None:
    least = counties.loads.max() * 10 / counties.loads.sum()
    found, ours = proposed(counties, target=1.0)
    assert least > 1.4
    assert bound(counties) >= least - 1e-9
    assert ours.over == pytest.approx(least)
    assert found.is_proven
    assert ours.is_sound


def test_districts_of_iowa_that_are_even_already_are_left_alone() -> None:
    frame = gpd.read_file(shared("balance/IA_counties.zip"))
    balance = balance_of(frame.to_crs(4490), frame["TOTPOP"].to_numpy(float), 4)
    _, ours = proposed(started(balance, frame["CD"].astype(int) - 1))
    assert ours.over < 1.0001
    assert ours.moved == 0


def test_the_bound_of_moves_is_below_what_was_moved(uneven: Balance, wards: Balance) -> None:
    for problem in (uneven, wards):
        found, ours = proposed(problem, rounds=20)
        assert found.bound_moves <= round(ours.moved * len(problem.loads))


def test_no_other_naming_of_the_areas_keeps_more_units() -> None:
    problem = iowa(10).balance
    problem = replace(problem, capacity=np.ones(33), start=np.full(99, -1))
    problem = started(problem, by_metis(problem, unbalance=500))
    found, ours = proposed(problem, rounds=100, target=1.0, starts="fresh")
    assert ours.moved == judge(problem, relabelled(problem, found.best.areas)).moved
