"""What a proposal says of itself: what changes, what nobody can beat, and what it left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from casework.sentence import Sentence
from geo.balance import Proposal
from geo.balance_measures import area_hours, max_over_mean
from service.plans.asking import Ask, Question
from service.plans.facts import StudioFacts
from service.plans.grids_seen import named
from service.plans.measures import PlanMeasures

# So many codes stand in one sentence.
_NAMED: Final = 12


def proposal_sentences(
    facts: StudioFacts, ask: Ask, asked: Question, found: Proposal, after: PlanMeasures
) -> tuple[Sentence, ...]:
    """Return what a proposal does, its bounds, and what it could not do."""
    return (
        *_done(facts, asked, found),
        *_given(facts, asked, found),
        *_left(facts, asked),
        *_limits(asked, found),
        *_torn(facts, asked, after),
        *_temporary(ask),
    )


def _done(facts: StudioFacts, asked: Question, found: Proposal) -> Iterator[Sentence]:
    start, best = asked.problem.start, found.best
    is_changed = (start >= 0) & (best.areas != start)
    if not is_changed.any() and (start >= 0).all():
        yield _why_nothing(asked)
        return
    before = max_over_mean(area_hours(asked.problem, start), asked.problem.capacity)
    if is_changed.any():
        yield Sentence(
            "Grids that change hands: {moved} of {grids}, among {workers} workers.",
            moved=int(is_changed.sum()),
            grids=len(start),
            workers=len(asked.areas),
        )
    yield Sentence(
        "Among them the largest load was {before:.2f} times the mean and would be {after:.2f}.",
        before=before,
        after=best.max_over_mean,
    )


def _why_nothing(asked: Question) -> Sentence:
    """Return why no grid changes hands."""
    start = asked.problem.start
    sizes = np.bincount(start, minlength=len(asked.areas))
    if (sizes == 1).all():
        return Sentence(
            "Every one of these {count} workers has exactly one grid: nothing can be given without"
            " leaving somebody with none.",
            count=len(sizes),
        )
    if not asked.problem.is_movable.any():
        return Sentence(
            "None of these grids may change hands: they are locked, or lie outside your part of the"
            " district."
        )
    return Sentence("Nothing better was found: everybody keeps what he has.")


def _given(facts: StudioFacts, asked: Question, found: Proposal) -> Iterator[Sentence]:
    is_new = (asked.problem.start < 0) & (found.best.areas >= 0)
    rows = asked.units[is_new]
    is_vacant = facts.holders[rows] < 0
    if is_vacant.any():
        yield Sentence(
            "Grids that nobody has and that are given out: {count} ({grids}).",
            count=int(is_vacant.sum()),
            grids=_named(facts, rows[is_vacant]),
        )
    if not is_vacant.all():
        yield Sentence(
            "Grids given to others: {count}, to {workers} workers; their own grids stay with them.",
            count=int((~is_vacant).sum()),
            workers=len(np.unique(found.best.areas[is_new])),
        )


def _left(facts: StudioFacts, asked: Question) -> Iterator[Sentence]:
    if asked.kept.size:
        yield Sentence(
            "Grids that stay as they are: {count} ({grids}). They are locked, lie outside your part"
            " of the district or apart from these workers' grids, or none of them may take them.",
            count=len(asked.kept),
            grids=_named(facts, asked.kept),
        )


def _limits(asked: Question, found: Proposal) -> Iterator[Sentence]:
    problem = asked.problem
    mean = area_hours(problem, found.best.areas).sum() / problem.capacity.sum()
    least = {"hours": found.bound * mean, "bound": found.bound}
    if found.is_proven:
        yield Sentence(
            "It cannot be better: with these grids and workers the busiest has at least"
            " {hours:.1f} hours a month for a full post, {bound:.3f} times this mean, whatever is"
            " done.",
            **least,
        )
    else:
        yield Sentence(
            "With these grids and workers the busiest has at least {hours:.1f} hours a month for a"
            " full post, {bound:.3f} times this mean, whatever is done.",
            **least,
        )
    if found.best.moved and found.bound_moves:
        yield Sentence(
            "As even as this, at least {least} grids have to change hands; here it is {moved}.",
            least=found.bound_moves,
            moved=found.best.moved,
        )


def _torn(facts: StudioFacts, asked: Question, after: PlanMeasures) -> Iterator[Sentence]:
    took_part = set(facts.workers["code"].to_numpy(object)[asked.areas])
    torn = [code for code in after.in_pieces if code in took_part]
    if torn:
        yield Sentence(
            "The grids of these workers do not hang together: {workers}.",
            workers=named(torn, _NAMED),
        )


def _temporary(ask: Ask) -> Iterator[Sentence]:
    if ask.kind == "cover":
        yield Sentence(
            "This is meant for a leave, and a plan holds until further notice: enter these workers"
            " in the roster as substitutes for its days, so that the grids go back by themselves."
        )


def _named(facts: StudioFacts, rows: np.ndarray) -> str:
    return named(facts.grids["code"].to_numpy(object)[rows], _NAMED)
