"""Which points of the rounds wait for a check."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from casework.access import Action, Viewer, require
from casework.roster import DutyRoster
from data.round_store import last_checks
from data.rows import records
from data.store import Store, revision
from service.coverage import roster_on
from service.map_kept import Kept
from service.rounds.points import places_seen, rule_of

DUE: Final = (
    "place_code", "name", "kind", "address", "lon", "lat", "grid_code", "every_days", "due_on",
    "is_overdue", "street", "community",
)  # fmt: skip
_kept = Kept(4)


def points_due(
    viewer: Viewer,
    store: Store,
    on: date,
    worker_code: str | None = None,
    area: str | None = None,
) -> pd.DataFrame:
    """Return the points that wait for a check on a day, those that wait longest first.

    Parameters
    ----------
    worker_code
        Only points in grids this worker answers for on the day; None for all.
    area
        Code of a unit or grid; None for all the viewer sees.

    Returns
    -------
    DataFrame
        ``place_code, name, kind, address, lon, lat, grid_code, every_days, due_on, is_overdue,
        street, community``, RangeIndex.  ``due_on`` is the due day since which it waits
        (`RoundRule.waits_since`); it is overdue when that day has passed.  ``lon, lat`` EPSG:4490.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far rounds are.
    ServiceError
        When there is no such area, or it lies outside the viewer's part.
    """
    require(viewer, Action.VIEW_VISITS)
    points = places_seen(viewer, store, "round", on, area)
    if worker_code is not None:
        roster = roster_on(store)
        is_his = [_answers(roster, grid, on, worker_code) for grid in points["grid_code"]]
        points = points[pd.Series(is_his, dtype=bool, index=points.index)]
    last = _last_checks(store, on)
    waits = [
        rule.waits_since(on, last.get(row["id"])) if rule else None
        for row in records(points)
        for rule in [rule_of(row["every_days"], row["valid_from"], row["valid_to"])]
    ]
    points = points.rename(columns={"code": "place_code"}).assign(
        due_on=pd.Series(waits, dtype=object, index=points.index)
    )
    points = points[points["due_on"].notna()]
    points["is_overdue"] = [day < on for day in points["due_on"]]
    found = points.sort_values(["due_on", "place_code"], kind="stable").reset_index(drop=True)
    return found[list(DUE)]


def _answers(roster: DutyRoster, grid: str | None, on: date, worker_code: str) -> bool:
    worker = None if grid is None else roster.responsible_on(grid, on).worker
    return worker is not None and worker.code == worker_code


def _last_checks(store: Store, on: date) -> dict[int, date]:
    """Return the last check of each point up to a day, kept until a check is written down."""

    def load() -> dict[int, date]:
        with store.read() as conn:
            return last_checks(conn, on)

    with store.read() as conn:
        state = revision(conn, "rounds")
    return _kept.get((str(store.engine.url), state, on), load)
