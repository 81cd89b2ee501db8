from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.density import MOST_NODES, NODES_PER_BANDWIDTH, Surface, density
from geo.errors import GeoError
from geo.metres import metric_crs, points_to_metres

PEAK = 1e6 / (2 * math.pi)
# A point between two nodes is spread by up to cell^2 / 4 too much, by nature of sharing out, and
# on a node by cell^2 / 6 too little: this share of its peak.
ONE_POINT = 1 / (6 * NODES_PER_BANDWIDTH**2) * 1.05


def direct(x, y, weights, bandwidth_m, at_x, at_y):
    """Return the Gaussian sum itself, per km2."""
    square = (at_x[:, None] - x) ** 2 + (at_y[:, None] - y) ** 2
    return (weights * np.exp(-square / (2 * bandwidth_m**2))).sum(axis=1) * PEAK / bandwidth_m**2


def nodes(surface: Surface):
    ny, nx = surface.values.shape
    column, row = np.meshgrid(np.arange(nx), np.arange(ny))
    return (
        surface.x0_m + column.ravel() * surface.cell_m,
        surface.y0_m + row.ravel() * surface.cell_m,
    )


@pytest.mark.parametrize("is_single", [True, False])
@pytest.mark.parametrize(("points", "tolerance"), [(1, 0.0028), (50, 0.0015), (4000, 0.0004)])
def test_surface_equals_the_direct_sum(points, tolerance, is_single):
    rng = np.random.default_rng(points)
    x, y = rng.normal(0, 1500, points), rng.normal(0, 900, points)
    weights = rng.random(points) + 0.1
    surface = density(x, y, weights, 400, is_single=is_single)
    at_x, at_y = nodes(surface)
    some = rng.choice(len(at_x), 3000, replace=False)
    known = direct(x, y, weights, 400, at_x[some], at_y[some])
    peak = max(direct(x, y, weights, 400, x[:500], y[:500]).max(), known.max())
    error = np.abs(surface.values.ravel()[some] - known).max() / peak
    assert error < tolerance, f"{points} points: {error:.1e} of the largest value"


def test_peak_of_one_point_is_that_of_a_gaussian():
    for shift in (0.0, 0.3, 0.5):
        x = np.array([1000.0 + shift * 200 / NODES_PER_BANDWIDTH])
        surface = density(x, x, None, 200, extent=(0, 0, 3000, 3000))
        assert surface.at(x, x)[0] == pytest.approx(PEAK / 200**2, rel=0.02)
        assert surface.values.max() == pytest.approx(PEAK / 200**2, rel=0.02)
    on_node = density([0.0], [0.0], None, 200)
    assert on_node.values.max() == pytest.approx(PEAK / 200**2, rel=ONE_POINT)


def test_nothing_is_reflected_at_the_edge_and_the_kernel_is_whole_beyond_it():
    surface = density([0.0], [500.0], None, 100, extent=(0, 0, 1000, 1000))
    assert surface.at(np.array([-100.0]), np.array([500.0]))[0] == pytest.approx(
        PEAK / 100**2 * math.exp(-0.5), rel=0.01
    )
    assert surface.at(np.array([-450.0, 5000.0, np.nan]), np.full(3, 500.0)).tolist() == [0, 0, 0]
    assert surface.total == pytest.approx(1, rel=1e-6)


coordinates = st.floats(-3000, 3000, allow_nan=False)
somewhere = st.lists(
    st.tuples(coordinates, coordinates, st.floats(0, 50)), min_size=1, max_size=30
).map(np.array)


@settings(deadline=None, max_examples=40)
@given(points=somewhere, bandwidth_m=st.floats(150, 900))
def test_all_weight_is_kept_and_none_is_negative(points, bandwidth_m):
    x, y, weights = points.T
    surface = density(x, y, weights, bandwidth_m)
    assert surface.total == pytest.approx(weights.sum(), rel=1e-5, abs=1e-6)
    assert surface.values.min() >= 0
    assert (surface.counted, surface.left_out) == (len(x), 0)


