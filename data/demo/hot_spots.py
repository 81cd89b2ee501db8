"""Places where matters truly gather, and how strongly: what a hot-spot test should find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.land import Land
from data.demo.lattice import Lattice
from data.demo.places import Kerbs, kerbside
from data.demo.plane import Floats, Ints, lon_lat, metres
from data.demo.sizes import Sizes
from data.demo.times import DAYS

_APART_M = 700.0
_MOST_SHARE = 0.12
_LEAST_CASES = 8
# A spot gets this many times the cases of a usual grid on top of its ordinary ones.
_TIMES_A_GRID = 2.5
_GRIDS_PER_EXTRA_SPOT = 400


@dataclass(frozen=True)
class Cause:
    """Why matters gather: a category, the land use it gathers at, how wide and how long."""

    category: str
    near: tuple[str, ...]
    radius_m: float
    days: int


CAUSES = (
    Cause("占道经营", ("market",), 140.0, DAYS),
    Cause("停车秩序", ("school", "hospital"), 150.0, DAYS),
    Cause("路面积水", ("bank",), 170.0, DAYS),
    Cause("暴露垃圾", ("old",), 130.0, DAYS),
    Cause("噪声扰民", ("works", "tower"), 160.0, 45),
)


@dataclass(frozen=True)
class Spot:
    """One hot spot: its cause, its middle in metres, and the cases planted there."""

    cause: Cause
    east_m: float
    north_m: float
    cases: int


def plan_spots(lattice: Lattice, land: Land, sizes: Sizes, rng: np.random.Generator) -> list[Spot]:
    """Return the hot spots, far apart from each other; none where there are too few cases."""
    wanted = min(
        len(CAUSES) + sizes.grids // _GRIDS_PER_EXTRA_SPOT,
        int(_MOST_SHARE * sizes.cases / _LEAST_CASES),
    )
    each = int(
        min(_MOST_SHARE * sizes.cases / max(1, wanted), _TIMES_A_GRID * sizes.cases / sizes.grids)
    )
    each = max(each, _LEAST_CASES)
    west, south, east, north = lattice.block_box()
    place = np.stack(lattice.plane.ground((west + east) / 2, (south + north) / 2), axis=1)
    is_dense = (land.density > 0.3) & (land.density < 0.62)
    spots: list[Spot] = []
    for number in range(wanted):
        cause = CAUSES[number % len(CAUSES)]
        taken = np.array([[s.east_m, s.north_m] for s in spots]).reshape(-1, 2)
        away = np.hypot(*(place[:, None, :] - taken[None, :, :]).transpose(2, 0, 1))
        is_free = (away > _APART_M).all(axis=1)
        near = _first_of(land.is_used_for(*cause.near) & is_dense & is_free, is_dense & is_free)
        if len(near):
            middle = place[int(rng.choice(near))]
            spots.append(Spot(cause, float(middle[0]), float(middle[1]), each))
    return spots


def _first_of(*choices: np.ndarray) -> Ints:
    for choice in choices:
        if choice.any():
            return np.flatnonzero(choice)
    return np.flatnonzero(choices[-1])


def plant(
    lattice: Lattice, kerb: Kerbs, spot: Spot, rng: np.random.Generator
) -> tuple[Floats, Floats, Ints]:
    """Return lon, lat and piece of street of the cases of one spot, all within its radius."""
    middle = np.stack(
        lattice.plane.ground((kerb.x0 + kerb.x1) / 2, (kerb.y0 + kerb.y1) / 2), axis=1
    )
    away = np.hypot(*(middle - [spot.east_m, spot.north_m]).T)
    near = np.argsort(away, kind="stable")[: max(4, int((away < spot.cause.radius_m).sum()))]
    tried = rng.choice(near, size=40 * spot.cases)
    lon, lat = kerbside(lattice, kerb, tried, np.zeros(len(tried), dtype=bool), rng)
    east, north = metres(lon, lat)
    away = np.hypot(east - spot.east_m, north - spot.north_m)
    kept = np.argsort(np.where(away <= spot.cause.radius_m, 0, away), kind="stable")[: spot.cases]
    return lon[kept], lat[kept], tried[kept]


def known_truth(
    spots: list[Spot], cases: pd.DataFrame, households: pd.DataFrame, until: pd.Timestamp
) -> pd.DataFrame:
    """Return what a hot-spot test should find, one row per spot.

    Columns category, lon, lat (EPSG:4490), radius_m, since, until (UTC), planted (cases put
    there), observed (all cases of all categories there in that time), expected (the cases of
    that time times the share of households that live there), rate_ratio.
    """
    case_east, case_north = metres(cases["lon"].to_numpy(), cases["lat"].to_numpy())
    home_east, home_north = metres(households["lon"].to_numpy(), households["lat"].to_numpy())
    rows = []
    for spot in spots:
        radius = spot.cause.radius_m
        since = until - pd.Timedelta(days=spot.cause.days)
        is_then = (cases["reported_at"] >= since).to_numpy()
        is_there = np.hypot(case_east - spot.east_m, case_north - spot.north_m) <= radius
        homes = np.hypot(home_east - spot.east_m, home_north - spot.north_m) <= radius
        observed = int((is_then & is_there).sum())
        expected = float(is_then.sum() * homes.mean())
        lon, lat = lon_lat(np.array(spot.east_m), np.array(spot.north_m))
        rows.append(
            (spot.cause.category, float(lon), float(lat), radius, since, until, spot.cases)
            + (observed, expected, observed / expected if expected else float("inf"))
        )
    columns = ["category", "lon", "lat", "radius_m", "since", "until"]
    return pd.DataFrame(rows, columns=[*columns, "planted", "observed", "expected", "rate_ratio"])
