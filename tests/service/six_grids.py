"""A district of six grids, three columns by two rows, in which everything is counted by hand.

::

    G01 W1 | G11 W2 | G21 --        communities: C1 is the first two columns, C2 the third
    G00 W1 | G10 W2 | G20 W3

W1 and W2 have a full post, W3 half of one; W2 is on leave; W4 has no grid; W5 had G21 and left.
"""

from __future__ import annotations

from datetime import date, timedelta

import shapely
import sqlalchemy as sa

from data.schema import cases, grids, households, leaves, org_units, postings, workers
from data.store import TOPICS, Store, bump
from tests.service.conftest import NOW

TODAY = date(2026, 6, 1)
WEST, SOUTH, STEP = 111.0, 30.0, 0.01
CODES = ["G00", "G01", "G10", "G11", "G20", "G21"]
# Households of each grid, the last of them empty where there are more than two.
HOMES = {"G00": 5, "G01": 2, "G10": 5, "G11": 3, "G20": 9, "G21": 0}
# Each household lies this far from the middle of its grid, in turn.
OFFSETS = [(-0.002, -0.001), (0.002, 0.001), (-0.002, 0.001), (0.002, -0.001)]


def middle(code: str) -> tuple[float, float]:
    """Return lon and lat of the middle of a grid."""
    return WEST + (int(code[1]) + 0.5) * STEP, SOUTH + (int(code[2]) + 0.5) * STEP


def found(store: Store) -> Store:
    """Fill an empty database with the six grids."""
    with store.begin() as conn:
        for table, rows in (
            (org_units, _units()),
            (grids, [grid_row(code) for code in CODES]),
            (workers, _workers()),
            (postings, _postings()),
            (households, _households()),
            (cases, _cases()),
        ):
            conn.execute(table.insert(), rows)
        week = timedelta(days=7)
        conn.execute(
            leaves.insert().values(worker_code="W2", since=TODAY - week, until=TODAY + week)
        )
        bump(conn, *TOPICS)
    return store


def change(store: Store, topic: str, *statements: sa.Executable) -> None:
    """Run statements and count the change of the topic."""
    with store.begin() as conn:
        for statement in statements:
            conn.execute(statement)
        bump(conn, topic)


def grid_row(code: str, west: float = 0.0, east: float = 1.0, name: str = "") -> dict[str, object]:
    """Return the row of a grid, or of the part of it between two shares of its width."""
    column, row = int(code[1]), int(code[2])
    left, right = WEST + (column + west) * STEP, WEST + (column + east) * STEP
    low, high = SOUTH + row * STEP, SOUTH + (row + 1) * STEP
    return {
        "code": name or code,
        "name": f"第{code}网格",
        "kind": "general",
        "parent_code": "C2" if code[1] == "2" else "C1",
        "shape": shapely.to_wkb(shapely.box(left, low, right, high)),
        "area_m2": 1e6,
    }


def _units() -> list[dict[str, object]]:
    rows = [("D", "county", None), ("S", "street", "D"), ("C1", "community", "S")]
    rows.append(("C2", "community", "S"))
    return [{"code": c, "name": c, "level": level, "parent_code": up} for c, level, up in rows]


def _workers() -> list[dict[str, object]]:
    return [
        {
            "code": f"W{n}",
            "name": f"网格员{n}",
            "capacity": 0.5 if n == 3 else 1.0,
            "valid_to": date(2026, 1, 1) if n == 5 else None,
        }
        for n in (1, 2, 3, 4, 5)
    ]


def _postings() -> list[dict[str, object]]:
    held = {"G00": "W1", "G01": "W1", "G10": "W2", "G11": "W2", "G20": "W3", "G21": "W5"}
    rows = [(grid, worker, "primary", None) for grid, worker in held.items()]
    rows += [("G21", "W2", "backup", None), ("G10", "W1", "cover", TODAY + timedelta(days=9))]
    keys = ("grid_code", "worker_code", "duty", "until")
    start = {"since": date(2025, 1, 1)}
    return [dict(zip(keys, row, strict=True)) | start for row in rows]


def _households() -> list[dict[str, object]]:
    rows = []
    for code, count in HOMES.items():
        lon, lat = middle(code)
        for n in range(count):
            dx, dy = OFFSETS[n % 4] if n < 4 * (count // 4) else (0.0, 0.0)
            rows.append(
                {
                    "code": f"{code}-{n}",
                    "address": f"{code}-{n}号",
                    "lon": lon + dx,
                    "lat": lat + dy,
                    "tile16": 0,
                    "is_occupied": not (count > 2 and n == count - 1),
                    "grid_code": code,
                }
            )
    return rows


def _cases() -> list[dict[str, object]]:
    # grid, state, days since it was reported
    rows = [
        ("G00", "handling", 10),
        ("G00", "reported", 2),
        ("G00", "closed", 100),
        ("G00", "void", 5),
        ("G00", "closed", 800),
        ("G10", "handling", 400),
        ("G20", "visited_back", 364),
        ("G20", "closed", 366),
        ("G20", "merged", 30),
    ]
    return [
        {
            "code": f"C-{n}",
            "status": status,
            "lon": middle(grid)[0],
            "lat": middle(grid)[1],
            "reported_at": NOW - timedelta(days=days),
            "grid_code": grid,
            "how": "inside",
        }
        for n, (grid, status, days) in enumerate(rows)
    ]
