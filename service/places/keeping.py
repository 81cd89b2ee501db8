"""Places are added, changed and ended; none is ever deleted, and no code is used twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
import sqlalchemy as sa

from casework.access import Action, Viewer, require, scope_of
from casework.plain_text import one_line
from casework.sentence import Sentence, Term
from data.case_store import units_below
from data.grid_store import valid_on
from data.place_store import codes_like, place_row
from data.schema import grids, org_units, places
from data.settings_store import snap_of
from data.store import Store, bump
from service.cases.noting import in_words, office_day, refuse_long
from service.coverage import index_in
from service.errors import ServiceError
from service.places.place import LONGEST, NewPlace, fault_of, position_fault
from service.placing import place_points

_LETTERS: Final = {"service": "S", "contact": "C", "round": "R"}
_CHANGEABLE: Final = {"name", "kind", "unit_code", "address", "lon", "lat", "every_days"}


@dataclass(frozen=True)
class KeptPlace:
    """A place as it was kept; `doubts` says what is still to be settled about it."""

    code: str
    grid_code: str | None
    unit_code: str | None
    doubts: tuple[Sentence, ...]


def add_place(viewer: Viewer, store: Store, new: NewPlace, now: datetime) -> KeptPlace:
    """Keep a new place.

    Raises
    ------
    CaseworkError
        When the viewer may not keep places.
    ServiceError
        When something in it cannot be, its code is or ever was in use, or it lies outside the
        viewer's part.
    """
    require(viewer, Action.KEEP_PLACES)
    with store.begin() as conn:
        today = office_day(conn, now)
        made = _checked(new)
        made |= _where(conn, viewer, made, today)
        made["code"] = _free_code(conn, new)
        made["valid_from"] = new.since or today
        conn.execute(places.insert().values(**made))
        bump(conn, "places")
        return _kept(made)


def change_place(
    viewer: Viewer, store: Store, code: str, changes: Mapping[str, object], now: datetime
) -> KeptPlace:
    """Change what is known of a place that is in use.

    Parameters
    ----------
    changes
        Some of ``name, kind, unit_code, address, lon, lat, every_days``.  What it is used for
        stays: what is used for something else is another place.

    Raises
    ------
    CaseworkError
        When the viewer may not keep places.
    ServiceError
        When there is no such place, it is no longer in use, or the change cannot be.
    """
    require(viewer, Action.KEEP_PLACES)
    if not changes or not set(changes) <= _CHANGEABLE:
        raise ServiceError(
            "{seen} of a place cannot be changed: change {known}, or end it and add another.",
            seen=", ".join(sorted(set(changes) - _CHANGEABLE)) or "-",
            known=", ".join(sorted(_CHANGEABLE)),
        )
    with store.begin() as conn:
        today = office_day(conn, now)
        old = _in_use(conn, viewer, code, today)
        known = {field.name: old[field.name] for field in fields(NewPlace) if field.name in old}
        made = _checked(replace(NewPlace(**known), **changes))  # type: ignore[arg-type]
        moved = "unit_code" not in changes and {"lon", "lat"} & set(changes)
        made |= _where(conn, viewer, made | ({"unit_code": None} if moved else {}), today)
        if made["unit_code"] is None:
            made["unit_code"] = old["unit_code"]
        conn.execute(places.update().where(places.c.code == code).values(**made))
        bump(conn, "places")
        return _kept(made | {"code": code})


def end_place(viewer: Viewer, store: Store, code: str, on: date, now: datetime) -> None:
    """End the use of a place: `on` is the first day on which it is no longer in use.

    Raises
    ------
    CaseworkError
        When the viewer may not keep places.
    ServiceError
        When there is no such place in use, or the day lies before its first.
    """
    require(viewer, Action.KEEP_PLACES)
    with store.begin() as conn:
        today = office_day(conn, now)
        old = _in_use(conn, viewer, code, today)
        first = old["valid_from"]
        if (first is not None and on < first) or on > today + timedelta(days=366):
            raise ServiceError(
                "The place {code} is in use from {first} on and cannot end on {day}: give a day"
                " from then on, at most a year ahead.",
                code=code,
                first=first or "-",
                day=on,
            )
        conn.execute(places.update().where(places.c.code == code).values(valid_to=on))
        bump(conn, "places")


def refuse_outside(
    conn: sa.Connection, viewer: Viewer, unit_code: str | None, grid_code: str | None
) -> None:
    """Do nothing when a place lies in the viewer's part.

    Raises
    ------
    ServiceError
        When it lies in another, or it is not known where.
    """
    scope = scope_of(viewer).code
    if scope is None:
        return
    inside = units_below(conn, scope)
    parents = set(conn.scalars(sa.select(grids.c.parent_code).where(grids.c.code == grid_code)))
    if unit_code not in inside and not parents & inside:
        raise ServiceError(
            "{name} keeps places in {scope} only, and this one lies elsewhere: ask somebody who"
            " answers for {unit}.",
            name=viewer.name,
            scope=scope,
            unit=unit_code or grid_code or "-",
        )


def _checked(new: NewPlace) -> dict[str, Any]:
    for fault in (fault_of(new.used_for, new.every_days), position_fault(new.lon, new.lat)):
        if fault is not None:
            raise ServiceError(fault.msgid, **fault.params)
    name, kind = in_words(new.name, Term("name")), in_words(one_line(new.kind), Term("kind"))
    for text, what in ((name, Term("name")), (kind, Term("kind"))):
        refuse_long(text, what, LONGEST)
    refuse_long(new.address, Term("address"))
    return {
        "name": name,
        "used_for": new.used_for,
        "kind": kind,
        "unit_code": new.unit_code or None,
        "address": (new.address or "").strip() or None,
        "lon": new.lon,
        "lat": new.lat,
        "every_days": new.every_days,
    }


def _where(
    conn: sa.Connection, viewer: Viewer, made: Mapping[str, Any], today: date
) -> dict[str, str | None]:
    """Return ``grid_code, unit_code``: the grid of its position, the unit named or above that."""
    grid = None
    if made["lon"] is not None:
        lon, lat = (np.array([made[one]], dtype=float) for one in ("lon", "lat"))
        placed = place_points(index_in(conn, today), lon, lat, snap_m=snap_of(conn))
        grid = placed["grid_code"].iloc[0]
        grid = grid if isinstance(grid, str) else None
    unit = made["unit_code"]
    if unit is not None:
        _refuse_unknown_unit(conn, unit, today)
    elif grid is not None:
        unit = conn.scalar(
            sa.select(grids.c.parent_code).where(grids.c.code == grid, valid_on(grids, today))
        )
    refuse_outside(conn, viewer, unit, grid)
    return {"grid_code": grid, "unit_code": unit}


def _refuse_unknown_unit(conn: sa.Connection, unit: str, today: date) -> None:
    wanted = sa.select(org_units.c.code).where(org_units.c.code == unit, valid_on(org_units, today))
    if conn.scalar(wanted) is None:
        raise ServiceError(
            "There is no unit {unit} today: give the code of a community, village or street that"
            " is in force.",
            unit=unit,
        )


def _free_code(conn: sa.Connection, new: NewPlace) -> str:
    if new.code is None or not one_line(new.code):
        letter = _LETTERS[new.used_for]
        numbers = [int(code[1:]) for code in codes_like(conn, letter) if code[1:].isdecimal()]
        return f"{letter}{max(numbers, default=0) + 1:03}"
    code = one_line(new.code)
    refuse_long(code, Term("code"), LONGEST)
    if place_row(conn, code) is not None:
        raise ServiceError(
            "The code {code} belongs to a place that is or was there: a code is never used"
            " again. Give another.",
            code=code,
        )
    return code


def _in_use(conn: sa.Connection, viewer: Viewer, code: str, today: date) -> dict[str, Any]:
    found = place_row(conn, code)
    if found is None:
        raise ServiceError(
            "There is no place {code}: look up its code in the list of places.", code=code
        )
    if found["valid_to"] is not None and found["valid_to"] <= today:
        raise ServiceError(
            "The place {code} is not in use since {day}: add a new one where it is used again.",
            code=code,
            day=found["valid_to"],
        )
    refuse_outside(conn, viewer, found["unit_code"], found["grid_code"])
    return found


def _kept(made: Mapping[str, Any]) -> KeptPlace:
    doubts = []
    if made["lon"] is None:
        doubts.append(
            Sentence(
                "{code} has no position: it is kept, but no distance is counted to it. Set its"
                " position.",
                code=made["code"],
            )
        )
    elif made["grid_code"] is None:
        doubts.append(
            Sentence(
                "{code} lies in no grid: check its position, or the coordinate system it was"
                " given in.",
                code=made["code"],
            )
        )
    return KeptPlace(made["code"], made["grid_code"], made["unit_code"], tuple(doubts))
