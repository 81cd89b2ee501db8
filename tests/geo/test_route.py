"""Orders of stops: against trying all, against every single move, and with groups kept."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.route import order_stops

SLIGHTLY = 1e-5


def plane(seed: int, count: int, *, on_a_grid: bool = False) -> np.ndarray:
    """Return distances between points drawn at random, many of them at one place on a grid."""
    points = np.random.default_rng(seed).uniform(0, 1000, (count, 2))
    if on_a_grid:
        points = np.round(points / 200) * 200
    return np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))


def walked(distance_m: np.ndarray, stops: tuple[int, ...], end: int | None) -> float:
    whole = [*stops, *([end] if end == stops[0] else [])]
    return sum(distance_m[a, b] for a, b in pairwise(whole))


def nearest(distance_m: np.ndarray, start: int, end: int | None) -> float:
    """Return the length of the nearest neighbour's way, said once more."""
    left = set(range(len(distance_m))) - {start, end}
    way = [start]
    while left:
        way.append(min(sorted(left), key=lambda one: distance_m[way[-1], one]))
        left.remove(way[-1])
    return walked(distance_m, (*way, *((end,) if end not in (None, start) else ())), end)


def moved(way: list[int], is_fixed: bool) -> list[list[int]]:
    """Return every way that is one 2-opt or Or-opt move away; the first stays, a fixed end too."""
    found = []
    last = len(way) - 1 if is_fixed else len(way)
    for i in range(1, last):
        for j in range(i + 1, last + 1):
            found.append([*way[:i], *way[i:j][::-1], *way[j:]])
            if j - i > 3:
                continue
            rest = [*way[:i], *way[j:]]
            for k in range(1, len(rest) + (not is_fixed)):
                found.append([*rest[:k], *way[i:j], *rest[k:]])
                found.append([*rest[:k], *way[i:j][::-1], *rest[k:]])
    return found


ends = st.sampled_from(["open", "round", "fixed"])


def end_of(kind: str, count: int) -> int | None:
    return {"open": None, "round": 0, "fixed": count - 1}[kind]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 60), ends, st.booleans())
def test_an_order_meets_each_stop_once_and_is_no_longer_than_the_nearest_neighbour(
    seed: int, count: int, kind: str, on_a_grid: bool
) -> None:
    distance_m = plane(seed, count, on_a_grid=on_a_grid)
    end = end_of(kind, count)
    found = order_stops(distance_m, 0, end)
    assert sorted(found.stops) == list(range(count))
    assert found.stops[0] == 0
    assert end in (None, 0) or found.stops[-1] == end
    assert found.length_m == pytest.approx(walked(distance_m, found.stops, end))
    assert found.length_m <= nearest(distance_m, 0, end) + SLIGHTLY
    assert order_stops(distance_m, 0, end) == found


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(14, 40), ends, st.booleans())
def test_no_two_opt_and_no_or_opt_move_shortens_an_order(
    seed: int, count: int, kind: str, on_a_grid: bool
) -> None:
    distance_m = plane(seed, count, on_a_grid=on_a_grid)
    end = end_of(kind, count)
    found = order_stops(distance_m, 0, end)
    way = [*found.stops, *([0] if end == 0 else [])]
    best = min(walked(distance_m, tuple(one), None) for one in moved(way, end is not None))
    assert best >= found.length_m - SLIGHTLY


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 8), ends)
def test_up_to_eight_stops_no_order_is_shorter(seed: int, count: int, kind: str) -> None:
    distance_m = plane(seed, count)
    end = end_of(kind, count)
    inner = [one for one in range(1, count) if one != end]
    tail = (end,) if end not in (None, 0) else ()
    best = min(walked(distance_m, (0, *way, *tail), end) for way in permutations(inner))
    assert order_stops(distance_m, 0, end).length_m == pytest.approx(best)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 7), ends)
