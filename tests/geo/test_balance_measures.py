from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.balance_measures import (
    area_hours,
    compactness,
    cut_edges,
    gini,
    max_over_mean,
    moved,
    pieces,
    spread_m,
)
from tests.geo.test_balance import lattice


def test_hours_are_loads_and_travel_by_the_standard_distance() -> None:
    problem = lattice(1, 4, [1, 2, 3, 4], [0, 0, 1, 1], hours_per_trip_m=0.01)
    areas = problem.start
    # two places 50 m from their middle, each 10 m wide of itself: sqrt(2500 + 100)
    assert spread_m(problem, areas) == pytest.approx([2600**0.5] * 2)
    assert area_hours(problem, areas) == pytest.approx([3 + 0.02 * 2600**0.5, 7 + 0.02 * 2600**0.5])


def test_a_unit_without_an_area_counts_nowhere_and_an_area_without_units_is_nothing() -> None:
    problem = lattice(1, 3, [1, 2, 4], [0, 0, 1], hours_per_trip_m=0.01)
    areas = np.array([0, -1, -1])
    assert area_hours(problem, areas) == pytest.approx([1 + 0.01 * 10, 0])
    assert pieces(problem.edges, areas, 2).tolist() == [1, 0]


def test_balance_and_gini_count_by_posts() -> None:
    assert max_over_mean(np.array([6.0, 3.0]), np.array([1.0, 0.5])) == 1.0
    assert gini(np.array([6.0, 3.0]), np.array([1.0, 0.5])) == pytest.approx(0)
    assert max_over_mean(np.array([3.0, 1.0]), np.ones(2)) == 1.5
    assert gini(np.array([3.0, 1.0]), np.ones(2)) == pytest.approx(0.25)
    assert (max_over_mean(np.zeros(2), np.ones(2)), gini(np.zeros(2), np.ones(2))) == (1, 0)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_gini_is_the_mean_difference_of_all_pairs(hours: list[int]) -> None:
    values = np.array(hours, float)
    if values.sum():
        pairs = np.abs(values[:, None] - values[None, :]).mean() / (2 * values.mean())
        assert gini(values, np.ones(len(values))) == pytest.approx(pairs)


@given(st.lists(st.integers(-1, 3), min_size=20, max_size=20))
def test_pieces_and_cut_edges_are_those_of_another_library(areas: list[int]) -> None:
    problem = lattice(4, 5, [1] * 20, [0] * 20)
    graph = nx.Graph(problem.edges.tolist())
    found = pieces(problem.edges, np.array(areas), 4)
    for area in range(4):
        members = [u for u in range(20) if areas[u] == area]
        assert found[area] == nx.number_connected_components(graph.subgraph(members))
    cut = sum(areas[a] != areas[b] for a, b in graph.edges)
    assert cut_edges(problem.edges, np.array(areas)) == cut


def test_only_units_that_had_an_area_count_as_moved() -> None:
    assert moved(np.array([0, -1, 1, 1]), np.array([0, 0, 0, 1])) == 1


def test_a_square_of_four_is_as_compact_as_a_square() -> None:
    problem = lattice(2, 2, [1] * 4, [0] * 4)
    square = compactness(
        np.full(4, 1e4), np.full(4, 400.0), problem.edges, problem.border_m, problem.start, 2
    )
    assert square == pytest.approx([np.pi / 4, 0])
