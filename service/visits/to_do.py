"""Whom somebody still has to visit: one list per worker, one for nobody's, one for no grid's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.visit import HomeState, VisitPlan
from data.case_store import worker_names
from data.store import Store
from data.visit_store import home_texts
from service.visits.ground import Ground, ground_on, owners_on
from service.visits.listing import by_address, distances_m
from service.visits.plans import plans_of, seen_plan
from service.visits.retries import retries_of
from service.visits.states import HomeStates, states_seen

OwnerKind = Literal["worker", "nobody", "no_grid"]
# A turn that ends within so many days comes first; our choice.
_SOON: Final = timedelta(days=7)
_FRESH: Final[dict[str, object]] = {"next_part": None, "on_weekend": False, "next_reason": None}


@dataclass(frozen=True)
class ToDo:
    """Households that are still to be visited, in the order in which to go.

    Attributes
    ----------
    frame
        ``code, address, lon, lat, grid_code, state, tries, plan, turn_ends_on, plans, owner,
        worker_code, distance_m, next_part, on_weekend, next_reason``, RangeIndex.  ``state`` is
        ``to_do`` or ``not_home``; ``plan`` is the one whose turn ends first, ``plans`` are all
        that wait; ``owner`` is an `OwnerKind`; ``distance_m`` is NaN where no place was given; the
        last three (with a `Sentence`) are for those who were not home, None and False for others.
    total
        How many there are, where `frame` holds only the first.
    """

    frame: pd.DataFrame
    total: int


@dataclass(frozen=True)
class Waiting:
    """The households that wait, of some plans: places in the ground, and of each its plan.

    Attributes
    ----------
    homes
        Places in `Ground.homes`, ascending.
    state, tries, plan
        Of each: in the plan whose turn ends first among those for which it waits, and the place
        of that plan in `plans`.
    states
        Per plan, of all households.
    """

    ground: Ground
    plans: tuple[VisitPlan, ...]
    homes: NDArray[np.int64]
    state: NDArray[np.int8]
    tries: NDArray[np.int8]
    plan: NDArray[np.int64]
    states: tuple[HomeStates, ...]


def to_do(
    viewer: Viewer,
    store: Store,
    plan_code: str | None,
    on: date,
    worker_code: str | None = None,
    near: tuple[float, float] | None = None,
    limit: int | None = None,
    owner: OwnerKind | None = None,
) -> ToDo:
    """Return the households that are still to be visited, as of a day.

    Parameters
    ----------
    plan_code
        For one plan; None for all that run on the day.
    worker_code
        Those in the grids for which this worker answers on the day; None for all.
    near
        Longitude and latitude, EPSG:4490: the nearest first; else in order of address.
    owner
        ``nobody``: in grids for which nobody answers; ``no_grid``: in no grid.

    Raises
    ------
    CaseworkError
        When the viewer may not see which households are still to be visited.
    ServiceError
        When there is no such plan in his part.
    """
    require(viewer, Action.VIEW_HOMES)
    found = waiting_of(viewer, store, plan_code, on)
    kinds, workers = _owners(store, found.ground, on)
    grid = found.ground.rows[found.homes]
    chosen = np.ones(len(grid), dtype=bool)
    if worker_code is not None:
        chosen &= np.array([one == worker_code for one in workers], dtype=bool)[grid]
    if owner is not None:
        chosen &= np.array([one == owner for one in kinds], dtype=bool)[grid]
    rows = np.flatnonzero(chosen)
    ends = _ends(found.plans, on)
    soon = np.array([one is not None and one - on < _SOON for one in ends], dtype=bool)
    homes = found.homes[rows]
    with store.read() as conn:
        texts = home_texts(conn, found.ground.homes.ids[homes])
    far = distances_m(found.ground.homes, homes, near)
    by = far if near is not None else by_address(texts["address"])
    order = np.lexsort((homes, by, ~soon[found.plan[rows]]))[:limit]
    rows, homes = rows[order], homes[order]
    grid = grid[rows]
    codes = np.array([*found.ground.grids.codes, None], dtype=object)
    frame = pd.DataFrame(
        {
            **texts.iloc[order].reset_index(drop=True),
            "lon": found.ground.homes.lon[homes],
            "lat": found.ground.homes.lat[homes],
            "grid_code": codes[grid],
            "state": [HomeState(one).name.lower() for one in found.state[rows].tolist()],
            "tries": found.tries[rows],
            "plan": [found.plans[one].code for one in found.plan[rows].tolist()],
            "turn_ends_on": [ends[one] for one in found.plan[rows].tolist()],
            "plans": _plans_of(found, homes),
            "owner": kinds[grid],
            "worker_code": workers[grid],
            "distance_m": far[order],
        }
    )
    tried: dict[int, dict[str, object]] = {}
    for at, states in enumerate(found.states):
        tried |= retries_of(states, homes[found.plan[rows] == at])
    told = [tried.get(home, _FRESH) for home in homes.tolist()]
    for name in _FRESH:
        frame[name] = pd.Series([one[name] for one in told], dtype=object)
    return ToDo(frame, int(chosen.sum()))


def to_do_counts(viewer: Viewer, store: Store, plan_code: str | None, on: date) -> pd.DataFrame:
    """Return how many households wait on each list, for whoever shares the work out.

    Returns
    -------
    DataFrame
        ``owner, worker_code, worker, waiting, to_do, not_home``, by worker code; those of nobody
        and of no grid last, where there are any.

    Raises
    ------
    CaseworkError
        When the viewer may not plan visits: the lists of workers are his who plans them.
    """
    require(viewer, Action.PLAN_VISITS)
    found = waiting_of(viewer, store, plan_code, on)
    kinds, workers = _owners(store, found.ground, on)
    lists = sorted(
        set(zip(kinds.tolist(), workers.tolist(), strict=True)),
        key=lambda one: (one[0] != "worker", one[0] == "no_grid", one[1] or ""),
    )
    at = {one: place for place, one in enumerate(lists)}
    of_grid = np.array([at[one] for one in zip(kinds.tolist(), workers.tolist(), strict=True)])
    of_home = of_grid[found.ground.rows[found.homes]]
    is_back = found.state == HomeState.NOT_HOME
    back = np.bincount(of_home[is_back], minlength=len(lists))
    new = np.bincount(of_home[~is_back], minlength=len(lists))
    with store.read() as conn:
        names = worker_names(conn)
    frame = pd.DataFrame(lists, columns=["owner", "worker_code"], dtype=object)
    named = [names.get(code or "") for code in frame["worker_code"]]
    frame["worker"] = pd.Series(named, dtype=object)
    frame = frame.assign(waiting=back + new, to_do=new, not_home=back)
    is_kept = (frame["owner"] == "worker") | (frame["waiting"] > 0)
    return frame.loc[is_kept].reset_index(drop=True)


def waiting_of(viewer: Viewer, store: Store, plan_code: str | None, on: date) -> Waiting:
    """Return the households that wait for a plan, or for any that runs on the day."""
    ground = ground_on(store, on)
    plans = (
        plans_of(viewer, store, on) if plan_code is None else (seen_plan(viewer, store, plan_code),)
    )
    far = date.max
    ends = _ends(plans, on)
    order = sorted(range(len(plans)), key=lambda at: (ends[at] or far, plans[at].code))
    plans = tuple(plans[at] for at in order)
    count = len(ground.homes)
    state, tries = np.zeros(count, dtype=np.int8), np.zeros(count, dtype=np.int8)
    plan = np.full(count, -1)
    states = tuple(states_seen(viewer, store, one, on) for one in plans)
    for at, found in enumerate(states):
        new = found.waits() & (plan < 0)
        state[new], tries[new], plan[new] = found.state[new], found.tries[new], at
    homes = np.flatnonzero(plan >= 0)
    return Waiting(ground, plans, homes, state[homes], tries[homes], plan[homes], states)


def _owners(
    store: Store, ground: Ground, on: date
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the kind of list and the worker of each grid; in the last place of no grid."""
    found = owners_on(store, ground.grids, on)
    kinds = ["nobody" if worker is None else "worker" for worker in found]
    return np.array([*kinds, "no_grid"], dtype=object), np.array([*found, None], dtype=object)


def _ends(plans: tuple[VisitPlan, ...], on: date) -> list[date | None]:
    turns = [plan.turn_on(on) for plan in plans]
    return [None if turn is None else turn.last for turn in turns]


def _plans_of(found: Waiting, homes: NDArray[np.int64]) -> list[tuple[str, ...]]:
    codes = [plan.code for plan in found.plans]
    waits = np.array([one.waits(homes) for one in found.states]).reshape(len(codes), len(homes))
    return [
        tuple(code for code, is_one in zip(codes, column, strict=True) if is_one)
        for column in waits.T.tolist()
    ]
