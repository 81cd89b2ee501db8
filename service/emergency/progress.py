"""How far an emergency is: households in each state, per grid and per worker's list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from casework.access import Action, Viewer, may, require
from data.case_store import grid_names
from data.duty_store import load_workers
from data.emergency_store import count_lines
from data.map_store import token
from data.settings_store import setting
from data.store import Store
from service.emergency.lines import STATES, known_emergency
from service.errors import ServiceError
from service.scoping import grids_in_part

COUNTED = ("households", "occupied", *STATES)
GRID_COLUMNS = ("grid_code", "name", *COUNTED)
LIST_COLUMNS = ("worker_code", "worker_name", "backup_names", *COUNTED)


@dataclass(frozen=True)
class Progress:
    """How far an emergency is.

    Attributes
    ----------
    mark
        Another one after every word about a household.
    totals
        `COUNTED`: households, those lived in, and how many are in each of `STATES`.
    grids
        `GRID_COLUMNS` by code; an empty code for households in no grid.
    lists
        `LIST_COLUMNS` per worker's list, the one that nobody has first (its code is empty), then
        by code: how far the task is, in no order of merit.  Empty once it is closed, and for
        whoever may not see lists of households.
    """

    code: str
    name: str
    shape: BaseGeometry
    opened_at: datetime
    closed_at: datetime | None
    mark: str
    totals: dict[str, int]
    grids: pd.DataFrame
    lists: pd.DataFrame

    @property
    def reached(self) -> int:
        """Return how many households have been looked after: confirmed, or nobody was there."""
        return self.totals["confirmed"] + self.totals["nobody_there"]


def progress(viewer: Viewer, store: Store, code: str) -> Progress:
    """Return how far an emergency is, in the part that the viewer sees.

    Raises
    ------
    CaseworkError
        When the viewer may not see it.
    ServiceError
        When there is no such emergency, or so few households are in it that a number would tell
        of one door to whoever may not see households.

    Notes
    -----
    Whoever may not see households gets the grids with few of them put together.
    """
    require(viewer, Action.VIEW_VISITS)
    sees_homes = bool(may(viewer, Action.VIEW_HOMES))
    with store.read() as conn:
        row = known_emergency(conn, viewer, code)
        own = grids_in_part(conn, viewer)
        totals = _own(grid_totals(conn, row), own)
        if not sees_homes:
            refuse_few(int(totals["households"].sum()), least_shown(conn))
            totals = coarse(totals, least_shown(conn))
        names = grid_names(conn)
        lists = _lists(conn, row, own, is_shown=sees_homes)
        mark = token(conn, "emergencies")
    named = totals.assign(name=[names.get(one) or one for one in totals["grid_code"]])
    return Progress(
        code=code,
        name=str(row["name"]),
        shape=shapely.from_wkb(row["shape"]),
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        mark=mark,
        totals={one: int(totals[one].sum()) for one in COUNTED},
        grids=named[list(GRID_COLUMNS)].reset_index(drop=True),
        lists=lists,
    )


def grid_totals(conn: sa.Connection, row: Mapping[str, Any]) -> pd.DataFrame:
    """Return ``grid_code`` and `COUNTED` of an emergency, by grid; of a closed one as kept."""
    if row["totals"] is not None:
        return pd.DataFrame(row["totals"], columns=["grid_code", *COUNTED])
    return _summed(count_lines(conn, row["id"]), "grid_code")


def coarse(totals: pd.DataFrame, k: int) -> pd.DataFrame:
    """Return totals in which the grids with fewer than `k` households are one line, ungridded.

    Where that line would hold fewer than `k` itself, the smallest of the other grids goes into it.
    """
    ordered = totals.sort_values("households", kind="stable", ignore_index=True)
    number = ordered["households"].to_numpy()
    is_small = number < k
    is_put = is_small | (is_small.any() & (number.cumsum() - number < k))
    codes = ordered["grid_code"].mask(is_put, "")
    summed = ordered.drop(columns="grid_code").groupby(codes).sum().sort_index()
    return summed.rename_axis("grid_code").reset_index()


def least_shown(conn: sa.Connection) -> int:
    """Return the smallest number of households that tells of no single door."""
    return int(str(setting(conn, "publication_k")))


def refuse_few(households: int, least: int) -> None:
    """Do nothing unless so few households lie inside that a number tells of one door.

    Raises
    ------
    ServiceError
        When there are some, but fewer than the least number.
    """
    if 0 < households < least:
        raise ServiceError(
            "Fewer than {least} households lie in this area, and numbers would tell of single"
            " doors: draw it larger, or ask a grid coordinator.",
            least=least,
        )


def _summed(counted: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return `COUNTED` per value of a column, in its order; an empty text for none."""
    key = counted[by].where(counted[by].notna(), "").astype(str)
    state = counted["state"].where(counted["state"].notna(), "open")
    number = counted["number"].astype(int)
    masks = {
        "households": number,
        "occupied": number.where(counted["is_occupied"].astype(bool), 0),
    } | {name: number.where(state == name, 0) for name in STATES}
    summed = pd.DataFrame(masks).groupby(key).sum().sort_index()
    return summed.rename_axis(by).reset_index()[[by, *COUNTED]]


def _own(frame: pd.DataFrame, own: set[str] | None) -> pd.DataFrame:
    return frame if own is None else frame.loc[frame["grid_code"].isin(own)]


def _lists(
    conn: sa.Connection, row: Mapping[str, Any], own: set[str] | None, *, is_shown: bool
) -> pd.DataFrame:
    if not is_shown or row["closed_at"] is not None:
        return pd.DataFrame(columns=list(LIST_COLUMNS))
    counted = _own(count_lines(conn, row["id"]), own)
    people = load_workers(conn)
    name_of = dict(zip(people["code"], people["name"], strict=True))
    pairs = counted[["worker_code", "backup_code"]].drop_duplicates()
    backups: dict[str, list[str]] = {}
    for worker, backup in pairs.itertuples(index=False):
        if backup is not None:
            backups.setdefault(worker or "", []).append(str(name_of.get(backup, backup)))
    summed = _summed(counted, "worker_code")
    codes = summed["worker_code"]
    return summed.assign(
        worker_name=[str(name_of.get(code, code)) for code in codes],
        backup_names=[", ".join(sorted(backups.get(code, []))) for code in codes],
    )[list(LIST_COLUMNS)]
