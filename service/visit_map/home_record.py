"""One household as whoever records a visit sees it: where, its state, what was visited before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.visit import HomeState
from data.case_store import as_frame, worker_names
from data.schema import cases, visits, workers
from data.store import Store
from service.access_log.seeing import note_look
from service.coverage import roster_on
from service.visits.households import home_seen
from service.visits.states import NOT_MEANT, home_states

_COLUMNS: Final = (
    "uid",
    "visited_on",
    "day_part",
    "result",
    "worker",
    "note",
    "case_code",
    "void_reason",
)


@dataclass(frozen=True)
class HomeRecord:
    """A household.

    Attributes
    ----------
    state
        In the turn of the plan; None where the plan does not mean it.
    answers
        Code of the worker who answers for its grid on the day, None for nobody.
    visits
        ``uid, visited_on, day_part, result, worker, note, case_code, void_reason``: what was
        recorded, void ones with their reason, the latest first.
    """

    code: str
    address: str | None
    grid_code: str | None
    is_occupied: bool
    state: HomeState | None
    tries: int
    answers: str | None
    visits: pd.DataFrame


def home_record(
    viewer: Viewer, store: Store, plan_code: str, on: date, household_code: str
) -> HomeRecord:
    """Return a household and what was recorded of it.

    Raises
    ------
    CaseworkError
        When the viewer may not see which households are still to be visited.
    ServiceError
        When there is no such household or plan in his part.
    """
    require(viewer, Action.VIEW_HOMES)
    note_look(viewer, store, "homes", plan_code)
    with store.read() as conn:
        row = home_seen(conn, viewer, household_code)
        made = _visits(conn, int(row["id"]))
    found = home_states(viewer, store, plan_code, on)
    at = int(found.homes.rows_of(np.array([row["id"]]))[0])
    state = int(found.state[at])
    grid = row["grid_code"]
    worker = roster_on(store).responsible_on(grid, on).worker if grid else None
    return HomeRecord(
        code=row["code"],
        address=row["address"],
        grid_code=grid,
        is_occupied=bool(row["is_occupied"]),
        state=None if state == NOT_MEANT else HomeState(state),
        tries=int(found.tries[at]),
        answers=None if worker is None else worker.code,
        visits=made,
    )


def who_visits(viewer: Viewer, store: Store) -> dict[str, str]:
    """Return the names of all workers by code, in order of code.

    Raises
    ------
    CaseworkError
        When the viewer may not record visits.
    """
    require(viewer, Action.RECORD_VISIT)
    with store.read() as conn:
        names = worker_names(conn)
    return {code: names[code] or code for code in sorted(names)}


def _visits(conn: sa.Connection, household_id: int) -> pd.DataFrame:
    wanted = (
        sa.select(
            visits.c.uid,
            visits.c.visited_on,
            visits.c.day_part,
            visits.c.result,
            workers.c.name,
            visits.c.note,
            cases.c.code,
            visits.c.void_reason,
        )
        .join(workers, workers.c.code == visits.c.worker_code)
        .outerjoin(cases, cases.c.id == visits.c.case_id)
        .where(visits.c.household_id == household_id)
        .order_by(visits.c.visited_on.desc(), visits.c.id.desc())
    )
    rows: list[Any] = list(conn.execute(wanted))
    return as_frame(rows, _COLUMNS)
