"""Two communities with five grids and five workers, for tests of the roster."""

from __future__ import annotations

from datetime import date, timedelta

from shapely import box, to_wkb

from casework.access import OPERATOR, Role, Viewer
from data.schema import grids, org_units, postings, workers
from data.store import Store, bump
from service.plans.order_paper import OrderPaper
from tests.service.conftest import NOW

TODAY = date(2026, 6, 1)
KEEPER = Viewer("网格中心", Role.COORDINATOR)
KEEPER_OF_C1 = Viewer("甲社区", Role.COORDINATOR, "C1")
LEADER = Viewer("区领导", Role.LEADER)
ADMIN = OPERATOR
__all__ = ["ADMIN", "KEEPER", "KEEPER_OF_C1", "LEADER", "NOW", "TODAY", "found_posts", "paper"]

# G1, G2: W1, G3: W2, G4: W3, G5: nobody; W4 has no grid, W5 only stands by for G1.
_PRIMARY = (("G1", "W1"), ("G2", "W1"), ("G3", "W2"), ("G4", "W3"))


def day(number: int) -> date:
    """Return the day so many days after today."""
    return TODAY + timedelta(days=number)


def paper(number: str = "网〔2026〕1号", on: date = TODAY, **said: object) -> OrderPaper:
    """Return an order in force from a day."""
    return OrderPaper(number, on, "人员变动", "中心主任", **said)  # type: ignore[arg-type]


def found_posts(store: Store) -> None:
    """Lay the communities into an empty database: G1 to G3 in C1, G4 and G5 in C2."""
    units = (("D", "区", "county", None), ("C1", "甲", "community", "D"))
    units += (("C2", "乙", "community", "D"),)
    names = ("code", "name", "level", "parent_code")
    posted = [(grid, worker, "primary") for grid, worker in _PRIMARY] + [("G1", "W5", "backup")]
    with store.begin() as conn:
        conn.execute(org_units.insert(), [dict(zip(names, u, strict=True)) for u in units])
        conn.execute(workers.insert(), [{"code": f"W{n}", "name": f"员{n}"} for n in range(1, 6)])
        for n in range(1, 6):
            west = 120 + n * 0.01
            conn.execute(
                grids.insert().values(
                    code=f"G{n}", name=f"第{n}网格", area_m2=1.0, valid_from=date(2024, 1, 1),
                    parent_code="C1" if n < 4 else "C2",
                    shape=to_wkb(box(west, 30.00, west + 0.01, 30.01)),
                )
            )  # fmt: skip
        conn.execute(
            postings.insert(),
            [
                {"grid_code": g, "worker_code": w, "duty": d, "since": date(2025, 1, 1)}
                for g, w, d in posted
            ],
        )
        bump(conn, "grids", "duty")
