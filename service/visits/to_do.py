"""Whom somebody still has to visit: one list per worker, one for nobody's, one for no grid's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.visit import HomeState
from data.case_store import worker_names
from data.store import Store
from data.visit_store import home_texts
from service.access_log.seeing import note_look
from service.visits.listing import by_address, distances_m
from service.visits.retries import retries_of
from service.visits.waiting import OwnerKind, Waiting, waiting_of

__all__ = ["OwnerKind", "ToDo", "to_do", "to_do_counts"]

# A turn that ends within so many days comes first; our choice.
_SOON: Final = timedelta(days=7)
_NAMES: Final = np.array([state.name.lower() for state in HomeState], dtype=object)
_FRESH: Final[dict[str, object]] = {"next_part": None, "on_weekend": False, "next_reason": None}


@dataclass(frozen=True)
class ToDo:
    """Households that are still to be visited, in the order in which to go.

    Attributes
    ----------
    frame
        ``code, address, lon, lat, grid_code, state, tries, plan, turn_ends_on, plans, owner,
        worker_code, next_part, on_weekend, next_reason, distance_m``, RangeIndex.  ``state`` is
        ``to_do`` or ``not_home``; ``plan`` is the one whose turn ends first, ``plans`` are all
        that wait; ``owner`` is an `OwnerKind`; ``distance_m`` is NaN where no place was given; when
        to come again, with a `Sentence`, is told of those who were not home, None of others.
    total
        How many there are, where `frame` holds only the first.
    """

    frame: pd.DataFrame
    total: int


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
    note_look(viewer, store, "homes", plan_code)
    found = waiting_of(viewer, store, plan_code, on)
    chosen = np.ones(len(found.homes), dtype=bool)
    if worker_code is not None:
        chosen &= _is(found.workers, worker_code)[found.grid]
    if owner is not None:
        chosen &= _is(found.owners, owner)[found.grid]
    listed = found.take(np.flatnonzero(chosen))
    with store.read() as conn:
        texts = home_texts(conn, found.ground.homes.ids[listed.homes])
    far = distances_m(found.ground.homes, listed.homes, near)
    by = far if near is not None else by_address(texts["address"])
    soon = np.array([end is not None and end - on < _SOON for end in found.ends], dtype=bool)
    order = np.lexsort((listed.homes, by, ~soon[listed.plan]))[:limit]
    shown = texts.iloc[order].reset_index(drop=True)
    frame = _lines(listed.take(order), shown).assign(distance_m=far[order])
    return ToDo(frame, int(chosen.sum()))


def _is(values: NDArray[np.object_], wanted: str) -> NDArray[np.bool_]:
    return np.array([one == wanted for one in values], dtype=bool)


def _lines(found: Waiting, texts: pd.DataFrame) -> pd.DataFrame:
    homes, grid, plan = found.ground.homes, found.grid, found.plan.tolist()
    codes = np.array([*found.ground.grids.codes, None], dtype=object)
    columns: dict[str, Any] = {
        "code": texts["code"],
        "address": texts["address"],
        "lon": homes.lon[found.homes],
        "lat": homes.lat[found.homes],
        "grid_code": pd.Series(codes[grid], dtype=object),
        "state": _NAMES[found.state],
        "tries": found.tries,
        "plan": [found.states[one].plan.code for one in plan],
        "turn_ends_on": pd.Series([found.ends[one] for one in plan], dtype=object),
        "plans": found.plans_of(),
        "owner": found.owners[grid],
        "worker_code": pd.Series(found.workers[grid], dtype=object),
    }
    tried: dict[int, dict[str, object]] = {}
    for at, states in enumerate(found.states):
        tried |= retries_of(states, found.homes[found.plan == at])
    told = [tried.get(home, _FRESH) for home in found.homes.tolist()]
    columns |= {name: pd.Series([one[name] for one in told], dtype=object) for name in _FRESH}
    return pd.DataFrame(columns)


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
    of_grid = list(zip(found.owners.tolist(), found.workers.tolist(), strict=True))
    lists = sorted(
        set(of_grid), key=lambda one: (one[0] != "worker", one[0] == "no_grid", one[1] or "")
    )
    at = {one: place for place, one in enumerate(lists)}
    of_home = np.array([at[one] for one in of_grid])[found.grid]
    is_back = found.state == HomeState.NOT_HOME
    back = np.bincount(of_home[is_back], minlength=len(lists))
    new = np.bincount(of_home[~is_back], minlength=len(lists))
    with store.read() as conn:
        names = worker_names(conn)
    frame = pd.DataFrame(
        {
            "owner": [kind for kind, _ in lists],
            "worker_code": pd.Series([code for _, code in lists], dtype=object),
            "worker": pd.Series([names.get(code or "") for _, code in lists], dtype=object),
            "waiting": back + new,
            "to_do": new,
            "not_home": back,
        }
    )
    is_kept = (frame["owner"] == "worker") | (frame["waiting"] > 0)
    return frame.loc[is_kept].reset_index(drop=True)
