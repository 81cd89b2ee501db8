"""Orders of stops on foot, beside OR-Tools with guided local search and a time of its own.

``python -m tests.bench.bench_route [--seconds S ...] [--seeds N]``
Open ways from the first stop, wherever they end.  Lengths are those of the distances in metres
(OR-Tools counts whole centimetres); a ratio below 1 means that ours is shorter.  Ours runs each
problem three times; the median of processor seconds counts, the first call, which compiles or
loads, does not.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from data.demo.district import make_district
from geo.route import order_stops
from geo.route_search import length_of, nearest_neighbour
from geo.street_network import StreetNetwork

SIZES = (20, 100, 400)
Problem = tuple[str, int, np.ndarray]


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=int, nargs=3, default=(10, 20, 30))
    asked.add_argument("--seeds", type=int, default=1)
    asked.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    said = asked.parse_args()
    limits = dict(zip(SIZES, said.seconds, strict=True))
    order_stops(uniform(np.random.default_rng(0), 20))
    print(f"{'stops':>6}  {'where':24}{'ours m':>10}{'OR-Tools':>10}{'ratio':>8}{'s':>8}"
          f"{'its s':>7}{'nearest neighbour':>19}")  # fmt: skip
    for where, count, distance_m in problems(said.sizes, said.seeds):
        seconds, length = measured(distance_m)
        other = or_tools(distance_m, limits[count])
        nearest = length_of(*open_way(distance_m))
        shown = (f"{other:10,.0f}", f"{length / other:8.4f}") if other else (f"{'-':>10}", " " * 8)
        print(f"{count:6}  {where:24}{length:10,.0f}{shown[0]}{shown[1]}{seconds:8.3f}"
              f"{limits[count]:7}{nearest / length:19.3f}", flush=True)  # fmt: skip


def measured(distance_m: np.ndarray) -> tuple[float, float]:
    """Return our median seconds and the metres of our way."""
    times = []
    for _ in range(3):
        start = time.process_time()
        found = order_stops(distance_m)
        times.append(time.process_time() - start)
    return statistics.median(times), found.length_m


def open_way(distance_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest neighbour's way and the distances with an end that is near to all."""
    closed = np.zeros((len(distance_m) + 1,) * 2)
    closed[:-1, :-1] = distance_m
    return nearest_neighbour(closed), closed


def problems(sizes: list[int], seeds: int) -> Iterator[Problem]:
    """Give problems by size: even, in clusters, households of the demonstration district."""
    streets = demonstration()
    makers: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
        "even": uniform,
        "in clusters": clustered,
        "along streets": streets,
    }
    for count in sizes:
        for where, make in makers.items():
            for seed in range(seeds):
                yield where, count, make(np.random.default_rng([count, seed]), count)


def uniform(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return distances between points anywhere in a square of a kilometre."""
    return straight(rng.uniform(0, 1000, (count, 2)))


def clustered(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return distances between points around a few middles."""
    middles = rng.uniform(0, 1000, (max(3, count // 15), 2))
    return straight(middles[rng.integers(0, len(middles), count)] + rng.normal(0, 30, (count, 2)))


def straight(places: np.ndarray) -> np.ndarray:
    """Return distances as the crow flies."""
    return np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))


def demonstration() -> Callable[[np.random.Generator, int], np.ndarray]:
    """Return what draws households near one another and measures along the streets."""
    from datetime import UTC, datetime

    now = datetime(2026, 11, 1, tzinfo=UTC)
    made = make_district(households=40_000, grids=110, cases=500, seed=2011, now=now)
    roads = made.base_features.loc[made.base_features["layer"] == "road"]
    start = time.process_time()
    network = StreetNetwork.of(roads.geometry.to_numpy())
    print(f"network of {len(network):,} stretches: {time.process_time() - start:.2f} s")
    homes = made.households[["lon", "lat"]].to_numpy(float)

    def draw(rng: np.random.Generator, count: int) -> np.ndarray:
        # as many households around one as five workers have, and of these some
        away = np.hypot(*((homes - homes[rng.integers(len(homes))]) * [0.86, 1.0]).T)
        chosen = rng.choice(np.argsort(away)[: 8 * max(count, 100)], count, replace=False)
        begun = time.process_time()
        found = network.distances_m(*homes[chosen].T)
        print(f"  distances between {count} stops: {time.process_time() - begun:.3f} s")
        return found

    return draw


def or_tools(distance_m: np.ndarray, seconds: int) -> float | None:
    """Return the metres of the best way OR-Tools finds in so many seconds; None without it."""
    try:
        from ortools.constraint_solver import pywrapcp
        from ortools.constraint_solver import routing_enums_pb2 as kinds
    except ImportError:
        print("OR-Tools is not installed: left out")
        return None
    count = len(distance_m)
    whole = np.zeros((count + 1, count + 1), dtype=int)
    whole[:count, :count] = np.rint(distance_m * 100)
    manager = pywrapcp.RoutingIndexManager(count + 1, 1, [0], [count])
    model = pywrapcp.RoutingModel(manager)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(whole.tolist()))
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = kinds.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    asked.local_search_metaheuristic = kinds.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromSeconds(seconds)
    found = model.SolveWithParameters(asked)
    way, index = [], model.Start(0)
    while not model.IsEnd(index):
        way.append(manager.IndexToNode(index))
        index = found.Value(model.NextVar(index))
    return float(distance_m[way[:-1], way[1:]].sum())


if __name__ == "__main__":
    main()
