"""`geo.assign` equals geopandas and a loop over points and polygons, point by point."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import assign as rooms
from geo.assign import GridIndex, candidates
from geo.cell_table import CellTable, is_compiled
from tests.bench.partition import frame_of, noisy_partition

Floats = npt.NDArray[np.float64]
WAYS = ("tree", "numpy", "compiled")
EVERY_WAY = pytest.mark.parametrize("way", WAYS)
CELL_WAYS = pytest.mark.parametrize("way", WAYS[1:])


def placed(index: GridIndex, lon: Floats, lat: Floats, way: str) -> npt.NDArray[np.int32]:
    """Outcomes by the search tree, the cell table, or its compiled form."""
    if way == "tree":
        return rooms.place(index, lon, lat, by_cells=False)
    if way == "compiled" and not is_compiled():
        pytest.skip("numba is not installed")
    table = CellTable.build(
        index.shapes, index.outline, index.dedicated, compiled=way == "compiled"
    )
    index = dataclasses.replace(index, _made={"cells": table})
    return rooms.place(index, lon, lat, by_cells=True)


def joined(frame: gpd.GeoDataFrame, lon: Floats, lat: Floats) -> pd.DataFrame:
    """Winner and number of grids per point by geopandas, for grids of one kind."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=frame.crs))
    pairs = points.sjoin(frame[["code", "geometry"]], predicate="intersects")
    by_point = pairs.groupby(level=0)["code"]
    answer = pd.DataFrame({"code": by_point.min(), "held": by_point.size()})
    return answer.reindex(range(len(lon)))


def assert_equals_geopandas(frame: gpd.GeoDataFrame, lon: Floats, lat: Floats, way: str) -> None:
    """Compare codes and ties with a join of geopandas."""
    index, want = GridIndex.build(frame), joined(frame, lon, lat)
    outcomes = placed(index, lon, lat, way)
    got = rooms.outcome.outcome_frame(outcomes, index.codes, index.dedicated)
    code = want["code"].where(want["code"].notna() & rooms.is_usable(lon, lat))
    assert (got["grid_code"].fillna("-") == code.fillna("-")).all()
    held = want["held"].where(code.notna())
    assert ((got["how"] == "tie") == (held > 1)).all()
    assert ((got["how"] == "inside") == (held == 1)).all()


def looped(index: GridIndex, lon: Floats, lat: Floats) -> list[tuple[object, ...]]:
    """The rules, read aloud, one point and one polygon at a time."""
    rows = list(zip(index.codes, index.grids["kind"], index.shapes, strict=True))
    answers: list[tuple[object, ...]] = []
    for x, y in zip(lon, lat, strict=True):
        here = shapely.Point(x, y)
        held = {
            kind: sorted(
                code for code, its, shape in rows if its == kind and shape.intersects(here)
            )
            for kind in ("dedicated", "general")
        }
        codes = held["dedicated"] or held["general"]
        if len(codes) > 1:
            answers.append((codes[0], "tie", None))
        elif codes:
            answers.append((codes[0], "dedicated" if held["dedicated"] else "inside", None))
        else:
            in_district = index.outline.intersects(here)
            answers.append((None, None, "gap" if in_district else "outside"))
    return answers


def awkward_points(frame: gpd.GeoDataFrame, seed: int, count: int = 300) -> tuple[Floats, Floats]:
    """Vertices, places on edges, points a rounding beside them, corners of the box, any points."""
    rng = np.random.default_rng(seed)
    shapes = np.asarray(frame.geometry, dtype=object)
    vertices = np.unique(shapely.get_coordinates(shapes), axis=0)
    some = vertices[rng.integers(0, len(vertices), count)]
    borders = shapely.boundary(shapes[rng.integers(0, len(shapes), count)])
    along = shapely.line_interpolate_point(borders, rng.random(count), normalized=True)
    along = shapely.get_coordinates(along)
    beside = np.nextafter(some, rng.choice([-np.inf, np.inf], some.shape))
    west, south, east, north = shapely.total_bounds(shapes)
    corners = np.array([[west, south], [west, north], [east, south], [east, north]])
    low, high = corners.min(axis=0), corners.max(axis=0)
    edge = np.column_stack([np.full(count, east), rng.uniform(south, north, count)])
    wide = rng.uniform(low - 0.1 * (high - low), high + 0.1 * (high - low), (count, 2))
    middles = (some + vertices[rng.integers(0, len(vertices), count)]) / 2
    xy = np.concatenate([some, along, beside, corners, edge, wide, middles])
    return np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])


