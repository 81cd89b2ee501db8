"""The card of a place as the map shows it: who answered there on the day of the map, and why."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from casework.access import Viewer
from data.store import Store
from service.answers import locate
from service.map_figures import households_on
from service.map_filter import CaseFilter, is_open
from service.map_then import case_rows, cases_on
from service.map_time import MapDay
from service.map_view import MapData


def card(
    viewer: Viewer,
    store: Store,
    place: tuple[float, float],
    day: MapDay,
    now: datetime,
    language: str,
) -> dict[str, object]:
    """Return the answer for a place (lon, lat) as plain values.

    On another day than today ``open_cases`` are those open when it ended and ``households``
    today's households of the grid of that day.
    """
    answer = locate(viewer, store, *place, day.grids_on, language)
    found = answer.as_json()
    if answer.grid_code is None or day.on == day.today:
        return found
    return found | _counts(store, answer.grid_code, day, now)


def _counts(store: Store, code: str, day: MapDay, now: datetime) -> dict[str, object]:
    data = MapData.of(store)
    grids = data.grids(day.grids_on)
    row = grids.codes.index(code)
    cases = cases_on(store, day, CaseFilter(zone=day.zone), now)
    here = case_rows(store, grids, cases, day) == row
    return {
        "households": int(households_on(data, grids, day)[row]),
        "open_cases": int(np.count_nonzero(here & is_open(cases))),
    }
