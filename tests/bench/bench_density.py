"""Density of a million points on 512 x 512 nodes, beside its peers, and tiles of it.

``python -m tests.bench.bench_density [--points N --rounds N]``
Every way runs once in each round, one after the other, so that whatever else the machine does
falls on all alike.  Errors are against the Gaussian sum itself, at places of each way's own
raster, as a part of the largest value.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter

from geo.density import REACH, density
from geo.density_choice import choose_bandwidth
from geo.metres import metric_crs
from service.heat.ask import HeatAsk
from service.heat.breaks import breaks
from service.heat.surface import HeatSurface
from service.heat.tiles import HeatColours, tile_png
from service.map_mercator import WORLD_BITS, to_world

SIDE, CELL_M, BANDWIDTH_M = 512, 20.0, 100.0
WIDE_M = SIDE * CELL_M
# So far from the edge all points lie that no way loses any of their weight.
MARGIN_M = (REACH * BANDWIDTH_M / CELL_M + 1) * CELL_M
KM2 = 1e6


class Found(NamedTuple):
    """Values per km2, shape (ny, nx), and where the first of them lies."""

    values: np.ndarray
    first_m: float


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--points", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=9)
    said = asked.parse_args()
    x, y = points(said.points)
    ways = {name: way for name, make in WAYS.items() if (way := make(x, y)) is not None}
    founds = {name: way() for name, way in ways.items()}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(said.rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - start)
    print(f"{said.points:,} points, {SIDE} x {SIDE}, bandwidth {BANDWIDTH_M / CELL_M:g} cells")
    print(f"{'':38}{'median s':>10}{'least s':>10}{'largest error':>15}{'median error':>14}")
    for name, found in founds.items():
        largest, median = errors(found, x, y)
        middle, least = statistics.median(times[name]), min(times[name])
        print(f"{name:38}{middle:10.4f}{least:10.4f}{largest:15.1e}{median:14.1e}")
    choice(x, y)
    tiles(x, y)


def points(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points in 40 clusters and, one in five, anywhere; none near the edge."""
    rng = np.random.default_rng(20261101)
    middles = rng.uniform(0.15, 0.85, (40, 2)) * WIDE_M
    spread = rng.uniform(150, 900, 40)
    of = rng.integers(0, 40, number)
    places = middles[of] + rng.normal(0, 1, (number, 2)) * spread[of, None]
    anywhere = rng.random(number) < 0.2
    places[anywhere] = rng.uniform(0, WIDE_M, (int(anywhere.sum()), 2))
    places = np.clip(places, MARGIN_M, WIDE_M - MARGIN_M)
    return places[:, 0].copy(), places[:, 1].copy()


def ours(x: np.ndarray, y: np.ndarray, *, is_single: bool = True) -> Callable[[], Found]:
    """Return our way."""
    extent = (MARGIN_M, MARGIN_M, WIDE_M - MARGIN_M, WIDE_M - MARGIN_M)

    def run() -> Found:
        made = density(x, y, None, BANDWIDTH_M, cell_m=CELL_M, extent=extent, is_single=is_single)
        assert made.values.shape == (SIDE, SIDE)
        return Found(made.values, made.x0_m)

    return run


def histogram(x: np.ndarray, y: np.ndarray) -> Callable[[], Found]:
    """Return numpy's histogram with scipy's filter."""
    edges = np.linspace(0, WIDE_M, SIDE + 1)

    def run() -> Found:
        counts = np.histogram2d(y, x, bins=(edges, edges))[0]
        return Found(spread(counts), CELL_M / 2)

    return run


def counted(x: np.ndarray, y: np.ndarray) -> Callable[[], Found]:
    """Return numpy's bincount with scipy's filter in single precision."""

    def run() -> Found:
        place = (y / CELL_M).astype(np.int32) * SIDE + (x / CELL_M).astype(np.int32)
        counts = np.bincount(place, minlength=SIDE * SIDE).reshape(SIDE, SIDE)
        return Found(spread(counts.astype(np.float32)), CELL_M / 2)

    return run


def datashaded(x: np.ndarray, y: np.ndarray) -> Callable[[], Found] | None:
    """Return datashader's counts with scipy's filter in single precision."""
    try:
        import datashader
        import pandas as pd
    except ImportError:
        print("datashader is not installed: left out")
        return None
    frame = pd.DataFrame({"x": x, "y": y})
    canvas = datashader.Canvas(SIDE, SIDE, x_range=(0, WIDE_M), y_range=(0, WIDE_M))

    def run() -> Found:
        counts = canvas.points(frame, "x", "y", agg=datashader.count())
        return Found(spread(counts.to_numpy().astype(np.float32)), CELL_M / 2)

    return run


