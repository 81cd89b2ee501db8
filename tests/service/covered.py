"""A row of grids with workers and open cases, for tests of plans and orders about coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from shapely import box, to_wkb

from casework.access import OPERATOR, Role, Viewer
from casework.plan import Change, CoveragePlan
from data.schema import cases, grids, households, org_units, postings, workers
from data.store import Store, bump
from service.coverage import roster_on
from service.ledger import verify_ledger
from service.plans.order_paper import OrderPaper
from tests.service.conftest import NOW
from tests.service.late_cases import Laid, lay

COORDINATOR = Viewer("调度员", Role.COORDINATOR)
# Grids G0..G2 lie in community C1, G3..G5 in C2.
PART = Viewer("甲社区", Role.COORDINATOR, "C1")
TODAY = date(2026, 6, 1)
GRIDS = tuple(f"G{number}" for number in range(6))
# Who has which grid; G5 is vacant, W4 has none, W9 has left.
HELD: Mapping[str, str | None] = {
    "G0": "W1", "G1": "W1", "G2": "W2", "G3": "W2", "G4": "W3", "G5": None,
}  # fmt: skip


def cover_district(store: Store) -> None:
    """Lay two communities of three grids each, with workers W1..W4 and W9, who has left."""
    tree = [("D", "区", "county", None), ("C1", "甲", "community", "D")]
    tree.append(("C2", "乙", "community", "D"))
    people = [{"code": f"W{number}", "name": f"员{number}"} for number in range(1, 5)]
    with store.begin() as conn:
        names = ("code", "name", "level", "parent_code")
        conn.execute(org_units.insert(), [dict(zip(names, unit, strict=True)) for unit in tree])
        conn.execute(grids.insert(), [_grid(number) for number in range(len(GRIDS))])
        conn.execute(workers.insert(), people)
        conn.execute(workers.insert().values(code="W9", name="员9", valid_to=date(2026, 5, 1)))
        held = [
            {"worker_code": worker, "grid_code": grid, "duty": "primary"}
            for grid, worker in HELD.items()
            if worker is not None
        ]
        conn.execute(postings.insert(), held)
        bump(conn, "grids", "duty")


def lay_cases(store: Store, per_grid: int = 2) -> None:
    """Lay open cases into every grid, each with the grid's worker, and one closed case a grid."""
    laid = [
        Laid(f"{grid}-{number}", {"resolve": NOW}, grid=grid, worker=worker)
        for grid, worker in HELD.items()
        for number in range(per_grid)
    ]
    laid += [
        Laid(f"{grid}-void", {}, status="void", grid=grid, worker=worker)
        for grid, worker in HELD.items()
    ]
    lay(store, laid)
    with store.begin() as conn:
        answered = {"first_handler": cases.c.assigned_to, "responsible_at_report": "W9"}
        has = cases.c.assigned_to.is_not(None)
        conn.execute(cases.update().where(has).values(answered))


def lay_households(store: Store, per_grid: int = 3) -> None:
    """Lay households into every grid, all but one of them lived in."""
    rows = [
        {
            "code": f"{grid}-{number}",
            "address": "路",
            "lon": 120.005 + 0.01 * GRIDS.index(grid),
            "lat": 30.005,
            "tile16": 0,
            "is_occupied": number > 0,
            "grid_code": grid,
        }
        for grid in GRIDS
        for number in range(per_grid)
    ]
    with store.begin() as conn:
        conn.execute(households.insert(), rows)
        bump(conn, "households")


def plan_of(on: date = TODAY, **after: str | None) -> CoveragePlan:
    """Return the plan that gives grids to workers, as from the duty the district began with."""
    changes = {grid: Change(HELD[grid], worker) for grid, worker in after.items()}
    return CoveragePlan(on, changes)


def paper_of(order_no: str, on: date = TODAY, **more: str) -> OrderPaper:
    """Return a paper in order."""
    said = {"reason": "换岗", "approved_by": "主任"} | more
    return OrderPaper(order_no, on, **said)  # type: ignore[arg-type]


def holders(store: Store, day: date) -> dict[str, str | None]:
    """Return who answers for each grid on a day, by the roster."""
    roster = roster_on(store)
    found = {grid: roster.responsible_on(grid, day).worker for grid in GRIDS}
    return {grid: None if worker is None else worker.code for grid, worker in found.items()}


def assigned(store: Store) -> dict[str, str | None]:
    """Return who has each open case."""
    with store.read() as conn:
        wanted = sa.select(cases.c.code, cases.c.assigned_to).where(cases.c.status == "handling")
        return {row.code: row.assigned_to for row in conn.execute(wanted)}


def is_whole(store: Store) -> bool:
    """Return whether the ledger of cases is whole."""
    return verify_ledger(OPERATOR, store).is_whole


def _grid(number: int) -> dict[str, object]:
    west = 120.0 + 0.01 * number
    return {
        "code": f"G{number}",
        "name": f"第{number}网格",
        "shape": to_wkb(box(west, 30.0, west + 0.01, 30.01)),
        "area_m2": 1.0,
        "parent_code": "C1" if number < 3 else "C2",
    }
