"""Neighbouring grids put together to workers' areas (责任网格), as uneven as real ones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from geo.adjacency import touching

# How many areas have one grid, two, ... five.
_SHARES = (0.12, 0.30, 0.26, 0.18, 0.14)
_LARGEST = len(_SHARES)

Neighbours = list[set[int]]


def areas(grids: gpd.GeoDataFrame, is_held: np.ndarray, rng: np.random.Generator) -> list[int]:
    """Return the number of each grid's area, from 0, and -1 where nobody has the grid.

    An area lies within one community and hangs together; in one or two areas of a larger district
    a grid lies apart, as after a hasty exchange.
    """
    near = _neighbours(grids)
    of_community: dict[str, list[int]] = {}
    for row, code in enumerate(grids["parent_code"]):
        if is_held[row]:
            of_community.setdefault(str(code), []).append(row)
    found: list[list[int]] = []
    torn = 2 if len(grids) >= 60 else 0
    for rows in of_community.values():
        grown = _grown(rows, near, rng)
        torn -= torn > 0 and _is_torn(grown, near)
        found += grown
    area = [-1] * len(grids)
    for number, members in enumerate(found):
        for row in members:
            area[row] = number
    return area


def _neighbours(grids: gpd.GeoDataFrame) -> Neighbours:
    near: Neighbours = [set() for _ in range(len(grids))]
    for one, two in touching(grids).edges:
        near[one].add(int(two))
        near[two].add(int(one))
    return near


def _grown(rows: list[int], near: Neighbours, rng: np.random.Generator) -> list[list[int]]:
    """Return connected areas: each begins where least is left and takes what lies closest."""
    free = set(rows)
    found = []
    while free:
        size = int(rng.choice(_LARGEST, p=_SHARES)) + 1
        area = [min(free, key=lambda row: (len(near[row] & free), row))]
        free -= set(area)
        while len(area) < size and (beside := free & set().union(*(near[row] for row in area))):
            taken = max(beside, key=lambda row: (len(near[row] & set(area)), -row))
            area.append(taken)
            free.remove(taken)
        found.append(sorted(area))
    return sorted(found)


def _is_torn(found: list[list[int]], near: Neighbours) -> bool:
    """Give a grid of one area to another that it does not touch, if there is such a grid."""
    for giver in found:
        for row in giver:
            rest = [other for other in giver if other != row]
            if not rest or not _hangs_together(rest, near):
                continue
            for taker in found:
                if taker is not giver and 1 < len(taker) < _LARGEST and not near[row] & set(taker):
                    giver.remove(row)
                    taker.append(row)
                    return True
    return False


def _hangs_together(rows: list[int], near: Neighbours) -> bool:
    reached, waiting = {rows[0]}, [rows[0]]
    while waiting:
        new = (near[waiting.pop()] & set(rows)) - reached
        reached |= new
        waiting += new
    return len(reached) == len(rows)
