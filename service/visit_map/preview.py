"""What a plan would mean before it is made: how many households, in which turn, how many a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from casework.access import Action, Viewer, require
from casework.visit import Turn, VisitPlan
from data.store import Store
from service.visit_map.pace import Pace, pace_of
from service.visits.ground import ground_on
from service.visits.plans import NewPlan


@dataclass(frozen=True)
class PlanPreview:
    """What a plan would mean.

    Attributes
    ----------
    occupied, vacant
        Homes in its area, as they are lived in today.
    turn
        The first turn that has not ended.
    pace
        Of that turn, were nobody met yet.
    """

    occupied: int
    vacant: int
    turn: Turn | None
    pace: Pace | None


def preview_plan(viewer: Viewer, store: Store, new: NewPlan, on: date) -> PlanPreview:
    """Return what a plan would mean in the viewer's part; nothing is kept.

    Raises
    ------
    CaseworkError
        When the viewer may not plan visits.
    """
    require(viewer, Action.PLAN_VISITS)
    ground = ground_on(store, on)
    is_meant = np.ones(len(ground.homes), dtype=bool)
    for areas in ((viewer.scope,) if viewer.scope else (), new.area_codes):
        if areas:
            chosen = np.logical_or.reduce([ground.grids.within(code) for code in areas])
            is_meant &= ground.inside(chosen)
    occupied = int((is_meant & ground.homes.is_occupied).sum())
    plan = VisitPlan("", new.name, new.kind, new.purpose, new.since, new.until, new.every)
    turn = plan.turn_on(max(on, new.since))
    pace = None if turn is None else pace_of(viewer, store, turn, on, occupied)
    return PlanPreview(occupied, int(is_meant.sum()) - occupied, turn, pace)
