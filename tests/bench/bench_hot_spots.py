"""Hot spots beside esda, and their level: python -m tests.bench.bench_hot_spots.

First seconds for a town of many grids, all ways run in turn and the best of the runs counted; then
how often anything is flagged in towns without a hot spot, for each way to make counts comparable.
Ends with exit code 1 when ours and esda's differ.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from time import perf_counter

import numpy as np
from esda.getisord import G_Local
from esda.moran import Moran_Local

from geo.hot_spots import local_spots
from geo.hot_spots_permuted import draws_needed, permuted_spots, standardised
from geo.hot_spots_spread import spread_spots
from geo.hot_spots_terms import HOT, Tested, false_discovery
from tests.geo.spot_towns import Town, dealt, demonstration, lattice, uneven_homes

SHARE = 0.05
TIMED = "{:<46} {:>9} {:>7}"
LEVEL = "{:<26} {:<12} {:>8} {:>8} {:>9} {:>9}"


def large_town(wide: int, high: int) -> tuple[Town, np.ndarray]:
    """Return a town of uneven grids, and the twentieth of them that have thrice the cases."""
    homes = uneven_homes(wide, high)
    rng = np.random.default_rng(4)
    weight = homes * rng.gamma(1 / 0.3**2, 0.3**2, len(homes))
    middles = rng.choice(len(homes) - wide - 1, len(homes) // 60, replace=False)
    planted = np.unique(np.concatenate([middles, middles + 1, middles + wide]))
    weight[planted] *= 3
    return Town(dealt(weight, 40 * len(homes), 1), homes, lattice(wide, high)), planted


def best(ways: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Return the shortest run of each way, run in turn after one run that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for run in range(runs + 1):
        for name, way in ways.items():
            start = perf_counter()
            way()
            if run:
                seconds[name].append(perf_counter() - start)
    return {name: min(taken) for name, taken in seconds.items()}


def compare(town: Town, planted: np.ndarray, draws: int, runs: int) -> bool:
    """Print seconds beside esda's; return whether statistics are equal."""
    values, w, touching = standardised(town.cases, town.homes), town.w, town.touching
    shifted = values - values.min() + 1
    every = draws + 1
    full = draws_needed(len(values), SHARE)
    ways: dict[str, Callable[[], object]] = {
        f"esda Gi*, {draws} permutations": lambda: G_Local(
            shifted, w, transform="B", star=True, permutations=draws, n_jobs=1,
            keep_simulations=False,
        ),
        f"ours Gi*, {draws} permutations": lambda: permuted_spots(
            shifted, touching, "gi_permuted", 1, draws, every
        ),
        f"esda local Moran, {draws} permutations": lambda: Moran_Local(
            values, w, permutations=draws, n_jobs=1, keep_simulations=False
        ),
        f"ours local Moran, {draws} permutations": lambda: permuted_spots(
            values, touching, "moran", 1, draws, every
        ),
        f"ours Gi*, fewer where p is large, to {full}": lambda: permuted_spots(
            shifted, touching, "gi_permuted", 1, full
        ),
        "ours Gi* of counts, nothing drawn": lambda: spread_spots(
            town.cases, town.homes, touching
        ),
        "ours, counts to classes with false discoveries": lambda: local_spots(
            town.cases, town.homes, town.edges
        ),
    }  # fmt: skip
    seconds = best(ways, runs)
    print(f"{len(values)} grids; esda is given its neighbours ready made")
    print(TIMED.format("way", "seconds", "ratio"))
    for name, taken in seconds.items():
        against = "local Moran" if "Moran" in name else "Gi*"
        esda = seconds[f"esda {against}, {draws} permutations"]
        print(TIMED.format(name, f"{taken:.4f}", f"{esda / taken:.1f}"))
    theirs = G_Local(shifted, w, transform="B", star=True, permutations=0).Zs
    z = permuted_spots(shifted, touching, "gi_permuted", 1, 19).z
    moran = permuted_spots(values, touching, "moran", 1, 19).z
    print(f"hot, of {len(planted)} planted grids (others: few of them false, see the tests):")
    fixed = permuted_spots(values, touching, "gi_permuted", 1, draws, every)
    is_hot = {
        "by counts": local_spots(town.cases, town.homes, town.edges).kind == HOT,
        f"by {full} permutations": local_spots(
            town.cases, town.homes, town.edges, "gi_permuted"
        ).kind == HOT,
        f"by {draws} permutations": (false_discovery(fixed.p) <= SHARE) & (fixed.kind == HOT),
    }  # fmt: skip
    beside = (touching[planted].sum(axis=0) > 0) | np.isin(np.arange(len(values)), planted)
    for name, hot in is_hot.items():
        print(f"  {name}: {hot[planted].sum()} planted, {(hot & ~beside).sum()} not beside one")
    return bool(
        np.allclose(z, theirs) and np.allclose(moran, Moran_Local(values, w, permutations=0).Is)
    )


