"""Distances along streets: known answers, a second way of computing, and what is not joined."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.metres import metric_crs, points_to_metres, shapes_to_metres
from geo.street_network import StreetNetwork

LON, LAT = 115.0, 28.0
PLANE = metric_crs([LON], [LAT])
BACK = Transformer.from_crs(PLANE, PLANE.geodetic_crs, always_xy=True)
# Vertices are rounded to a tenth of a metre, each by less than that.
ROUNDED_M = 0.5


def on_ground(*lines: list[tuple[float, float]]) -> list[shapely.LineString]:
    """Return lines given in metres as they are stored."""
    return [
        shapely.LineString(np.column_stack(BACK.transform(*np.array(one, float).T)))
        for one in lines
    ]


def positions(places: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    return BACK.transform(*np.array(places, float).reshape(-1, 2).T)


def square_grid(size: int, step_m: float = 100.0) -> list[shapely.LineString]:
    last = (size - 1) * step_m
    at = [k * step_m for k in range(size)]
    return on_ground(*([(x, 0), (x, last)] for x in at), *([(0, y), (last, y)] for y in at))


crossing = st.tuples(st.integers(0, 5), st.integers(0, 5))


@settings(deadline=None, max_examples=30)
@given(st.lists(crossing, min_size=2, max_size=12))
def test_on_a_square_grid_of_streets_the_way_is_the_sum_of_both_directions(
    places: list[tuple[int, int]],
) -> None:
    ways = StreetNetwork.of(square_grid(6)).ways(
        *positions([(100 * x, 100 * y) for x, y in places])
    )
    at = np.array(places) * 100
    known = np.abs(at[:, None] - at[None]).sum(axis=2)
    assert ways.is_street.all()
    np.testing.assert_allclose(ways.distance_m, known, atol=ROUNDED_M)


def test_doors_between_crossings_are_joined_where_they_stand() -> None:
    network = StreetNetwork.of(square_grid(3))
    ways = network.ways(*positions([(30, 10), (70, -5), (150, 110), (30, 4)]))
    # along one stretch, with the steps from door to street
    assert ways.distance_m[0, 1] == pytest.approx(10 + 40 + 5, abs=ROUNDED_M)
    # by the nearer of the two ends: 70 to the crossing, 100 up, 50 along
    assert ways.distance_m[0, 2] == pytest.approx(10 + 70 + 100 + 50 + 10, abs=ROUNDED_M)
    # two doors of one yard
    assert ways.distance_m[0, 3] == pytest.approx(6, abs=0.05)
    np.testing.assert_allclose(ways.distance_m, ways.distance_m.T, atol=1e-9)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6))
def test_ways_among_crooked_streets_are_those_networkx_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines = on_ground(*(np.cumsum(rng.normal(0, 90, (6, 2)), axis=0) for _ in range(8)))
    places = rng.uniform(-150, 150, (10, 2))
    network = StreetNetwork.of(lines)
    found = network.ways(*positions(list(map(tuple, places))))
    known = by_networkx(network, found)
    is_close = found.distance_m <= straight_m(places) + 1e-3
    is_same = np.abs(found.distance_m - known) < 1e-3
    assert (is_same | is_close).all()
    assert (found.is_street == np.isfinite(known)).all()


def straight_m(places: np.ndarray) -> np.ndarray:
    return np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))


def by_networkx(network: StreetNetwork, found) -> np.ndarray:
    """Return the metres by street: every stretch cut at the doors, then networkx."""
    doors = found._doors
    graph = nx.MultiGraph()
    for edge, (line, (one, other)) in enumerate(zip(network.edges, network.ends, strict=True)):
        cuts = [(doors.along_m[k], ("door", k)) for k in np.flatnonzero(doors.edge == edge)]
        stations = [(0.0, int(one)), *sorted(cuts), (line.length, int(other))]
        for (at, a), (to, b) in pairwise(stations):
            graph.add_edge(a, b, weight=to - at)
    count = len(doors.edge)
    known = np.full((count, count), np.inf)
    for k in np.flatnonzero(doors.edge >= 0):
        reached = nx.single_source_dijkstra_path_length(graph, ("door", k))
        for j in np.flatnonzero(doors.edge >= 0):
            if ("door", j) in reached:
                known[k, j] = reached["door", j] + doors.away_m[k] + doors.away_m[j]
    return known


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6))
def test_a_way_is_drawn_as_long_as_it_is_said_to_be_and_on_the_streets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = rng.uniform(-80, 580, (8, 2))
    network = StreetNetwork.of(square_grid(6))
    lon, lat = positions(list(map(tuple, places)))
    ways = network.ways(lon, lat)
    for a in range(8):
        for b in range(8):
            way = ways.path(a, b)
            np.testing.assert_allclose(
                way[[0, -1]], [[lon[a], lat[a]], [lon[b], lat[b]]], atol=1e-8
            )
            drawn = shapes_to_metres([shapely.LineString(way)], network.crs)[0]
            assert drawn.length == pytest.approx(ways.distance_m[a, b], abs=0.05)


def test_parts_that_no_street_joins_and_stops_far_from_any_are_joined_straight_and_say_so() -> None:
    lines = on_ground([(0, 0), (100, 0)], [(0, 200), (100, 200)])
    ways = StreetNetwork.of(lines).ways(*positions([(10, 0), (90, 0), (10, 200), (10, 900)]))
    assert ways.is_street[0, 1]
    assert not ways.is_street[0, 2]
    assert ways.distance_m[0, 2] == pytest.approx(200, abs=ROUNDED_M)
    assert not ways.is_street[3].any()
    assert ways.distance_m[2, 3] == pytest.approx(700, abs=ROUNDED_M)
    assert len(ways.path(0, 2)) == 2


def test_without_streets_every_way_is_straight() -> None:
    ways = StreetNetwork.of([]).ways(*positions([(0, 0), (30, 40)]))
    assert ways.distance_m[0, 1] == pytest.approx(50, abs=0.01)
    assert not ways.is_street.any()
    assert StreetNetwork.of([]).distances_m([], []).shape == (0, 0)


def test_an_end_that_misses_a_street_by_a_rounding_error_or_a_slip_of_the_pen_meets_it() -> None:
    places = [(50, 80), (-50, 0)]
    for short_m in (0.0, 1e-9, 0.04, 1.5):
        network = StreetNetwork.of(
            on_ground([(-100, 0), (33, 0), (100, 0)], [(50, short_m), (50, 100)])
        )
        assert network.distances_m(*positions(places))[0, 1] == pytest.approx(180, abs=ROUNDED_M)
    apart = StreetNetwork.of(on_ground([(-100, 0), (100, 0)], [(50, 9), (50, 100)]))
    assert not apart.ways(*positions(places)).is_street[0, 1]


def test_of_two_streets_between_the_same_crossings_the_shorter_is_walked() -> None:
    round_about = [(0, 0), (0, 300), (100, 300), (100, 0)]
    lines = on_ground([(-50, 0), (0, 0)], round_about, [(0, 0), (100, 0)], [(100, 0), (150, 0)])
    network = StreetNetwork.of(lines)
    ways = network.ways(*positions([(-50, 0), (150, 0)]))
    assert ways.distance_m[0, 1] == pytest.approx(200, abs=ROUNDED_M)
    x, y = points_to_metres(*ways.path(0, 1).T, network.crs)
    assert np.ptp(y) < ROUNDED_M
    assert np.ptp(x) == pytest.approx(200, abs=ROUNDED_M)


def test_a_street_that_comes_back_to_its_beginning_is_walked_the_shorter_way_round() -> None:
    loop = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    ways = StreetNetwork.of(on_ground(loop)).ways(*positions([(10, 0), (0, 30), (100, 100)]))
    assert ways.distance_m[0, 1] == pytest.approx(40, abs=ROUNDED_M)
    assert ways.distance_m[0, 2] == pytest.approx(190, abs=ROUNDED_M)


def test_what_is_no_line_is_no_street() -> None:
    point = shapely.Point(LON, LAT)
    area = point.buffer(0.001)
    assert len(StreetNetwork.of([point, area, shapely.LineString(), None])) == 0
