"""The households of open emergencies, and what was found at each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.contact_consent import Purpose
from casework.sentence import Term
from data.emergency_store import (
    count_lines,
    emergency_row,
    line_of,
    load_emergencies,
    load_lines,
    set_state,
)
from data.map_store import token
from data.rows import records
from data.store import Store, bump
from service.access_log.seeing import note_look
from service.contacts import contacts_for
from service.errors import ServiceError
from service.scoping import grids_in_part

State = Literal["confirmed", "nobody_there", "needs_help", "open"]
STATES: Final[tuple[State, ...]] = get_args(State)
STATE_TERMS: Final = {
    "confirmed": Term("confirmed"),
    "nobody_there": Term("nobody there"),
    "needs_help": Term("needs help"),
    "open": Term("not yet reached"),
}


@dataclass(frozen=True)
class Confirmed:
    """What stands for a household after a word about it.

    `is_superseded` says that a later word stood already, and this one changed nothing.
    """

    emergency_code: str
    household_code: str
    state: str
    is_superseded: bool


def emergencies_of(viewer: Viewer, store: Store, *, is_open: bool | None = None) -> pd.DataFrame:
    """Return the emergencies in the viewer's part, newest first.

    Returns
    -------
    DataFrame
        ``code, name, opened_by, opened_at, closed_by, closed_at, shape`` (a shapely area,
        EPSG:4490), RangeIndex.

    Raises
    ------
    CaseworkError
        When the viewer may not see them.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        found = load_emergencies(conn, is_open=is_open)
        own = grids_in_part(conn, viewer)
        seen = [_is_seen(conn, row, own) for row in records(found)]
    found = found.loc[np.array(seen, dtype=bool)].reset_index(drop=True)
    shapes = shapely.from_wkb(found["shape"].to_numpy(dtype=object))
    return found.drop(columns=["id", "totals"]).assign(shape=shapes)


def lines_of(
    viewer: Viewer,
    store: Store,
    code: str | None = None,
    worker_code: str | None = None,
) -> pd.DataFrame:
    """Return the households of open emergencies that the viewer sees.

    Parameters
    ----------
    code
        Of one emergency; None for all that are open.
    worker_code
        Only those this worker is to go to.

    Returns
    -------
    DataFrame
        ``emergency_code, code`` (of the household), ``address, lon, lat, grid_code, is_occupied,
        worker_code, backup_code, state, contact``; ``state`` is one of `STATES`; a contact only
        for whoever may see contacts, where the household has consented; None otherwise.

    Raises
    ------
    CaseworkError
        When the viewer may not see lists of households.
    """
    require(viewer, Action.VIEW_HOMES)
    note_look(viewer, store, "emergency_list", code or worker_code)
    with store.read() as conn:
        found = load_lines(conn, code, worker_code)
        own = grids_in_part(conn, viewer)
        if own is not None:
            found = found.loc[found["grid_code"].isin(own)].copy()
        contacts = contacts_for(viewer, conn, found, Purpose.EMERGENCY)
    found["state"] = found["state"].where(found["state"].notna(), "open")
    found["contact"] = pd.Series(contacts, index=found.index, dtype=object)
    return found.drop(columns="contact_purposes").reset_index(drop=True)


def confirm(
    viewer: Viewer,
    store: Store,
    emergency_code: str,
    household_code: str,
    state: str,
    now: datetime,
    *,
    told_at: datetime | None = None,
) -> Confirmed:
    """Keep what was found at a household; the same word again changes nothing.

    Parameters
    ----------
    state
        One of `STATES`; ``open`` takes an earlier word back.
    told_at
        When it was found, where it arrives later than that (a device without a connection);
        None for now.

    Raises
    ------
    CaseworkError
        When the viewer may not confirm households.
    ServiceError
        When the emergency is not open, the household is not on its list, or the state is none.

    Notes
    -----
    Of two words the one that was found later counts, in whatever order they arrive; the earlier
    one is not kept.  So the same message twice, or late, does no harm.
    """
    require(viewer, Action.CONFIRM_EMERGENCY)
    if state not in STATES:
        raise ServiceError(
            "A household cannot be {value}: say {known}.", value=state, known=", ".join(STATES)
        )
    at = now if told_at is None else min(told_at, now)
    with store.begin() as conn:
        row = known_emergency(conn, viewer, emergency_code, is_open=True)
        line = line_of(conn, row["id"], household_code)
        own = grids_in_part(conn, viewer)
        if line is None or (own is not None and line["grid_code"] not in own):
            raise ServiceError(
                "The household {household} is not on your list of {emergency}: look up its code in"
                " the list.",
                household=household_code,
                emergency=emergency_code,
            )
        kept = line["state"] or "open"
        before = line["told_at"]
        is_late = before is not None and before > at
        if not is_late and (kept != state or (before is not None and before < at)):
            set_state(conn, line["id"], None if state == "open" else state, at, viewer.name)
        if not is_late and kept != state:
            bump(conn, "emergencies")
        return Confirmed(emergency_code, household_code, kept if is_late else state, is_late)


def emergency_mark(viewer: Viewer, store: Store) -> str:
    """Return the mark of the present state of all emergencies: another one after every word."""
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        return token(conn, "emergencies")


def known_emergency(
    conn: sa.Connection, viewer: Viewer, code: str, *, is_open: bool = False
) -> dict[str, Any]:
    """Return an emergency that the viewer sees.

    Raises
    ------
    ServiceError
        When there is none, or it has to be open and is closed.
    """
    row = emergency_row(conn, code)
    if row is None or not _is_seen(conn, row, grids_in_part(conn, viewer)):
        raise ServiceError(
            "There is no emergency {code}: look up its code in the list of emergencies.", code=code
        )
    if is_open and row["closed_at"] is not None:
        raise ServiceError(
            "The emergency {code} was closed on {day}: open another one if people have to be"
            " reached again.",
            code=code,
            day=row["closed_at"].date(),
        )
    return row


def _is_seen(conn: sa.Connection, row: Mapping[str, Any], own: set[str] | None) -> bool:
    """Return whether some household of an emergency lies in grids."""
    if own is None:
        return True
    if row["totals"] is not None:
        return any(one["grid_code"] in own for one in row["totals"])
    return bool(own & set(count_lines(conn, row["id"])["grid_code"]))
