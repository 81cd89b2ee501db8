"""What undoing an import means for cases: void or put back, with an event, never removed."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from casework.access import SYSTEM
from casework.case import CaseStatus
from data.import_store import forget_changes, values_before
from data.schema import case_events, cases, import_changes, imports
from service.intake.case_changes import change_cases, void_cases
from service.intake.case_clocks import follow_cases
from service.intake.case_renaming import RECODED
from service.intake.entry import Entry
from service.language import both

# What the program does by itself builds nothing on an import.
_BY_ITSELF = ("carried_over", "clock_recomputed")


def undo_cases(conn: sa.Connection, entry: Entry) -> int:
    """Void the cases an import brought, put back those it changed, and return how many."""
    groups: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for row in values_before(conn, entry.import_id, cases):
        groups.setdefault(tuple(row), []).append(row)
    changed = [
        change_cases(conn, pd.DataFrame(rows, dtype=object), entry) for rows in groups.values()
    ]
    forget_changes(conn, entry.import_id, cases)
    brought = conn.scalars(sa.select(cases.c.id).where(cases.c.import_id == entry.import_id))
    reason = both(
        "Import {number} ({file}) was undone.", number=entry.import_id, file=entry.told["file"]
    )
    changed.append(void_cases(conn, list(brought), reason, entry))
    for frame in changed:
        follow_cases(conn, frame)
    return sum(len(frame) for frame in changed)


def later_cases(conn: sa.Connection, import_id: int, rest_on: sa.ColumnElement[bool]) -> int:
    """Return how many cases that came after an import meet a condition; void ones do not count."""
    imported_at = sa.select(imports.c.imported_at).where(imports.c.id == import_id)
    registered = sa.select(case_events.c.case_id).where(
        case_events.c.kind == "reported",
        case_events.c.import_id.is_(None),
        case_events.c.recorded_at > imported_at.scalar_subquery(),
    )
    is_later = sa.or_(cases.c.import_id > import_id, cases.c.id.in_(registered))
    is_void = cases.c.status == CaseStatus.VOID.value
    query = sa.select(sa.func.count()).select_from(cases)
    return int(conn.scalar(query.where(rest_on, is_later, sa.not_(is_void))) or 0)


def later_events(conn: sa.Connection, import_id: int) -> int:
    """Return how many events of the cases an import brought or changed were added since.

    Those of imports that are undone do not count, nor what the program did by itself, nor a new
    code of a worker where the case will be void.
    """
    event = case_events.c
    first = sa.select(sa.func.min(event.number)).where(event.import_id == import_id)
    brought = sa.select(cases.c.id).where(cases.c.import_id == import_id)
    changed = sa.select(import_changes.c.row_id).where(
        import_changes.c.import_id == import_id, import_changes.c.topic == cases.name
    )
    undone = sa.select(imports.c.id).where(imports.c.undone_at.is_not(None))
    by_person = sa.and_(
        event.import_id.is_(None),
        event.kind.not_in(_BY_ITSELF),
        event.entered_by != SYSTEM.name,
        event.number > sa.func.coalesce(first.scalar_subquery(), 0),
    )
    by_import = sa.and_(event.import_id > import_id, event.import_id.not_in(undone))
    is_changed = event.case_id.in_(changed)
    rests = sa.or_(sa.and_(event.case_id.in_(brought), event.kind != RECODED), is_changed)
    query = sa.select(sa.func.count()).where(rests, sa.or_(by_person, by_import))
    return int(conn.scalar(query) or 0)
