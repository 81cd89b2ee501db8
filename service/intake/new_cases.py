"""Cases of a file, saved: new ones with serials, known ones changed step by step."""

from __future__ import annotations

import sqlalchemy as sa

from data.event_store import insert_cases
from data.rows import Progress
from data.store import bump
from service.intake.case_changes import change_cases
from service.intake.case_clocks import follow_cases, start_new
from service.intake.draft import Draft
from service.intake.entry import Entry
from service.placing import PEOPLE, PLACED


def save_cases(conn: sa.Connection, draft: Draft, entry: Entry, progress: Progress | None) -> None:
    """Write the draft's cases, their events and clocks."""
    changed = draft.changed
    if changed is not None and len(changed):
        # A case that was in the wrong place was with the wrong people, too.
        is_moved = changed["is_moved"].astype(bool)
        facts = ["id", *draft.facts]
        moved = changed.loc[is_moved, [*facts, "tile16", *PLACED, *PEOPLE]]
        for frame in (changed.loc[~is_moved, facts], moved):
            follow_cases(conn, change_cases(conn, frame, entry))
    made = insert_cases(
        conn,
        draft.frame.drop(columns="row"),
        acted_by=entry.acted_by,
        entered_by=entry.entered_by,
        recorded_at=entry.now,
        details=[entry.told] * len(draft.frame),
        import_id=entry.import_id,
        progress=progress,
    )
    start_new(conn, draft, made)
    bump(conn, "cases")
