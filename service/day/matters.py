"""Everything a worker has to do, the most pressing first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.schema import workers
from data.store import Store
from service.day.case_matters import case_matters
from service.day.matter import Matter
from service.errors import ServiceError

__all__ = ["Matter", "matters_of", "refuse_unknown_worker"]

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def matters_of(viewer: Viewer, store: Store, worker_code: str, now: datetime) -> tuple[Matter, ...]:
    """Return what this worker has to do, overdue first, then by the time it is due.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases and households to visit.
    ServiceError
        When there is no such worker.
    """
    require(viewer, Action.VIEW_CASES)
    require(viewer, Action.VIEW_HOMES)
    with store.read() as conn:
        refuse_unknown_worker(conn, worker_code)
        found = case_matters(conn, viewer, worker_code, now)
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


def _order(one: Matter) -> tuple[int, datetime, str, str]:
    return one.urgency, one.due_at or _NEVER, one.kind, one.code
