"""How fair a distribution of units is: hours, balance, pieces, borders, shape.

Everywhere `areas` is the area of each unit, shape (n,), -1 for none, and k the number of areas.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.balance import Balance, Floats, Ints


def area_hours(problem: Balance, areas: Ints) -> Floats:
    """Return the hours a month of each area, shape (k,): loads and travel.

    Travel is ``hours_per_trip_m`` x trips x `spread_m`; units without an area count nowhere.
    """
    k = len(problem.capacity)
    trips = _sums(problem.trips, areas, k)
    travel = problem.hours_per_trip_m * trips * spread_m(problem, areas)
    return np.asarray(_sums(problem.loads, areas, k) + travel)


def spread_m(problem: Balance, areas: Ints) -> Floats:
    """Return the standard distance of each area in metres, shape (k,); 0 without trips.

    The root mean square distance of the area's trips from their centre, the spread inside each
    unit (``own_m2``) included (Bachi 1963).
    """
    k = len(problem.capacity)
    trips = _sums(problem.trips, areas, k)
    some = np.where(trips > 0, trips, 1.0)
    x = _sums(problem.trips * problem.x_m, areas, k) / some
    y = _sums(problem.trips * problem.y_m, areas, k) / some
    own = np.maximum(areas, 0)
    square = (problem.x_m - x[own]) ** 2 + (problem.y_m - y[own]) ** 2 + problem.own_m2
    return np.asarray(np.sqrt(_sums(problem.trips * square, areas, k) / some))


def max_over_mean(hours: Floats, capacity: Floats) -> float:
    """Return the largest hours per full post over the mean (all hours / all posts); 1 without."""
    total = float(hours.sum())
    if total <= 0:
        return 1.0
    return float((hours / capacity).max() * capacity.sum() / total)


def gini(hours: Floats, capacity: Floats) -> float:
    """Return the Gini coefficient of hours over capacity: 0 when all have their part, below 1.

    The area between the Lorenz curve (posts in order of their hours per post) and the diagonal,
    doubled, by trapezia.
    """
    total = float(hours.sum())
    if total <= 0:
        return 0.0
    order = np.argsort(hours / capacity, kind="stable")
    share = np.concatenate([[0.0], np.cumsum(hours[order])]) / total
    posts = np.diff(np.concatenate([[0.0], np.cumsum(capacity[order])])) / capacity.sum()
    return max(0.0, float(1 - (posts * (share[1:] + share[:-1])).sum()))


def pieces(edges: Ints, areas: Ints, k: int) -> Ints:
    """Return how many connected pieces each area is in, shape (k,); 0 for one without units."""
    label = piece_of(edges, areas)
    area_of_piece = np.full(len(areas), -1, dtype=np.int64)
    area_of_piece[label] = areas
    return np.bincount(area_of_piece[area_of_piece >= 0], minlength=k).astype(np.int64)


def piece_of(edges: Ints, areas: Ints) -> Ints:
    """Return the number of the connected piece each unit lies in: same area, and touching."""
    n = len(areas)
    a, b = edges[(areas[edges[:, 0]] == areas[edges[:, 1]])].T
    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def cut_edges(edges: Ints, areas: Ints) -> int:
    """Return how many touching pairs lie in two different areas."""
    return int((areas[edges[:, 0]] != areas[edges[:, 1]]).sum())


def moved(start: Ints, areas: Ints) -> int:
    """Return how many units that had an area have another now; new ones do not count."""
    return int(((start >= 0) & (start != areas)).sum())


def compactness(
    area_m2: Floats, perimeter_m: Floats, edges: Ints, border_m: Floats, areas: Ints, k: int
) -> Floats:
    """Return 4 pi area / perimeter^2 of each area, shape (k,): 1 for a circle, 0 without units.

    The perimeter is that of the units less twice their common borders (Polsby, Popper 1991).
    ``area_m2`` and ``perimeter_m`` are those of each unit, shape (n,).
    """
    inside = areas[edges[:, 0]] == areas[edges[:, 1]]
    shared = _sums(border_m[inside], areas[edges[inside, 0]], k)
    outline = _sums(perimeter_m, areas, k) - 2 * shared
    ground = _sums(area_m2, areas, k)
    has = outline > 0
    return np.asarray(np.where(has, 4 * np.pi * ground / np.where(has, outline, 1.0) ** 2, 0.0))


def _sums(values: Floats, areas: Ints, k: int) -> Floats:
    has = areas >= 0
    return np.bincount(areas[has], values[has], minlength=k).astype(np.float64)
