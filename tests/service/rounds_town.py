"""Places in the two streets of `units_town`, and the day tests speak of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from casework.access import Role, Viewer
from data.rows import insert_rows
from data.schema import places
from data.store import Store, bump
from tests.service.conftest import NOW

TODAY = NOW.date()
DAY = timedelta(days=1)
WORKER = Viewer("员一", Role.WORKER, "C1")
COORDINATOR = Viewer("调度员", Role.COORDINATOR)
# One street, and in it one community, of the two streets.
PART = Viewer("一街道", Role.COORDINATOR, "S1")
LEADER = Viewer("区领导", Role.LEADER)


def keep_places(store: Store, *rows: dict[str, Any]) -> None:
    """Save places; what is not said is a weekly point of a round, in use for four weeks."""
    usual = {
        "used_for": "round", "kind": "垃圾投放点", "every_days": 7, "valid_from": TODAY - 28 * DAY,
        "valid_to": None, "unit_code": None, "grid_code": None, "address": None, "lon": 120.015,
        "lat": 30.005,
    }  # fmt: skip
    full = [usual | {"name": f"点{row['code']}"} | row for row in rows]
    with store.begin() as conn:
        insert_rows(conn, places, pd.DataFrame(full, dtype=object))
        bump(conn, "places")
