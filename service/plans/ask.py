"""What is asked of a proposal, and what it is put together from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from geo.balance import Balance, Bools, Ints
from service.plans.facts import StudioFacts

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
        Largest share that may change hands, 0 to 1, None for any: of the grids of those who
        balance, of the district's for a post that opens.  The other kinds move what they must.
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
        part of the district, apart from the workers' grids, or nobody may take them.
    """

    units: Ints
    areas: Ints
    problem: Balance
    kept: Ints


@dataclass(frozen=True, eq=False)
class Desk:
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