def transformed(x: np.ndarray, y: np.ndarray) -> Callable[[], Found] | None:
    """Return KDEpy by Fourier transform."""
    try:
        from KDEpy import FFTKDE
    except ImportError:
        print("KDEpy is not installed: left out")
        return None
    data = np.column_stack([x, y])
    at = (np.arange(SIDE) + 0.5) * CELL_M
    grid = np.array(np.meshgrid(at, at, indexing="ij")).reshape(2, -1).T.copy()

    def run() -> Found:
        found = FFTKDE(kernel="gaussian", bw=BANDWIDTH_M).fit(data).evaluate(grid)
        return Found(found.reshape(SIDE, SIDE).T * len(x) * KM2, CELL_M / 2)

    return run


def spread(counts: np.ndarray) -> np.ndarray:
    """Return counts per cell as a density per km2, by scipy's filter."""
    filtered = gaussian_filter(counts, BANDWIDTH_M / CELL_M, mode="constant", truncate=REACH)
    return filtered * (KM2 / CELL_M**2)


WAYS = {
    "ours, single precision": ours,
    "ours, double precision": lambda x, y: ours(x, y, is_single=False),
    "numpy histogram2d + scipy filter": histogram,
    "numpy bincount + scipy filter, single": counted,
    "datashader + scipy filter, single": datashaded,
    "KDEpy FFTKDE": transformed,
}


def errors(found: Found, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return largest and median error at 300 places, half of them where most lies."""
    rng = np.random.default_rng(1)
    flat = found.values.ravel()
    dense = np.argsort(flat)[-len(flat) // 20 :]
    places = np.r_[rng.choice(dense, 150, replace=False), rng.integers(0, len(flat), 150)]
    row, column = np.divmod(places, SIDE)
    at_x, at_y = found.first_m + column * CELL_M, found.first_m + row * CELL_M
    known = np.array([_direct(x, y, a, b) for a, b in zip(at_x, at_y, strict=True)])
    apart = np.abs(flat[places] - known) / known.max()
    return float(apart.max()), float(np.median(apart))


def _direct(x: np.ndarray, y: np.ndarray, at_x: float, at_y: float) -> float:
    # beyond 8 bandwidths lies less than 1e-14 of a point
    near = (np.abs(x - at_x) < 8 * BANDWIDTH_M) & (np.abs(y - at_y) < 8 * BANDWIDTH_M)
    square = (x[near] - at_x) ** 2 + (y[near] - at_y) ** 2
    return float(np.exp(-square / (2 * BANDWIDTH_M**2)).sum() * KM2 / (2 * np.pi * BANDWIDTH_M**2))


def choice(x: np.ndarray, y: np.ndarray) -> None:
    """Print how long the automatic bandwidth takes."""
    start = time.perf_counter()
    found = choose_bandwidth(x, y)
    seconds = time.perf_counter() - start
    print(f"automatic bandwidth of {found.points:,} points at {found.places:,} places:")
    print(f"  {found.bandwidth_m:g} m of {len(found.tried)} tried in {seconds:.2f} s")


def tiles(x: np.ndarray, y: np.ndarray) -> None:
    """Print how long a tile of the surface takes, none of them kept."""
    lon, lat = 111.0, 31.0
    middle = WIDE_M / 2
    cases = density(x - middle, y - middle, None, 300)
    largest = float(cases.values.max())
    plane = metric_crs([lon], [lat])
    now = datetime(2026, 11, 1, tzinfo=UTC)
    surface = HeatSurface(
        HeatAsk("open"), "", plane, cases, None, breaks(largest), largest, None, now
    )
    colours = HeatColours(tuple((200, 40 * n, 0, 200) for n in range(5)), (1, 2, 3, 99))
    at_x, at_y = (int(one[0]) for one in to_world(np.array([lon]), np.array([lat])))
    for zoom in (10, 12, 14, 16, 18):
        shift = WORLD_BITS - zoom
        times, sizes = [], []
        for number in range(25):
            tile = (zoom, (at_x >> shift) + number % 5 - 2, (at_y >> shift) + number // 5 - 2)
            start = time.perf_counter()
            sizes.append(len(tile_png(surface, tile, colours)))
            times.append((time.perf_counter() - start) * 1000)
        print(
            f"tile at zoom {zoom}: median {statistics.median(times):.1f} ms, slowest"
            f" {max(times):.1f} ms, at most {max(sizes) / 1024:.1f} kB"
        )


if __name__ == "__main__":
    main()
