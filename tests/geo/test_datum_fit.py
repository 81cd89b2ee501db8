"""A wrong datum is noticed with both figures; a right one and mere noise are not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.assign import GridIndex
from geo.crs import declared_crs, gcj02_to_bd09, points_from_store, shapes_to_store
from geo.datum_fit import compare_datums, find_stated_codes, is_marked
from tests.shared_data import shared

WGS84, GCJ02, BD09 = (declared_crs(text) for text in ("WGS84", "GCJ-02", "BD-09"))


def _index(codes, shapes) -> GridIndex:
    facts = {"code": codes, "name": codes, "kind": "general", "parent_code": None}
    return GridIndex.build(gpd.GeoDataFrame(facts, geometry=np.asarray(shapes), crs=4490))


@pytest.fixture(scope="module")
def counties() -> gpd.GeoDataFrame:
    return gpd.read_file(shared("china/named_cities_counties_GCJ02.gpkg"))


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    return pd.read_parquet(shared("china/places_named_cities_GCJ02.parquet"))


@pytest.fixture(scope="module")
def in_store(counties) -> GridIndex:
    shapes = shapes_to_store(counties.geometry.to_numpy(), GCJ02)
    return _index(counties["adcode"].to_numpy(), shapes)


def _fit(index, places, declared, stated="adcode"):
    codes = None if stated is None else places[stated]
    return compare_datums(index, places["longitude"], places["latitude"], declared, codes)


def test_chinese_places_declared_rightly_agree_99_856_percent_and_raise_nothing(in_store, places):
    fit = _fit(in_store, places, GCJ02)
    assert fit.n == 2087
    assert fit.measure == "stated code"
    assert round(fit.declared_share * 100, 3) == 99.856
    assert fit.best == "GCJ-02"
    assert not fit.is_markedly_better


def test_chinese_places_declared_as_wgs84_raise_the_warning_with_both_figures(in_store, places):
    fit = _fit(in_store, places, WGS84)
    assert fit.is_markedly_better
    assert (fit.declared, fit.best) == ("EPSG:4326", "GCJ-02")
    assert round(fit.declared_share * 100, 3) == 97.700
    assert round(fit.best_share * 100, 3) == 99.856
    assert set(fit.shares) == {"EPSG:4326", "GCJ-02", "BD-09"}


def test_chinese_places_over_counties_stored_in_the_wrong_datum_agree_96_933_percent(
    counties, places
):
    index = _index(counties["adcode"].to_numpy(), counties.geometry.to_numpy())
    fit = _fit(index, places, GCJ02)
    assert round(fit.declared_share * 100, 3) == 96.933
    assert round(fit.best_share * 100, 3) == 99.856
    assert (fit.best, fit.is_markedly_better) == ("EPSG:4326", True)


@pytest.mark.parametrize("declared", [WGS84, GCJ02])
def test_places_in_bd09_are_recognised_whatever_they_are_declared_as(in_store, places, declared):
    lon, lat = gcj02_to_bd09(places["longitude"], places["latitude"])
    fit = compare_datums(in_store, lon, lat, declared, places["adcode"])
    assert (fit.best, fit.is_markedly_better) == ("BD-09", True)


def test_places_projected_after_the_shift_are_recognised_and_can_be_declared(in_store, places):
    near = places[places["longitude"].between(118.5, 121.9)]
    projected = declared_crs("EPSG:4549")
    x, y = points_from_store(near["longitude"], near["latitude"], projected)
    fit = compare_datums(in_store, x, y, projected, near["adcode"])
    assert (fit.best, fit.is_markedly_better) == ("EPSG:4549+GCJ-02", True)
    again = compare_datums(in_store, x, y, declared_crs(fit.best), near["adcode"])
    assert again.declared_share == fit.best_share
    assert not again.is_markedly_better


@pytest.fixture(scope="module")
def town() -> GridIndex:
    west, south = 121.40, 31.20
    cells = [
        shapely.box(
            west + i * 0.01, south + j * 0.01, west + i * 0.01 + 0.01, south + j * 0.01 + 0.01
        )
        for i in range(8)
        for j in range(8)
    ]
    return _index([f"g{number:02}" for number in range(64)], cells)


def _households(n=5_000):
    return np.random.default_rng(8).uniform([121.40, 31.20], [121.48, 31.28], (n, 2)).T


@pytest.mark.parametrize("true", [WGS84, GCJ02, BD09])
@pytest.mark.parametrize("declared", [WGS84, GCJ02, BD09])
def test_without_stated_codes_the_share_inside_a_grid_tells_the_datum(town, true, declared):
    numbers = points_from_store(*_households(), true)
    fit = compare_datums(town, *numbers, declared)
    assert fit.measure == "inside a grid"
    assert fit.best == true.name
    assert fit.best_share == 1
    assert fit.is_markedly_better == (true != declared)


def test_a_quarter_of_far_away_points_does_not_raise_the_warning(town):
    lon, lat = _households()
    lon[::4] += 1
    fit = compare_datums(town, lon, lat, WGS84)
    assert fit.declared_share == 0.75
    assert not fit.is_markedly_better


def test_points_without_a_position_are_not_counted(town):
    lon, lat = _households(100)
    lon[:10], lat[5:20] = np.nan, np.nan
    assert compare_datums(town, lon, lat, WGS84).n == 80


def test_no_point_at_all_raises_nothing(town):
    fit = compare_datums(town, [np.nan], [np.nan], WGS84)
    assert (fit.n, fit.declared_share, fit.is_markedly_better) == (0, 0, False)


def test_stated_codes_that_have_nothing_to_do_with_the_place_are_left_out(town):
    lon, lat = _households(500)
    chance = np.random.default_rng(1).choice(town.codes, 500)
    assert compare_datums(town, lon, lat, WGS84, chance).measure == "inside a grid"


def test_blank_and_unknown_stated_codes_are_not_counted(town):
    lon, lat = _households(500)
    stated = np.full(500, "g00", object)
    x, y = np.full(500, 121.405), np.full(500, 31.205)
    stated[:100], stated[100:150], stated[150:160] = None, "elsewhere", np.nan
    assert compare_datums(town, x, y, WGS84, stated).n == 340


def _mcnemar(gains: int, losses: int) -> float:
    from math import comb

    trials = gains + losses
    return sum(comb(trials, k) for k in range(gains, trials + 1)) / 2**trials


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 3000))
def test_the_rule_of_markedly_equals_its_words_counted_out(gains, losses, unchanged):
    before = np.repeat([False, True, True], [gains, losses, unchanged])
    after = np.repeat([True, False, True], [gains, losses, unchanged])
    n = gains + losses + unchanged
    expected = gains - losses >= max(5, 0.005 * n) and _mcnemar(gains, losses) < 0.001
    assert is_marked(before, after) == expected


def test_noise_alone_seldom_raises_the_warning():
    rng = np.random.default_rng(4)
    truth = rng.random((1000, 2, 300)) < 0.9
    assert sum(is_marked(before, after) for before, after in truth) <= 3


def test_the_column_of_stated_codes_is_found_in_the_chinese_places(counties, places):
    assert find_stated_codes(places, counties["adcode"]) == "adcode"


def test_a_column_counts_from_half_of_its_non_blank_values_on():
    codes = ["a", "b", "c"]
    half = {"x": ["a", "b", None, "", "q", "r"]}
    less = {"x": ["a", "b", None, "", "q", "r", "s"]}
    assert find_stated_codes(half, codes) == "x"
    assert find_stated_codes(less, codes) is None


def test_of_several_columns_the_one_with_more_different_codes_wins_then_the_leftmost():
    codes = [str(number) for number in range(1, 41)]
    columns = {
        "priority": ["1", "2", "1", "2"],
        "ward": ["7", "8", "9", "33"],
        "again": ["7", "8", "9", "33"],
        "numbers": [7, 8, 9, 9],
    }
    assert find_stated_codes(columns, codes) == "ward"
    assert find_stated_codes({"only": [7, 8]}, codes) == "only"
    assert find_stated_codes({}, codes) is None
    assert find_stated_codes({"blank": [None, np.nan, ""]}, codes) is None
