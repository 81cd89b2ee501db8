"""Judges a distribution by other means than the solver's own: networkx, plain sums."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.optimize import linear_sum_assignment

from geo.balance import Balance, Floats, Ints


@dataclass(frozen=True)
class Judged:
    """What a distribution comes to.

    Attributes
    ----------
    used
        Areas with at least one unit.
    busiest
        Largest hours per full post.
    over
        The same over the mean.
    moved
        Share of the units that had an area and have another now.
    in_pieces
        Areas whose units are not connected although today's are, or that have none.
    """

    used: int
    busiest: float
    over: float
    gini: float
    moved: float
    cut: int
    in_pieces: int

    @property
    def is_sound(self) -> bool:
        return self.in_pieces == 0


def graph_of(problem: Balance) -> nx.Graph:
    """Return the units and which of them touch."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(problem.loads)))
    graph.add_edges_from(problem.edges.tolist())
    return graph


def judge(problem: Balance, areas: Ints) -> Judged:
    """Return the figures of a distribution; every unit must have an area."""
    hours = hours_of(problem, areas)
    each = hours / problem.capacity
    had = problem.start >= 0
    a, b = problem.edges.T
    return Judged(
        used=len(np.unique(areas)),
        busiest=float(each.max()),
        over=float(each.max() / (hours.sum() / problem.capacity.sum())),
        gini=gini_by_pairs(hours, problem.capacity),
        moved=float((areas != problem.start)[had].mean()),
        cut=int((areas[a] != areas[b]).sum()),
        in_pieces=areas_in_pieces(problem, areas),
    )


def hours_of(problem: Balance, areas: Ints) -> Floats:
    """Return the hours of each area, unit by unit: loads, and trips times standard distance."""
    hours = np.zeros(len(problem.capacity))
    for area in range(len(hours)):
        units = np.flatnonzero(areas == area)
        trips = problem.trips[units]
        hours[area] = problem.loads[units].sum()
        if problem.hours_per_trip_m and trips.sum() > 0:
            x, y = (np.average(at[units], weights=trips) for at in (problem.x_m, problem.y_m))
            square = (problem.x_m[units] - x) ** 2 + (problem.y_m[units] - y) ** 2
            spread = np.sqrt(np.average(square + problem.own_m2[units], weights=trips))
            hours[area] += problem.hours_per_trip_m * trips.sum() * spread
    return hours


def gini_by_pairs(hours: Floats, capacity: Floats) -> float:
    """Return half the relative mean difference between every two posts."""
    each, weight = hours / capacity, capacity / capacity.sum()
    apart = np.abs(each[:, None] - each[None, :]) * weight[:, None] * weight[None, :]
    return float(apart.sum() / 2 / (hours.sum() / capacity.sum()))


def areas_in_pieces(problem: Balance, areas: Ints) -> int:
    """Return how many areas are not one connected piece."""
    graph = graph_of(problem)
    broken = 0
    for area in range(len(problem.capacity)):
        units = np.flatnonzero(areas == area).tolist()
        broken += not units or not nx.is_connected(graph.subgraph(units))
    return broken


def relabelled(problem: Balance, areas: Ints) -> Ints:
    """Return areas of any names under those of today they share the most units with.

    An area made for half a post goes to half a post.  Areas beyond the number of workers get
    names beyond theirs.
    """
    names, parts = np.unique(areas, return_inverse=True)
    posts = problem.capacity
    k = max(len(posts), len(names))
    common = np.zeros((k, k))
    had = problem.start >= 0
    np.add.at(common, (parts[had], problem.start[had]), 1)
    if (posts != posts[0]).any():
        made_for = np.resize(posts[names], k)
        common -= len(areas) * (made_for[:, None] != np.resize(posts, k)[None, :])
    rows, columns = linear_sum_assignment(common, maximize=True)
    order = np.empty(k, np.int64)
    order[rows] = columns
    return order[parts]
