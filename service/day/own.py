"""A worker's own figures: how far his visits are, what is due today, what waits for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.access import Viewer
from casework.visit import VisitPlan
from data.store import Store
from service.coverage import roster_on
from service.day.matter import Matter
from service.day.own_grids import has_grid
from service.visits.coverage import visit_coverage
from service.visits.plans import plans_of


@dataclass(frozen=True)
class PlanSoFar:
    """Households met of those that are to be met this turn, in the grids of one worker.

    Attributes
    ----------
    first, last
        Days of the turn; both included.
    occupied
        Households that are lived in: the denominator.
    met, declined
        Done.
    """

    code: str
    name: str
    first: date
    last: date | None
    occupied: int
    met: int
    declined: int


@dataclass(frozen=True)
class Own:
    """Own figures; there are none of anybody else to compare them with.

    Attributes
    ----------
    replies_today
        Persons who are to be told about progress today and were not yet, those of days past
        included.
    waiting_on_others
        His open cases that an owner unit handles, or that stand still.
    """

    plans: tuple[PlanSoFar, ...]
    replies_today: int
    waiting_on_others: int


def own_figures(
    viewer: Viewer,
    store: Store,
    worker_code: str,
    matters: tuple[Matter, ...],
    on: date,
    tonight: datetime,
) -> Own:
    """Return the figures of one worker; `matters` are his, `tonight` ends the office's day."""
    replies = [one.more.get("reply_at") for one in matters if one.kind == "case"]
    plans = (_so_far(viewer, store, worker_code, plan, on) for plan in plans_of(viewer, store, on))
    return Own(
        tuple(plan for plan in plans if plan is not None),
        sum(isinstance(at, datetime) and at <= tonight for at in replies),
        sum(one.kind == "case" and bool(one.more["waits"]) for one in matters),
    )


def _so_far(
    viewer: Viewer, store: Store, worker_code: str, plan: VisitPlan, on: date
) -> PlanSoFar | None:
    turn = plan.turn_on(on)
    if turn is None:
        return None
    grids = visit_coverage(viewer, store, plan.code, on)
    roster = roster_on(store)
    grids = grids.loc[[has_grid(roster, worker_code, code, on) for code in grids["code"]]]
    if not int(grids["occupied"].sum()):
        return None
    counts = (int(grids[name].sum()) for name in ("occupied", "met", "declined"))
    return PlanSoFar(plan.code, plan.name, turn.first, turn.last, *counts)
