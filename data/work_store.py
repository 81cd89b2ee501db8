"""Statements behind the figures of work: wishes told, what was drawn, names and places."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.schema import grids, org_units, places, round_checks, spot_checks, spot_draws, visits

_DRAWN = ("code", "drawn_on", "checked_on", "is_staffed", "problem", "rectified_on")


class Areas(NamedTuple):
    """Names by code of grids, units and places; the unit above each grid; where places lie."""

    names: dict[str, str]
    above: dict[str, str | None]
    of_place: dict[str, tuple[str | None, str | None]]

    def area_of(self, unit: str | None, grid: str | None) -> str | None:
        """Return the grid something lies in, or its unit where that is another one's or none."""
        if grid is not None and unit in (None, self.above.get(grid)):
            return grid
        return unit


def needs_told(conn: sa.Connection, day_from: date, day_until: date) -> dict[int, int]:
    """Return how many different wishes each household told, ``day_from <= day < day_until``.

    Only those it agreed to have noted, of visits that stand; households without any are left out.
    """
    table = visits.c
    wanted = sa.select(table.household_id, table.needs).where(
        table.visited_on >= day_from,
        table.visited_on < day_until,
        table.voided_on.is_(None),
        table.has_consent.is_(True),
        table.needs.is_not(None),
    )
    found: dict[int, set[str]] = {}
    for home, needs in conn.execute(wanted):
        found.setdefault(int(home), set()).update(needs)
    return {home: len(needs) for home, needs in found.items() if needs}


def first_visit(conn: sa.Connection) -> date | None:
    """Return the day of the first visit that counts, None before there is one."""
    wanted = sa.select(sa.func.min(visits.c.visited_on)).where(visits.c.voided_on.is_(None))
    found: date | None = conn.scalar(wanted)
    return found


def first_check(conn: sa.Connection) -> date | None:
    """Return the due day of the first check of any round, None before there is one."""
    wanted = sa.select(sa.func.min(round_checks.c.due_on)).where(round_checks.c.voided_on.is_(None))
    found: date | None = conn.scalar(wanted)
    return found


def drawn_rows(conn: sa.Connection) -> pd.DataFrame:
    """Return all that was ever drawn: ``code, drawn_on, checked_on, is_staffed, ...``."""
    table = spot_checks.join(spot_draws, spot_draws.c.id == spot_checks.c.draw_id)
    columns = [
        spot_draws.c.drawn_on if name == "drawn_on" else spot_checks.c[name] for name in _DRAWN
    ]
    wanted = sa.select(*columns).select_from(table).order_by(spot_checks.c.id)
    return as_frame(conn.execute(wanted).all(), _DRAWN)


def areas(conn: sa.Connection) -> Areas:
    """Return what everything is called and where it lies, of all times, the newest last."""
    names: dict[str, str] = {}
    above: dict[str, str | None] = {}
    of_place: dict[str, tuple[str | None, str | None]] = {}
    for table in (org_units, grids):
        named = (table.c.code, table.c.name, table.c.parent_code)
        for code, name, parent in conn.execute(sa.select(*named).order_by(table.c.id)):
            names[code], above[code] = name or code, parent
    kept = (places.c.code, places.c.name, places.c.unit_code, places.c.grid_code)
    for code, name, unit, grid in conn.execute(sa.select(*kept).order_by(places.c.id)):
        names[code], of_place[code] = name, (unit, grid)
    return Areas(names, above, of_place)
