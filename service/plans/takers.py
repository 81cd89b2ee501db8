"""Who may take which grids: those around, those of the community."""

from __future__ import annotations

import numpy as np

from geo.balance import Bools, Ints
from service.plans.ask import Desk


def may_take_of(desk: Desk, areas: list[int], given: Bools) -> Bools:
    """Return which of these workers may take which grid of the district, shape (grids, areas)."""
    if not desk.ask.keeps_communities:
        return np.ones((len(desk.now), len(areas)), dtype=np.bool_)
    community, names = desk.facts.grids["parent_code"].factorize()
    is_known = np.zeros((len(names) + 1, len(areas)), dtype=np.bool_)
    for column, row in enumerate(areas):
        is_known[community[desk.now == row], column] = True
    new = np.flatnonzero(~is_known.any(axis=0))
    busiest = _busiest_first(desk, community, desk.has(areas) | given)
    is_known[np.resize(busiest, len(new)), new] = True
    may_take: Bools = is_known[community]
    return may_take


def _busiest_first(desk: Desk, community: Ints, among: Bools) -> Ints:
    """Return communities by the hours per post of those who work there, the most first."""
    whole = desk.facts.problem
    k = len(whole.capacity)
    held = desk.now >= 0
    hours = np.bincount(desk.now[held], whole.loads[held], minlength=k) / whole.capacity
    rows = np.flatnonzero(among & held & (community >= 0))
    weight = np.bincount(community[rows], whole.loads[rows])
    busy = np.bincount(community[rows], whole.loads[rows] * hours[desk.now[rows]])
    mean = np.divide(busy, weight, out=np.zeros_like(busy), where=weight > 0)
    there = np.unique(community[rows])
    return np.asarray(there[np.argsort(-mean[there], kind="stable")], np.int64)


def near(desk: Desk, given: Bools) -> list[int]:
    """Return who has a grid beside those given away; all who have one where nobody does."""
    a, b = desk.facts.adjacency.edges.T
    beside = np.concatenate([b[given[a] & ~given[b]], a[given[b] & ~given[a]]])
    barred = desk.absent if desk.ask.kind == "cover" else frozenset()
    free = [row for row in desk.posted() if row not in barred]
    near = [row for row in free if row in set(desk.now[beside])]
    return near or free


def reached_from(desk: Desk, among: Bools, begin: Bools) -> Bools:
    """Return which of some grids hang together with the ones to begin from.

    Only within communities, when grids are to stay in theirs.
    """
    edges = desk.facts.adjacency.edges
    if desk.ask.keeps_communities:
        community = desk.facts.grids["parent_code"].factorize()[0]
        edges = edges[community[edges[:, 0]] == community[edges[:, 1]]]
    a, b = np.concatenate([edges, edges[:, ::-1]]).T
    reached = begin
    while True:
        new = reached.copy()
        new[b[reached[a] & among[b]]] = True
        if (new == reached).all():
            return reached & among
        reached = new
