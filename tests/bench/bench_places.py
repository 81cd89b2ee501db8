"""The nearest of 500 places to 400,000 households, and who lives in a polygon, beside geopandas.

``python -m tests.bench.bench_places [--homes N --places N --rounds N]``
Every way runs once in each round, one after the other, so that whatever else the machine does
falls on all alike; what each finds is held against the other.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely

from geo.inside import points_inside
from geo.nearest import MetricPoints

WEST, SOUTH, WIDE = 111.0, 31.4, 0.5


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--homes", type=int, default=400_000)
    asked.add_argument("--places", type=int, default=500)
    asked.add_argument("--rounds", type=int, default=5)
    said = asked.parse_args()
    draw = np.random.default_rng(6)
    lon, lat = (start + draw.uniform(0, WIDE, said.homes) for start in (WEST, SOUTH))
    to_lon, to_lat = (start + draw.uniform(0, WIDE, said.places) for start in (WEST, SOUTH))
    print(f"{said.homes:,} households, {said.places:,} places, {said.rounds} rounds, median s")
    homes = MetricPoints(lon, lat)
    near = gpd.GeoDataFrame(geometry=shapely.points(homes.xy), crs=homes.crs)
    stored = gpd.GeoSeries(gpd.points_from_xy(to_lon, to_lat), crs="EPSG:4490").to_crs(homes.crs)
    found = _beside(
        "nearest, homes in metres already",
        lambda: homes.nearest(to_lon, to_lat).distance_m,
        lambda: _joined(near, stored),
        said.rounds,
    )
    print(f"  largest difference {np.abs(found[0] - found[1]).max():.2e} m")
    _beside(
        "nearest, from degrees",
        lambda: MetricPoints(lon, lat).nearest(to_lon, to_lat).distance_m,
        lambda: _joined(
            gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4490").to_crs(
                homes.crs
            ),
            stored,
        ),
        said.rounds,
    )
    turn = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    reach = 0.12 + 0.03 * np.sin(5 * turn)
    ring = np.column_stack(
        [WEST + WIDE / 2 + reach * np.cos(turn), SOUTH + WIDE / 2 + reach * np.sin(turn)]
    )
    shape = shapely.Polygon(ring)
    series = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs="EPSG:4490")
    inside = _beside(
        "inside a polygon of 200 corners",
        lambda: points_inside(shape, lon, lat),
        lambda: series.within(shape).to_numpy(),
        said.rounds,
    )
    print(f"  inside {int(inside[0].sum()):,}; geopandas without the border {inside[1].sum():,}")


def _joined(homes: gpd.GeoDataFrame, places: gpd.GeoSeries) -> np.ndarray:
    joined = homes.sjoin_nearest(places.to_frame("geometry"), distance_col="m")
    return joined[~joined.index.duplicated()]["m"].to_numpy()


def _beside(
    name: str, ours: Callable[[], np.ndarray], peer: Callable[[], np.ndarray], rounds: int
) -> tuple[np.ndarray, np.ndarray]:
    found = ours(), peer()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for way, kept in ((ours, times[0]), (peer, times[1])):
            start = time.perf_counter()
            way()
            kept.append(time.perf_counter() - start)
    mine, theirs = (statistics.median(one) for one in times)
    print(f"{name:36}{mine:9.3f} ours{theirs:9.3f} geopandas{theirs / mine:8.1f} times")
    return found


if __name__ == "__main__":
    main()
