"""Whose grids may go where: what is asked of a proposal as a problem for the solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from casework.plan import CoveragePlan
from geo.balance import Balance, Bools, Ints
from service.errors import ServiceError
from service.plans.facts import StudioFacts
from service.plans.part_problem import part_problem

Kind = Literal["balance", "open", "close", "cover", "split"]


@dataclass(frozen=True)
class Ask:
    """What is asked of a proposal.

    Attributes
    ----------
    kind
        ``balance`` these workers; ``open`` a post for workers; ``close`` the posts of workers;
        ``cover`` workers on leave; ``split`` a worker's area.
    workers
        Codes of those it is about; none is all who have grids, for ``balance``.
    max_moved
        Largest share of the grids that may change hands, 0 to 1; None for any.
    keeps_communities
        A worker takes only grids of communities where he has one already.
    into
        Codes of those who give (``open``) or take (``close``, ``cover``, ``split``); none leaves
        it open.
    target
        Largest load over the mean at which fewer changes count more than a better balance.
    """

    kind: Kind = "balance"
    workers: tuple[str, ...] = ()
    max_moved: float | None = None
    keeps_communities: bool = False
    seconds: float = 10.0
    seed: int = 1
    into: tuple[str, ...] = ()
    target: float = 1.02


@dataclass(frozen=True, eq=False)
class Question:
    """A problem for the solver, and which grids and workers its rows are.

    Attributes
    ----------
    units, areas
        Rows of the facts' grids and workers.
    problem
        The units among the areas.
    kept
        Rows of grids that were to be given away or out and stay: locked, outside the viewer's
        part of the district, or nobody may take them.
    """

    units: Ints
    areas: Ints
    problem: Balance
    kept: Ints


@dataclass(frozen=True, eq=False)
class _Desk:
    """What a question is put together from.

    `now` is the worker of each grid by the plan as it stands, `may_move` the grids that may
    change hands, `absent` the workers on leave.
    """

    facts: StudioFacts
    ask: Ask
    now: Ints
    may_move: Bools
    locked: frozenset[int]
    absent: frozenset[int]

    def rows(self, codes: Iterable[str]) -> list[int]:
        """Return the rows of workers by code, each once."""
        return list(dict.fromkeys(self.facts.worker_row(code) for code in codes))

    def has(self, workers: Iterable[int]) -> Bools:
        """Return which grids these workers have."""
        return np.isin(self.now, list(workers))

    def posted(self) -> list[int]:
        """Return the unlocked workers who have a grid in the viewer's part of the district."""
        rows = np.unique(self.now[(self.now >= 0) & self.facts.inside])
        return [int(row) for row in rows if int(row) not in self.locked]


def question(
    facts: StudioFacts, plan: CoveragePlan, ask: Ask, absent: Iterable[str] = ()
) -> Question:
    """Return what the solver is to find, beginning from the plan as it stands.

    Parameters
    ----------
    absent
        Codes of workers on leave that day: they take nothing when others are covered.

    Raises
    ------
    ServiceError
        When workers are missing, too many, locked or not in service, or there is nothing to give.
    """
    rows = facts.row_of_worker
    locked_grids = facts.grids["code"].isin(plan.locked_grids).to_numpy()
    desk = _Desk(
        facts=facts,
        ask=ask,
        now=facts.areas_of(plan),
        may_move=facts.inside & ~locked_grids,
        locked=frozenset(rows[code] for code in plan.locked_workers if code in rows),
        absent=frozenset(rows[code] for code in absent if code in rows),
    )
    _refuse_locked(desk, (*ask.workers, *ask.into))
    return _ASKED[ask.kind](desk)


def _balance(desk: _Desk) -> Question:
    """Balance the workers named, or all who have grids; what nobody has is given out."""
    areas = desk.rows(desk.ask.workers) or desk.posted()
    if len(areas) < 2:
        raise ServiceError(
            "A balance needs two workers or more, and {count} can take part: name others, or unlock"
            " some.",
            count=len(areas),
        )
    vacant = desk.now < 0
    if desk.ask.workers:
        vacant &= _reached(desk.facts.adjacency.edges, vacant, desk.has(areas))
    return _put(desk, areas, vacant)


