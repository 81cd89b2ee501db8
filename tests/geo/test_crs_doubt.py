"""Numbers that do not fit the declared system are noticed, and fitting ones are left alone."""

from __future__ import annotations

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import CRS

from geo.crs import declared_crs, implausible, points_from_store
from geo.errors import GeoError
from geo.gauss_kruger import bare_system, numbered_system, own_zone
from tests.shared_data import shared

_LON, _LAT = np.random.default_rng(3).uniform([111.0, 30.5], [111.5, 30.9], (50, 2)).T


def _numbers(text: str):
    return points_from_store(_LON, _LAT, declared_crs(text))


def _doubt(numbers_of: str, declared: str, **more) -> GeoError:
    found = implausible(*_numbers(numbers_of), declared_crs(declared), **more)
    assert isinstance(found, GeoError), f"{numbers_of} declared as {declared} went unnoticed"
    return found


@pytest.mark.parametrize(
    "text",
    [
        "WGS84",
        "CGCS2000",
        "GCJ-02",
        "BD-09",
        "4546",
        "4525",
        "4547",
        "4610",
        "2361",
        "32649",
        "3857",
    ]
    + ["+proj=tmerc +lon_0=111.3 +x_0=50000 +y_0=-3000000 +ellps=GRS80"],
)
def test_numbers_of_the_declared_system_raise_no_doubt(text):
    assert implausible(*_numbers(text), declared_crs(text)) is None


def test_web_mercator_of_shanghai_is_not_taken_for_zone_13():
    web = declared_crs("EPSG:3857")
    x, y = points_from_store([121.47], [31.23], web)
    assert int(x[0] // 1_000_000) == 13
    assert implausible(x, y, web) is None


@pytest.mark.parametrize(
    ("numbers_of", "declared", "suggestion"),
    [
        ("4525", "4546", "EPSG:4525"),  # zone number in the eastings, not in the system
        ("4525", "4526", "EPSG:4525"),  # another zone number
        ("4497", "4508", "EPSG:4497"),  # 6-degree zone 19
        ("2361", "2382", "EPSG:2361"),  # Xian 1980 stays Xian 1980
        ("2413", "2434", "EPSG:2413"),  # Beijing 1954
        ("4525", "WGS84", "EPSG:4525"),  # metres declared as degrees
        ("4546", "4525", "EPSG:4546"),  # zone number in the system, not in the eastings
        ("2382", "2361", "EPSG:2382"),
    ],
)
def test_a_zone_number_in_the_wrong_place_names_the_right_system(numbers_of, declared, suggestion):
    found = _doubt(numbers_of, declared)
    assert found.params["suggestion"] == suggestion
    assert f"declare {suggestion}" in str(found)
    assert implausible(*_numbers(numbers_of), declared_crs(suggestion)) is None


def test_the_real_zone_prefixed_shapefile_declared_as_its_bare_twin_is_noticed():
    path = shared("china/yichang_counties_EPSG4525_GBK/yichang_4525.shp")
    x, y = shapely.get_coordinates(shapely.from_wkb(pyogrio.raw.read(path)[2])).T
    found = implausible(x, y, declared_crs("EPSG:4546"))
    assert str(found).startswith("The eastings begin with 37")
    assert implausible(x, y, declared_crs("EPSG:4525")) is None


@pytest.mark.parametrize("declared", ["4546", "4525", "32649", "2361"])
def test_degrees_declared_as_metres_are_noticed(declared):
    assert "look like degrees" in str(_doubt("WGS84", declared))


@pytest.mark.parametrize("declared", ["WGS84", "CGCS2000", "GCJ-02", "BD-09", "4610"])
def test_metres_declared_as_degrees_are_noticed(declared):
    assert "no degrees" in str(_doubt("4546", declared))


@pytest.mark.parametrize("text", ["WGS84", "CGCS2000", "GCJ-02", "BD-09", "4610", "4546", "4525"])
def test_columns_in_the_wrong_order_are_noticed(text):
    x, y = _numbers(text)
    found = implausible(y, x, declared_crs(text))
    assert "wrong order" in str(found)


@pytest.mark.parametrize(("lon", "lat"), [(87.6, 43.8), (76.0, 39.5)])
def test_latitude_first_is_noticed_in_the_west_of_china_where_both_are_below_90(lon, lat):
    assert "wrong order" in str(implausible([lat], [lon], declared_crs("WGS84")))


@pytest.mark.parametrize("text", ["WGS84", "CGCS2000"])
@pytest.mark.parametrize(("lon", "lat"), [(-77, 38.9), (-2.3, 53.8), (-79.4, 43.7), (37.6, 55.7)])
def test_degrees_elsewhere_on_earth_raise_no_doubt(text, lon, lat):
    assert implausible([lon], [lat], declared_crs(text)) is None


def test_with_a_district_the_wrong_order_is_noticed_anywhere():
    washington = (-77.12, 38.79, -76.9, 39.0)
    wgs84 = declared_crs("WGS84")
    assert "wrong order" in str(implausible([38.9], [-77.0], wgs84, district=washington))
    assert implausible([-77.0], [38.9], wgs84, district=washington) is None
    assert implausible([10.0], [50.0], wgs84, district=washington) is None


@pytest.mark.parametrize("declared", ["GCJ-02", "BD-09"])
def test_a_shifted_system_outside_china_is_noticed(declared):
    found = implausible([-77.0], [38.9], declared_crs(declared))
    assert found is not None
    assert found.params["suggestion"] == "EPSG:4326"


def test_a_projected_system_far_from_its_area_says_where_the_points_would_lie():
    found = implausible([500_000], [4_300_000], declared_crs("EPSG:27700"))
    assert "latitude" in str(found)


def test_a_few_bad_rows_do_not_condemn_a_file():
    lon, lat = _LON.copy(), _LAT.copy()
    lon[:5], lat[:5] = 0.0, 0.0
    lon[5:8] = np.nan
    assert implausible(lon, lat, declared_crs("GCJ-02")) is None


def test_a_file_without_positions_raises_no_doubt():
    assert implausible([np.nan], [np.nan], declared_crs("4549")) is None
    assert implausible([], [], declared_crs("4549")) is None


@pytest.mark.parametrize("like", [4490, 4610, 4214])
@pytest.mark.parametrize("zone", [*range(13, 24), *range(25, 46)])
def test_every_zone_names_systems_that_pyproj_knows_as_that_zone(zone, like):
    width, datum = (3 if zone >= 25 else 6), CRS.from_epsg(like)
    meridian = zone * 3 if width == 3 else zone * 6 - 3
    numbered, bare = CRS(numbered_system(zone, datum)), CRS(bare_system(zone, datum))
    assert numbered.name.endswith(f"Gauss-Kruger zone {zone}")
    assert bare.name.endswith(f"Gauss-Kruger CM {meridian}E")
    assert ("3-degree" in numbered.name) == ("3-degree" in bare.name) == (width == 3)
    assert numbered.geodetic_crs.datum == bare.geodetic_crs.datum == datum.datum
    assert (own_zone(numbered), own_zone(bare)) == (zone, None)
