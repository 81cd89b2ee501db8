"""Many units into fewer: a merger by proximity and moderate size, proposed as a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from casework.access import Viewer
from data.store import Store
from service.reorganise.plan import Level, ReorganisationPlan


@dataclass(frozen=True)
class MergeAsk:
    """What is wanted: the units of a level into so many, perhaps each within its parent unit."""

    on: date
    into: int
    level: Level = "community"
    within: str | None = None
    keeps_parents: bool = True
    seconds: float = 10.0
    seed: int = 1


@dataclass(frozen=True, eq=False)
class MergeProposal:
    """A plan that merges units, and what the new ones are like.

    Attributes
    ----------
    plan
        One `MergeUnits` for each new unit of two or more.
    units : DataFrame[code, name, units, grids, households, area_km2, pieces, compactness]
        The new units: ``code`` of the largest merged into it, ``units`` how many.
    max_over_mean
        Households of the largest by the mean.
    seconds
        What it took.
    """

    plan: ReorganisationPlan
    units: pd.DataFrame
    max_over_mean: float
    seconds: float


def merge_proposal(viewer: Viewer, store: Store, ask: MergeAsk, now: datetime) -> MergeProposal:
    """Return a plan that merges many units of a level into fewer, neighbours of moderate size."""
    raise NotImplementedError
