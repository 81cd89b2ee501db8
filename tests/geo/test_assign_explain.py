"""Distances and runners-up, against the ellipsoid and a loop."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import shapely
from pyproj import Geod

from geo.assign import GridIndex, assign, explain
from geo.errors import GeoError
from tests.bench.partition import frame_of, noisy_partition, points_around

ELLIPSOID = Geod(ellps="GRS80")


def geodesic_m(shape: shapely.Geometry, lon: float, lat: float) -> float:
    """Metres to the border: edges that may hold the nearest place are cut until short."""
    rings, ring = shapely.get_coordinates(shapely.get_rings(shape), return_index=True)
    joined = ring[1:] == ring[:-1]
    start, end = rings[:-1][joined], rings[1:][joined]
    while True:
        near, far = _metres(start, lon, lat), _metres(end, lon, lat)
        best = float(np.minimum(near, far).min())
        length = np.asarray(ELLIPSOID.inv(*start.T, *end.T)[2])
        if length.max() <= max(best / 100, 0.002):
            return best
        hopeful = np.maximum(near, far) - 1.05 * length <= best
        cuts = np.linspace(start[hopeful], end[hopeful], 9)
        start, end = cuts[:-1].reshape(-1, 2), cuts[1:].reshape(-1, 2)


def _metres(places: npt.NDArray[np.float64], lon: float, lat: float) -> npt.NDArray[np.float64]:
    here = np.full(len(places), lon), np.full(len(places), lat)
    return np.asarray(ELLIPSOID.inv(*here, places[:, 0], places[:, 1])[2])


def assert_explained(frame: gpd.GeoDataFrame, lon: object, lat: object) -> None:
    """Compare with distances on the ellipsoid, to 0.1 % or a centimetre."""
    index = GridIndex.build(frame)
    placed = assign(index, lon, lat)["grid_code"]
    got = explain(index, lon, lat, placed)
    shapes = dict(zip(index.codes, index.shapes, strict=True))
    for x, y, code, row in zip(lon, lat, placed, got.itertuples(), strict=True):
        metres = {name: geodesic_m(shape, x, y) for name, shape in shapes.items()}
        inside = {name for name, shape in shapes.items() if shape.intersects(shapely.Point(x, y))}
        want = metres[code] if code else min(metres.values())
        assert row.border_distance_m == pytest.approx(want, rel=1e-3, abs=0.01)
        away = {n: 0.0 if n in inside else m for n, m in metres.items() if n != code}
        least = min(away.values(), default=np.inf)
        if least > 1_000_000:
            assert row.runner_up is None
            assert np.isnan(row.runner_up_distance_m)
        elif least < 4_990:
            assert row.runner_up_distance_m == pytest.approx(least, rel=1e-3, abs=0.01)
            assert away[row.runner_up] == pytest.approx(least, rel=1e-3, abs=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_distances_in_a_partition_are_within_a_thousandth_of_the_geodesic(seed: int) -> None:
    frame = noisy_partition(12, seed, halvings=3)
    assert_explained(frame, *points_around(25, seed, outside=0.3))


@pytest.mark.parametrize(
    ("west", "south", "size"),
    [(73.5, 18.0, 0.02), (134.9, 53.0, 0.02), (121.0, 31.0, 2.0), (75.0, 30.0, 40.0)],
)
def test_distances_hold_from_one_end_of_china_to_the_other(
    west: float, south: float, size: float
) -> None:
    side = np.arange(3) * size / 3
    x, y = (part.ravel() for part in np.meshgrid(west + side, south + side / 4))
    frame = frame_of(shapely.box(x, y, x + size / 3, y + size / 12))
    rng = np.random.default_rng(5)
    lon = rng.uniform(west, west + size, 12)
    lat = rng.uniform(south, south + size / 4, 12)
    beside = west + size / 3 + rng.uniform(-1, 1, 4) * 1e-3
    assert_explained(frame, np.append(lon, beside), np.append(lat, lat[:4]))


def test_a_tie_has_distance_zero_and_the_other_grid_as_runner_up() -> None:
    index = GridIndex.build(frame_of(shapely.box([114.0, 114.1], 30, [114.1, 114.2], 30.1)))
    got = explain(index, [114.1], [30.05], [index.codes[0]])
    assert got["border_distance_m"].item() == pytest.approx(0, abs=1e-6)
    assert got["runner_up"].item() == index.codes[1]
    assert got["runner_up_distance_m"].item() == pytest.approx(0, abs=1e-6)


def test_equal_runners_up_give_the_smallest_code() -> None:
    west, south = np.array([0, 1, 1, 2]) / 100 + 114, np.array([1, 0, 2, 1]) / 100 + 30
    plus = shapely.box(114.01, 30.01, 114.02, 30.02)
    frame = frame_of([*shapely.box(west, south, west + 0.01, south + 0.01), plus])
    index = GridIndex.build(frame)
    got = explain(index, [114.02], [30.02], [index.codes[4]])
    assert got["runner_up"].item() == index.codes[2]


def test_an_overlapping_grid_is_the_runner_up_at_distance_zero() -> None:
    frame = frame_of([shapely.box(114, 30, 114.1, 30.1), shapely.box(114.02, 30.02, 114.3, 30.3)])
    got = explain(GridIndex.build(frame), [114.05], [30.06], [frame["code"][0]])
    assert got["runner_up"].item() == frame["code"][1]
    assert got["runner_up_distance_m"].item() == 0
    assert got["border_distance_m"].item() == pytest.approx(0.04 * 110_861, rel=0.01)


def test_one_grid_has_no_runner_up() -> None:
    frame = frame_of([shapely.box(114, 30, 114.1, 30.1)])
    got = explain(GridIndex.build(frame), [114.05], [30.05], [frame["code"][0]])
    assert got["runner_up"].tolist() == [None]
    assert got["runner_up_distance_m"].isna().all()
    assert got["border_distance_m"].item() > 4_000


def test_a_point_without_a_grid_gets_the_nearest_one_however_far() -> None:
    frame = frame_of([shapely.box(114, 30, 114.1, 30.1)])
    lon, lat = [114.11, 114.5, 120.0], [30.05, 30.05, 31.0]
    got = explain(GridIndex.build(frame), lon, lat, [None] * 3)
    want = [geodesic_m(frame.geometry[0], x, y) for x, y in zip(lon, lat, strict=True)]
    assert got["border_distance_m"].to_numpy() == pytest.approx(want, rel=1e-3)
    assert got["runner_up"].tolist() == [frame["code"][0]] * 3
    assert got["runner_up_distance_m"][0] == got["border_distance_m"][0]


def test_an_overridden_point_keeps_the_grid_that_covers_it_as_runner_up() -> None:
    frame = frame_of(shapely.box([114.0, 114.1], 30, [114.1, 114.2], 30.1))
    got = explain(GridIndex.build(frame), [114.05], [30.05], [frame["code"][1]])
    assert got["runner_up"].item() == frame["code"][0]
    assert got["runner_up_distance_m"].item() == 0
    assert got["border_distance_m"].item() == pytest.approx(4_822, rel=0.01)


def test_without_coordinate_or_grids_nothing_is_said() -> None:
    frame = frame_of([shapely.box(114, 30, 114.1, 30.1)])
    for index in (GridIndex.build(frame), GridIndex.build(frame[:0])):
        got = explain(index, [np.nan, np.inf, 200], [30, 30, 30], [None] * 3)
        assert got.isna().all(axis=None)
        assert got.columns.tolist() == ["border_distance_m", "runner_up", "runner_up_distance_m"]
    assert len(explain(index, [], [], [])) == 0
    assert explain(index, [114.0], [30.0], [None]).isna().all(axis=None)


def test_a_grid_without_shape_has_no_border() -> None:
    frame = frame_of([shapely.Polygon(), shapely.box(114, 30, 114.1, 30.1)])
    got = explain(GridIndex.build(frame), [114.05], [30.05], [frame["code"][0]])
    assert got["border_distance_m"].isna().all()


def test_an_unknown_code_is_refused() -> None:
    frame = frame_of([shapely.box(114, 30, 114.1, 30.1)])
    with pytest.raises(GeoError, match="codes X are no grids"):
        explain(GridIndex.build(frame), [114.05], [30.05], ["X"])
    with pytest.raises(GeoError, match="1 grid codes do not match 2 points"):
        explain(GridIndex.build(frame), [114.05, 1], [30.05, 1], ["X"])
