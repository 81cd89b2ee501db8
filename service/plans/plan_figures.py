"""The figures of a plan as plain values, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from casework.access import Action, Viewer, require
from casework.plan import CoveragePlan
from data.store import Store
from geo.balance import Ints
from geo.balance_bound import bound
from service.plans.facts import StudioFacts, studio_facts
from service.plans.measures import PlanMeasures, measure_plan
from service.plans.part_problem import part_problem

_DIGITS = 4


def plan_figures(viewer: Viewer, store: Store, plan: CoveragePlan, now: datetime) -> dict[str, Any]:
    """Return what a plan means for the whole district, and what was there before it.

    Raises
    ------
    CaseworkError
        When the viewer may not plan coverage.
    ServiceError
        When the plan names a grid or worker there is not on its day.

    Notes
    -----
    ``bound``: however the same grids were given to the same workers, the largest load over the
    mean would not be less.
    """
    require(viewer, Action.PLAN_COVERAGE)
    facts = studio_facts(viewer, store, plan.on, now)
    areas = facts.areas_of(plan)
    after = measure_plan(facts, areas)
    return {
        "on": plan.on.isoformat(),
        "name": plan.name,
        "grids": len(facts.grids),
        "posts": int((after.lines["grids"] > 0).sum()),
        **figures_of(after),
        "bound": round(lower_bound(facts, areas, after), _DIGITS),
        "before": figures_of(measure_plan(facts, facts.holders)),
        "workers": worker_lines(after),
    }


def lower_bound(facts: StudioFacts, areas: Ints, measures: PlanMeasures) -> float:
    """Return what no distribution of the same grids among the same workers can beat."""
    held = np.flatnonzero(areas >= 0)
    posts = np.unique(areas[held])
    if not len(posts):
        return 1.0
    everything = np.ones(len(areas), dtype=np.bool_)
    problem = part_problem(facts.problem, held, posts, areas, everything, None)
    return bound(problem, measures.mean_hours)


def figures_of(measures: PlanMeasures) -> dict[str, Any]:
    """Return the figures of a distribution without its workers."""
    return {
        "max_over_mean": round(measures.max_over_mean, _DIGITS),
        "gini": round(measures.gini, _DIGITS),
        "mean_hours": round(measures.mean_hours, _DIGITS),
        "moved": measures.moved,
        "moved_share": round(measures.moved_share, _DIGITS),
        "filled": measures.filled,
        "cut_edges": measures.cut_edges,
        "border_km": round(measures.border_km, _DIGITS),
        "non_contiguous": list(measures.in_pieces),
        "vacant": list(measures.vacant),
    }


def worker_lines(measures: PlanMeasures) -> list[dict[str, Any]]:
    """Return what comes with each worker's area."""
    rows = measures.lines.round(_DIGITS).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]
