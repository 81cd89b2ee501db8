"""Drawings on printed sheets: in scale, north up, and every name as text."""

from __future__ import annotations

import re
from math import cos, radians

import geopandas as gpd
import pytest
import shapely

from service.roster.sheet_map import area_svg
from service.sheet_drawing import Plane, outline, scale_bar
from service.sheet_map import place_svg
from service.sheet_page import speaker

HOSTILE = '"><script>alert(1)</script>'
LON, LAT = 111.3, 30.7
# A degree of latitude is 110.57 to 111.69 km anywhere on the ellipsoid.
DEGREE_M = 111_320.0


def _grids() -> gpd.GeoDataFrame:
    shapes = [shapely.box(LON + n * 0.01, LAT, LON + (n + 1) * 0.01, LAT + 0.01) for n in range(3)]
    names = [HOSTILE, "二", "三"]
    return gpd.GeoDataFrame(
        {"code": ["G1", "G2", "G3"], "name": names}, geometry=shapes, crs="EPSG:4490"
    )


def test_a_metre_is_as_long_eastward_as_northward_and_north_is_up() -> None:
    plane = Plane((LON, LAT, LON + 0.02, LAT + 0.01), 700, (260, 430), 40)
    x, y = plane.xy(LON, LAT)
    east = plane.xy(LON + 0.01 / cos(radians(plane.lat)), LAT)
    north = plane.xy(LON, LAT + 0.01)
    assert east[0] - x == pytest.approx(y - north[1], abs=0.2)
    assert north[1] < y
    assert 260 <= plane.height <= 430


@pytest.mark.parametrize("size", [0.001, 0.01, 0.1, 1.0])
def test_the_bar_is_as_long_as_it_says(size: float) -> None:
    plane = Plane((LON, LAT, LON + size, LAT + size), 700, (260, 430), 40)
    bar = scale_bar(plane, 14, 150, speaker("en"))
    left, end = map(float, re.search(r"M([\d.]+) [\d.]+H([\d.]+)", bar).groups())
    number, unit = re.search(r">([\d,]+) (k?m)<", bar).groups()
    metres = int(number.replace(",", "")) * (1000 if unit == "km" else 1)
    pixels_per_degree = plane.xy(LON, LAT)[1] - plane.xy(LON, LAT + size)[1]
    assert end - left <= 150
    assert end - left == pytest.approx(metres / DEGREE_M / size * pixels_per_degree, rel=0.01)


def test_a_hole_is_drawn_and_a_point_leaves_no_path() -> None:
    plane = Plane((0.0, 0.0, 1.0, 1.0), 100, (100, 100), 0)
    ring = shapely.box(0, 0, 1, 1).difference(shapely.box(0.4, 0.4, 0.6, 0.6))
    assert outline(ring, plane, "g").count("M") == 2
    assert outline(shapely.Point(0, 0), plane, "g").endswith('d=""/>')


def test_names_of_people_and_grids_are_text_on_both_drawings() -> None:
    drawn = area_svg(_grids(), {"G1": HOSTILE}, {"G2": HOSTILE}, speaker("en"))
    placed = place_svg(_grids(), "G1", LON + 0.005, LAT + 0.005, speaker("en"))
    assert drawn is not None
    assert placed is not None
    for svg in (drawn, placed):
        assert "<script" not in svg
        assert "&lt;script" in svg
    assert drawn.count('class="g"') == 1
    assert drawn.count('class="a"') >= 1


def test_without_a_grid_of_its_own_there_is_no_drawing() -> None:
    assert area_svg(_grids(), {"G9": ""}, {}, speaker("en")) is None
    assert place_svg(_grids(), None, None, None, speaker("en")) is None