def overlapping(seed: int) -> gpd.GeoDataFrame:
    """Partition with gaps, overlaps, slivers, doubles, holes, parts and dedicated grids."""
    rng = np.random.default_rng(seed)
    frame = noisy_partition(25, seed, halvings=3)
    shapes = np.array(frame.geometry, dtype=object)
    shapes[0] = shapely.Polygon()
    shapes[1] = shapes[2]
    shapes[3] = shapely.buffer(shapes[3], 0.01)
    shapes[4] = shapely.buffer(shapes[4], 1e-9)
    shapes[5] = shapely.difference(shapes[5], shapely.buffer(shapely.centroid(shapes[5]), 0.004))
    shapes[6] = shapely.union(shapes[6], shapes[7])
    shapes[8] = shapely.simplify(shapes[8], 0.005)
    frame = frame.set_geometry(gpd.GeoSeries(shapes, crs=4490))
    frame["kind"] = np.where(rng.random(len(frame)) < 0.2, "dedicated", "general")
    return frame


@EVERY_WAY
@pytest.mark.parametrize("seed", range(8))
def test_awkward_grids_follow_the_rules_of_the_loop(seed: int, way: str) -> None:
    index = GridIndex.build(overlapping(seed))
    lon, lat = awkward_points(index.grids[~index.grids.is_empty], seed, 60)
    outcomes = placed(index, lon, lat, way)
    got = rooms.outcome.outcome_frame(outcomes, index.codes, index.dedicated)
    assert [tuple(row) for row in got.to_numpy()] == looped(index, lon, lat)


@CELL_WAYS
@pytest.mark.parametrize("seed", range(20))
def test_the_cell_table_equals_the_search_tree_on_awkward_points(seed: int, way: str) -> None:
    index = GridIndex.build(overlapping(seed))
    lon, lat = awkward_points(index.grids[~index.grids.is_empty], seed, 2_000)
    cells = placed(index, lon, lat, way)
    tree = placed(index, lon, lat, "tree")
    assert np.flatnonzero(cells != tree).tolist() == []


@EVERY_WAY
@pytest.mark.parametrize("seed", range(3))
def test_an_irregular_partition_equals_geopandas(seed: int, way: str) -> None:
    frame = noisy_partition(300, seed)
    assert_equals_geopandas(frame, *awkward_points(frame, seed, 4_000), way)


def lattice(columns: list[float], rows: list[float]) -> gpd.GeoDataFrame:
    """Rectangles between lines, whatever their distances."""
    x, y = np.unique(columns), np.unique(rows)
    west, south = np.meshgrid(x[:-1], y[:-1])
    east, north = np.meshgrid(x[1:], y[1:])
    return frame_of(shapely.box(*(side.ravel() for side in (west, south, east, north))))


