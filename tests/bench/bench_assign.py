"""Points per second of `geo.assign` beside `geopandas.sjoin`: python -m tests.bench.bench_assign.

Each line is one district and one number of points; both ways run in turn and the best of the
runs counts.  Ends with exit code 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.assign import GridIndex, assign, explain
from geo.cell_table import CellTable, is_compiled
from tests.bench.partition import noisy_partition, points_around

Floats = npt.NDArray[np.float64]
LINE = "{:>8} {:>9} {:>9} {:>12} {:>12} {:>7} {:>8} {:>8} {:>6}"
HEAD = ("grids", "points", "way", "points/s", "sjoin/s", "ratio", "build s", "MB", "equal")


class Timed(NamedTuple):
    """What one way answered and its shortest run."""

    seconds: float
    answer: pd.Series


def joined(frame: gpd.GeoDataFrame, lon: Floats, lat: Floats) -> pd.Series:
    """Smallest covering code per point by geopandas, the points made beforehand not counted."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=frame.crs))
    start = perf_counter()
    pairs = points.sjoin(frame[["code", "geometry"]], predicate="intersects", how="left")
    joined.seconds = perf_counter() - start  # type: ignore[attr-defined]
    return pairs["code"].sort_values().groupby(level=0).first().reindex(range(len(lon)))


def best(runs: list[Timed]) -> Timed:
    """Return the shortest run."""
    return min(runs, key=lambda run: run.seconds)


def by_geopandas(frame: gpd.GeoDataFrame, lon: Floats, lat: Floats) -> Timed:
    answer = joined(frame, lon, lat)
    return Timed(joined.seconds, answer)  # type: ignore[attr-defined]


def by_assign(index: GridIndex, lon: Floats, lat: Floats) -> Timed:
    start = perf_counter()
    answer = assign(index, lon, lat)["grid_code"]
    return Timed(perf_counter() - start, answer)


def ways(frame: gpd.GeoDataFrame) -> dict[str, tuple[GridIndex, float]]:
    """Return an index per way of testing, its cell table built, with the seconds it took."""
    made = {}
    for way in ("numpy", "compiled") if is_compiled() else ("numpy",):
        start = perf_counter()
        index = GridIndex.build(frame)
        index.once(
            "cells",
            lambda index=index, way=way: CellTable.build(
                index.shapes, index.outline, index.dedicated, compiled=way == "compiled"
            ),
        )
        made[way] = index, perf_counter() - start
    return made


def compare(grids: int, counts: list[int], runs: int, say: Callable[[str], None]) -> bool:
    """Print the lines of one district; return whether all answers are equal."""
    frame = noisy_partition(grids, seed=grids)
    made = ways(frame)
    fine = True
    for count in counts:
        lon, lat = points_around(count, seed=count)
        times: dict[str, list[Timed]] = {way: [] for way in ("sjoin", *made)}
        for _ in range(runs):
            times["sjoin"].append(by_geopandas(frame, lon, lat))
            for way, (index, _) in made.items():
                times[way].append(by_assign(index, lon, lat))
        sjoin = best(times["sjoin"])
        for way, (index, seconds) in made.items():
            ours = best(times[way])
            equal = bool((ours.answer.fillna("") == sjoin.answer.fillna("")).all())
            fine &= equal
            rate, other = count / ours.seconds, count / sjoin.seconds
            figures = f"{rate:,.0f}", f"{other:,.0f}", f"{rate / other:.1f}", f"{seconds:.2f}"
            megabytes = f"{index.cells.nbytes / 1e6:.0f}"
            say(LINE.format(len(frame), count, way, *figures, megabytes, str(equal)))
    return fine


def explained(grids: int, count: int, say: Callable[[str], None]) -> None:
    """Print how long the distances and runners-up of many points take."""
    index = GridIndex.build(noisy_partition(grids, seed=grids))
    lon, lat = points_around(count, seed=count)
    codes = assign(index, lon, lat)["grid_code"]
    start = perf_counter()
    explain(index, lon, lat, codes)
    say(f"explain: {count:,} points x {grids:,} grids in {perf_counter() - start:.1f} s")


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--grids", type=int, nargs="+", default=[500, 5_000])
    parser.add_argument("--points", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(LINE.format(*HEAD))
    fine = [compare(grids, options.points, options.runs, print) for grids in options.grids]
    explained(options.grids[-1], 200_000, print)
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
