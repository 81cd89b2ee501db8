"""Points to grids to workers: the one place where a position becomes somebody's responsibility."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.roster import DutyRoster
from data.case_store import units_below
from data.grid_store import grid_dates, valid_on
from data.schema import grids
from data.settings_store import office_zone, snap_of
from geo.assign import GridIndex, assign, explain
from service.coverage import index_in, overrides_on, roster_of

PEOPLE = ["responsible_at_report", "first_handler", "assigned_to"]
PLACED = ["grid_code", "how", "why_no_grid", "border_distance_m", "runner_up"]


def place_points(
    index: GridIndex,
    lon: np.ndarray,
    lat: np.ndarray,
    *,
    snap_m: float | None = None,
    override: np.ndarray | None = None,
    is_explained: bool = False,
) -> pd.DataFrame:
    """Return one row per point: its grid or the reason for none, and on request why.

    Returns
    -------
    DataFrame
        ``grid_code, how, why_no_grid`` and, when explained, ``border_distance_m, runner_up``;
        RangeIndex, in the order given.
    """
    placed = assign(index, lon, lat, snap_m=snap_m, override=override)
    if not is_explained:
        return placed
    why = explain(index, lon, lat, placed["grid_code"].to_numpy(dtype=object))
    return placed.assign(
        border_distance_m=why["border_distance_m"].round(2), runner_up=why["runner_up"]
    )


@dataclass(frozen=True)
class Duty:
    """What cases are placed with: the roster, the district's zone and today's date."""

    roster: DutyRoster
    zone: ZoneInfo
    today: date


def duty_of(conn: sa.Connection, today: date) -> Duty:
    """Return the roster and zone as this connection sees them."""
    return Duty(roster_of(conn), office_zone(conn), today)


def place_cases(
    conn: sa.Connection,
    cases: pd.DataFrame,
    today: date,
    index_for: Callable[[sa.Connection, date], GridIndex] = index_in,
) -> pd.DataFrame:
    """Return where cases lie and who answers for them.

    A case is placed on the grids that were in force on the day it was reported; one reported
    before the first grid was in force is placed on the first ones, if those are in force today.
    An open one whose grid was given up since is placed on today's grids, as it would have been had
    it been known on that day; who was responsible when it was reported follows from the old grid.

    Parameters
    ----------
    cases
        ``lon, lat, category, reported_at, is_open``; NaN positions are allowed.
    index_for
        Where the index of a day comes from: `index_of` in a transaction that changed the grids.

    Returns
    -------
    DataFrame
        `PLACED` and ``responsible_at_report, first_handler, assigned_to`` (worker codes), on the
        index of ``cases``.
    """
    duty = duty_of(conn, today)
    days = reported_days(cases["reported_at"], duty.zone)
    parts = [
        _placed(conn, cases.loc[members], day, index_for)
        for day, members in _by_coverage(conn, days, today)
    ]
    placed = pd.concat(parts).reindex(cases.index) if parts else _nowhere(cases.index)
    then = placed["grid_code"].copy()
    late = _in_retired_grids(conn, then, cases["is_open"], today)
    if late.any():
        placed.loc[late] = _placed(conn, cases.loc[late], today, index_for)
    people = responsible_for(duty, placed["grid_code"], days, cases["is_open"], then)
    return placed[PLACED].join(people)


def responsible_for(
    duty: Duty,
    grid_codes: pd.Series,
    days: pd.Series,
    is_open: pd.Series,
    then_codes: pd.Series | None = None,
) -> pd.DataFrame:
    """Return ``responsible_at_report, first_handler, assigned_to`` of cases, as worker codes.

    The first handler is the worker on duty when the case was reported.  An open case is with the
    worker on duty today; a closed one stays with the one it was reported to.

    Parameters
    ----------
    then_codes
        The grids of the days, where they are others than today's.
    """
    then = _worker_codes(duty.roster, grid_codes if then_codes is None else then_codes, days)
    now = _worker_codes(duty.roster, grid_codes, pd.Series(duty.today, index=days.index))
    first = then.where(then.notna(), now)
    assigned = now.where(is_open.to_numpy(dtype=bool) & now.notna().to_numpy(), first)
    return pd.DataFrame(
        {"responsible_at_report": then, "first_handler": first, "assigned_to": assigned}
    )


def reported_days(reported_at: pd.Series, zone: ZoneInfo) -> pd.Series:
    """Return the calendar days, in the district's zone, of aware times."""
    return pd.to_datetime(reported_at, utc=True).dt.tz_convert(zone).dt.date


