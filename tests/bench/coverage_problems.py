"""What is to be balanced in the trials: real blocks and counties, the demonstration, cells."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from casework.access import OPERATOR
from casework.plan import CoveragePlan
from data.migrate import migrate
from data.store import Store
from geo.adjacency import Adjacency, touching
from geo.balance import Balance, Floats, Ints
from geo.balance_measures import max_over_mean, pieces
from geo.metres import metric_crs, points_to_metres
from service.demonstration import fill_demonstration
from service.plans.asking import Ask, question
from service.plans.facts import studio_facts
from tests.bench.coverage_files import neighbours_of
from tests.bench.partition import noisy_partition
from tests.shared_data import shared

#: An uneven start is one whose busiest area has about this much over the mean.
UNEVEN: Final = (1.55, 1.65)
NOW: Final = datetime(2026, 6, 1, 4, tzinfo=UTC)


class Problem(NamedTuple):
    """One trial: its name, what is to be balanced, and where the start comes from."""

    name: str
    balance: Balance
    start_from: str


def balance_of(shapes: gpd.GeoDataFrame, loads: Floats, areas: int) -> Balance:
    """Return loads on shapes (EPSG:4490) as a problem without travel and without a start."""
    adjacency: Adjacency = touching(shapes)
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes.geometry.to_numpy())).T
    x_m, y_m = points_to_metres(*inner, metric_crs(*inner))
    n = len(loads)
    return Balance(
        loads=np.asarray(loads, float),
        trips=np.asarray(loads, float),
        x_m=x_m,
        y_m=y_m,
        own_m2=np.zeros(n),
        hours_per_trip_m=0.0,
        edges=adjacency.edges,
        border_m=adjacency.border_m,
        start=np.full(n, -1, np.int64),
        capacity=np.ones(areas),
        is_movable=np.ones(n, bool),
    )


def started(balance: Balance, start: npt.ArrayLike) -> Balance:
    """Return the problem with these areas as today's."""
    return replace(balance, start=np.asarray(start, np.int64))


def uneven_start(balance: Balance, seed: int) -> tuple[Ints, int]:
    """Return connected areas of which the busiest has about 1.6 of the mean, and the seed used.

    Seeds are tried upwards from the one given until the start is as uneven as wanted.
    """
    k = len(balance.capacity)
    neighbours = neighbours_of(balance.edges, len(balance.loads))
    for tried in range(seed, seed + 2_000):
        areas = _grown(balance, neighbours, tried)
        hours = np.bincount(areas, balance.loads, minlength=k)
        if UNEVEN[0] <= max_over_mean(hours, balance.capacity) <= UNEVEN[1]:
            return areas, tried
    raise ValueError(f"no start between {UNEVEN} from seed {seed}: try another")


def _grown(balance: Balance, neighbours: list[list[int]], seed: int) -> Ints:
    """Areas grown from random units: always the one furthest behind its random part goes on."""
    rng = np.random.default_rng(seed)
    n, k = len(balance.loads), len(balance.capacity)
    areas = np.full(n, -1, np.int64)
    part = rng.uniform(0.5, 1.5, k)
    held = np.zeros(k)
    rims: list[list[int]] = [[] for _ in range(k)]
    queue = [(0.0, area) for area in range(k)]
    for area, unit in enumerate(_spread_units(neighbours, k, rng)):
        areas[unit], held[area] = area, balance.loads[unit]
        rims[area] = list(neighbours[unit])
    while queue:
        _, area = heapq.heappop(queue)
        unit = _next(rims[area], areas)
        if unit is None:
            continue
        areas[unit] = area
        held[area] += balance.loads[unit]
        rims[area] += neighbours[unit]
        heapq.heappush(queue, (held[area] / part[area], area))
    return areas


def _next(rim: list[int], areas: Ints) -> int | None:
    """First free unit of a rim in order of arrival: areas grow round."""
    while rim:
        unit = rim.pop(0)
        if areas[unit] < 0:
            return unit
    return None


