"""Layers of the map against a second way of counting."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from service.map_figures import colour_areas
from service.map_grids import BANDS, grid_layer, simplified
from service.map_kept import Kept
from service.map_measures import SCHEMES, classify
from service.map_mercator import WORLD_BITS, to_world
from service.map_points import PointTiles


def _wavy_grids(side: int = 4) -> gpd.GeoDataFrame:
    cells = [shapely.box(x, y, x + 1, y + 1) for x in range(side) for y in range(side)]
    wavy = shapely.transform(
        shapely.segmentize(np.array(cells, dtype=object), 0.02),
        lambda xy: np.column_stack(
            [
                111 + (xy[:, 0] + 0.03 * np.sin(9 * xy[:, 1])) / 100,
                31 + (xy[:, 1] + 0.03 * np.sin(7 * xy[:, 0])) / 100,
            ]
        ),
    )
    codes = [f"g{number:02}" for number in range(len(wavy))]
    columns = {"code": codes, "name": codes, "kind": "general", "parent_code": None}
    return gpd.GeoDataFrame(columns, geometry=wavy, crs="EPSG:4490")


@pytest.mark.parametrize("band", range(len(BANDS)))
def test_simplified_neighbours_keep_their_border(band: int) -> None:
    grids = _wavy_grids()
    shapes = simplified(grids, BANDS[band][1])
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).area == pytest.approx(
        shapely.union_all(grids.geometry.to_numpy()).area, rel=0.02
    )
    vertices = shapely.get_num_coordinates(shapes).sum()
    assert vertices <= shapely.get_num_coordinates(grids.geometry.to_numpy()).sum()


@pytest.mark.parametrize("band", range(len(BANDS)))
def test_the_layer_decodes_to_the_shapes_it_was_made_of(band: int) -> None:
    grids = _wavy_grids()
    layer = grid_layer(grids, band)
    shapes = simplified(grids, BANDS[band][1])
    for rings, shape in zip(layer["rings"], shapes, strict=True):
        points = np.cumsum(np.array(rings[0]).reshape(-1, 2), axis=0) * layer["step"]
        decoded = shapely.Polygon(points + np.array(layer["origin"]))
        assert shapely.hausdorff_distance(decoded, shape) <= 2 * layer["step"]


def test_holes_and_parts_stay_rings_of_their_own() -> None:
    ring = shapely.box(111, 31, 111.1, 31.1).difference(shapely.box(111.04, 31.04, 111.06, 31.06))
    both = shapely.union_all([ring, shapely.box(111.2, 31, 111.3, 31.1)])
    columns = {"code": ["a"], "name": ["a"], "kind": ["general"], "parent_code": [None]}
    layer = grid_layer(gpd.GeoDataFrame(columns, geometry=[both], crs="EPSG:4490"), 4)
    assert len(layer["rings"][0]) == 3


@pytest.mark.parametrize("zoom", [8, 11, 13, 14, 15, 16])
def test_tiles_count_every_household_once(zoom: int) -> None:
    chance = np.random.default_rng(7)
    lon, lat = chance.normal(111, 0.05, 3000), chance.normal(31, 0.05, 3000)
    tiles = PointTiles(lon, lat)
    x, y = (values.astype(np.int64) >> (WORLD_BITS - zoom) for values in to_world(lon, lat))
    for col, row in {(int(a), int(b)) for a, b in zip(x, y, strict=True)}:
        assert tiles.counts(zoom, col, row).sum() == ((x == col) & (y == row)).sum()


def test_no_households_make_no_dots() -> None:
    tiles = PointTiles(np.array([]), np.array([]))
    assert tiles.counts(12, 0, 0).sum() == 0
    assert len(tiles.dots(18, 0, 0)) == 0


@given(
    st.lists(st.floats(0, 1e6) | st.just(float("nan")), min_size=1, max_size=60),
    st.sampled_from(SCHEMES),
)
def test_classes_hold_every_value_once_and_in_order(values: list[float], scheme: str) -> None:
    given_values = np.array(values)
    found = classify(given_values, scheme)
    assert sum(found.counts) == (~np.isnan(given_values)).sum()
    assert (found.of[np.isnan(given_values)] == -1).all()
    assert len(found.counts) <= 6
    for number, (low, high) in enumerate(zip(found.lows, found.highs, strict=True)):
        members = given_values[found.of == number]
        assert members.min() == low <= high == members.max()
    assert all(high < low for high, low in zip(found.highs, found.lows[1:], strict=False))


def test_areas_that_touch_never_share_a_colour() -> None:
    side = 8
    owner = np.arange(side * side)
    touching = {
        a: {
            b
            for b in range(side * side)
            if b != a and abs(a // side - b // side) <= 1 and abs(a % side - b % side) <= 1
        }
        for a in range(side * side)
    }
    colours = colour_areas(owner, side * side, touching)
    assert all(colours[a] != colours[b] for a, others in touching.items() for b in others)


def test_what_is_kept_is_built_once_and_the_oldest_goes_first() -> None:
    kept, built = Kept(2), []

    def build(name: str) -> str:
        built.append(name)
        return name

    for name in ("a", "a", "b", "c", "b", "a"):
        assert kept.get(name, lambda name=name: build(name)) == name
    assert built == ["a", "b", "c", "a"]
