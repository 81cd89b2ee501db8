"""What a plan of coverage is made from: the grids of a day, their work, and who has them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Final, cast

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.plan import CoveragePlan
from casework.workload import Amounts, WorkloadRule, hours
from data.duty_store import load_postings, load_workers
from data.map_store import token
from data.rule_store import rules_of
from data.settings_store import office_zone, setting
from data.store import Store, revision
from geo.adjacency import Adjacency, touching
from geo.balance import Balance, Bools, Floats, Ints
from service.cases.noting import office_day
from service.clock import midnight
from service.errors import ServiceError
from service.map_kept import Kept
from service.map_view import GridLayer, MapData
from service.plans.grid_amounts import case_amounts, has_todays_grids, home_amounts

_kept: Final = Kept(8)
# What changes seldom: borders of grids, households in them.
_parts: Final = Kept(8)


@dataclass(frozen=True, eq=False)
class StudioFacts:
    """The grids of a day, their work, and who has them.

    Attributes
    ----------
    on
        The day.
    token
        Mark of this state, the viewer's part of the district included.
    grids
        A row a grid, in the order of `MapData.grids`: ``code, name, parent_code, kind, area_m2,
        perimeter_m, x_m, y_m, own_m2, households, occupied, open_cases, expected_cases,
        visits_due, trips`` (the last three a month) and ``hours`` (a month, without walking).
    adjacency
        Which grids touch, by row number.
    workers
        ``code, name, capacity`` of those in service on the day, by code, RangeIndex.
    holders
        Row of each grid's primary worker, -1 for nobody; one who is on leave still has his grids.
    inside
        Grids of the viewer's part of the district: only these may be changed.
    rule
        The weights of the hours.
    size_band
        Fewest and most households a general grid is meant to have.
    """

    on: date
    token: str
    grids: pd.DataFrame
    adjacency: Adjacency
    workers: pd.DataFrame
    holders: Ints
    inside: Bools
    rule: WorkloadRule
    size_band: tuple[int, int]

    @cached_property
    def row_of_grid(self) -> dict[str, int]:
        """Row of each grid by its code."""
        return {code: row for row, code in enumerate(self.grids["code"])}

    @cached_property
    def row_of_worker(self) -> dict[str, int]:
        """Row of each worker by his code."""
        return {code: row for row, code in enumerate(self.workers["code"])}

    @cached_property
    def columns(self) -> dict[str, Floats]:
        """The numbers of `grids` by name, as arrays."""
        numbers = self.grids.select_dtypes("number")
        return {str(name): numbers[name].to_numpy(float) for name in numbers}

    @cached_property
    def problem(self) -> Balance:
        """All grids and workers as the solver and the measures take them."""
        return Balance(
            loads=self.columns["hours"],
            trips=self.columns["trips"],
            x_m=self.columns["x_m"],
            y_m=self.columns["y_m"],
            own_m2=self.columns["own_m2"],
            hours_per_trip_m=self.rule.hours_per_trip_m,
            edges=self.adjacency.edges,
            border_m=self.adjacency.border_m,
            start=self.holders,
            capacity=self.workers["capacity"].to_numpy(float),
            is_movable=self.inside,
        )

    @cached_property
    def is_off_size(self) -> Bools:
        """Which general grids have fewer or more households than `size_band` says."""
        low, high = self.size_band
        count = self.columns["households"]
        is_general = (self.grids["kind"] == "general").to_numpy(np.bool_)
        off: Bools = is_general & ((count < low) | (count > high))
        return off

    def holder_codes(self) -> dict[str, str | None]:
        """Return the primary worker of each grid, by codes, None for nobody."""
        return self.codes_of(self.holders)

    def codes_of(self, areas: Ints) -> dict[str, str | None]:
        """Return the worker of each grid, by codes, of a distribution as `areas_of` gives it."""
        names = np.array([*self.workers["code"], None], dtype=object)
        return dict(zip(self.grids["code"], names[areas], strict=True))

    def areas_of(self, plan: CoveragePlan) -> Ints:
        """Return the row of the worker each grid would have by a plan, -1 for nobody.

        Raises
        ------
        ServiceError
            When the plan is for another day, or names a grid or worker there is not on the day.
        """
        if plan.on != self.on:
            raise ServiceError(
                "The plan is for {plan}, these are the facts of {on}: look at the plan's own day.",
                plan=plan.on,
                on=self.on,
            )
        areas = self.holders.copy()
        for grid, change in plan.changes.items():
            areas[self.grid_row(grid)] = (
                -1 if change.after is None else self.worker_row(change.after)
            )
        return areas

    def grid_row(self, code: str) -> int:
        """Return the row of a grid; ServiceError when it is not in force on the day."""
        if code not in self.row_of_grid:
            raise ServiceError(
                "Grid {grid} is not in force on {on}: take it out, or choose another day.",
                grid=code,
                on=self.on,
            )
        return self.row_of_grid[code]

    def worker_row(self, code: str) -> int:
        """Return the row of a worker; ServiceError when he is not in service on the day."""
        if code not in self.row_of_worker:
            raise ServiceError(
                "Worker {worker} is not in service on {on}: choose another worker or another day.",
                worker=code,
                on=self.on,
            )
        return self.row_of_worker[code]


def studio_facts(viewer: Viewer, store: Store, on: date, now: datetime) -> StudioFacts:
    """Return the facts of a day, kept in memory until something they are made from changes.

    Raises
    ------
    CaseworkError
        When the viewer may not plan coverage.
    ServiceError
        When no grid is in force on the day.
    """
    require(viewer, Action.PLAN_COVERAGE)
    layer = MapData.of(store).grids(on)
    if layer.frame.empty:
        raise ServiceError(
            "No grid is in force on {on}: import grids, or choose another day.", on=on
        )
    with store.read() as conn:
        mark = _mark(conn, layer, on, now)
    facts = _kept.get(mark, lambda: _load(store, layer, on, now, mark))
    if viewer.scope is None:
        return facts
    return replace(facts, inside=layer.within(viewer.scope), token=f"{mark}-{viewer.scope}")


def _mark(conn: sa.Connection, layer: GridLayer, on: date, now: datetime) -> str:
    """Return the mark of everything the facts are made from; cases count by whole days."""
    topics = [token(conn, topic) for topic in ("duty", "households", "cases")]
    topics += [str(revision(conn, topic)) for topic in ("rules", "settings")]
    today = office_day(conn, now)
    parts = "|".join([layer.token, on.isoformat(), today.isoformat(), *topics])
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def _load(store: Store, layer: GridLayer, on: date, now: datetime, mark: str) -> StudioFacts:
    adjacency = _parts.get(("borders", layer.token), lambda: touching(layer.frame))
    with store.read() as conn:
        rule = rules_of(conn).profile.workload
        amounts = _amounts(conn, layer, on, now)
        workers = _in_service(load_workers(conn), on)
        holders = _holders(load_postings(conn), layer.codes, workers, on)
        low, high = cast("list[int]", setting(conn, "size_band"))
    names = pd.DataFrame(layer.frame[["code", "name", "parent_code", "kind"]])
    grids = names.join(amounts).assign(perimeter_m=adjacency.perimeter_m)
    return StudioFacts(
        on=on,
        token=mark,
        grids=_with_hours(grids, rule),
        adjacency=adjacency,
        workers=workers,
        holders=holders,
        inside=np.ones(len(grids), dtype=np.bool_),
        rule=rule,
        size_band=(low, high),
    )


def _amounts(conn: sa.Connection, layer: GridLayer, on: date, now: datetime) -> pd.DataFrame:
    """Return what each grid holds; the households are kept while only cases change."""
    today = office_day(conn, now)
    is_today = has_todays_grids(conn, on, today)
    homes = _parts.get(
        ("homes", layer.token, token(conn, "households"), is_today),
        lambda: home_amounts(conn, layer.frame, on, is_today=is_today),
    )
    begins = midnight(today, office_zone(conn))
    return homes.join(case_amounts(conn, layer.frame, on, begins, is_today=is_today))


def _with_hours(grids: pd.DataFrame, rule: WorkloadRule) -> pd.DataFrame:
    visits = rule.visits_due(grids["occupied"])
    amounts = Amounts(grids["households"], grids["open_cases"], grids["expected_cases"], visits, 0)
    return grids.assign(
        visits_due=visits,
        trips=rule.trips(visits, grids["expected_cases"]),
        hours=hours(rule, amounts).standing,
    )


def _in_service(workers: pd.DataFrame, on: date) -> pd.DataFrame:
    serves = _is_on(workers["valid_from"], workers["valid_to"], on)
    return workers.loc[serves, ["code", "name", "capacity"]].reset_index(drop=True)


def _holders(postings: pd.DataFrame, codes: list[str], workers: pd.DataFrame, on: date) -> Ints:
    """Return the row of each grid's primary worker on the day, -1 for nobody."""
    is_in_force = _is_on(postings["since"], postings["until"], on)
    primary = postings.loc[is_in_force & (postings["duty"] == "primary")]
    worker = pd.Index(workers["code"]).get_indexer(pd.Index(primary["worker_code"]))
    grid = pd.Index(codes).get_indexer(pd.Index(primary["grid_code"]))
    is_known = (worker >= 0) & (grid >= 0)
    holders = np.full(len(codes), -1, dtype=np.int64)
    holders[grid[is_known]] = worker[is_known]
    return holders


def _is_on(first: pd.Series, end: pd.Series, on: date) -> pd.Series:
    """Return which half-open stretches of days hold the day; a missing end is open."""
    return (first.isna() | (first <= on)) & (end.isna() | (end > on))
