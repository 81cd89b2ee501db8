"""Declared coordinate systems: read from a text, to the store and back, equal to geopandas."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.crs import (
    area_m2,
    declared_crs,
    gcj02_to_wgs84,
    metric_crs,
    points_from_store,
    points_to_metres,
    points_to_store,
    shapes_from_store,
    shapes_to_metres,
    shapes_to_store,
)
from geo.errors import GeoError
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["WGS84", "WGS-84", "wgs 84", "WGS_1984", "EPSG:4326", "4326", "GPS"], "EPSG:4326"),
        (["CGCS2000", "cgcs 2000", "CGCS_2000", "国家2000", "国家 2000 坐标系"], "EPSG:4490"),
        (["2000国家大地坐标系", "国家2000大地坐标系", "4490", "ＣＧＣＳ２０００"], "EPSG:4490"),
        (["GCJ-02", "GCJ02", "gcj_02", "火星坐标", "火星坐标系", "高德", "ＧＣＪ－０２"], "GCJ-02"),
        (["BD-09", "BD09", "bd 09", "百度", "百度坐标系", "BD09LL"], "BD-09"),
        (["EPSG:4549", "4549", "epsg 4549", "EPSG：4549", " epsg:4549 "], "EPSG:4549"),
        (["CGCS2000 / 3-degree Gauss-Kruger CM 120E"], "EPSG:4549"),
        (["CGCS2000_3_Degree_GK_CM_120E", "urn:ogc:def:crs:EPSG::4549"], "EPSG:4549"),
    ],
)
def test_variants_of_a_name_declare_the_same_system(texts, name):
    assert [declared_crs(text).name for text in texts] == [name] * len(texts)


def test_a_shift_before_the_projection_can_be_declared_and_is_undone_last():
    crs = declared_crs("EPSG:4549+火星坐标")
    assert crs.name == "EPSG:4549+GCJ-02"
    assert declared_crs(crs.definition) == crs
    lon, lat = points_to_store(*points_from_store(120.3, 31.5, declared_crs("4549")), crs)
    assert (lon, lat) == pytest.approx(tuple(map(float, gcj02_to_wgs84(120.3, 31.5))), abs=1e-9)
    there = points_from_store(120.3, 31.5, declared_crs("4549"))
    np.testing.assert_allclose(points_from_store(lon, lat, crs), there, rtol=0, atol=1e-4)


@pytest.mark.parametrize("text", ["beijing", "china", "nonsense", "EPSG:0", "EPSG:999999", "{}"])
def test_an_unknown_system_is_refused_with_what_is_understood(text):
    with pytest.raises(GeoError) as refusal:
        declared_crs(text)
    for word in (text, "EPSG", "WGS84", "CGCS2000", "GCJ-02", "BD-09", "WKT"):
        assert word in str(refusal.value)


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_declaration_is_refused_and_not_guessed(text):
    with pytest.raises(GeoError, match="declare one"):
        declared_crs(text)


@pytest.mark.parametrize("text", ["EPSG:4978", "EPSG:5773"])
def test_a_system_without_horizontal_positions_is_refused(text):
    with pytest.raises(GeoError, match="horizontal"):
        declared_crs(text)


@pytest.mark.parametrize(
    "text", ["4549", "EPSG:4525", "GCJ-02", "百度", "WGS84", "+proj=utm +zone=50 +ellps=krass"]
)
def test_a_definition_is_read_back_as_the_same_system(text):
    crs = declared_crs(text)
    assert declared_crs(crs.definition).system == crs.system
    assert declared_crs(crs.definition).is_shifted == crs.is_shifted


def test_degrees_of_wgs84_and_cgcs2000_are_stored_bit_for_bit():
    lon, lat = np.random.default_rng(1).uniform([-180, -90], [180, 90], (1000, 2)).T
    for text in ("WGS84", "CGCS2000", "OGC:CRS84"):
        assert np.array_equal(points_to_store(lon, lat, declared_crs(text)), (lon, lat))


def test_a_datum_shift_in_the_declaration_is_not_mistaken_for_plain_degrees():
    crs = declared_crs("+proj=longlat +ellps=WGS84 +towgs84=100,0,0 +type=crs")
    assert not crs.is_stored_as_is
    assert (
        abs(points_to_store(0.0, 0.0, crs)[0]) < 1e-9 < abs(points_to_store(90.0, 0.0, crs)[0] - 90)
    )


@pytest.mark.parametrize(
    ("epsg", "x", "y"),
    [
        (27700, (350_000, 400_000), (400_000, 450_000)),  # OSGB36, British National Grid
        (4610, (110, 120), (25, 35)),  # Xian 1980, degrees
        (2437, (400_000, 600_000), (3_000_000, 4_000_000)),  # Beijing 1954, CM 120E
        (32650, (400_000, 600_000), (3_000_000, 4_000_000)),  # WGS 84, UTM 50N
        (4549, (400_000, 600_000), (3_000_000, 4_000_000)),
        (4525, (37_400_000, 37_600_000), (3_000_000, 4_000_000)),
        (3857, (11_000_000, 13_000_000), (3_000_000, 4_000_000)),
        (4269, (-78, -76), (38, 40)),  # NAD83, degrees
    ],
)
def test_answers_equal_geopandas_to_4326_point_by_point(epsg, x, y):
    rng = np.random.default_rng(epsg)
    x, y = rng.uniform(*x, 500), rng.uniform(*y, 500)
    crs = declared_crs(f"EPSG:{epsg}")
    theirs = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=epsg).to_crs(4326)
    ours = points_to_store(x, y, crs)
    tolerance = 1e-12 if crs.is_cgcs2000 else 0
    np.testing.assert_allclose(ours, (theirs.x, theirs.y), rtol=0, atol=tolerance)


def test_lancashire_wards_equal_geopandas_bit_for_bit():
    wards = gpd.read_file(shared("lancashire/lancashire_wards.gpkg"))
    theirs = shapely.get_coordinates(wards.to_crs(4326).geometry)
    ours = shapely.get_coordinates(shapes_to_store(wards.geometry, declared_crs("27700")))
    assert np.array_equal(ours, theirs)


@settings(deadline=None)
@given(st.floats(73, 135), st.floats(17, 54), st.sampled_from(["GCJ-02", "BD-09", "4549", "4610"]))
def test_from_the_store_and_back_is_the_same_position(lon, lat, text):
    crs = declared_crs(text)
    if crs.is_projected:
        lon = 117 + (lon - 73) / 10
    back = points_to_store(*points_from_store(lon, lat, crs), crs)
    assert back == pytest.approx((lon, lat), abs=1e-9)


def test_unusable_positions_become_nan_in_both_numbers():
    lon, lat = points_to_store([np.nan, 500_000, np.inf], [3e6, np.nan, 3e6], declared_crs("4549"))
    assert np.isnan(lon).all()
    assert np.isnan(lat).all()


def test_shapes_keep_none_and_lose_their_height():
    solid = shapely.from_wkt("POLYGON Z((121 31 5,122 31 5,122 32 5,121 31 5))")
    for text in ("WGS84", "GCJ-02", "EPSG:4610"):
        crs = declared_crs(text)
        shapes = shapes_to_store([None, solid], crs)
        assert shapes[0] is None
        assert not shapely.has_z(shapes[1])
        back = shapes_from_store(shapes, crs)
        assert shapely.equals_exact(back[1], shapely.force_2d(solid), 1e-8)


def _counties(name: str) -> gpd.GeoDataFrame:
    path = next(shared(f"china/{name}").glob("*.shp"))
    frame = gpd.GeoDataFrame(pyogrio.read_dataframe(path, encoding="GB18030"))
    frame["geometry"] = shapes_to_store(frame.geometry, declared_crs(frame.crs.to_wkt()))
    return frame


def _farthest_m(one: np.ndarray, other: np.ndarray) -> float:
    lon, lat = shapely.get_coordinates(one).T
    crs = metric_crs(lon, lat)
    pair = shapes_to_metres(one, crs), shapes_to_metres(other, crs)
    return float(shapely.hausdorff_distance(*pair).max())


@pytest.mark.parametrize("epsg", [4546, 4525])
def test_yichang_in_three_systems_is_the_same_counties_within_a_metre(epsg):
    degrees, metres = (_counties(f"yichang_counties_EPSG{e}_GBK") for e in (4490, epsg))
    assert degrees["名称"].tolist() == metres["名称"].tolist()
    assert _farthest_m(degrees.geometry.to_numpy(), metres.geometry.to_numpy()) < 0.001


@pytest.mark.parametrize("city", ["nantong", "wuxi"])
def test_counties_in_4549_are_the_published_ones_within_a_metre(city):
    derived = _counties(f"{city}_counties_EPSG4549_GBK")
    path = shared("china/named_cities_counties_WGS84.gpkg")
    published = gpd.read_file(path, layer="tianditu_wgs84")
    published = published.set_index(published["district_adcode"].astype(str))
    same = published.loc[derived["代码"].astype(str)]
    assert _farthest_m(derived.geometry.to_numpy(), same.geometry.to_numpy()) < 1


@settings(deadline=None)
@given(st.floats(75, 134), st.floats(-60, 60), st.floats(0.001, 0.05))
def test_area_equals_the_geodesic_area_of_a_small_shape(lon, lat, size):
    ring = shapely.segmentize(shapely.box(lon, lat, lon + size, lat + size * 0.7), size / 50)
    geodesic = abs(Geod(ellps="GRS80").geometry_area_perimeter(ring)[0])
    assert area_m2([ring])[0] == pytest.approx(geodesic, rel=1e-6)


def test_area_subtracts_holes_and_is_zero_without_an_area():
    outer, inner = shapely.box(120, 30, 120.02, 30.02), shapely.box(120.01, 30.01, 120.015, 30.015)
    ring = shapely.difference(outer, inner)
    whole, hole, left, none, point = area_m2([outer, inner, ring, None, shapely.Point(120, 30)])
    assert left == pytest.approx(whole - hole)
    assert (none, point) == (0, 0)


def test_distances_in_the_metric_system_equal_geodesic_ones_within_a_district():
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform([121.3, 31.1], [121.6, 31.4], (200, 2)).T
    x, y = points_to_metres(lon, lat, metric_crs(lon, lat))
    _, _, theirs = Geod(ellps="GRS80").inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    np.testing.assert_allclose(np.hypot(np.diff(x), np.diff(y)), theirs, rtol=1e-5)


def test_neighbouring_sets_share_a_metric_system_and_an_empty_one_has_one_too():
    assert metric_crs([121.301, 121.5], [31.1, 31.4]) is metric_crs([121.302, 121.5], [31.1, 31.4])
    assert metric_crs([np.nan], [np.nan]).is_projected
