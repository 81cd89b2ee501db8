"""A fairer distribution, or one for a post that opens, closes or stands empty, as a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from casework.access import Action, Viewer, require
from casework.plan import CoveragePlan
from casework.sentence import Sentence
from data.duty_store import load_leaves
from data.store import Store
from geo.balance import Ints, Progress, Proposal, Wish
from geo.balance_propose import propose, warm_up
from service.errors import ServiceError
from service.plans.asking import Ask, Question, question
from service.plans.facts import StudioFacts, studio_facts
from service.plans.measures import PlanMeasures, measure_plan
from service.plans.proposal_words import proposal_sentences

__all__ = ["Ask", "PlanProposal", "propose_plan"]


@dataclass(frozen=True, eq=False)
class PlanProposal:
    """A proposal, which nobody has decided.

    Attributes
    ----------
    plan
        The plan it began from, with its changes added.
    proposal
        What the solver found for the grids and workers that took part.
    measures_before, measures_after
        Of the whole district, by the plan it began from and by this one.
    sentences
        What was done, what cannot be better, or why nothing could be done.
    alternatives
        A plan for each distribution of the proposal's front, in its order.
    """

    plan: CoveragePlan
    proposal: Proposal
    measures_before: PlanMeasures
    measures_after: PlanMeasures
    sentences: tuple[Sentence, ...]
    alternatives: tuple[CoveragePlan, ...] = ()


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
    _refuse_bad(ask)
    facts = studio_facts(viewer, store, plan.on, now)
    asked = question(facts, plan, ask, _absent(store, plan.on))
    wish = Wish(
        max_moved=_most_moved(facts, ask, asked),
        target=ask.target,
        seconds=ask.seconds,
        seed=ask.seed,
    )
    warm_up()
    found = propose(asked.problem, wish, progress)
    proposed = _plan(facts, plan, asked, found.best.areas)
    before, after = (measure_plan(facts, facts.areas_of(one)) for one in (plan, proposed))
    words = proposal_sentences(facts, ask, asked, found, after)
    others = tuple(_plan(facts, plan, asked, one.areas) for one in found.front)
    return PlanProposal(proposed, found, before, after, words, others)


def _most_moved(facts: StudioFacts, ask: Ask, asked: Question) -> float | None:
    """Return the share of the problem's grids that may change hands."""
    if ask.max_moved is None or ask.kind == "balance":
        return ask.max_moved
    if ask.kind != "open":
        return None
    held, here = (facts.holders >= 0).sum(), (asked.problem.start >= 0).sum()
    return min(1.0, float(ask.max_moved * held / max(here, 1)))


def _plan(facts: StudioFacts, plan: CoveragePlan, asked: Question, found: Ints) -> CoveragePlan:
    """Return the plan with what the solver changed."""
    holders = facts.holder_codes()
    grids, workers = facts.grids["code"].to_numpy(object), facts.workers["code"].to_numpy(object)
    is_changed = (found != asked.problem.start) & (found >= 0)
    for area in np.unique(found[is_changed]):
        rows = asked.units[is_changed & (found == area)]
        plan = plan.assign(grids[rows], str(workers[asked.areas[area]]), holders)
    return plan


def _absent(store: Store, on: date) -> list[str]:
    with store.read() as conn:
        leaves = load_leaves(conn)
    is_away = (leaves["since"] <= on) & (leaves["until"] > on)
    return [str(code) for code in leaves.loc[is_away, "worker_code"]]


def _refuse_bad(ask: Ask) -> None:
    share = ask.max_moved
    if share is not None and not 0 <= share <= 1:
        raise ServiceError(
            "The share of grids that may change hands cannot be {share}: give one from 0 to 1, such"
            " as 0.15.",
            share=share,
        )
    if not 0 < ask.seconds <= 600:
        raise ServiceError(
            "A proposal cannot take {seconds} seconds: give more than 0 and at most 600.",
            seconds=ask.seconds,
        )
