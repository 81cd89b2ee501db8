"""Service points, contact points and points of rounds of the demonstration district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from random import Random
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from data.grid_store import load_org_units
from data.household_store import homes_by_id
from data.rows import insert_rows
from data.schema import grids, households, places
from geo.grid_index import GridIndex
from service.cases.noting import office_day
from service.coverage import index_of
from service.placing import place_points

# Kind, the end of its name, and in how many of the communities there is one.  Our choice: about
# forty points in the district of usual size, the rarer kinds further apart.
_SERVICES: Final = (
    ("便民代办点", "便民代办点", 0.9),
    ("志愿服务", "志愿服务站", 0.8),
    ("医疗", "卫生服务站", 0.6),
    ("警务", "警务室", 0.5),
    ("就业社保", "就业社保服务站", 0.35),
)
# Communities that have no reception room yet, so that there is something to see.
_WITHOUT_ROOM: Final = 2
_ROUNDS: Final = (("垃圾投放点", 1), ("公共厕所", 7))
# Since when they are in use, and how far from somebody's door a point lies, in degrees.
_SINCE: Final = timedelta(days=480)
_ASIDE: Final = 0.0003


def keep_places(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today = office_day(conn, now)
    land = _land(conn)
    rows = [*_services(land, draw), *_contacts(land, draw), *_rounds(land, draw)]
    if not rows:
        return {"places": 0}
    frame = _beside_homes(conn, pd.DataFrame(rows), index_of(conn, today), draw)
    insert_rows(conn, places, frame.assign(valid_from=today - _SINCE))
    return {"places": len(frame)}


@dataclass(frozen=True)
class _Land:
    """Units by level, the community of each general grid, and the homes in each grid."""

    communities: Sequence[tuple[str, str]]
    streets: Sequence[tuple[str, str]]
    grids: Mapping[str, tuple[str, str]]
    homes: Mapping[str, list[int]]

    def home_in(self, unit: str, draw: Random) -> int | None:
        """Return a home somewhere in a unit, None where nobody lives."""
        inside = [code for code, (_, parent) in self.grids.items() if parent.startswith(unit)]
        lived = [code for code in inside if self.homes.get(code)]
        return draw.choice(self.homes[draw.choice(lived)]) if lived else None


def _land(conn: sa.Connection) -> _Land:
    units = load_org_units(conn)
    named = {
        level: list(units.loc[units["level"] == level, ["code", "name"]].itertuples(index=False))
        for level in ("community", "street")
    }
    of_grid = sa.select(grids.c.code, grids.c.name, grids.c.parent_code)
    general = conn.execute(of_grid.where(grids.c.kind == "general").order_by(grids.c.code))
    homes: dict[str, list[int]] = {}
    for number, code in conn.execute(
        sa.select(households.c.id, households.c.grid_code)
        .where(households.c.grid_code.is_not(None))
        .order_by(households.c.id)
    ):
        homes.setdefault(code, []).append(number)
    return _Land(
        [(str(code), str(name)) for code, name in named["community"]],
        [(str(code), str(name)) for code, name in named["street"]],
        {row.code: (row.name, row.parent_code) for row in general},
        homes,
    )


def _services(land: _Land, draw: Random) -> Iterator[dict[str, Any]]:
    number = 0
    for kind, ending, share in _SERVICES:
        count = ceil(len(land.communities) * share)
        for code, name in sorted(draw.sample(land.communities, count)):
            number += 1
            yield _row(f"S{number:03}", name + ending, "service", kind, code, land, draw)


def _contacts(land: _Land, draw: Random) -> Iterator[dict[str, Any]]:
    without = draw.sample(land.communities, min(_WITHOUT_ROOM, len(land.communities) - 1))
    rooms = [one for one in land.communities if one not in without]
    number = 0
    for units, ending, kind in (
        (rooms, "民情接访室", "接访室"),
        (land.streets, "领导联系点", "领导联系点"),
    ):
        for code, name in units:
            number += 1
            yield _row(f"C{number:03}", name + ending, "contact", kind, code, land, draw)


def _rounds(land: _Land, draw: Random) -> Iterator[dict[str, Any]]:
    number = 0
    for grid, (name, community) in land.grids.items():
        for kind, every_days in _ROUNDS:
            number += 1
            homes = land.homes.get(grid)
            yield {
                "code": f"R{number:04}", "name": name + kind, "used_for": "round", "kind": kind,
                "unit_code": community, "every_days": every_days,
                "home": draw.choice(homes) if homes else None,
            }  # fmt: skip


def _row(
    code: str, name: str, used_for: str, kind: str, unit: str, land: _Land, draw: Random
) -> dict[str, Any]:
    return {
        "code": code, "name": name, "used_for": used_for, "kind": kind, "unit_code": unit,
        "every_days": None, "home": land.home_in(unit, draw),
    }  # fmt: skip


def _beside_homes(
    conn: sa.Connection, frame: pd.DataFrame, index: GridIndex, draw: Random
) -> pd.DataFrame:
    """Return the rows with a position a few steps from the home each was given; none, no row."""
    frame = frame[frame["home"].notna()].reset_index(drop=True)
    ids = frame.pop("home").astype(int)
    chosen = sorted(set(ids))
    parts = [homes_by_id(conn, chosen[at : at + 500]) for at in range(0, len(chosen), 500)]
    homes = pd.concat(parts).loc[ids].reset_index(drop=True)
    aside = [[draw.uniform(-_ASIDE, _ASIDE) for _ in ids] for _ in "xy"]
    lon, lat = homes["lon"] + aside[0], homes["lat"] + aside[1]
    found = place_points(index, lon.to_numpy(float), lat.to_numpy(float))["grid_code"]
    is_same = found.astype(object).to_numpy() == homes["grid_code"].to_numpy()
    street = homes["address"].str.replace(r"号.*$", "号", regex=True)
    return frame.assign(
        lon=lon.where(is_same, homes["lon"]).round(7),
        lat=lat.where(is_same, homes["lat"]).round(7),
        grid_code=homes["grid_code"],
        address=street + "旁",
    )
