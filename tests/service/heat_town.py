"""A town of two communities, told by hand, with cases at chosen places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import shapely

from data.schema import cases, grids, households, org_units
from data.store import TOPICS, Store, bump

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
WEST, SOUTH, STEP = 111.0, 31.0, 0.02
CITY, FIRST, SECOND = "990101", "990101001001", "990101001002"


def build(store: Store) -> Store:
    """Return the store with two grids side by side, about 1.9 km wide each."""
    rows = [(CITY, "county", None), ("990101001", "street", CITY)]
    rows += [(FIRST, "community", "990101001"), (SECOND, "community", "990101001")]
    names = ("code", "name", "level", "parent_code")
    with store.begin() as conn:
        conn.execute(
            org_units.insert(),
            [dict(zip(names, (code, code, level, up), strict=True)) for code, level, up in rows],
        )
        conn.execute(grids.insert(), [_grid(0, FIRST), _grid(1, SECOND)])
        bump(conn, *TOPICS)
    return store


def add_cases(store: Store, places: list[tuple[float | None, float | None]], **said: Any) -> None:
    """Add cases at lon, lat; each in the grid it lies in, the first where it has no place."""
    usual = {
        "status": "handling",
        "category": "路灯不亮",
        "tile16": 0,
        "reported_at": NOW - timedelta(days=3),
        "due_at": NOW + timedelta(days=3),
    }
    with store.begin() as conn:
        for lon, lat in places:
            number = conn.exec_driver_sql("select count(*) from cases").scalar_one()
            part = FIRST if lon is None or lon < WEST + STEP else SECOND
            row = usual | {"code": f"T{number}", "lon": lon, "lat": lat, "grid_code": f"{part}001"}
            conn.execute(cases.insert(), row | said)
        bump(conn, "cases")


def add_households(store: Store, lon: float, lat: float, number: int) -> None:
    """Add households at one place."""
    with store.begin() as conn:
        first = conn.exec_driver_sql("select count(*) from households").scalar_one()
        conn.execute(
            households.insert(),
            [
                {
                    "code": f"H{first + n}",
                    "lon": lon,
                    "lat": lat,
                    "address": "示例路1号",
                    "tile16": 0,
                }
                for n in range(number)
            ],
        )
        bump(conn, "households")


def middle(part: int) -> tuple[float, float]:
    """Return lon, lat of the middle of a grid."""
    return WEST + (part + 0.5) * STEP, SOUTH + STEP / 2


def _grid(part: int, parent: str) -> dict[str, Any]:
    west = WEST + part * STEP
    shape = shapely.box(west, SOUTH, west + STEP, SOUTH + STEP)
    return {
        "code": f"{parent}001",
        "name": f"第{part + 1}网格",
        "kind": "general",
        "parent_code": parent,
        "shape": shapely.to_wkb(shape),
        "area_m2": 4e6,
    }
