"""Promises, resolutions and public works are written down; none is ever changed or deleted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any, Final, Literal, get_args

import numpy as np
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.plain_text import one_line
from casework.sentence import Term
from data.grid_store import valid_on
from data.promise_store import Kind, add_kept, add_project_areas, next_code
from data.schema import grids
from data.settings_store import snap_of
from data.store import Store
from service.cases.keeping import fetch
from service.cases.noting import in_words, office_day, refuse_long
from service.coverage import index_in
from service.errors import ServiceError
from service.meetings.owners import unit_name
from service.places.place import position_fault
from service.placing import place_points
from service.promises.part import FARTHEST, kept_in_part, refuse_area
from service.promises.reaching import known_areas

Body = Literal["assembly", "delegates", "council"]
BODIES: Final[tuple[Body, ...]] = get_args(Body)
BODY_TERMS: Final[Mapping[Body, Term]] = {
    "assembly": Term("assembly of villagers or residents"),
    "delegates": Term("meeting of delegates"),
    "council": Term("village or residents' council"),
}
LONGEST_NAME: Final = 80
_MOST: Final = 1e12


@dataclass(frozen=True)
class NewPromise:
    """What was promised to residents.

    Attributes
    ----------
    text
        The promise as it was given.
    made_at, made_on
        Where, in words, and on which day.
    owner
        Code of the unit that owes it: of the catalogue, or of the map.
    due_on
        The day by which it is to be done.
    area
        Code of the unit or grid it is about; None for the whole district.
    case, project
        Number of a case, code of a public work that it belongs to.
    """

    text: str
    made_at: str
    made_on: date
    owner: str
    due_on: date
    area: str | None = None
    case: str | None = None
    project: str | None = None


@dataclass(frozen=True)
class NewResolution:
    """What the assembly, the delegates or the council of a village or community resolved."""

    text: str
    area: str
    body: Body
    resolved_on: date
    due_on: date | None = None
    household_count: int | None = None
    cost_yuan: float | None = None


@dataclass(frozen=True)
class NewProject:
    """A public work (民生实事).

    Attributes
    ----------
    kind
        In the office's words: roads, drains, lifts, care centre.
    planned_on, due_on
        The day it was put on the list, and the one by which it is to be done.
    area
        Code of the unit or grid it is for; where none is told and it has a position, the unit of
        the grid it lies in; else the whole district.
    lon, lat
        CGCS2000 (EPSG:4490), both or none.
    areas
        Codes of the areas it is to reach one by one.
    """

    name: str
    kind: str
    owner: str
    planned_on: date
    due_on: date
    area: str | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    cost_yuan: float | None = None
    beneficiary_count: int | None = None
    areas: Collection[str] = ()


def make_promise(viewer: Viewer, store: Store, new: NewPromise, now: datetime) -> str:
    """Write down a promise and return its code.

    Raises
    ------
    CaseworkError
        When the viewer may not keep promises.
    ServiceError
        When something of it is missing or cannot be, or it lies outside the viewer's part.
    """
    require(viewer, Action.KEEP_PROMISES)
    with store.begin() as conn:
        today = office_day(conn, now)
        _refuse_days(new.made_on, new.due_on, today)
        refuse_area(conn, viewer, new.area, today)
        values = {
            "text": in_words(new.text, Term("promise")),
            "made_at": _name(new.made_at, Term("where it was promised")),
            "made_on": new.made_on,
            "due_on": new.due_on,
            "area": new.area,
            "case_id": fetch(conn, viewer, new.case).id if new.case else None,
            "project_id": (
                kept_in_part(conn, viewer, "project", new.project, keeps=False)["id"]
                if new.project
                else None
            ),
            **_owner(conn, viewer, new.owner, today),
        }
        return _add(conn, viewer, "promise", values, new.made_on)[0]


def take_resolution(viewer: Viewer, store: Store, new: NewResolution, now: datetime) -> str:
    """Write down a resolution and return its code; refused like `make_promise`."""
    require(viewer, Action.KEEP_PROMISES)
    if new.body not in BODIES:
        raise ServiceError(
            "{seen} takes no resolutions: choose one of {known}.",
            seen=new.body,
            known=", ".join(BODIES),
        )
    with store.begin() as conn:
        today = office_day(conn, now)
        _refuse_days(new.resolved_on, new.due_on, today)
        refuse_area(conn, viewer, new.area or None, today)
        values = asdict(new) | {"text": in_words(new.text, Term("resolution"))}
        _refuse_amounts(values)
        return _add(conn, viewer, "resolution", values, new.resolved_on)[0]


def plan_project(viewer: Viewer, store: Store, new: NewProject, now: datetime) -> str:
    """Put a public work on the list and return its code; refused like `make_promise`."""
    require(viewer, Action.KEEP_PROMISES)
    fault = position_fault(new.lon, new.lat)
    if fault is not None:
        raise ServiceError(fault.msgid, **fault.params)
    with store.begin() as conn:
        today = office_day(conn, now)
        _refuse_days(new.planned_on, new.due_on, today)
        area = new.area or _unit_at(conn, new.lon, new.lat, today)
        refuse_area(conn, viewer, area, today)
        refuse_long(new.address, Term("address"))
        values = {
            name: getattr(new, name)
            for name in ("lon", "lat", "cost_yuan", "beneficiary_count", "planned_on", "due_on")
        }
        values |= {
            "name": _name(new.name, Term("name")),
            "kind": _name(new.kind, Term("kind")),
            "area": area,
            "address": one_line(new.address or "") or None,
            **_owner(conn, viewer, new.owner, today),
        }
        _refuse_amounts(values)
        wanted = known_areas(conn, viewer, new.areas, today)
        code, number = _add(conn, viewer, "project", values, new.planned_on)
        add_project_areas(conn, number, wanted)
        return code


def _unit_at(conn: sa.Connection, lon: float | None, lat: float | None, on: date) -> str | None:
    """Return the unit above the grid at a position, None where there is no position or grid."""
    if lon is None or lat is None:
        return None
    at = (np.array([one], dtype=float) for one in (lon, lat))
    grid = place_points(index_in(conn, on), *at, snap_m=snap_of(conn))["grid_code"].iloc[0]
    if not isinstance(grid, str):
        return None
    wanted = sa.select(grids.c.parent_code).where(grids.c.code == grid, valid_on(grids, on))
    unit: str | None = conn.scalar(wanted)
    return unit


def _owner(conn: sa.Connection, viewer: Viewer, code: str, on: date) -> dict[str, str]:
    return {"owner_unit": code, "owner_name": unit_name(conn, viewer, code, on)}


def _name(text: str, what: Term) -> str:
    said = in_words(one_line(text or ""), what)
    refuse_long(said, what, LONGEST_NAME)
    return said


def _refuse_days(first: date, due: date | None, today: date) -> None:
    if first > today:
        raise ServiceError(
            "{day} has not come yet: give the day on which it was promised, resolved or put on the"
            " list.",
            day=first,
        )
    if due is not None and not first <= due <= today + FARTHEST:
        raise ServiceError(
            "It cannot be due on {due}: give a day from {first} on, at most twenty years ahead.",
            due=due,
            first=first,
        )


def _refuse_amounts(values: Mapping[str, Any]) -> None:
    amounts = {
        Term("cost"): values.get("cost_yuan"),
        Term("households concerned"): values.get("household_count"),
        Term("beneficiaries"): values.get("beneficiary_count"),
    }
    for what, seen in amounts.items():
        if seen is not None and not (isfinite(seen) and 0 <= seen <= _MOST):
            raise ServiceError(
                "{seen} cannot be: give a number from 0 on for this ({what}), or leave it out.",
                seen=seen,
                what=what,
            )


def _add(
    conn: sa.Connection, viewer: Viewer, kind: Kind, values: Mapping[str, Any], first: date
) -> tuple[str, int]:
    """Return the code and the row's number of what was written down."""
    code = next_code(conn, kind, first.year)
    return code, add_kept(conn, kind, {**values, "code": code, "entered_by": viewer.name})
