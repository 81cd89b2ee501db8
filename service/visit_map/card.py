"""What a click on the map of visits shows: the households at a place, and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from casework.access import Action, Viewer, may, require
from casework.visit import STATE_TERMS, HomeState
from data.rows import records
from data.store import Store
from data.visit_store import home_texts
from service.access_log.seeing import note_look
from service.errors import ServiceError
from service.language import say
from service.visit_map.again import again
from service.visit_map.home_list import next_tries, states_of
from service.visit_map.states import STATES, seen_homes
from service.visits.states import home_states

# Nearer than this zoom a mark is one household.
CARD_ZOOM: Final = 16
_REACH_PX: Final = 8.0
_MOST: Final = 12


@dataclass(frozen=True)
class HomesHere:
    """Households at a place.

    Attributes
    ----------
    frame
        ``code, address, state, tries, next_part, on_weekend``: at most twelve, those to visit
        first, then by how near they are.
    counts
        How many there are in each state.
    may_record
        Whether the viewer may record a visit.
    """

    frame: pd.DataFrame
    counts: Mapping[HomeState, int]
    may_record: bool

    def told(self, language: str) -> dict[str, object]:
        """Return it as plain values for a browser, in a language."""
        return {
            "in_all": sum(self.counts.values()),
            "counts": [
                {"state": one.name.lower(), "name": say(STATE_TERMS[one], language), "n": n}
                for one, n in self.counts.items()
            ],
            "may_record": self.may_record,
            "homes": [
                {
                    "code": one["code"],
                    "address": one["address"] or one["code"],
                    "state": one["state"].name.lower(),
                    "state_name": say(STATE_TERMS[one["state"]], language),
                    "tries": say("visits in this turn: {n}", language, n=one["tries"]),
                    "next": _next(one, language),
                }
                for one in records(self.frame)
            ],
        }


def homes_here(
    viewer: Viewer,
    store: Store,
    plan_code: str,
    on: date,
    area: str | None,
    *,
    lon: float,
    lat: float,
    zoom: int,
) -> HomesHere:
    """Return the occupied households under a finger's width around a place.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4490.
    zoom
        Of the map that was clicked, `CARD_ZOOM` or nearer.

    Raises
    ------
    CaseworkError
        When the viewer may not see which households are still to be visited.
    ServiceError
        When the map is too far away to tell households apart.
    """
    require(viewer, Action.VIEW_HOMES)
    note_look(viewer, store, "homes", plan_code)
    if zoom < CARD_ZOOM:
        raise ServiceError(
            "At zoom {zoom} a mark stands for many households: come closer, to {least} or more.",
            zoom=zoom,
            least=CARD_ZOOM,
        )
    seen = seen_homes(viewer, store, plan_code, on, area)
    near = seen.positions.near(lon, lat, zoom, _REACH_PX)
    near = near[np.argsort(-seen.kinds[near], kind="stable")]
    number = Counter(seen.kinds[near].tolist())
    counts = {one: number[kind] for kind, one in enumerate(STATES) if number[kind]}
    found = home_states(viewer, store, plan_code, on)
    rows = found.homes.rows_of(seen.ids[near[:_MOST]])
    with store.read() as conn:
        texts = home_texts(conn, found.homes.ids[rows])
    frame = texts.assign(
        state=states_of(found.state[rows]),
        tries=found.tries[rows].astype(np.int64),
        **next_tries(found, rows),
    )
    return HomesHere(frame, counts, bool(may(viewer, Action.RECORD_VISIT)))


def _next(home: dict[str, Any], language: str) -> str | None:
    if home["next_part"] is None:
        return None
    when = again(home["next_part"], on_weekend=bool(home["on_weekend"]))
    return say("come again {when}", language, when=when)
