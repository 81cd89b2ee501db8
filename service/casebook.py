"""The list of cases and the record of one, as this viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, may, require
from casework.catalogue import Unit
from casework.columns import is_overdue
from casework.move import legal_moves
from data import case_store
from data.case_store import CaseCounts
from data.frame_columns import FrameColumns
from data.rule_store import rules_of
from data.schema import cases, grids, org_units, workers
from data.settings_store import office_zone
from data.store import Store
from geo.assign import candidates
from service.answers import path_of
from service.case_lines import lines_of
from service.case_query import SAVED, CaseQuery, conditions, saved_condition
from service.case_record import CaseRecord, GridPlace, Person
from service.cases.keeping import case_of, no_case
from service.cases.steps import action_of
from service.coverage import index_on
from service.redacting import TEXTS, redact, redact_rows
from service.scoping import case_resource, cases_in_part, codes_in_part, grids_in_part

PAGE_ROWS = 50
_LEVELS = ("city", "county", "street", "community")
_TOLD_AS_KEPT: Final = (
    "code", "version", "status", "kind", "urgency", "need", "voice", "wish", "tier", "category",
    "channel", "summary", "address", "lon", "lat", "reported_at", "due_at", "closed_at",
    "resolution", "is_closing_forced", "satisfaction", "rework_count", "bounce_count",
    "report_count", "merged_into",
)  # fmt: skip


@dataclass(frozen=True)
class CasePage:
    """One page of the list: the rows, and the counts of the whole list.

    ``rows`` has `data.case_store.LIST_COLUMNS` and ``grid_name, worker, unit_name`` (names),
    ``is_overdue``.
    """

    rows: pd.DataFrame
    counts: CaseCounts
    page: int
    page_count: int


@dataclass(frozen=True)
class CaseChoices:
    """What can be chosen in the filters: code to name, categories with how many cases each."""

    areas: dict[str, str]
    grids: dict[str, str]
    workers: dict[str, str]
    categories: dict[str, int]


def list_cases(
    viewer: Viewer,
    store: Store,
    query: CaseQuery,
    now: datetime,
    *,
    page: int = 1,
    page_rows: int = PAGE_ROWS,
) -> CasePage:
    """Return one page of the cases asked for, overdue ones first; a page too far is the last.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        where = conditions(conn, viewer, query, now)
        counts = case_store.count_cases(conn, where, now)
        page_count = max(1, -(-counts.total // page_rows))
        page = min(max(1, page), page_count)
        rows = case_store.list_cases(
            conn, where, now, limit=page_rows, offset=(page - 1) * page_rows
        )
        rows = redact_rows(viewer, _with_names(conn, rows, now))
    return CasePage(rows, counts, page, page_count)


def case_choices(viewer: Viewer, store: Store) -> CaseChoices:
    """Return what the filters offer this viewer.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        where = cases_in_part(conn, viewer)
        inside = grids_in_part(conn, viewer)
        return CaseChoices(
            areas=_areas(conn, codes_in_part(conn, viewer)),
            grids=case_store.grid_names(conn, inside),
            workers=case_store.worker_names(conn, _handlers(conn, where) if where else None),
            categories=dict(case_store.category_counts(conn, where)),
        )


def case_record(viewer: Viewer, store: Store, code: str, now: datetime) -> CaseRecord:
    """Return everything about one case.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such case where this viewer sees into.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        row = case_store.load_case(conn, code, cases_in_part(conn, viewer))
        if row is None:
            raise no_case(code)
        zone = office_zone(conn)
        day = row["reported_at"].astimezone(zone).date()
        people = _people(conn, row)
        place = _place(conn, store, row, day)
        lines = lines_of(conn, int(row["id"]), code, now)
        about = case_resource(conn, row["grid_code"], row["assigned_to"])
        unit = _unit(conn, row["unit_code"])
    case = case_of(row)
    took = case.closed_at - case.reported_at if case.closed_at else None
    same = {name: getattr(case, name) for name in _TOLD_AS_KEPT}
    told = {name: redact(viewer, same[name]) for name in TEXTS}
    return CaseRecord(
        **same | told,
        **redact(viewer, lines),
        serial=row["serial"],
        legal=tuple(one for one in legal_moves(case.status) if may(viewer, action_of(one), about)),
        unit=unit,
        place=place,
        responsible_at_report=people.get(row["responsible_at_report"]),
        first_handler=people.get(row["first_handler"]),
        assigned_to=people.get(row["assigned_to"]),
        overdue_by=now - case.due_at if case.due_at and case.is_overdue_at(now) else None,
        took=took,
    )


def saved_counts(viewer: Viewer, store: Store, query: CaseQuery, now: datetime) -> dict[str, int]:
    """Return how many cases each saved filter holds, and ``all``, beside the other filters.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.

    Notes
    -----
    One statement counts them all.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        where = conditions(conn, viewer, replace(query, saved=None), now)
        counted = [
            sa.func.coalesce(
                sa.func.sum(sa.case((saved_condition(conn, name, query, now), 1), else_=0)), 0
            ).label(name)
            for name in SAVED
        ]
        wanted = sa.select(sa.func.count().label("all"), *counted).select_from(cases).where(*where)
        return {name: int(count) for name, count in conn.execute(wanted).mappings().one().items()}


def page_of(
    viewer: Viewer,
    store: Store,
    query: CaseQuery,
    code: str,
    now: datetime,
    *,
    page_rows: int = PAGE_ROWS,
) -> int | None:
    """Return the page of the list on which a case stands, None when it is not asked for.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        where = conditions(conn, viewer, query, now)
        place = case_store.place_in_list(conn, where, now, code)
    return None if place is None else place // page_rows + 1


def _with_names(conn: sa.Connection, rows: pd.DataFrame, now: datetime) -> pd.DataFrame:
    grid_of = case_store.grid_names(conn, set(rows["grid_code"].dropna()))
    name_of = case_store.worker_names(conn, set(rows["assigned_to"].dropna()))
    has_units = rows["unit_code"].notna().any()
    unit_of = (
        {code: one.name for code, one in rules_of(conn).catalogue.units.items()}
        if has_units
        else {}
    )
    return rows.assign(
        grid_name=rows["grid_code"].map(grid_of),
        worker=rows["assigned_to"].map(name_of),
        unit_name=rows["unit_code"].map(unit_of),
        is_overdue=is_overdue(FrameColumns(rows), now),
    )


def _unit(conn: sa.Connection, code: str | None) -> Unit | None:
    if code is None:
        return None
    return rules_of(conn).catalogue.units.get(code) or Unit(code, code)


def _handlers(conn: sa.Connection, where: list[sa.ColumnElement[bool]]) -> set[str]:
    found = conn.scalars(sa.select(cases.c.assigned_to).where(*where).distinct())
    return {code for code in found if code is not None}


def _areas(conn: sa.Connection, inside: frozenset[str] | None) -> dict[str, str]:
    """Return units by code, the larger levels first, each level by code."""
    rows = conn.execute(
        sa.select(org_units.c.code, org_units.c.name, org_units.c.level).order_by(
            org_units.c.code, org_units.c.id
        )
    ).all()
    rank = {level: number for number, level in enumerate(_LEVELS)}
    rows = sorted(rows, key=lambda row: rank.get(row.level, len(_LEVELS)))
    return {row.code: row.name for row in rows if inside is None or row.code in inside}


def _people(conn: sa.Connection, row: sa.RowMapping) -> dict[str, Person]:
    facts = ("responsible_at_report", "first_handler", "assigned_to")
    codes = sorted({row[fact] for fact in facts if row[fact] is not None})
    wanted = sa.select(workers.c.code, workers.c.name, workers.c.phone)
    unknown = {code: Person(code, None, None) for code in codes}
    found = conn.execute(wanted.where(workers.c.code.in_(codes)))
    return unknown | {one.code: Person(one.code, one.name, one.phone) for one in found}


def _place(conn: sa.Connection, store: Store, row: sa.RowMapping, day: date) -> GridPlace:
    code, runner_up = row["grid_code"], row["runner_up"]
    names = case_store.grid_names(conn, {one for one in (code, runner_up) if one})
    parent = sa.select(grids.c.parent_code).where(grids.c.code == code)
    above = conn.scalars(parent.order_by(grids.c.id.desc())).first() if code else None
    return GridPlace(
        code=code,
        name=names.get(code),
        path=tuple(path_of(conn, above, day)),
        how=row["how"],
        why_no_grid=row["why_no_grid"],
        border_distance_m=row["border_distance_m"],
        runner_up=runner_up,
        runner_up_name=names.get(runner_up),
        tied_with=_tied_with(store, row, day) if row["how"] == "tie" else (),
    )


def _tied_with(store: Store, row: sa.RowMapping, day: date) -> tuple[str, ...]:
    lon, lat = np.array([row["lon"]], dtype=float), np.array([row["lat"]], dtype=float)
    found = candidates(index_on(store, day), lon, lat)["grid_code"]
    return tuple(str(one) for one in found if one != row["grid_code"])