LINES = st.lists(
    st.one_of(
        st.floats(-170, 170, width=32),
        st.integers(-40, 40).map(lambda tenth: 120 + tenth / 10),
        st.integers(0, 5).map(lambda step: float(np.nextafter(30, 31) + step * 3.6e-15)),
    ),
    min_size=2,
    max_size=7,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(LINES, LINES.map(lambda lines: [line / 2 for line in lines]), st.integers(0, 99))
def test_any_lattice_equals_geopandas_on_its_lines_and_corners(
    columns: list[float], rows: list[float], seed: int
) -> None:
    frame = lattice(columns, rows)
    frame = frame[shapely.area(np.asarray(frame.geometry)) > 0].reset_index(drop=True)
    if not frame.is_valid.all() or not len(frame):
        return
    for way in WAYS:
        assert_equals_geopandas(frame, *awkward_points(frame, seed, 20), way)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=8),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([1.0, 0.1, 1e-6, 1 / 3]),
)
def test_any_polygons_even_invalid_ones_are_placed_alike_by_both_paths(
    rings: list[list[tuple[int, int]]], step: float
) -> None:
    shapes = [shapely.Polygon(np.array(ring) * step + 100 * step) for ring in rings]
    index = GridIndex.build(frame_of(shapes))
    x, y = np.meshgrid(np.arange(-2, 27), np.arange(-2, 27))
    lon, lat = x.ravel() / 2 * step + 100 * step, y.ravel() / 2 * step + 100 * step
    tree = placed(index, lon, lat, "tree")
    for way in WAYS[1:]:
        assert np.flatnonzero(placed(index, lon, lat, way) != tree).tolist() == []


@CELL_WAYS
def test_points_on_the_corners_of_the_raster_equal_the_search_tree(way: str) -> None:
    index = GridIndex.build(overlapping(5))
    raster = index.cells.raster
    column, row = np.meshgrid(np.arange(0, raster.nx, 7), np.arange(0, raster.ny, 7))
    lon = raster.x0 + column.ravel() / raster.scale
    lat = raster.y0 + row.ravel() / raster.scale
    for step in (-np.inf, 0.0, np.inf):
        x = np.nextafter(lon, step) if step else lon
        assert (placed(index, x, lat, way) == placed(index, x, lat, "tree")).all()


@CELL_WAYS
def test_a_grid_of_100_000_vertices_equals_geopandas(way: str) -> None:
    angle = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    radius = 0.1 + 0.03 * np.sin(200 * angle) + 0.001 * np.sin(9_001 * angle)
    star = shapely.Polygon(
        np.column_stack([114 + radius * np.cos(angle), 30 + radius * np.sin(angle)])
    )
    frame = frame_of([star, shapely.box(113.8, 29.8, 114.2, 30.2) - star])
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(113.75, 114.25, 1_000), rng.uniform(29.75, 30.25, 1_000)
    on_border = shapely.get_coordinates(star)[::1_000]
    lon, lat = np.append(lon, on_border[:, 0]), np.append(lat, on_border[:, 1])
    assert_equals_geopandas(frame, lon, lat, way)


@CELL_WAYS
def test_borders_through_cell_centres_and_along_cell_sides_are_exact(way: str) -> None:
    middle = np.linspace(100, 101, 17)
    x, y = (part.ravel() for part in np.meshgrid(middle[:-1], middle[:-1]))
    step = middle[1] - middle[0]
    frame = frame_of(shapely.box(x, y, x + step, y + step))
    raster = GridIndex.build(frame).cells.raster
    column, row = (part.ravel() for part in np.meshgrid(np.arange(raster.nx), np.arange(raster.ny)))
    lon, lat = raster.x0 + (column + 0.5) / raster.scale, raster.y0 + (row + 0.5) / raster.scale
    corners = lon[::37], lat[::37]
    shifted = frame_of(shapely.box(*corners, corners[0] + step, corners[1] + step)[:60])
    assert_equals_geopandas(frame, lon, lat, way)
    assert_equals_geopandas(pd.concat([shifted, frame[:0]]), lon, lat, way)


def test_candidates_are_the_pairs_of_geopandas() -> None:
    frame = overlapping(2)
    lon, lat = awkward_points(frame[~frame.is_empty], 2, 200)
    got = candidates(GridIndex.build(frame), lon, lat)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=4490))
    want = points.sjoin(frame[["code", "geometry"]], predicate="intersects")
    pairs = set(zip(want.index, want["code"], strict=True))
    assert set(zip(got["point"], got["grid_code"], strict=True)) == pairs
    assert len(got) == len(want)
