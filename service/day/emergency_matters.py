"""The households of open emergencies that a worker is to reach, as matters of his day."""

from __future__ import annotations

from typing import Any

from casework.access import Viewer
from casework.sentence import Sentence
from data.rows import records
from data.store import Store
from service.day.matter import NOW, Matter
from service.emergency.lines import emergencies_of, lines_of


def emergency_matters(viewer: Viewer, store: Store, worker_code: str) -> list[Matter]:
    """Return the households of open emergencies nothing is known of yet, or that need help."""
    lines = lines_of(viewer, store, worker_code=worker_code)
    waiting = lines.loc[lines["state"].isin(["open", "needs_help"])]
    if waiting.empty:
        return []
    names = emergencies_of(viewer, store, is_open=True).set_index("code")["name"]
    return [_matter(row, str(names[row["emergency_code"]])) for row in records(waiting)]


def _matter(row: dict[str, Any], name: str) -> Matter:
    needs_help = row["state"] == "needs_help"
    return Matter(
        kind="emergency",
        code=f"{row['emergency_code']}/{row['code']}",
        title=row["address"],
        detail=name,
        lon=row["lon"],
        lat=row["lat"],
        urgency=NOW,
        due_at=None,
        grid_code=row["grid_code"],
        why=Sentence("Emergency: help is needed here.")
        if needs_help
        else Sentence("Emergency: say whether everybody here is reached."),
        more={
            "emergency": row["emergency_code"],
            "household": row["code"],
            "contact": row["contact"],
            "shown_code": row["code"],
            "state": row["state"],
        },
    )