def _worker_codes(roster: DutyRoster, grid_codes: pd.Series, days: pd.Series) -> pd.Series:
    codes = grid_codes.astype(object).where(grid_codes.notna(), None)
    found = roster.responsible_many(zip(codes, days, strict=True))
    names = [None if one is None or one.worker is None else one.worker.code for one in found]
    return pd.Series(names, index=grid_codes.index, dtype=object)


def _by_coverage(conn: sa.Connection, days: pd.Series, today: date) -> list[tuple[date, pd.Index]]:
    """Return, for each stretch of time with the same grids, a day in it and the cases of it."""
    turns = grid_dates(conn)
    first = _first_day_with_grids(conn, turns)
    is_early = first is not None and first <= today
    shifted = days.where(days >= first, first) if is_early else days
    stretch = np.searchsorted(
        np.array([turn.toordinal() for turn in turns], dtype=np.int64),
        shifted.map(date.toordinal).to_numpy(dtype=np.int64),
        side="right",
    )
    groups = shifted.groupby(stretch)
    return [(members.iloc[0], members.index) for _, members in groups]


def _first_day_with_grids(conn: sa.Connection, turns: list[date]) -> date | None:
    has_open_start = conn.scalar(
        sa.select(sa.func.count()).select_from(grids).where(grids.c.valid_from.is_(None))
    )
    return None if has_open_start or not turns else turns[0]


def _placed(
    conn: sa.Connection,
    cases: pd.DataFrame,
    day: date,
    index_for: Callable[[sa.Connection, date], GridIndex],
) -> pd.DataFrame:
    """Return `PLACED` of cases on the grids of a day, on their own index."""
    index = index_for(conn, day)
    placed = place_points(
        index,
        cases["lon"].to_numpy(dtype=float),
        cases["lat"].to_numpy(dtype=float),
        snap_m=snap_of(conn),
        override=_overridden(conn, index, cases, day),
        is_explained=True,
    )
    return placed.set_index(cases.index)


def _in_retired_grids(
    conn: sa.Connection, grid_codes: pd.Series, is_open: pd.Series, today: date
) -> pd.Series:
    """Return which open cases lie in a grid that is not in force today."""
    known = conn.scalars(sa.select(grids.c.code).where(valid_on(grids, today)))
    return is_open.astype(bool) & grid_codes.notna() & ~grid_codes.isin(set(known))


def _overridden(
    conn: sa.Connection, index: GridIndex, cases: pd.DataFrame, day: date
) -> np.ndarray | None:
    """Return the grid that answers for a case by its category, None where its place decides."""
    rules = overrides_on(conn, day)
    if rules.empty:
        return None
    here = assign(index, cases["lon"].to_numpy(dtype=float), cases["lat"].to_numpy(dtype=float))
    parent_of = dict(zip(index.grids["code"], index.grids["parent_code"], strict=True))
    above = here["grid_code"].map(parent_of)
    known = set(index.codes)
    answer = np.full(len(cases), None, dtype=object)
    # A rule for a part of the district goes before one for the whole.
    for rule in rules.sort_values("within_code", na_position="first").itertuples(index=False):
        if rule.grid_code not in known:
            continue
        is_it = (cases["category"] == rule.category).to_numpy()
        if isinstance(rule.within_code, str):
            is_it = is_it & above.isin(units_below(conn, rule.within_code)).to_numpy()
        answer[is_it] = rule.grid_code
    return answer


def _nowhere(index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in PLACED}).reindex(index)