@settings(deadline=None, max_examples=30)
@given(points=somewhere, shift=st.tuples(coordinates, coordinates))
def test_moving_all_points_moves_the_surface(points, shift):
    x, y, weights = points.T
    one = density(x, y, weights, 300, is_single=False)
    other = density(x + shift[0], y + shift[1], weights, 300, is_single=False)
    here, there = one.at(x, y), other.at(x + shift[0], y + shift[1])
    # rounding of the extent may add a column, never move a value by more than a point's share
    assert np.allclose(here, there, rtol=2e-2, atol=1e-6)


@settings(deadline=None, max_examples=30)
@given(points=somewhere)
def test_a_weight_of_two_is_the_same_point_twice(points):
    x, y, weights = points.T
    twice = density(np.r_[x, x], np.r_[y, y], np.r_[weights, weights], 300, is_single=False)
    doubled = density(x, y, weights * 2, 300, is_single=False)
    assert np.allclose(twice.values, doubled.values, rtol=1e-9, atol=1e-9)


def test_points_without_a_place_or_outside_are_left_out_and_counted():
    x = np.array([0.0, np.nan, 10.0, np.inf, 9000.0])
    y = np.array([0.0, 5.0, np.nan, 0.0, 0.0])
    surface = density(x, y, None, 100, extent=(-100, -100, 100, 100))
    assert (surface.counted, surface.left_out) == (1, 4)
    assert surface.total == pytest.approx(1, rel=1e-5)
    assert np.isfinite(surface.values).all()


def test_no_points_give_a_surface_of_nothing():
    for x in (np.array([]), np.array([np.nan])):
        surface = density(x, x, None, 100)
        assert surface.values.max() == 0
        assert surface.at(np.zeros(1), np.zeros(1))[0] == 0
        assert surface.counted == 0
    assert density([], [], None, 100, extent=(0, 0, 1000, 1000)).total == 0


@pytest.mark.parametrize("bandwidth_m", [0, -5, math.nan, math.inf])
def test_bandwidth_that_is_none_is_refused(bandwidth_m):
    with pytest.raises(GeoError, match="cannot be used: give a number above 0"):
        density([0.0], [0.0], None, bandwidth_m)


def test_weights_that_cannot_be_used_are_refused():
    for weight in (-1.0, math.nan, math.inf):
        with pytest.raises(GeoError, match="not negative"):
            density([0.0, 1.0], [0.0, 1.0], [1.0, weight], 100)
    with pytest.raises(GeoError, match="one of each for every point"):
        density([0.0, 1.0], [0.0, 1.0], [1.0, 1.0, 1.0], 100)
    with pytest.raises(GeoError, match="one of each for every point"):
        density([0.0, 1.0], [0.0], None, 100)


def test_a_bandwidth_too_small_for_the_extent_is_refused_and_a_wide_extent_gets_coarser_nodes():
    wide = density([0.0], [0.0], None, 100, extent=(0, 0, 100_000, 100_000))
    assert wide.values.size <= MOST_NODES
    assert wide.cell_m > 100 / NODES_PER_BANDWIDTH
    with pytest.raises(GeoError, match="choose a larger bandwidth"):
        density([0.0], [0.0], None, 100, extent=(0, 0, 500_000, 500_000))
    with pytest.raises(GeoError, match="choose a larger bandwidth"):
        density([0.0], [0.0], None, 100, cell_m=80)


def test_distances_in_the_plane_are_true_to_a_thousandth_over_a_district():
    lon, lat = np.array([120.9, 121.9]), np.array([30.7, 31.6])
    crs = metric_crs(lon, lat)
    geod = Geod(a=6378137.0, rf=298.257222101)
    rng = np.random.default_rng(5)
    a, b = (np.array([rng.uniform(*lon, 200), rng.uniform(*lat, 200)]) for _ in range(2))
    (x0, y0), (x1, y1) = points_to_metres(*a, crs), points_to_metres(*b, crs)
    true = np.array(geod.inv(a[0], a[1], b[0], b[1])[2])
    assert np.abs(np.hypot(x1 - x0, y1 - y0) / true - 1).max() < 1e-3
