"""What checks found and nobody has put right yet, and a check as it was recorded."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from casework.access import Action, Viewer, require
from casework.round_due import CheckResult
from data.round_store import find_check, load_checks, stands
from data.schema import round_checks
from data.store import Store
from service.errors import ServiceError
from service.rounds.points import places_seen

FAILED: Final = (
    "number", "place_code", "name", "kind", "street", "community", "checked_on", "days", "note",
    "photo", "case_code",
)  # fmt: skip


def failed_open(viewer: Viewer, store: Store, on: date, area: str | None = None) -> pd.DataFrame:
    """Return the failed checks that are not put right as of a day, the oldest first.

    Returns
    -------
    DataFrame
        `FAILED`: ``number`` of the check, ``days`` since it was made; who wrote it down is not in.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far rounds are.
    ServiceError
        When there is no such area, or it lies outside the viewer's part.
    """
    require(viewer, Action.VIEW_VISITS)
    table = round_checks.c
    with store.read() as conn:
        checks = load_checks(
            conn,
            stands(),
            table.result == CheckResult.FAIL,
            table.checked_on <= on,
            table.rectified_on.is_(None) | (table.rectified_on > on),
        )
    points = places_seen(viewer, store, "round", on, area)
    kept = points.rename(columns={"code": "place_code"})[
        ["place_code", "name", "kind", "street", "community"]
    ]
    found = checks.merge(kept, on="place_code").rename(columns={"id": "number"})
    found["days"] = [(on - day).days for day in found["checked_on"]]
    return found.sort_values(["checked_on", "number"], ignore_index=True)[list(FAILED)]


def check_record(viewer: Viewer, store: Store, number: int, on: date) -> dict[str, Any]:
    """Return one check with all that was written down, by whom, and ``name, grid_code``.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far rounds are.
    ServiceError
        When there is no such check in the viewer's part.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        found = find_check(conn, round_checks.c.id == number)
    points = places_seen(viewer, store, "round", found["checked_on"] if found else on)
    if found is None or found["place_code"] not in set(points["code"]):
        raise ServiceError("There is no check {number}: choose one from the list.", number=number)
    point = points[points["code"] == found["place_code"]].iloc[0]
    return {**found, "name": point["name"], "grid_code": point["grid_code"]}
