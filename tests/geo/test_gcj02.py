"""GCJ-02 and BD-09 against published vectors, real places and their own inverse."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gcj02 import (
    EAST,
    NORTH,
    SOUTH,
    WEST,
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    in_outline,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from tests.shared_data import shared

EXACT = 1e-9
_WELL_INSIDE = (st.floats(72.05, 137.79), st.floats(0.87, 55.79))


def _vectors(name: str) -> dict:
    return json.loads(shared("china/published_vectors.json").read_text("utf-8"))[name]


def test_published_wgs84_to_gcj02_vectors_of_eviltransform_are_met():
    for pair in _vectors("eviltransform")["wgs84_to_gcj02"]:
        lon, lat = wgs84_to_gcj02(pair["wgs"][1], pair["wgs"][0])
        assert (float(lat), float(lon)) == pytest.approx(pair["gcj"], abs=EXACT)


def test_published_places_outside_china_are_left_alone():
    for lat, lon in _vectors("eviltransform")["outside_china_identity"]:
        for change in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02):
            assert tuple(map(float, change(lon, lat))) == (lon, lat)


def test_published_vectors_of_coordtransform_are_met():
    published = _vectors("coordtransform")
    lon, lat = published["input"]
    assert wgs84_to_gcj02(lon, lat) == pytest.approx(published["wgs84togcj02"], abs=EXACT)
    assert gcj02_to_bd09(lon, lat) == pytest.approx(published["gcj02tobd09"], abs=EXACT)


def test_published_one_step_inverses_are_met_only_to_their_own_precision():
    published = _vectors("coordtransform")
    lon, lat = published["input"]
    closed_form = bd09_to_gcj02(lon, lat) - np.array(published["bd09togcj02"])
    one_step = gcj02_to_wgs84(lon, lat) - np.array(published["gcj02towgs84_one_step"])
    assert EXACT < np.abs(closed_form).max() < 3e-6
    assert EXACT < np.abs(one_step).max() < 3e-5


def test_the_two_known_wrong_bd09_vectors_differ_by_the_stated_metres():
    misses = []
    for pair in _vectors("eviltransform")["bd09_to_wgs84"]:
        lon, lat = bd09_to_wgs84(pair["bd"][1], pair["bd"][0])
        east = (float(lon) - pair["wgs"][1]) * 111_320 * math.cos(math.radians(float(lat)))
        misses.append(math.hypot(east, (float(lat) - pair["wgs"][0]) * 110_900))
    assert misses == pytest.approx([9.8, 40.5], abs=1)  # stated for the closed-form inverse


def test_2087_real_places_agree_in_all_three_datums_to_the_eight_decimals_given():
    places = pd.read_csv(shared("china/named_cities_points_3crs_computed.csv.gz"))
    columns = {d: places[[f"{d}_lon", f"{d}_lat"]].to_numpy().T for d in ("gcj", "wgs", "bd")}
    assert len(places) == 2087
    half = 6e-9
    for start, end, change in [
        ("gcj", "wgs", gcj02_to_wgs84),
        ("wgs", "gcj", wgs84_to_gcj02),
        ("gcj", "bd", gcj02_to_bd09),
        ("bd", "gcj", bd09_to_gcj02),
        ("wgs", "bd", wgs84_to_bd09),
        ("bd", "wgs", bd09_to_wgs84),
    ]:
        np.testing.assert_allclose(change(*columns[start]), columns[end], rtol=0, atol=2 * half)


@settings(deadline=None)
@given(*_WELL_INSIDE)
def test_every_inverse_returns_to_the_start_within_1e_9_degrees(lon, lat):
    for there, back in [
        (wgs84_to_gcj02, gcj02_to_wgs84),
        (gcj02_to_bd09, bd09_to_gcj02),
        (wgs84_to_bd09, bd09_to_wgs84),
    ]:
        assert back(*there(lon, lat)) == pytest.approx((lon, lat), abs=EXACT)
        assert there(*back(lon, lat)) == pytest.approx((lon, lat), abs=EXACT)


def test_inverse_holds_on_the_kink_of_the_formula_at_105_east():
    lon = 105 + np.array([0.0, 1e-13, -1e-12, 1e-11, -1e-9, 1e-7])
    back, _ = gcj02_to_wgs84(*wgs84_to_gcj02(lon, 30.0))
    np.testing.assert_allclose(back, lon, rtol=0, atol=EXACT)


def _scalar_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The published formula once more, term by term, with the standard library only."""
    x, y, pi = lon - 105.0, lat - 35.0, math.pi
    d_lat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    d_lat += (20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)) * 2 / 3
    d_lat += (20 * math.sin(y * pi) + 40 * math.sin(y / 3 * pi)) * 2 / 3
    d_lat += (160 * math.sin(y / 12 * pi) + 320 * math.sin(y * pi / 30)) * 2 / 3
    d_lon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    d_lon += (20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)) * 2 / 3
    d_lon += (20 * math.sin(x * pi) + 40 * math.sin(x / 3 * pi)) * 2 / 3
    d_lon += (150 * math.sin(x / 12 * pi) + 300 * math.sin(x / 30 * pi)) * 2 / 3
    a, ee, phi = 6378245.0, 0.00669342162296594323, lat / 180 * pi
    magic = 1 - ee * math.sin(phi) ** 2
    d_lat = d_lat * 180 / ((a * (1 - ee)) / (magic * math.sqrt(magic)) * pi)
    d_lon = d_lon * 180 / (a / math.sqrt(magic) * math.cos(phi) * pi)
    return lon + d_lon, lat + d_lat


@settings(deadline=None)
@given(*_WELL_INSIDE)
def test_vectorised_formula_equals_a_scalar_second_implementation(lon, lat):
    assert wgs84_to_gcj02(lon, lat) == pytest.approx(_scalar_gcj02(lon, lat), abs=1e-12)


def test_the_sides_of_the_outline_are_inside_and_a_step_beyond_is_not():
    sides_lon, sides_lat = [WEST, EAST, 100, 100], [30, 30, SOUTH, NORTH]
    beyond_lon = [np.nextafter(WEST, 0), np.nextafter(EAST, 180), 100, 100]
    beyond_lat = [30, 30, np.nextafter(SOUTH, 0), np.nextafter(NORTH, 90)]
    assert in_outline(sides_lon, sides_lat).all()
    assert not in_outline(beyond_lon, beyond_lat).any()
    assert np.array_equal(wgs84_to_gcj02(beyond_lon, beyond_lat), [beyond_lon, beyond_lat])


def test_close_to_a_side_there_and_back_misses_by_the_shift_as_the_docstring_says():
    there = wgs84_to_gcj02(EAST - 1e-4, 40.0)
    assert there[0] > EAST
    assert np.array_equal(gcj02_to_wgs84(*there), there)


def test_nan_stays_nan_and_its_neighbours_are_not_touched():
    lon, lat = gcj02_to_wgs84([np.nan, 121.5, 121.5], [31.0, np.nan, 31.0])
    assert np.isnan([lon[0], lat[1]]).all()
    assert (lon[2], lat[2]) == pytest.approx(tuple(map(float, gcj02_to_wgs84(121.5, 31.0))))


def test_input_arrays_are_not_written_to():
    lon, lat = np.array([121.5]), np.array([31.0])
    wgs84_to_gcj02(lon, lat)
    assert (lon[0], lat[0]) == (121.5, 31.0)
