"""The households a worker still has to visit, as matters of his day."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.access import Viewer
from casework.sentence import Sentence
from casework.visit import PART_TERMS, DayPart
from data.rows import records
from data.store import Store
from service.day.matter import TO_VISIT, Matter
from service.visits.to_do import to_do


def visit_matters(viewer: Viewer, store: Store, worker_code: str, on: date) -> list[Matter]:
    """Return the households that wait on this worker's list, in the order of streets."""
    found = to_do(viewer, store, None, on, worker_code=worker_code)
    return [_matter(row, place) for place, row in enumerate(records(found.frame))]


def _matter(row: dict[str, Any], place: int) -> Matter:
    return Matter(
        kind="visit",
        code=row["code"],
        title=row["address"],
        detail="",
        lon=row["lon"],
        lat=row["lat"],
        urgency=TO_VISIT,
        due_at=None,
        grid_code=row["grid_code"],
        why=_why(row),
        more={
            "state": row["state"],
            "tries": int(row["tries"]),
            "part": row["next_part"],
            "plans": list(row["plans"]),
            "until": row["turn_ends_on"],
            "place": place,
        },
    )


def _why(row: dict[str, Any]) -> Sentence:
    if row["next_part"] is None:
        if row["turn_ends_on"] is None:
            return Sentence("To be visited.")
        return Sentence("To be visited by {day}.", day=row["turn_ends_on"])
    part = PART_TERMS[DayPart(row["next_part"])]
    if row["on_weekend"]:
        return Sentence(
            "Nobody was home, {count} times: come on a weekend, in the {part}.",
            count=int(row["tries"]),
            part=part,
        )
    return Sentence(
        "Nobody was home, {count} times: come in the {part}.", count=int(row["tries"]), part=part
    )
