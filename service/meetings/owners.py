"""The units that something can be given to: owner units of the catalogue, organisation units."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.grid_store import load_org_units
from data.rule_store import rules_of
from data.store import Store
from service.errors import ServiceError
from service.meetings.part import Part


def owner_units(viewer: Viewer, store: Store, on: date) -> dict[str, str]:
    """Return the names of the units that a decision may be given to, by code.

    All owner units of the catalogue, and the organisation units in force on the day that lie in
    the viewer's part.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        return units_in(conn, viewer, on)


def areas_kept(viewer: Viewer, store: Store, on: date) -> dict[str | None, str]:
    """Return what a meeting of this viewer can be about, by code: an area of his part.

    None, with an empty name, stands for the whole district, and is there for who sees all of it.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    """
    require(viewer, Action.VIEW_MEETINGS)
    whole: dict[str | None, str] = {None: ""} if viewer.scope is None else {}
    with store.read() as conn:
        return whole | areas_in(conn, viewer, on)


def units_in(conn: sa.Connection, viewer: Viewer, on: date) -> dict[str, str]:
    """Return the units as `owner_units` does."""
    catalogue = {code: one.name for code, one in rules_of(conn).catalogue.units.items()}
    return catalogue | areas_in(conn, viewer, on)


def areas_in(conn: sa.Connection, viewer: Viewer, on: date) -> dict[str, str]:
    """Return the names of the organisation units in force on a day in the viewer's part."""
    part = Part.of(conn, viewer)
    units = load_org_units(conn, on)
    pairs = zip(units["code"], units["name"], strict=True)
    return {str(code): str(name or code) for code, name in pairs if part.holds(code)}


def unit_name(conn: sa.Connection, viewer: Viewer, code: str, on: date) -> str:
    """Return the name of a unit that something can be given to.

    Raises
    ------
    ServiceError
        When there is no such unit.
    """
    found = units_in(conn, viewer, on).get(code)
    if found is None:
        raise ServiceError(
            "There is no unit {unit} on {day} that you can name: choose an owner unit of the"
            " catalogue, or a unit of the part you keep.",
            unit=code,
            day=on,
        )
    return found


def refuse_foreign_area(conn: sa.Connection, viewer: Viewer, code: str | None, on: date) -> None:
    """Do nothing when an area (None: the whole district) lies in the part the viewer keeps.

    Raises
    ------
    ServiceError
        When it does not, or there is none of this code on the day.
    """
    if code is None and Part.of(conn, viewer).holds(None):
        return
    if code is None or code not in areas_in(conn, viewer, on):
        raise ServiceError(
            "The area {area} is not one you keep on {day}: name a unit of your part.",
            area=code or "-",
            day=on,
        )