def _spread_units(neighbours: list[list[int]], k: int, rng: np.random.Generator) -> list[int]:
    """K units, each the furthest by steps of a few random ones from those before it."""
    n = len(neighbours)
    chosen = [int(rng.integers(n))]
    steps = _steps(neighbours, chosen[0])
    while len(chosen) < k:
        some = rng.choice(n, 5, replace=False)
        chosen.append(int(some[np.argmax(steps[some])]))
        steps = np.minimum(steps, _steps(neighbours, chosen[-1]))
    return chosen


def _steps(neighbours: list[list[int]], unit: int) -> Ints:
    steps = np.full(len(neighbours), len(neighbours), np.int64)
    steps[unit], rim = 0, [unit]
    while rim:
        rim = [
            b for a in rim for b in neighbours[a] if steps[b] > steps[a] + 1 and _set(steps, b, a)
        ]
    return steps


def _set(steps: Ints, unit: int, before: int) -> bool:
    steps[unit] = steps[before] + 1
    return True


def with_uneven_start(name: str, balance: Balance, seed: int) -> Problem:
    """Return a trial whose start was made uneven."""
    areas, used = uneven_start(balance, seed)
    if (pieces(balance.edges, areas, len(balance.capacity)) != 1).any():
        raise ValueError(f"{name}: the start is in pieces")
    return Problem(name, started(balance, areas), f"grown, seed {used}")


def providence(areas: int) -> Problem:
    """Return the blocks of Providence by population, from its wards (15) or an uneven start."""
    frame = gpd.read_file(shared("balance/Providence_blocks.zip"))
    balance = balance_of(frame.to_crs(4490), frame["TOTPOP"].to_numpy(float), areas)
    if areas == 15:
        return Problem("Providence", started(balance, frame["WARD"].astype(int) - 1), "its wards")
    return with_uneven_start("Providence", balance, seed=505)


def iowa(areas: int) -> Problem:
    """Return the counties of Iowa by population; one alone is 1.4 times a tenth of the state."""
    frame = gpd.read_file(shared("balance/IA_counties.zip"))
    balance = balance_of(frame.to_crs(4490), frame["TOTPOP"].to_numpy(float), areas)
    return with_uneven_start("Iowa", balance, seed=1)


@cache
def asked(grids: int) -> Balance:
    """Return what the studio asks of the demonstration: its own roster, travel, part-time posts."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(str(Path(folder) / "district.db"))
        migrate(store)
        fill_demonstration(OPERATOR, store, NOW, grids=grids, cases=2_000)
        facts = studio_facts(OPERATOR, store, NOW.date(), NOW)
        store.engine.dispose()
    return question(facts, CoveragePlan(on=NOW.date()), Ask()).problem


def demonstration(grids: int) -> Problem:
    """Return the demonstration as asked, but full posts and no travel: what the peers know."""
    balance = asked(grids)
    plain = replace(balance, capacity=np.ones(len(balance.capacity)), hours_per_trip_m=0.0)
    return Problem("demonstration, no travel, full posts", plain, "its roster")


def demonstration_large_areas(grids: int, areas: int) -> Problem:
    """Return the demonstration's hours among fewer workers, from an uneven start."""
    balance = asked(grids)
    plain = replace(balance, capacity=np.ones(areas), hours_per_trip_m=0.0)
    return with_uneven_start("demonstration, no travel, large areas", plain, seed=1)


def made_up(units: int, areas: int) -> Problem:
    """Return irregular cells with uneven loads."""
    frame = noisy_partition(units, seed=units, halvings=0)
    loads = np.random.default_rng(units).gamma(4.0, 10.0, len(frame)).round() + 1
    return with_uneven_start("made up", balance_of(frame, loads, areas), seed=13)


MAKERS: Final[dict[str, Callable[[], Problem]]] = {
    "iowa4": lambda: iowa(4),
    "iowa10": lambda: iowa(10),
    "demo110": lambda: demonstration(110),
    "asked110": lambda: Problem("demonstration as asked", asked(110), "its roster"),
    "demo60": lambda: demonstration_large_areas(1_110, 60),
    "demo1110": lambda: demonstration(1_110),
    "asked1110": lambda: Problem("demonstration as asked", asked(1_110), "its roster"),
    "made2000": lambda: made_up(2_000, 100),
    "providence15": lambda: providence(15),
    "providence60": lambda: providence(60),
}
