"""What a figure is told apart by: areas, owner units, levels, and the tags of a request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

import sqlalchemy as sa

from casework.access import Viewer
from casework.request import CHANNEL_TERMS, URGENCY_TERMS, VOICE_TERMS, WISH_TERMS
from casework.tier import TIER_TERMS
from casework.viewer import codes_of
from data import case_store
from data.grid_store import valid_on
from data.rule_store import rules_of
from data.schema import grids, org_units
from service.scoping import units_above

By = Literal[
    "unit", "tier", "grid", "community", "street", "county", "city", "category", "channel",
    "voice", "wish", "urgency",
]  # fmt: skip
# What lies on the map: an area is asked for by its code, and has areas or grids below it.
AREAS: Final = ("grid", "community", "street", "county", "city")
# The column by which the cases of the others are told apart.
COLUMNS: Final[dict[str, str]] = {
    "unit": "unit_code",
    **{name: name for name in ("tier", "category", "channel", "voice", "wish", "urgency")},
}
_TERMS: Final[dict[str, Mapping[Any, str]]] = {
    "tier": {int(tier): term for tier, term in TIER_TERMS.items()},
    "channel": {one.value: term for one, term in CHANNEL_TERMS.items()},
    "voice": {one.value: term for one, term in VOICE_TERMS.items()},
    "wish": {one.value: term for one, term in WISH_TERMS.items()},
    "urgency": {one.value: term for one, term in URGENCY_TERMS.items()},
    "category": {},
}


def groups(
    conn: sa.Connection, by: By, viewer: Viewer, area: str | None, map_of: date | None = None
) -> dict[Any, str]:
    """Return code and name of all that has a line, whether or not anything was due there.

    Areas are those of all times, or those in force on the day `map_of`; those inside of what is
    asked for, and the ones it lies in.  Categories have a line where there are cases.
    """
    if by == "unit":
        return {one.code: one.name for one in rules_of(conn).catalogue.units.values()}
    if by not in AREAS:
        return dict(_TERMS[by])
    asked = [one for one in (viewer.scope, area) if one is not None]
    parts = [case_store.units_below(conn, one) for one in asked]
    inside = set.intersection(*parts) if parts else None
    if by == "grid":
        codes = None if inside is None else case_store.grids_within(conn, inside)
        names = case_store.grid_names(conn, codes)
        return {code: names[code] for code in names.keys() & _in_force(conn, grids, map_of)}
    if inside is not None:
        inside |= units_above(conn, frozenset().union(*map(codes_of, asked)))
    rows = conn.execute(
        sa.select(org_units.c.code, org_units.c.name)
        .where(org_units.c.level == by)
        .order_by(org_units.c.code, org_units.c.id)
    )
    known = _in_force(conn, org_units, map_of)
    return {
        code: name for code, name in rows if code in known and (inside is None or code in inside)
    }


def _in_force(conn: sa.Connection, table: sa.Table, day: date | None) -> set[str]:
    """Return the codes of a dated table on a day, or of all times."""
    wanted = sa.select(table.c.code).distinct()
    return set(conn.scalars(wanted if day is None else wanted.where(valid_on(table, day))))


def areas_above(conn: sa.Connection, by: By) -> Mapping[str, str] | None:
    """Return the unit of a level above each grid, None where groups are not areas above grids."""
    if by not in AREAS or by == "grid":
        return None
    rows = conn.execute(
        sa.select(org_units.c.code, org_units.c.level, org_units.c.parent_code).order_by(
            org_units.c.id
        )
    )
    level_of, parent_of = {}, {}
    for code, level, parent in rows:
        level_of[code], parent_of[code] = level, parent
    placed = conn.execute(sa.select(grids.c.code, grids.c.parent_code).order_by(grids.c.id))
    return {code: up for code, parent in placed if (up := climb(parent, by, level_of, parent_of))}


def climb(
    code: str | None, level: str, level_of: Mapping[str, str], parent_of: Mapping[str, str | None]
) -> str | None:
    """Return the unit of a level at or above a unit, None where there is none."""
    seen: set[str] = set()
    while code is not None and code not in seen and level_of.get(code) != level:
        seen.add(code)
        code = parent_of.get(code)
    return code if code is not None and level_of.get(code) == level else None
