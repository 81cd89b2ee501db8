"""Codes and names of the county, its streets, communities and grids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.division import Division
from data.demo.plane import Floats, Ints
from data.demo.words import COUNTY_NAME, chinese_number, place_names

# No province has the number 99 in GB/T 2260: nobody takes this for a real county.
COUNTY_CODE = "990101"


@dataclass(frozen=True)
class Units:
    """Codes and names of streets, communities and general grids, by their number in `Division`.

    A grid's code has 15 digits: 6 of the county, 3 of the street, 3 of the community, and a
    sequence of 3 that runs in reading order (bands from north to south, west to east in each).
    """

    street_codes: list[str]
    street_names: list[str]
    community_codes: list[str]
    community_names: list[str]
    grid_codes: list[str]
    grid_names: list[str]
    community_street: Ints
    grid_community: Ints


def name_units(division: Division, east_m: Floats, north_m: Floats, weight: Floats) -> Units:
    """Return codes and names; the positions and weights are those of the blocks."""
    street_middle = _middles(division.street, east_m, north_m, weight)
    community_middle = _middles(division.community, east_m, north_m, weight)
    grid_middle = _middles(division.grid, east_m, north_m, weight)
    community_street = _parents(division.community, division.street)
    grid_community = _parents(division.grid, division.community)
    streets = _sequence(np.zeros(len(street_middle), dtype=np.int64), street_middle)
    communities = _sequence(community_street, community_middle)
    grids = _sequence(grid_community, grid_middle)
    names = place_names(len(streets) + len(communities))
    street_codes = [f"{COUNTY_CODE}{number:03d}" for number in streets]
    community_codes = [
        f"{street_codes[street]}{number:03d}"
        for street, number in zip(community_street, communities, strict=True)
    ]
    community_names = [f"{name}社区" for name in _in_order(names[len(streets) :], community_codes)]
    return Units(
        street_codes,
        [f"{name}街道" for name in _in_order(names, street_codes)],
        community_codes,
        community_names,
        [f"{community_codes[c]}{n:03d}" for c, n in zip(grid_community, grids, strict=True)],
        [
            f"{community_names[c]}第{chinese_number(int(n))}网格"
            for c, n in zip(grid_community, grids, strict=True)
        ],
        community_street,
        grid_community,
    )


def org_units(units: Units) -> pd.DataFrame:
    """Return columns code, name, level (county, street, community), parent_code."""
    rows: list[tuple[str, str, str, str | None]] = [(COUNTY_CODE, COUNTY_NAME, "county", None)]
    streets = dict(sorted(zip(units.street_codes, units.street_names, strict=True)))
    communities = dict(sorted(zip(units.community_codes, units.community_names, strict=True)))
    rows += [(code, name, "street", COUNTY_CODE) for code, name in streets.items()]
    rows += [(code, name, "community", code[:9]) for code, name in communities.items()]
    return pd.DataFrame(rows, columns=["code", "name", "level", "parent_code"])


def reading_order(east_m: Floats, north_m: Floats) -> Ints:
    """Return the order of places read like a page: bands from the north, west to east in each."""
    bands = max(1, round(np.sqrt(len(east_m))))
    rank = np.empty(len(east_m), dtype=np.int64)
    rank[np.argsort(-north_m, kind="stable")] = np.arange(len(east_m))
    return np.lexsort((east_m, rank * bands // len(east_m))).astype(np.int64)


def _in_order(names: list[str], codes: list[str]) -> list[str]:
    """Return a name for each code, the first names to the lowest codes."""
    by_code = dict(zip(sorted(codes), names, strict=False))
    return [by_code[code] for code in codes]


def _middles(number: Ints, east_m: Floats, north_m: Floats, weight: Floats) -> Floats:
    total = np.bincount(number, weight)
    sums = [np.bincount(number, weight * at) / total for at in (east_m, north_m)]
    return np.stack(sums, axis=1)


def _parents(child: Ints, parent: Ints) -> Ints:
    parents = np.zeros(child.max() + 1, dtype=np.int64)
    parents[child] = parent
    return parents


def _sequence(parent: Ints, middle: Floats) -> Ints:
    """Return for each child its number from 1 within its parent, in reading order."""
    number = np.zeros(len(parent), dtype=np.int64)
    for one in np.unique(parent):
        children = np.flatnonzero(parent == one)
        number[children[reading_order(*middle[children].T)]] = np.arange(1, len(children) + 1)
    return number