def _open(desk: _Desk) -> Question:
    """Give workers a part of what others have."""
    new = desk.rows(desk.ask.workers)
    if not new:
        raise ServiceError("A new post needs a worker: name one who has no grid yet.")
    donors = desk.rows(desk.ask.into) or desk.posted()
    areas = list(dict.fromkeys([*new, *donors]))
    if len(areas) == len(new):
        raise ServiceError("A new post takes grids from others: name other workers who have some.")
    return _put(desk, areas, np.zeros(len(desk.now), dtype=np.bool_))


def _close(desk: _Desk) -> Question:
    """Give all that workers have to others, whose own grids stay where they are."""
    gone = desk.rows(desk.ask.workers)
    given = desk.has(gone)
    if not given.any():
        raise ServiceError(
            "There is nothing to give to others: name workers who have grids, not {workers}.",
            workers=", ".join(desk.ask.workers) or "-",
        )
    takers = [row for row in desk.rows(desk.ask.into) or _near(desk, given) if row not in gone]
    if not takers:
        raise ServiceError(
            "Nobody can take the grids of {workers}: name the workers who shall, or unlock some.",
            workers=", ".join(desk.ask.workers),
        )
    return _put(desk, takers, given, is_own_movable=False)


def _split(desk: _Desk) -> Question:
    """Split one worker's area: between him and another, or between two others."""
    if len(desk.rows(desk.ask.workers)) != 1 or len(desk.rows(desk.ask.into)) not in (1, 2):
        raise ServiceError(
            "A split needs one worker whose area it is, and one or two others who take from it."
        )
    if len(desk.rows(desk.ask.into)) == 2:
        return _close(desk)
    giver, taker = desk.rows((*desk.ask.workers, *desk.ask.into))
    only = replace(desk, may_move=desk.may_move & (desk.now == giver))
    return _put(only, [giver, taker], np.zeros(len(desk.now), dtype=np.bool_))


_ASKED: Final[dict[Kind, Callable[[_Desk], Question]]] = {
    "balance": _balance,
    "open": _open,
    "close": _close,
    "cover": _close,
    "split": _split,
}


def _put(desk: _Desk, areas: list[int], given: Bools, *, is_own_movable: bool = True) -> Question:
    """Return the problem of these workers' grids and of those that are given out or away."""
    may_take = _may_take(desk, areas, given)
    is_stuck = given & ~(desk.may_move & may_take.any(axis=1))
    is_given = given & ~is_stuck
    rows = np.array(areas, dtype=np.int64)
    units = np.flatnonzero(desk.has(areas) | is_given)
    problem = part_problem(
        desk.facts.problem,
        units,
        rows,
        np.where(is_given, -1, desk.now),
        desk.may_move & (is_given | is_own_movable),
        may_take if desk.ask.keeps_communities else None,
    )
    return Question(units, rows, problem, np.flatnonzero(is_stuck))


def _may_take(desk: _Desk, areas: list[int], given: Bools) -> Bools:
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


def _busiest_first(desk: _Desk, community: Ints, among: Bools) -> Ints:
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


def _near(desk: _Desk, given: Bools) -> list[int]:
    """Return who has a grid beside those given away; all who have one where nobody does."""
    a, b = desk.facts.adjacency.edges.T
    beside = np.concatenate([b[given[a] & ~given[b]], a[given[b] & ~given[a]]])
    barred = desk.absent if desk.ask.kind == "cover" else frozenset()
    free = [row for row in desk.posted() if row not in barred]
    near = [row for row in free if row in set(desk.now[beside])]
    return near or free


def _reached(edges: Ints, among: Bools, begin: Bools) -> Bools:
    """Return which of some grids hang together with the ones to begin from."""
    reached = begin.copy()
    while True:
        a, b = edges.T
        new = reached.copy()
        new[b[reached[a] & among[b]]] = True
        new[a[reached[b] & among[a]]] = True
        if (new == reached).all():
            return reached & among
        reached = new


def _refuse_locked(desk: _Desk, codes: Iterable[str]) -> None:
    for code in codes:
        if desk.facts.worker_row(code) in desk.locked:
            raise ServiceError(
                "Worker {worker} is locked in this plan and neither gives nor takes grids: unlock"
                " the worker, or name another.",
                worker=code,
            )
