"""One case as the map draws it: where it is, how it stands, when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import CaseStatus
from casework.columns import is_late_case
from data.schema import cases
from data.store import Store
from service.scoping import cases_in_part


def case_marks(
    viewer: Viewer, store: Store, codes: Sequence[str], now: datetime
) -> dict[str, dict[str, object]]:
    """Return ``code, lon, lat, category, state, due`` of cases this viewer sees, by code.

    Those without a position are left out.

    ``state`` is ``overdue``, ``open`` or ``done``; ``due`` an ISO time in UTC or None.
    """
    require(viewer, Action.VIEW_CASES)
    names = ("code", "lon", "lat", "category", "status", "due_at")
    wanted = sa.select(*[cases.c[name] for name in names]).where(
        cases.c.code.in_(list(codes)), cases.c.lon.is_not(None)
    )
    with store.read() as conn:
        rows = conn.execute(wanted.where(*cases_in_part(conn, viewer))).all()
    return {
        row.code: {
            "code": row.code,
            "lon": row.lon,
            "lat": row.lat,
            "category": row.category,
            "state": _state(row.status, row.due_at, now),
            "due": row.due_at.strftime("%Y-%m-%dT%H:%M:%SZ") if row.due_at else None,
        }
        for row in rows
    }


def _state(status: str, due_at: datetime | None, now: datetime) -> str:
    if not CaseStatus(status).is_open:
        return "done"
    return "overdue" if is_late_case(status, due_at, now) else "open"
