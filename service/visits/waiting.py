"""Households that wait for somebody, and whose list each is on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from casework.access import Viewer
from casework.visit import VisitPlan
from data.map_store import token
from data.store import Store
from service.map_kept import Kept
from service.visits.ground import Ground, ground_on, owners_on
from service.visits.plans import plans_of, seen_plan
from service.visits.states import HomeStates, states_seen

OwnerKind = Literal["worker", "nobody", "no_grid"]
_kept: Final = Kept(8)


@dataclass(frozen=True)
class Waiting:
    """The households that wait, of some plans.

    Attributes
    ----------
    states
        Of each plan; those whose turn ends first come first.
    homes
        Places of the households in `ground`, ascending.
    plan
        Of each, the place in `states` of the first plan for which it waits.
    state, tries
        Of each, in that plan.
    owners, workers
        `OwnerKind` and worker of each grid; in the last place of what lies in no grid.
    """

    ground: Ground
    on: date
    states: tuple[HomeStates, ...]
    homes: NDArray[np.int64]
    plan: NDArray[np.int64]
    state: NDArray[np.int8]
    tries: NDArray[np.int8]
    owners: NDArray[np.object_]
    workers: NDArray[np.object_]

    @property
    def ends(self) -> list[date | None]:
        """Return the last day of the turn of each plan."""
        return [None if one.turn is None else one.turn.last for one in self.states]

    @property
    def grid(self) -> NDArray[np.int32]:
        """Return the row of the grid of each household, -1 for none."""
        return self.ground.rows[self.homes]

    def take(self, rows: NDArray[np.int64]) -> Waiting:
        """Return some of them, in this order."""
        of_homes = {name: getattr(self, name)[rows] for name in ("homes", "plan", "state", "tries")}
        return replace(self, **of_homes)

    def plans_of(self) -> list[tuple[str, ...]]:
        """Return the codes of all plans for which each household waits."""
        codes = [one.plan.code for one in self.states]
        if len(codes) == 1:
            return [(codes[0],)] * len(self.homes)
        waits = np.array([one.waits(self.homes) for one in self.states], dtype=bool)
        return [
            tuple(code for code, is_one in zip(codes, column, strict=True) if is_one)
            for column in waits.reshape(len(codes), len(self.homes)).T.tolist()
        ]


def waiting_of(viewer: Viewer, store: Store, plan_code: str | None, on: date) -> Waiting:
    """Return the households that wait for a plan, or for any that runs on the day."""
    plans = _plans(viewer, store, plan_code, on)
    states = tuple(states_seen(viewer, store, one, on) for one in plans)
    ground = states[0].ground if states else ground_on(store, on)
    with store.read() as conn:
        duty = token(conn, "duty")
    marks = tuple((one.plan, one.mark) for one in states)
    key = (ground.token, viewer.scope, on, duty, marks)
    return _kept.get(key, lambda: _gathered(store, ground, on, states))


def _gathered(store: Store, ground: Ground, on: date, states: tuple[HomeStates, ...]) -> Waiting:
    count = len(ground.homes)
    state, tries = np.zeros(count, dtype=np.int8), np.zeros(count, dtype=np.int8)
    plan = np.full(count, -1)
    for at, found in enumerate(states):
        new = found.waits() & (plan < 0)
        state[new], tries[new], plan[new] = found.state[new], found.tries[new], at
    homes = np.flatnonzero(plan >= 0)
    workers = owners_on(store, ground.grids, on)
    owners = ["nobody" if worker is None else "worker" for worker in workers]
    return Waiting(
        ground,
        on,
        states,
        homes,
        plan[homes],
        state[homes],
        tries[homes],
        np.array([*owners, "no_grid"], dtype=object),
        np.array([*workers, None], dtype=object),
    )


def _plans(viewer: Viewer, store: Store, plan_code: str | None, on: date) -> list[VisitPlan]:
    """Return the plans that are asked for, those whose turn ends first in front."""
    if plan_code is not None:
        return [seen_plan(viewer, store, plan_code)]

    def end(plan: VisitPlan) -> date:
        turn = plan.turn_on(on)
        return date.max if turn is None or turn.last is None else turn.last

    return sorted(plans_of(viewer, store, on), key=lambda plan: (end(plan), plan.code))
