"""Two communities side by side, and cases in them, for tests of what hangs on a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from shapely import box, to_wkb

from casework.access import OPERATOR, Role, Viewer
from casework.case import Case
from casework.move import Move
from data.case_store import load_case
from data.event_words import with_words
from data.schema import case_events, cases, grids, org_units, postings, workers
from data.store import Store, bump
from service.cases.drafting import NewCase
from service.cases.keeping import case_of
from service.cases.moving import move_case
from service.cases.registering import register_case
from tests.service.conftest import NOW

# A point in the middle of each community's grid; a metre in degrees there.
HERE, THERE = (120.005, 30.005), (120.015, 30.005)
LON_M, LAT_M = 1 / 96_480.7, 1 / 110_861.5

COORDINATOR = Viewer("调度员", Role.COORDINATOR)
PART = Viewer("甲社区督查", Role.COORDINATOR, "C1")
OTHER_PART = Viewer("乙社区督查", Role.COORDINATOR, "C2")
LEADER = Viewer("区领导", Role.LEADER)
# A category by its number and by its name.
LITTER_NO, LITTER = "E0110", "暴露垃圾"


def found_district(store: Store) -> None:
    """Lay two communities with a grid and a worker each into an empty database."""
    units = [("D", "区", "county", None), ("C1", "甲", "community", "D")]
    units.append(("C2", "乙", "community", "D"))
    with store.begin() as conn:
        conn.execute(
            org_units.insert(),
            [dict(zip(("code", "name", "level", "parent_code"), u, strict=True)) for u in units],
        )
        for number, west in ((1, 120.00), (2, 120.01)):
            shape = to_wkb(box(west, 30.00, west + 0.01, 30.01))
            conn.execute(
                grids.insert().values(
                    code=f"G{number}", name=f"第{number}网格", shape=shape, area_m2=1.0,
                    parent_code=f"C{number}",
                )
            )  # fmt: skip
            conn.execute(workers.insert().values(code=f"W{number}", name=f"员{number}"))
            conn.execute(
                postings.insert().values(
                    worker_code=f"W{number}", grid_code=f"G{number}", duty="primary"
                )
            )
        bump(conn, "grids", "duty")


def matter(store: Store, summary: str = "垃圾没人清", *, now: datetime = NOW, **said: Any) -> str:
    """Register a case in the first community and return its number."""
    place = {"lon": HERE[0], "lat": HERE[1]}
    return register_case(OPERATOR, store, NewCase(summary, **place | said), now).code


def case_now(store: Store, code: str) -> Case:
    with store.read() as conn:
        row = load_case(conn, code)
    assert row is not None
    return case_of(row)


def events_of(store: Store, code: str, kind: str | None = None) -> list[dict[str, Any]]:
    """Return the details of a case's events, of one kind or of all, the first one first."""
    wanted = (
        sa.select(case_events.c.number, case_events.c.kind, case_events.c.details)
        .join(cases)
        .where(cases.c.code == code)
        .order_by(case_events.c.id)
    )
    with store.read() as conn:
        rows = with_words(conn, conn.execute(wanted).mappings().all())
    return [row["details"] for row in rows if kind in (None, row["kind"])]


def go(store: Store, code: str, *moves: tuple[Move, dict[str, Any]], now: datetime = NOW) -> Case:
    """Take a case through some steps."""
    for move, facts in moves:
        move_case(OPERATOR, store, code, case_now(store, code).version, move, facts, now)
    return case_now(store, code)


def close(store: Store, code: str, now: datetime = NOW) -> Case:
    """Take a new case the shortest way to its end."""
    return go(
        store,
        code,
        (Move.ACCEPT, {"category": LITTER}),
        (Move.ANSWER, {"text": "已清理"}),
        (Move.PASS_CHECK, {}),
        (Move.CLOSE, {"resolution": "已清理"}),
        now=now,
    )
