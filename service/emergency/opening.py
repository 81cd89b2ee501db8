"""An emergency is opened with the households found inside, and closed with its totals."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.emergency_store import close_row, codes_of_day
from data.rows import insert_rows
from data.schema import emergencies, emergency_homes
from data.store import Store, bump
from service.cases.noting import in_words, refuse_long
from service.emergency.lines import STATES, known_emergency
from service.emergency.looking import AreaLook, look_inside
from service.emergency.progress import coarse, grid_totals, least_shown
from service.errors import ServiceError

_LONGEST = 80


def open_emergency(
    viewer: Viewer, store: Store, name: str, shape: BaseGeometry, now: datetime
) -> str:
    """Keep an area and the households found inside it, and return its code.

    Each household goes to the worker who answers for its grid today, with the backup beside; both
    stay as they are now, whatever happens to grids and roster afterwards.

    Parameters
    ----------
    shape
        From `service.emergency.area`, EPSG:4490.

    Raises
    ------
    CaseworkError
        When the viewer may not open one.
    ServiceError
        When it has no name, holds no household, or reaches beyond the viewer's part.
    """
    require(viewer, Action.OPEN_EMERGENCY)
    said = in_words(name, Term("name"))
    refuse_long(said, Term("name"), _LONGEST)
    found = look_inside(viewer, store, shape, now)
    if not found.households:
        raise ServiceError("There is no household in this area: draw it where people live.")
    with store.begin() as conn:
        start = f"E{found.on:%Y%m%d}-"
        code = f"{start}{codes_of_day(conn, start) + 1}"
        key = conn.execute(
            emergencies.insert().values(
                code=code,
                name=said,
                shape=shapely.to_wkb(shape),
                opened_by=viewer.name,
                opened_at=now,
            )
        ).inserted_primary_key
        assert key is not None
        insert_rows(conn, emergency_homes, _lines(found).assign(emergency_id=int(key[0])))
        bump(conn, "emergencies")
    return code


def close_emergency(viewer: Viewer, store: Store, code: str, now: datetime) -> dict[str, int]:
    """Close an emergency and return its totals.

    Its list of households goes: who told what when, and what was found at whose door, is kept no
    longer than it is needed.  How many there were in each state, per grid, stays; grids with few
    households inside are put together, so that no number tells of one door.

    Raises
    ------
    CaseworkError
        When the viewer may not close one.
    ServiceError
        When there is no such emergency that the viewer sees, or it is closed already.
    """
    require(viewer, Action.OPEN_EMERGENCY)
    with store.begin() as conn:
        row = known_emergency(conn, viewer, code, is_open=True)
        totals = coarse(grid_totals(conn, row), least_shown(conn))
        close_row(
            conn,
            row["id"],
            totals.to_dict("records"),  # type: ignore[arg-type]
            closed_by=viewer.name,
            closed_at=now,
        )
        bump(conn, "emergencies")
    return {name: int(totals[name].sum()) for name in ("households", "occupied", *STATES)}


def _lines(found: AreaLook) -> pd.DataFrame:
    people = found.grids.set_index("grid_code")[["worker_code", "backup_code"]]
    of_home = people.reindex(found.grid_codes)
    codes = pd.Series(found.grid_codes, dtype=object)
    return pd.DataFrame(
        {
            "household_id": found.ids,
            "grid_code": codes.where(codes != "", None),
            "worker_code": of_home["worker_code"].to_numpy(dtype=object),
            "backup_code": of_home["backup_code"].to_numpy(dtype=object),
        }
    )