def test_without_a_detour_groups_follow_one_another_and_no_such_order_is_shorter(
    seed: int, count: int, kind: str
) -> None:
    distance_m = plane(seed, count)
    end = end_of(kind, count)
    groups = np.random.default_rng(seed).integers(0, 3, count)
    found = order_stops(distance_m, 0, end, groups)
    inner = [one for one in found.stops[1:] if one != end]
    assert [groups[one] for one in inner] == sorted(groups[one] for one in inner)
    tail = (end,) if end not in (None, 0) else ()
    best = min(
        walked(distance_m, (0, *way, *tail), end)
        for way in permutations(inner)
        if all(groups[a] <= groups[b] for a, b in pairwise(way))
    )
    assert found.length_m == pytest.approx(best)


def detours(
    distance_m: np.ndarray, stops: tuple[int, ...], groups: np.ndarray
) -> list[tuple[int, float]]:
    """Return how many were taken along before each stop that holds its turn, and for how far."""
    found = []
    leg = [stops[0]]
    for place, one in enumerate(stops[1:], 1):
        leg.append(one)
        if all(groups[one] <= groups[later] for later in stops[place:]):
            grown = walked(distance_m, tuple(leg), None) - distance_m[leg[0], leg[-1]]
            found.append((len(leg) - 2, grown))
            leg = [one]
    return found


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 40), st.floats(0, 400))
def test_what_comes_before_its_turn_lengthens_a_leg_by_no_more_than_the_detour_and_the_way_by_none(
    seed: int, count: int, detour_m: float
) -> None:
    distance_m = plane(seed, count)
    groups = np.random.default_rng(seed).integers(0, 3, count)
    found = order_stops(distance_m, 0, None, groups, detour_m)
    assert sorted(found.stops) == list(range(count))
    assert all(
        grown <= detour_m + SLIGHTLY for n, grown in detours(distance_m, found.stops, groups)
    )
    assert found.length_m <= order_stops(distance_m, 0, None, groups, -1.0).length_m + SLIGHTLY


def test_a_door_that_is_passed_on_the_way_to_something_urgent_is_not_left_out() -> None:
    at = np.array([0.0, 300.0, 100.0, 200.0, 1000.0])
    distance_m = np.abs(at[:, None] - at)
    groups = [0, 0, 2, 2, 2]
    assert order_stops(distance_m, groups=groups).stops == (0, 2, 3, 1, 4)
    assert order_stops(distance_m, groups=groups, detour_m=-1).stops == (0, 1, 3, 2, 4)
    aside = np.array([0, 300, 100 + 90j, 1000])
    groups = groups[:4]
    distance_m = np.abs(aside[:, None] - aside)
    assert order_stops(distance_m, groups=groups).stops[1] == 1
    assert order_stops(distance_m, groups=groups, detour_m=100).stops[:3] == (0, 2, 1)


def test_a_circle_is_walked_round() -> None:
    turn = np.exp(2j * np.pi * np.random.default_rng(3).permutation(150) / 150) * 500
    distance_m = np.abs(turn[:, None] - turn)
    side = 2 * 500 * np.sin(np.pi / 150)
    assert order_stops(distance_m, 0, 0).length_m == pytest.approx(150 * side)
    assert order_stops(distance_m).length_m == pytest.approx(149 * side)


@pytest.mark.parametrize(
    ("distance_m", "more", "said"),
    [
        (np.zeros((2, 3)), {}, "shape"),
        (np.zeros((0, 0)), {}, "no stop 0 among 0"),
        (np.array([[0, 1], [2, 0]]), {}, "2 of them are not"),
        (np.array([[0, np.inf], [np.inf, 0]]), {}, "finite"),
        (np.array([[0, -1], [-1, 0]]), {}, "negative"),
        (np.zeros((2, 2)), {"start": 2}, "no stop 2 among 2"),
        (np.zeros((2, 2)), {"end": -1}, "no stop -1 among 2"),
        (np.zeros((2, 2)), {"groups": [1]}, "1 groups for 2 stops"),
    ],
)
def test_what_is_no_distance_between_stops_is_refused(
    distance_m: np.ndarray, more: dict, said: str
) -> None:
    with pytest.raises(GeoError, match=said):
        order_stops(distance_m, **more)
