"""Where every household stands in the turn of a plan, kept until something of it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.visit import HomeState, PlanKind, Turn, VisitPlan
from data.household_store import HomeArrays
from data.store import Store
from data.visit_store import campaign_visits, moved_in_since, moves_after
from service.map_kept import Kept
from service.map_view import GridLayer
from service.visits.counting import Tries, count_states, that_count
from service.visits.ground import Ground, ground_on
from service.visits.memory import visits_in_memory
from service.visits.plans import seen_plan

NOT_MEANT: Final = -1
_LONG_AGO: Final = np.datetime64("0001-01-01", "D")
_kept: Final = Kept(8)


@dataclass(frozen=True)
class HomeStates:
    """Every household in a turn of a plan.

    Attributes
    ----------
    turn
        None when the plan does not run on the day: then no household is meant.
    ground
        The households on the grids of the day.
    state
        `casework.visit.HomeState` per household, int8; `NOT_MEANT` for those the plan does not
        mean, or the viewer does not see.
    tries
        How many visits count for it in this turn, int8.
    counted
        Those visits.
    mark
        Of the state of the visits this was made of.
    """

    plan: VisitPlan
    turn: Turn | None
    on: date
    ground: Ground
    state: NDArray[np.int8]
    tries: NDArray[np.int8]
    counted: Tries
    mark: str

    @property
    def homes(self) -> HomeArrays:
        """Return all households."""
        return self.ground.homes

    def waits(self, rows: NDArray[np.int64] | slice = slice(None)) -> NDArray[np.bool_]:
        """Return which households, of all or of some, are on a list."""
        state = self.state[rows]
        return np.asarray((state == HomeState.TO_DO) | (state == HomeState.NOT_HOME))


def home_states(viewer: Viewer, store: Store, plan_code: str, on: date) -> HomeStates:
    """Return where every household stands in the turn of a plan that holds a day, as of that day.

    Raises
    ------
    CaseworkError
        When the viewer may not see which households are still to be visited.
    ServiceError
        When there is no such plan in the viewer's part.
    """
    require(viewer, Action.VIEW_HOMES)
    return states_seen(viewer, store, seen_plan(viewer, store, plan_code), on)


def states_seen(viewer: Viewer, store: Store, plan: VisitPlan, on: date) -> HomeStates:
    """Return the states of a plan, of the households of the viewer's part."""
    found = _states_of(store, plan, on)
    if viewer.scope is None:
        return found
    seen = found.ground.inside(found.ground.grids.within(viewer.scope))
    return replace(found, state=np.where(seen, found.state, NOT_MEANT).astype(np.int8))


def _states_of(store: Store, plan: VisitPlan, on: date) -> HomeStates:
    ground = ground_on(store, on)
    mark, _visits = visits_in_memory(store)
    key = (plan, on, mark, ground.token)
    return _kept.get(key, lambda: _counted(store, plan, on, ground, mark))


def _counted(store: Store, plan: VisitPlan, on: date, ground: Ground, mark: str) -> HomeStates:
    turn = plan.turn_on(on)
    homes = ground.homes
    first = on if turn is None else turn.first
    lived_in, since = occupancy_on(store, homes, first, on)
    counted = that_count(tries_of(store, plan, first, on, homes), since)
    state, number = count_states(counted, lived_in)
    if turn is None:
        state[:] = NOT_MEANT
    elif plan.area_codes:
        state[~ground.inside(meant_grids(plan, ground.grids))] = NOT_MEANT
    return HomeStates(plan, turn, on, ground, state, number, counted, mark)


def meant_grids(plan: VisitPlan, grids: GridLayer) -> NDArray[np.bool_]:
    """Return the grids whose households a plan means."""
    if not plan.area_codes:
        return np.ones(len(grids.frame), dtype=bool)
    inside = [grids.within(code) for code in plan.area_codes]
    return np.asarray(np.logical_or.reduce(inside))


def tries_of(store: Store, plan: VisitPlan, first: date, on: date, homes: HomeArrays) -> Tries:
    """Return the visits of some days that a plan looks at: of a campaign, those made for it."""
    _mark, visits = visits_in_memory(store)
    part = visits.between(np.datetime64(first, "D"), np.datetime64(on, "D"))
    rows = homes.rows_of(visits.household_ids[part])
    tries = Tries(rows, visits.days[part], visits.parts[part], visits.results[part])
    if plan.kind is PlanKind.STANDING:
        return tries
    with store.read() as conn:
        made_for = campaign_visits(conn, plan.code)
    return tries.take(np.isin(visits.ids[part], made_for))


def occupancy_on(
    store: Store, homes: HomeArrays, first: date, on: date
) -> tuple[NDArray[np.bool_], NDArray[np.datetime64]]:
    """Return whether each home was lived in on a day, and since when where that was since `first`.

    Today's homes, with what happened after the day undone.
    """
    lived_in = homes.is_occupied.copy()
    since = np.full(len(homes), _LONG_AGO)
    with store.read() as conn:
        undone, came = moves_after(conn, on), moved_in_since(conn, first, on)
    if undone:
        ids, was = zip(*undone, strict=True)
        lived_in[homes.rows_of(np.array(ids, dtype=np.int64))] = was
    if came:
        ids, days = zip(*came, strict=True)
        since[homes.rows_of(np.array(ids, dtype=np.int64))] = np.array(days, dtype=since.dtype)
    return lived_in, since
