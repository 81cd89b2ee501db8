"""Everything a worker has to do, the most pressing first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.schema import workers
from data.store import Store
from service.access_log.seeing import note_look
from service.cases.noting import office_day
from service.day.case_matters import case_matters
from service.day.emergency_matters import emergency_matters
from service.day.matter import Matter
from service.day.own_grids import are_seen
from service.day.round_matters import round_matters
from service.day.visit_matters import visit_matters
from service.errors import ServiceError

__all__ = ["Matter", "matters_of", "refuse_unknown_worker"]

_NO_TIME: Final = datetime.min.replace(tzinfo=UTC)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def matters_of(viewer: Viewer, store: Store, worker_code: str, now: datetime) -> tuple[Matter, ...]:
    """Return what this worker has to do, overdue first, then by the time it is due.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases and households to visit.
    ServiceError
        When there is no such worker in the viewer's part.
    """
    require(viewer, Action.VIEW_CASES)
    require(viewer, Action.VIEW_HOMES)
    note_look(viewer, store, "worker_list", worker_code)
    with store.read() as conn:
        on = office_day(conn, now)
        _refuse_unseen_worker(conn, viewer, worker_code, on)
        found = case_matters(conn, viewer, worker_code, now)
    found += emergency_matters(viewer, store, worker_code)
    found += round_matters(viewer, store, worker_code, on)
    found += visit_matters(viewer, store, worker_code, on)
    return tuple(sorted(found, key=_order))


def refuse_unknown_worker(conn: sa.Connection, worker_code: str) -> None:
    """Do nothing when there is a worker of this code.

    Raises
    ------
    ServiceError
        When there is none.
    """
    if conn.scalar(sa.select(workers.c.id).where(workers.c.code == worker_code)) is None:
        raise ServiceError(
            "There is no worker {worker}: check the code, or enter the worker first.",
            worker=worker_code,
        )


def _refuse_unseen_worker(conn: sa.Connection, viewer: Viewer, worker_code: str, on: date) -> None:
    if viewer.scope is None:
        refuse_unknown_worker(conn, worker_code)
        return
    seen = sa.select(workers.c.id).where(workers.c.code == worker_code, *are_seen(conn, viewer, on))
    if conn.scalar(seen) is None:
        raise ServiceError(
            "There is no worker {worker} with a grid in the part of the district you see: choose"
            " one from the list.",
            worker=worker_code,
        )


def _order(one: Matter) -> tuple[int, datetime, int, str, str]:
    # Households come in the order of streets.
    place = one.more.get("place")
    return (
        one.urgency,
        # Emergencies before all else.
        _NO_TIME if one.kind == "emergency" else one.due_at or _NEVER,
        place if isinstance(place, int) else 0,
        one.kind,
        one.code,
    )
