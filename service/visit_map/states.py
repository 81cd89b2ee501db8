"""The households a viewer sees on the map of visits, each with its state, and how many of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.visit import HomeState, Turn
from data.map_store import token
from data.store import Store
from service.map_choropleth import inside_of
from service.map_kept import Kept
from service.map_view import MapData
from service.visit_map.drawing import SHAPES
from service.visit_map.positions import HomePositions
from service.visits.plans import seen_plan
from service.visits.states import HomeStates, states_seen

# Which shape tells which state, in the order of `SHAPES`.
STATES: Final = (HomeState.MET, HomeState.DECLINED, HomeState.NOT_HOME, HomeState.TO_DO)
SHAPE_OF: Final = dict(zip(STATES, SHAPES, strict=True))
_KEPT: Final = 6


@dataclass(frozen=True)
class SeenHomes:
    """The occupied households of a part of the district, as a plan looks at them on a day.

    Attributes
    ----------
    mark
        Of what is here: tiles are found under it.
    turn
        The days in which each is to be met once; None where the plan does not run on the day.
    ids
        Row numbers of the table of households.
    positions
        Where they lie, in the same order.
    kinds
        Which of `STATES` each has.
    counts
        How many are in each state.
    """

    mark: str
    turn: Turn | None
    ids: NDArray[np.int64]
    positions: HomePositions
    kinds: NDArray[np.int8]
    counts: Mapping[HomeState, int]

    @property
    def occupied(self) -> int:
        """Return how many there are."""
        return len(self.ids)


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(_KEPT)


@lru_cache(maxsize=4)
def _placed(store: Store) -> Kept:
    del store
    return Kept(_KEPT)


def seen_homes(
    viewer: Viewer, store: Store, plan_code: str, on: date, area: str | None = None
) -> SeenHomes:
    """Return the occupied households of the viewer's part of an area that the plan means.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far visits are.
    ServiceError
        When there is no such plan, or the viewer sees no grid of the area.

    Notes
    -----
    For the whole district, and a viewer who sees all of it, households in no grid count too.
    """
    require(viewer, Action.VIEW_VISITS)
    grids = MapData.of(store).grids(on)
    with store.read() as conn:
        homes_mark, visits_mark = token(conn, "households"), token(conn, "visits")
    part = (viewer.scope, area, homes_mark, grids.token)
    mark = _hashed(*part, visits_mark, plan_code, on)

    def build() -> SeenHomes:
        found = states_seen(viewer, store, seen_plan(viewer, store, plan_code), on)
        is_shown = _is_shown(viewer, found, area)
        rows, homes = np.flatnonzero(is_shown), found.homes
        # Where they lie stays the same while visits are recorded.
        key = (part, _hashed(is_shown.tobytes()))
        place = _placed(store).get(key, lambda: HomePositions(homes.lon[rows], homes.lat[rows]))
        state = found.state[rows]
        counts = {one: int((state == one).sum()) for one in STATES}
        return SeenHomes(mark, found.turn, homes.ids[rows], place, _kinds(state), counts)

    return _kept(store).get((viewer.scope, mark), build)


def seen_by_mark(viewer: Viewer, store: Store, mark: str) -> SeenHomes | None:
    """Return the households of a mark without asking the database; None when not kept."""
    require(viewer, Action.VIEW_VISITS)
    found = _kept(store).peek((viewer.scope, mark))
    return found if isinstance(found, SeenHomes) else None


def _is_shown(viewer: Viewer, found: HomeStates, area: str | None) -> NDArray[np.bool_]:
    is_meant = np.isin(found.state, [int(one) for one in STATES])
    if area is None:
        return is_meant
    return is_meant & found.ground.inside(inside_of(viewer, found.ground.grids, area))


def _kinds(state: NDArray[np.int8]) -> NDArray[np.int8]:
    kind_of = np.zeros(max(HomeState) + 1, dtype=np.int8)
    for kind, one in enumerate(STATES):
        kind_of[one] = kind
    return kind_of[state]


def _hashed(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
