"""The points of rounds that wait for a worker, as matters of his day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from casework.access import Viewer
from casework.sentence import Sentence
from data.rows import records
from data.settings_store import office_zone
from data.store import Store
from service.clock import midnight
from service.day.matter import NOW, TODAY, Matter
from service.rounds.due import points_due


def round_matters(viewer: Viewer, store: Store, worker_code: str, on: date) -> list[Matter]:
    """Return the points in this worker's grids that wait for a check on a day."""
    with store.read() as conn:
        zone = office_zone(conn)
    found = points_due(viewer, store, on, worker_code)
    return [_matter(row, zone) for row in records(found)]


def _matter(row: dict[str, Any], zone: ZoneInfo) -> Matter:
    due_on: date = row["due_on"]
    is_late = bool(row["is_overdue"])
    return Matter(
        kind="round",
        code=row["place_code"],
        title=row["name"],
        detail=row["address"] or "",
        lon=row["lon"],
        lat=row["lat"],
        urgency=NOW if is_late else TODAY,
        due_at=midnight(due_on + timedelta(days=1), zone),
        grid_code=row["grid_code"],
        why=Sentence("The round was due here on {day}.", day=due_on)
        if is_late
        else Sentence("The round is due here today."),
        more={"point_kind": row["kind"]},
    )
