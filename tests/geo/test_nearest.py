"""The nearest place is the nearest: beside brute force, and beside the ellipsoid."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.inside import points_inside
from geo.metres import points_to_metres
from geo.nearest import MetricPoints

_GEOD = Geod(ellps="GRS80")


def _spread(count: int, seed: int, width: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    return 111 + draw.uniform(0, width, count), 31.5 + draw.uniform(0, width, count)


def test_the_nearest_place_is_that_of_every_distance_compared() -> None:
    lon, lat = _spread(700, 1)
    to_lon, to_lat = _spread(60, 2)
    points = MetricPoints(lon, lat)
    found = points.nearest(to_lon, to_lat)
    places = np.column_stack(points_to_metres(to_lon, to_lat, points.crs))
    every = np.hypot(*(points.xy[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    assert np.allclose(found.distance_m, every.min(axis=1), rtol=0, atol=1e-6)
    assert (every[np.arange(700), found.row] == every.min(axis=1)).all()


def test_a_distance_is_that_on_the_ellipsoid_to_one_in_ten_thousand() -> None:
    lon, lat = _spread(300, 3)
    to_lon, to_lat = _spread(9, 4)
    found = MetricPoints(lon, lat).nearest(to_lon, to_lat)
    true = _GEOD.inv(lon, lat, to_lon[found.row], to_lat[found.row])[2]
    assert np.allclose(found.distance_m, true, rtol=1e-4)


def test_what_has_no_position_is_neither_near_nor_the_nearest() -> None:
    points = MetricPoints([111.0, np.nan, 111.2], [31.5, 31.5, 31.5])
    found = points.nearest([np.nan, 111.1], [31.5, 31.5])
    assert found.row.tolist() == [1, -1, 1]
    assert np.isinf(found.distance_m).tolist() == [False, True, False]
    assert np.isinf(points.nearest([], []).distance_m).all()
    assert np.isinf(points.distance_m(111.0, 31.5)).tolist() == [False, True, False]


def test_a_point_is_no_metre_from_itself_and_from_a_place_on_it() -> None:
    points = MetricPoints([111.0, 111.1], [31.5, 31.6])
    assert points.nearest([111.0], [31.5]).distance_m[0] < 1e-6
    assert points.distance_m(111.1, 31.6)[1] < 1e-6


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=40))
def test_on_the_border_counts_as_inside_and_beyond_it_does_not(cells: list) -> None:
    import shapely

    shape = shapely.box(111.0, 31.0, 111.0 + 20e-4, 31.0 + 20e-4)
    lon = np.array([111.0 + x * 1e-4 for x, _ in cells])
    lat = np.array([31.0 + y * 1e-4 for _, y in cells])
    expected = [x <= 20 and y <= 20 for x, y in cells]
    assert points_inside(shape, lon, lat).tolist() == expected


def test_a_home_kept_with_seven_digits_lies_on_a_slanted_border() -> None:
    import shapely

    shape = shapely.Polygon([(111.0, 31.0), (111.003, 31.001), (111.0, 31.004)])
    along = np.linspace(0.1, 0.9, 50)
    lon, lat = np.round(111.0 + 0.003 * along, 9), np.round(31.0 + 0.001 * along, 9)
    assert points_inside(shape, lon, lat).all()
    assert not points_inside(shape, lon, lat - 1e-6).any()
    assert not points_inside(shape, np.array([np.nan]), np.array([31.0])).any()
