"""Which grids stand out from chance, now and over the last periods."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.indicators import INDICATORS
from casework.period import Period
from data.store import Store
from geo.hot_spots import HOT, Spots, local_spots
from service.hot_spots.ask import SpotAsk
from service.hot_spots.counting import Ground, count_cases, end_of, ground_of, kept
from service.hot_spots.course import courses
from service.hot_spots.found import HotSpots
from service.hot_spots.places import gathered
from service.hot_spots.words import settings
from service.map_kept import Kept
from service.map_view import MapData


def hot_spots(viewer: Viewer, store: Store, ask: SpotAsk, now: datetime) -> HotSpots:
    """Return the grids the viewer sees into against chance, and what becomes of hot ones.

    The map is that of the day looked at; only its grids in the area asked for, and in the viewer's
    part, are compared with each other.  Kept until cases, households or grids change.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When he sees no grid of the area.
    GeoError
        When the test cannot be made so (`geo.hot_spots.local_spots`).
    """
    require(viewer, Action.VIEW_CASES)
    as_of = (ask.as_of or now).replace(second=0, microsecond=0)
    marks = tuple(MapData.of(store).token(name) for name in ("cases", "households", "grids"))
    key = ("found", viewer.scope, ask, as_of, marks)
    return kept(store).get(key, lambda: _find(viewer, store, ask, as_of))


def against_chance(store: Store, ask: SpotAsk, ground: Ground, cases: NDArray[np.int64]) -> Spots:
    """Return cases per grid against chance, with the settings asked for.

    Kept by what was counted: as long as no count changes a later moment has the same answer.
    """
    found = np.where(ground.inside, cases, 0)
    how = (ask.statistic, ask.false_discovery, ask.seed, ask.permutations)
    key = (ground.grids.token, ground.homes.tobytes(), found.tobytes(), how)
    return _tests(store).get(key, lambda: local_spots(found, ground.homes, ground.edges, *how))


@lru_cache(maxsize=4)
def _tests(store: Store) -> Kept:
    del store
    return Kept(100)


def _find(viewer: Viewer, store: Store, ask: SpotAsk, as_of: datetime) -> HotSpots:
    ground = ground_of(viewer, store, ask, as_of)
    counts = count_cases(viewer, store, ask, ground, ask.period, as_of)
    spots = against_chance(store, ask, ground, counts.cases)
    before = _known_before(ask, ground)
    was_hot = [_was_hot(viewer, store, ask, ground, one, as_of) for one in before]
    is_hot = np.asarray(spots.kind == HOT)
    hot_before = np.array(was_hot, dtype=bool).reshape(len(before), len(is_hot))
    course = courses(is_hot, hot_before)
    is_fading = np.array([one == "fading" for one in course], dtype=bool)
    places, fading = (
        gathered(rows, ground, counts, spots, course, names_category=ask.category is None)
        for rows in (is_hot, is_fading)
    )
    said = settings(ask, as_of, ground, counts, spots, before)
    return HotSpots(ask, as_of, ground, counts, spots, course, before, places, fading, said)


def _known_before(ask: SpotAsk, ground: Ground) -> tuple[Period, ...]:
    """Return the whole periods before that the records cover from their first day on.

    What stands now is looked at beside the ends of the months before this one.
    """
    now = Period.holding(ground.on) if INDICATORS[ask.key].is_stock else ask.period
    back = now.back(ask.periods - 1)
    return tuple(one for one in back if ground.since is not None and one.first >= ground.since)


def _was_hot(
    viewer: Viewer, store: Store, ask: SpotAsk, ground: Ground, period: Period, as_of: datetime
) -> NDArray[np.bool_]:
    moment = end_of(store, period) if INDICATORS[ask.key].is_stock else as_of
    counts = count_cases(viewer, store, ask, ground, period, moment)
    return np.asarray(against_chance(store, ask, ground, counts.cases).kind == HOT)
