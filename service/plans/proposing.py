"""A fairer distribution, or one for a post that opens, closes or stands empty, as a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from casework.access import Action, Viewer, require
from casework.plan import CoveragePlan
from casework.sentence import Sentence
from data.store import Store
from geo.balance import Progress, Proposal, Wish
from geo.balance_propose import propose
from service.plans.facts import studio_facts
from service.plans.measures import PlanMeasures, measure_plan

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
class PlanProposal:
    """A proposal as a plan, what the solver found, the measures before and after, and words."""

    plan: CoveragePlan
    proposal: Proposal
    measures_before: PlanMeasures
    measures_after: PlanMeasures
    sentences: tuple[Sentence, ...]


def propose_plan(
    viewer: Viewer,
    store: Store,
    plan: CoveragePlan,
    ask: Ask,
    now: datetime,
    progress: Progress | None = None,
) -> PlanProposal:
    """Return a proposal that begins from a plan and keeps its locks; nothing is decided by it.

    Raises
    ------
    CaseworkError
        When the viewer may not plan coverage.
    ServiceError
        When a worker named is not in service, or what is asked cannot be.
    """
    require(viewer, Action.PLAN_COVERAGE)
    facts = studio_facts(viewer, store, plan.on, now)
    before = measure_plan(facts, facts.areas_of(plan))
    found = propose(facts.problem, Wish(ask.max_moved, ask.target, ask.seconds, ask.seed), progress)
    return PlanProposal(plan, found, before, before, ())
