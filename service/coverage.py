"""Which grids and which duty roster are in force: built once per revision, kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from datetime import date
from threading import Lock
from typing import Any, TypeVar

import pandas as pd
import sqlalchemy as sa

from casework.roster import DutyRoster, Leave, Posting, Worker
from data.duty_store import load_leaves, load_overrides, load_postings, load_workers
from data.grid_store import grid_dates, load_grids
from data.rows import records
from data.store import Store, revision
from geo.assign import GridIndex

T = TypeVar("T")
_KEPT = 8
_kept: dict[Hashable, object] = {}
_lock = Lock()


def index_of(conn: sa.Connection, day: date) -> GridIndex:
    """Return the index of the grids in force on a day, built afresh from this connection."""
    return GridIndex.build(load_grids(conn, day))


def index_on(store: Store, day: date) -> GridIndex:
    """Return the index of the grids in force on a day, kept until the grids change."""
    with store.read() as conn:
        return index_in(conn, day)


def index_in(conn: sa.Connection, day: date) -> GridIndex:
    """Return the index as `index_on` does; not for a transaction that has changed the grids."""
    stretch = sum(turn <= day for turn in grid_dates(conn))
    key = ("index", conn.engine.url, revision(conn, "grids"), stretch)
    return _keep(key, lambda: index_of(conn, day))


def roster_of(conn: sa.Connection) -> DutyRoster:
    """Return the duty roster as this connection sees it.

    Raises
    ------
    CaseworkError
        When two primary postings of a grid overlap.
    """
    people = [Worker(**row) for row in _rows(load_workers(conn), Worker)]
    posted = [Posting(**row) for row in _rows(load_postings(conn), Posting)]
    away = [Leave(**row) for row in _rows(load_leaves(conn), Leave)]
    return DutyRoster.from_rows(people, posted, away)


def roster_on(store: Store) -> DutyRoster:
    """Return the duty roster, kept until workers, postings or leaves change."""
    with store.read() as conn:
        return roster_in(conn)


def roster_in(conn: sa.Connection) -> DutyRoster:
    """Return the roster as `roster_on` does; not for a transaction that has changed the duty."""
    key = ("roster", conn.engine.url, revision(conn, "duty"))
    return _keep(key, lambda: roster_of(conn))


def overrides_on(conn: sa.Connection, day: date) -> pd.DataFrame:
    """Return the category overrides in force on a day: ``category, within_code, grid_code``."""
    frame = load_overrides(conn)
    starts = frame["valid_from"].isna() | (frame["valid_from"] <= day)
    ends = frame["valid_to"].isna() | (frame["valid_to"] > day)
    return frame.loc[starts & ends]


def _rows(frame: pd.DataFrame, kind: type[Any]) -> list[dict[str, Any]]:
    return records(frame[[field.name for field in fields(kind)]])


def _keep(key: Hashable, build: Callable[[], T]) -> T:
    with _lock:
        if key not in _kept:
            while len(_kept) >= _KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = build()
        return _kept[key]  # type: ignore[return-value]
