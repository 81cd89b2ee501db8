"""A town of two communities with households, for tests of the map of visits and its lists."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from casework.access import OPERATOR
from casework.visit import DayPart, Every, VisitPlan, VisitResult
from data.schema import grids, households, org_units
from data.store import Store, bump
from service.visits.plans import NewPlan, plan_visits
from service.visits.recording import record_visit
from service.visits.visit import NewVisit, RecordedVisit
from tests.service.conftest import NOW
from tests.service.matters import HERE, THERE, found_district

TODAY = NOW.date()
# How many stand at one and the same place in each grid: a building.
BUILDING = 6
HOSTILE = '=1+1<img src=x onerror=alert(1)>"'


def settle(store: Store) -> VisitPlan:
    """Lay the town, and return the plan to meet everybody once a year.

    In G1 twenty homes H001 to H020 in a row, six more in one building and an empty one; in G2 ten;
    in G3, for which nobody answers, four; two in no grid.
    """
    found_district(store)
    with store.begin() as conn:
        _third_grid(conn)
        number = 0
        places = [
            *((f"一号路{n + 1}号", "G1", HERE[0] + n * 2e-4 - 2e-3, HERE[1]) for n in range(20)),
            *((f"二号路1号{n + 1}室", "G1", HERE[0], HERE[1] + 1e-3) for n in range(BUILDING)),
            *((f"三号路{n + 1}号", "G2", THERE[0] + n * 2e-4, THERE[1]) for n in range(10)),
            *((f"四号路{n + 1}号", "G3", 120.025 + n * 2e-4, 30.005) for n in range(4)),
            ("无名路1号", None, 120.2, 30.2),
            (HOSTILE, None, 120.2001, 30.2),
        ]
        for number, (address, grid, lon, lat) in enumerate(places, start=1):
            _home(conn, f"H{number:03d}", address, grid, lon, lat)
        _home(conn, "EMPTY", "一号路99号", "G1", *HERE, is_occupied=False)
        bump(conn, "grids", "households")
    new = NewPlan("普遍走访", "每年见一次面", date(TODAY.year, 1, 1), every=Every.YEAR)
    return plan_visits(OPERATOR, store, new, NOW)


def visit(
    store: Store,
    home: str,
    result: VisitResult,
    on: date = TODAY,
    part: DayPart = DayPart.MORNING,
    **more: object,
) -> RecordedVisit:
    """Record a visit."""
    uid = f"{home} {on} {part} {result}"
    new = NewVisit(uid, home, "W1", on, part, result, **more)  # type: ignore[arg-type]
    return record_visit(OPERATOR, store, new, NOW)


def some_visits(store: Store) -> None:
    """Let five be met, three not be home, one twice, two decline, and one move away."""
    for number in (1, 2, 3, 21, 27):
        visit(store, f"H{number:03d}", VisitResult.MET)
    for number in (4, 22, 28):
        visit(store, f"H{number:03d}", VisitResult.NOT_HOME)
    visit(store, "H004", VisitResult.NOT_HOME, part=DayPart.AFTERNOON)
    for number in (5, 23):
        visit(store, f"H{number:03d}", VisitResult.DECLINED)
    visit(store, "H006", VisitResult.MOVED)


def _third_grid(conn: sa.Connection) -> None:
    from shapely import box, to_wkb

    unit = {"code": "C3", "name": "丙", "level": "community", "parent_code": "D"}
    conn.execute(org_units.insert().values(unit))
    shape = to_wkb(box(120.02, 30.00, 120.03, 30.01))
    columns = {"code": "G3", "name": "=第3网格", "shape": shape, "area_m2": 1.0}
    conn.execute(grids.insert().values(columns | {"parent_code": "C3"}))


def _home(
    conn: sa.Connection,
    code: str,
    address: str,
    grid: str | None,
    lon: float,
    lat: float,
    *,
    is_occupied: bool = True,
) -> None:
    columns = {
        "code": code, "address": address, "lon": lon, "lat": lat, "grid_code": grid,
        "is_occupied": is_occupied, "why_no_grid": None if grid else "outside", "tile16": 0,
    }  # fmt: skip
    conn.execute(households.insert().values(columns))
