"""Plans and visits of the demonstration district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from casework.request import Wish
from casework.visit import DayPart, Every, PlanKind, VisitPlan, VisitResult
from casework.visit_moves import MoveKind
from data.case_store import as_frame, worker_names
from data.rows import insert_rows
from data.schema import household_moves, households, visit_plans, visits
from data.visit_store import columns_of_plan
from service.cases.noting import office_day
from service.coverage import roster_of

# Everything below is made up; the shares are our choice, so that every state can be seen.
_SINCE: Final = timedelta(days=500)
# Visits lie in the turn of today, and at least in so many days, whatever the day is.
_DAYS: Final = timedelta(days=120)
# How a household's last visit of the turn ended, of those that had any.
_ENDS: Final = {
    VisitResult.MET: 0.86,
    VisitResult.NOT_HOME: 0.10,
    VisitResult.DECLINED: 0.03,
    VisitResult.MOVED: 0.01,
}
_REACHED: Final = (7.0, 3.0)
_IN_VAIN_FIRST: Final = 0.22
_PARTS: Final = {DayPart.MORNING: 0.5, DayPart.AFTERNOON: 0.35, DayPart.EVENING: 0.15}
_WITH_NEEDS: Final = 0.12
_NOTES: Final = (
    "示例：询问社保缴费地点，已告知",
    "示例：楼道灯不亮，已报物业",
    "示例：想了解就业培训报名",
    "示例：家中老人行动不便，需上门办理",
    "示例：反映停车位紧张",
)


def keep_visits(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today = office_day(conn, now)
    plan = VisitPlan(
        "V1",
        "普遍走访（演示）",
        PlanKind.STANDING,
        "每半年与每户见一次面",
        since=today - _SINCE,
        every=Every.HALF_YEAR,
        made_by="示范区网格中心",
        made_on=today - _SINCE,
    )
    conn.execute(visit_plans.insert().values(columns_of_plan(plan)))
    turn = plan.turn_on(today)
    rng = np.random.default_rng(draw.getrandbits(63))
    first = today - _DAYS if turn is None else min(turn.first, today - _DAYS)
    made = _made(conn, first, today, rng)
    insert_rows(conn, visits, made)
    moved = made.loc[made["result"] == VisitResult.MOVED.value]
    _move_out(conn, moved)
    return {"visit_plans": 1, "visits": len(made), "household_moves": len(moved)}


@dataclass(frozen=True)
class _Homes:
    """The homes that somebody visits, and the grid of each by its place in `grids`."""

    ids: NDArray[np.int64]
    grid: NDArray[np.int64]
    grids: list[str]


def _made(conn: sa.Connection, first: date, today: date, rng: np.random.Generator) -> pd.DataFrame:
    homes = _homes(conn)
    share = rng.beta(*_REACHED, size=len(homes.grids))
    reached = np.flatnonzero(rng.random(len(homes.ids)) < share[homes.grid])
    results = rng.choice([one.value for one in _ENDS], size=len(reached), p=list(_ENDS.values()))
    length = (today - first).days + 1
    last = rng.integers(0, length, size=len(reached))
    # Where nobody was home at first, that was one to three weeks before.
    before = last - rng.integers(7, 22, size=len(reached))
    again = np.flatnonzero((rng.random(len(reached)) < _IN_VAIN_FIRST) & (before >= 0))
    rows = np.concatenate([reached, reached[again]])
    frame = pd.DataFrame(
        {
            "household_id": homes.ids[rows],
            "grid": homes.grid[rows],
            "day": np.concatenate([last, before[again]]),
            "result": np.concatenate([results, np.full(len(again), VisitResult.NOT_HOME.value)]),
        }
    )
    return _told(conn, frame, homes.grids, first, rng)


def _homes(conn: sa.Connection) -> _Homes:
    names = ("id", "grid_code")
    wanted = sa.select(*(households.c[name] for name in names)).where(
        households.c.is_occupied, households.c.grid_code.is_not(None)
    )
    found = as_frame(conn.execute(wanted.order_by(households.c.id)).all(), names)
    grid, codes = pd.factorize(found["grid_code"], sort=True)
    return _Homes(found["id"].to_numpy(dtype=np.int64), grid, [str(code) for code in codes])


def _told(
    conn: sa.Connection,
    frame: pd.DataFrame,
    grids: list[str],
    first: date,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the visits as they are kept, in the order of their days; nobody's are left out."""
    roster = roster_of(conn)
    frame = frame.sort_values(["day", "household_id"], kind="stable")
    on = [first + timedelta(days=day) for day in frame["day"].tolist()]
    found = roster.responsible_many(zip((grids[at] for at in frame["grid"]), on, strict=True))
    worker = [one.worker.code if one and one.worker else None for one in found]
    names = worker_names(conn)
    parts = rng.choice([one.value for one in _PARTS], len(frame), p=list(_PARTS.values()))
    is_met = (frame["result"] == VisitResult.MET.value).to_numpy()
    has_needs = is_met & (rng.random(len(frame)) < _WITH_NEEDS)
    made = pd.DataFrame(
        {
            "household_id": frame["household_id"].to_numpy(),
            "worker_code": pd.Series(worker, dtype=object),
            "visited_on": pd.Series(on, dtype=object),
            "day_part": parts,
            "result": frame["result"].to_numpy(),
            "needs": pd.Series(_needs(has_needs, rng), dtype=object),
            "has_consent": has_needs,
            "note": pd.Series(_notes(has_needs, rng), dtype=object),
            "entered_by": pd.Series([names.get(code or "", "") for code in worker], dtype=object),
            "entered_on": pd.Series(on, dtype=object),
        }
    )
    made = made.loc[made["worker_code"].notna()].reset_index(drop=True)
    return made.assign(uid=[f"demonstration-{number}" for number in range(len(made))])


def _needs(chosen: NDArray[np.bool_], rng: np.random.Generator) -> list[Any]:
    wishes = rng.choice([one.value for one in Wish], size=len(chosen))
    return [[str(one)] if is_one else None for one, is_one in zip(wishes, chosen, strict=True)]


def _notes(chosen: NDArray[np.bool_], rng: np.random.Generator) -> list[str | None]:
    notes = rng.integers(0, len(_NOTES), size=len(chosen)).tolist()
    return [_NOTES[one] if is_one else None for one, is_one in zip(notes, chosen, strict=True)]


def _move_out(conn: sa.Connection, moved: pd.DataFrame) -> None:
    """Note which homes fell empty."""
    if moved.empty:
        return
    names = ("id", "household_id", "visited_on", "entered_by")
    wanted = sa.select(*(visits.c[name] for name in names)).where(
        visits.c.result == VisitResult.MOVED.value
    )
    rows = as_frame(conn.execute(wanted.order_by(visits.c.id)).all(), names)
    rows = rows.rename(columns={"id": "visit_id", "visited_on": "happened_on"})
    insert_rows(conn, household_moves, rows.assign(kind=MoveKind.OUT.value))
    gone = sa.select(household_moves.c.household_id)
    conn.execute(households.update().where(households.c.id.in_(gone)).values(is_occupied=False))
