"""Small towns for tests of hot spots: a lattice of uneven grids, and peers' own data."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

import libpysal
import numpy as np
import pandas as pd
import shapely
from libpysal.weights import W
from shapely import affinity

from data.demo.district import District, make_district
from geo.adjacency import touching
from geo.assign import GridIndex, assign
from geo.hot_spots_terms import matrix_of

Floats = np.ndarray
Ints = np.ndarray
NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


class Town(NamedTuple):
    """Cases and households per grid, and which grids touch."""

    cases: Floats
    homes: Floats
    edges: Ints

    @property
    def touching(self):
        return matrix_of(self.edges, len(self.homes))

    @property
    def w(self) -> W:
        """Return the same neighbours as the peers take them."""
        rows = self.touching
        near = {
            k: rows.indices[rows.indptr[k] : rows.indptr[k + 1]].tolist()
            for k in range(len(self.homes))
        }
        return W(near, id_order=list(range(len(self.homes))), silence_warnings=True)


def lattice(wide: int, high: int) -> Ints:
    """Return which squares of a board share a side."""
    at = np.arange(wide * high).reshape(high, wide)
    across = np.stack([at[:, :-1].ravel(), at[:, 1:].ravel()], axis=1)
    down = np.stack([at[:-1].ravel(), at[1:].ravel()], axis=1)
    return np.concatenate([across, down])


def uneven_homes(wide: int, high: int, seed: int = 3) -> Floats:
    """Return households that differ tenfold, few beside few: one side dense, the other not."""
    rng = np.random.default_rng(seed)
    slope = np.linspace(-1.2, 1.2, wide)[None, :] + np.zeros((high, 1))
    return np.maximum(np.exp(slope + rng.normal(0, 0.3, (high, wide))).ravel() * 300, 30).round()


def dealt(homes: Floats, cases: int, seed: int, variation: float = 0.0) -> Floats:
    """Return cases spread by households, and by chance; grids may differ beside."""
    rng = np.random.default_rng(seed)
    weight = homes.astype(float)
    if variation:
        weight = weight * rng.gamma(1 / variation**2, variation**2, len(homes))
    return rng.multinomial(cases, weight / weight.sum()).astype(float)


@cache
def homicides() -> Town:
    """Return homicides and people of the 78 counties around St. Louis."""
    return _carried_along("stl", "stl_hom.dbf", ("HC7984", "PO7984"), "stl.gal")


@cache
def infants() -> Town:
    """Return sudden infant deaths and births of the 100 counties of North Carolina."""
    return _carried_along("sids2", "sids2.dbf", ("SID74", "BIR74"), "sids2.gal")


@cache
def demonstration(cases: int = 4000, seed: int = 2011) -> tuple[Town, pd.DataFrame, pd.DataFrame]:
    """Return the demonstration, its cases with their ``row``, and what is planted: ``rows``."""
    district = make_district(households=40_000, grids=110, cases=cases, seed=seed, now=NOW)
    index = GridIndex.build(district.grids)
    row_of = {code: row for row, code in enumerate(district.grids["code"])}

    def rows(frame: pd.DataFrame) -> Ints:
        found = assign(index, frame["lon"].to_numpy(), frame["lat"].to_numpy())["grid_code"]
        return np.array([row_of.get(code, -1) for code in found])

    at_home, found = rows(district.households), district.cases.assign(row=rows(district.cases))
    n = len(row_of)
    homes = np.bincount(at_home[at_home >= 0], minlength=n)
    counts = np.bincount(found["row"][found["row"] >= 0], minlength=n)
    town = Town(counts, homes, touching(district.grids).edges)
    return town, found, district.hot_spots.assign(rows=_planted(district))


def _planted(district: District) -> list[list[int]]:
    """Return for each planted spot the grids that hold a good part of its circle."""
    shapes = district.grids.geometry.to_numpy()
    is_general = (district.grids["kind"] == "general").to_numpy()
    found = []
    for spot in district.hot_spots.itertuples():
        narrow = np.cos(np.radians(spot.lat))
        ring = shapely.Point(0, 0).buffer(spot.radius_m / 111_320.0)
        circle = affinity.translate(affinity.scale(ring, 1 / narrow, 1), spot.lon, spot.lat)
        part = shapely.area(shapely.intersection(shapes, circle)) / circle.area
        found.append(np.flatnonzero(is_general & (part >= 0.25)).tolist())
    return found


def _carried_along(name: str, table: str, columns: tuple[str, str], neighbours: str) -> Town:
    """Return an example that libpysal brings along, with its own neighbours."""
    example = libpysal.examples.load_example(name)
    rows = libpysal.io.open(example.get_path(table))
    w = libpysal.io.open(example.get_path(neighbours)).read()
    number = {one: k for k, one in enumerate(w.id_order)}
    pairs = [(number[a], number[b]) for a, near in w.neighbors.items() for b in near]
    cases, homes = (np.array(rows.by_col(column), dtype=float) for column in columns)
    return Town(cases, homes, np.array(pairs))
