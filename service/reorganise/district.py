"""The units and grids of a day as a copy that operations change: nothing here is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from casework.code_giving import CodeGiver
from casework.sentence import Sentence
from data.grid_store import STORE_CRS, load_grids, load_org_units
from data.rows import records
from data.schema import crosswalk, grids, org_units, postings
from data.settings_store import setting
from geo.metres import Shapes, area_m2
from service.errors import ServiceError

# From the largest down; a grid lies in a community.
LEVELS: Final = ("city", "county", "street", "community")


@dataclass(frozen=True)
class Unit:
    """An organisation unit.

    ``origins`` are the codes of the day that its ground comes from, ``row`` is the number of its
    version in the table, 0 for a new unit.
    """

    code: str
    name: str
    level: str
    parent: str | None
    origins: frozenset[str]
    row: int = 0


@dataclass(frozen=True)
class Grid:
    """A grid with its shape in EPSG:4490; ``origins`` and ``row`` as of a unit."""

    code: str
    name: str
    kind: str
    parent: str | None
    shape: shapely.Geometry
    origins: frozenset[str]
    row: int = 0


@dataclass
class District:
    """Units and grids by code, the giver of codes, and what was remarked on the way."""

    units: dict[str, Unit]
    grids: dict[str, Grid]
    giver: CodeGiver
    remarks: list[Sentence] = field(default_factory=list)

    def copy(self) -> District:
        """Return another that may be changed; the giver of codes is the same."""
        return District(dict(self.units), dict(self.grids), self.giver, list(self.remarks))

    def unit(self, code: str) -> Unit:
        """Return a unit.

        Raises
        ------
        ServiceError
            When there is none of this code on the day.
        """
        if code not in self.units:
            raise ServiceError(
                "There is no unit {code} on that day: choose one that is in force.", code=code
            )
        return self.units[code]

    def grid(self, code: str) -> Grid:
        """Return a grid.

        Raises
        ------
        ServiceError
            When there is none of this code on the day.
        """
        if code not in self.grids:
            raise ServiceError(
                "There is no grid {code} on that day: choose one that is in force.", code=code
            )
        return self.grids[code]

    def units_of(self, codes: Iterable[str | None]) -> list[str]:
        """Return the codes of the units right below some units, in order."""
        above = set(codes)
        return sorted(one.code for one in self.units.values() if one.parent in above)

    def grids_of(self, codes: Iterable[str | None]) -> list[str]:
        """Return the codes of the grids right below some units, in order."""
        above = set(codes)
        return sorted(one.code for one in self.grids.values() if one.parent in above)

    def path(self, grid: Grid) -> dict[str, str]:
        """Return the codes of the units above a grid by level, and its own."""
        found = {"grid": grid.code}
        above = grid.parent
        while above is not None and above in self.units:
            unit = self.units[above]
            if unit.level in found:
                break
            found[unit.level] = unit.code
            above = unit.parent
        return found

    def shapes(self) -> gpd.GeoDataFrame:
        """Return ``code, name, kind, parent_code, area_m2, origins, geometry``, by code."""
        rows = [self.grids[code] for code in sorted(self.grids)]
        shapes = ground_of(rows)
        frame = pd.DataFrame(
            {
                "code": [row.code for row in rows],
                "name": [row.name for row in rows],
                "kind": [row.kind for row in rows],
                "parent_code": pd.Series([row.parent for row in rows], dtype=object),
                "area_m2": area_m2(shapes),
                "origins": [tuple(sorted(row.origins)) for row in rows],
            }
        )
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=STORE_CRS)

    def unit_rows(self) -> pd.DataFrame:
        """Return ``code, name, level, parent_code, origins``, by code."""
        rows = [self.units[code] for code in sorted(self.units)]
        said = [(u.code, u.name, u.level, u.parent, tuple(sorted(u.origins))) for u in rows]
        names = ["code", "name", "level", "parent_code", "origins"]
        return pd.DataFrame(said, columns=names, dtype=object)

    def put(self, one: Unit | Grid, instead_of: Iterable[str] = ()) -> None:
        """Keep a unit or grid in place of others of its sort."""
        kept: dict[str, Any] = self.units if isinstance(one, Unit) else self.grids
        for code in instead_of:
            kept.pop(code, None)
        kept[one.code] = one

    def with_name(self, one: Grid, code: str, parent: str) -> Grid:
        """Return a grid under another code; a name that was only its code is the new code."""
        name = code if one.name == one.code else one.name
        return replace(one, code=code, name=name, parent=parent)


def district_on(conn: sa.Connection, day: date) -> District:
    """Return the units and grids in force on a day, and the giver of codes never used."""
    units = records(load_org_units(conn, day).drop_duplicates("code", keep="last"))
    cells = load_grids(conn, day).drop_duplicates("code", keep="last")
    shapes = cells.geometry.to_numpy()
    rows = records(pd.DataFrame(cells.drop(columns="geometry")))
    return District(
        {
            row["code"]: Unit(
                row["code"],
                row["name"],
                row["level"],
                row["parent_code"],
                frozenset({row["code"]}),
                row["id"],
            )
            for row in units
        },
        {
            row["code"]: Grid(
                row["code"],
                row["name"],
                row["kind"],
                row["parent_code"],
                shape,
                frozenset({row["code"]}),
                row["id"],
            )
            for row, shape in zip(rows, shapes, strict=True)
        },
        CodeGiver(used_codes(conn), str(setting(conn, "code_scheme"))),
    )


def touched(before: District, after: District) -> dict[str, int]:
    """Return what a plan ends or changes, as a plan notes it: ``grid:CODE`` to its row."""
    sorts: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
        ("unit", before.units, after.units),
        ("grid", before.grids, after.grids),
    )
    return {
        f"{sort}:{code}": one.row
        for sort, then, now in sorts
        for code, one in sorted(then.items())
        if now.get(code) is not one and now.get(code) != one
    }


def ground_of(cells: Iterable[Grid]) -> Shapes:
    """Return the shapes of grids, in their order."""
    return np.array([grid.shape for grid in cells], dtype=object)


def used_codes(conn: sa.Connection) -> set[str]:
    """Return every code that a unit or grid has, had or is to have."""
    columns = (
        org_units.c.code,
        org_units.c.parent_code,
        grids.c.code,
        grids.c.parent_code,
        postings.c.grid_code,
        crosswalk.c.old_code,
        crosswalk.c.new_code,
    )
    found = (conn.scalars(sa.select(column).distinct()) for column in columns)
    return {code for codes in found for code in codes if code is not None}
