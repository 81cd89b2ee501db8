"""Two streets with two communities each, and cases in them, for tests of units side by side."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa
from shapely import box, to_wkb

from casework.period import Period
from data.rows import insert_rows
from data.schema import cases, grids, households, org_units, postings, workers
from data.store import Store, bump
from tests.service.conftest import NOW

DAY = timedelta(days=1)
MAY = Period.parse("2026-05")
HOSTILE = "<script>alert(1)</script> datum['n'] =1+1 ${m}"
WORKER = "网格员姓名"
UNITS = (
    ("D", "区", "county", None),
    ("S1", "一街道", "street", "D"),
    ("S2", "二街道", "street", "D"),
    ("C1", HOSTILE, "community", "S1"),
    ("C2", "乙社区", "community", "S1"),
    ("C3", "丙社区", "community", "S2"),
    ("C4", "丁社区", "community", "S2"),
)


def found_units(store: Store) -> None:
    """Lay the district into an empty database: a grid, a worker and homes in each community."""
    with store.begin() as conn:
        names = ("code", "name", "level", "parent_code")
        conn.execute(org_units.insert(), [dict(zip(names, one, strict=True)) for one in UNITS])
        for number in range(1, 5):
            west = 120.00 + number * 0.01
            conn.execute(
                grids.insert().values(
                    code=f"G{number}", name=f"第{number}网格", area_m2=1.0,
                    shape=to_wkb(box(west, 30.00, west + 0.01, 30.01)), parent_code=f"C{number}",
                )
            )  # fmt: skip
            conn.execute(workers.insert().values(code=f"W{number}", name=f"{WORKER}{number}"))
            conn.execute(
                postings.insert().values(
                    worker_code=f"W{number}", grid_code=f"G{number}", duty="primary"
                )
            )
            homes = [
                {
                    "code": f"H{number}-{home}", "address": "某号", "lon": west + 0.005,
                    "lat": 30.005, "tile16": 0, "grid_code": f"G{number}",
                }
                for home in range(20 * number)
            ]  # fmt: skip
            conn.execute(households.insert(), homes)
        bump(conn, "grids", "duty", "units", "households")


def put(store: Store, *groups: tuple[int, str | None, dict[str, Any]]) -> None:
    """Keep so many cases in a grid; what is not said is an open case of May without a due time."""
    plain = {
        "status": "handling", "urgency": "ordinary", "reported_at": NOW - 12 * DAY, "tier": 1,
        "rework_count": 0, "bounce_count": 0, "report_count": 1, "version": 1,
        "is_closing_forced": False, "due_at": None, "closed_at": None, "replied_at": None,
        "unit_code": None,
    }  # fmt: skip
    told = [
        {**plain, "grid_code": grid} | more for times, grid, more in groups for _ in range(times)
    ]
    with store.begin() as conn:
        start = conn.scalar(sa.select(sa.func.count()).select_from(cases)) or 0
        frame = pd.DataFrame(told)
        frame.insert(0, "code", [f"K{start + number}" for number in range(len(told))])
        for name in frame.columns:
            if name.endswith("_at"):
                frame[name] = pd.to_datetime(frame[name], utc=True)
        insert_rows(conn, cases, frame)
        bump(conn, "cases")


ON_TIME: dict[str, Any] = {
    "status": "closed", "due_at": NOW - 5 * DAY, "closed_at": NOW - 6 * DAY,
    "replied_at": NOW - 6 * DAY,
}  # fmt: skip
LATE: dict[str, Any] = ON_TIME | {"closed_at": NOW - 2 * DAY, "replied_at": NOW - 2 * DAY}
OVERDUE: dict[str, Any] = {"due_at": NOW - 5 * DAY}
# Reported in May, due in June.
WAITING: dict[str, Any] = {"due_at": NOW + 9 * DAY}


def busy_may(store: Store) -> None:
    """Lay the district with a May in which one community has nothing, and one nothing due."""
    found_units(store)
    put(
        store,
        (8, "G1", ON_TIME), (2, "G1", LATE),
        (30, "G2", ON_TIME), (4, "G2", LATE), (6, "G2", OVERDUE),
        (3, "G3", WAITING),
        (2, None, ON_TIME),
    )  # fmt: skip