def crude(cases: np.ndarray, homes: np.ndarray) -> np.ndarray:
    return cases / homes


def freeman_tukey(cases: np.ndarray, homes: np.ndarray) -> np.ndarray:
    expected = homes * cases.sum() / homes.sum()
    return np.sqrt(cases) + np.sqrt(cases + 1) - np.sqrt(4 * expected + 1)


def levels(town: Town, name: str, seeds: int) -> None:
    """Print in which share of runs anything is flagged where nothing is hot."""
    rows = np.flatnonzero(town.homes >= 30)
    number = np.full(len(town.homes), -1)
    number[rows] = np.arange(len(rows))
    edges = number[town.edges]
    lived_in = Town(rows, town.homes[rows].astype(float), edges[(edges >= 0).all(axis=1)])
    touching, most = lived_in.touching, draws_needed(len(rows), SHARE)
    values = {"raw": crude, "Freeman-Tukey": freeman_tukey, "standardised": standardised}
    ways: dict[str, Callable[[np.ndarray, int], Tested]] = {
        f"{statistic} {label}": lambda c, s, of=of, statistic=statistic: permuted_spots(
            of(c, lived_in.homes), touching, statistic, s, most
        )
        for statistic in ("gi_permuted", "moran")
        for label, of in values.items()
    }
    ways["gi of counts"] = lambda c, _s: spread_spots(c, lived_in.homes, touching)[0]
    print(f"\n{name}: share of {seeds} runs with a flag where nothing is hot, at 5 % and 10 %")
    print(LEVEL.format("way", "null", "150", "1000", "4000", "4000 10%"))
    for way, test in ways.items():
        for null, variation in (("households", 0.0), ("+ differ 30%", 0.3)):
            said = []
            for cases, share in ((150, 0.05), (1000, 0.05), (4000, 0.05), (4000, 0.1)):
                flags = [_flags(test, lived_in.homes, cases, seed, variation, share)
                         for seed in range(seeds)]  # fmt: skip
                said.append(f"{np.mean(flags):.3f}")
            print(LEVEL.format(way, null, *said))


def _flags(
    test: Callable[[np.ndarray, int], Tested],
    homes: np.ndarray,
    cases: int,
    seed: int,
    variation: float,
    share: float,
) -> bool:
    found = test(dealt(homes, cases, seed, variation), seed)
    return bool(((false_discovery(found.p) <= share) & (found.kind != 0)).any())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=999)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=200)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    fine = compare(*large_town(100, 50), asked.draws, asked.runs)
    levels(demonstration()[0], "demonstration, 106 grids", asked.seeds)
    levels(Town(np.zeros(120), uneven_homes(12, 10), lattice(12, 10)), "uneven town, 120 grids",
           asked.seeds)  # fmt: skip
    sys.exit(not fine)


if __name__ == "__main__":
    main()
