"""States and to-do lists of home visits, beside a plain pandas way to the same lists.

``python -m tests.bench.bench_to_do [--homes N --visits N --grids N --database FILE]``
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from casework.access import OPERATOR
from casework.visit import DayPart, Every, VisitResult
from data.migrate import migrate
from data.rows import insert_rows
from data.schema import grids, households, org_units, postings, visits, workers
from data.store import Store, bump
from geo.tiles import tile16
from service.coverage import roster_on
from service.visits.coverage import visit_coverage
from service.visits.plans import NewPlan, plan_visits, plans_of
from service.visits.recording import record_visit
from service.visits.states import home_states
from service.visits.to_do import to_do, to_do_counts
from service.visits.visit import NewVisit

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
FIRST = date(2026, 1, 1)
WEST, SOUTH, STEP = 111.0, 30.0, 0.004
RESULTS = {"met": 0.75, "not_home": 0.2, "declined": 0.04, "moved": 0.01}


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(str(asked.database or Path(folder) / "bench.db"))
        if migrate(store):
            print("made; start again with --database to see the memory of reading alone")
            _fill(store, asked.homes, asked.visits, asked.grids)
        new = NewPlan("普遍走访", "见面", FIRST, every=Every.HALF_YEAR)
        known = plans_of(OPERATOR, store)
        plan = (known[0] if known else plan_visits(OPERATOR, store, new, NOW)).code
        print(f"{asked.homes:,} households, {asked.visits:,} visits, {asked.grids:,} grids")
        _ours(store, plan)
        _after_one(store, plan)
        _plainly(store, plan)


def _ours(store: Store, plan: str) -> None:
    before = _memory()
    _timed("states, first time of a process", lambda: home_states(OPERATOR, store, plan, TODAY))
    print(f"  memory for them: {_memory() - before:.0f} MB more at the peak")
    _timed("states again", lambda: home_states(OPERATOR, store, plan, TODAY))
    for by in ("grid", "community", "street"):
        _timed(f"coverage by {by}", lambda by=by: visit_coverage(OPERATOR, store, plan, TODAY, by))
    counts = _timed("how many on each list", lambda: to_do_counts(OPERATOR, store, plan, TODAY))
    codes = counts["worker_code"].dropna().tolist()
    _timed("one worker's list", lambda: to_do(OPERATOR, store, plan, TODAY, codes[3]))
    _timed(
        f"the lists of {len(codes)} workers, one by one",
        lambda: [to_do(OPERATOR, store, plan, TODAY, code) for code in codes],
    )
    everybody = _timed("all lists as one table", lambda: to_do(OPERATOR, store, plan, TODAY))
    print(f"  households on lists: {everybody.total:,}")


def _after_one(store: Store, plan: str) -> None:
    print("after one new visit")
    with store.read() as conn:
        lived_in = sa.select(households.c.code).where(households.c.is_occupied)
        code = conn.scalar(lived_in.order_by(households.c.id.desc()).limit(1))
    for result in (VisitResult.MET, VisitResult.MOVED):
        new = NewVisit(uuid4().hex, code, "W0001", TODAY, DayPart.MORNING, result)
        print(f" {result}")
        _timed("written down", lambda new=new: record_visit(OPERATOR, store, new, NOW))
        _timed("states", lambda: home_states(OPERATOR, store, plan, TODAY))
        _timed("one worker's list", lambda: to_do(OPERATOR, store, plan, TODAY, "W0003"))


def _plainly(store: Store, plan: str) -> None:
    """Read both tables, sort, group, merge, and compare."""
    print("plain pandas: read_sql, sort, groupby, merge")
    kept: dict[str, Any] = {}
    before = _memory()

    def read() -> None:
        with store.read() as conn:
            kept["homes"] = pd.read_sql(sa.select(households), conn)
            kept["visits"] = pd.read_sql(
                sa.select(visits).where(visits.c.voided_on.is_(None)), conn
            )

    _timed("read", read)
    found = _timed("states and lists", lambda: _plain_lists(store, kept["homes"], kept["visits"]))
    print(f"  memory for it: {_memory() - before:.0f} MB more at the peak")
    counts = to_do_counts(OPERATOR, store, plan, TODAY).set_index("worker_code")["waiting"]
    assert found.groupby("worker").size().to_dict() == counts[counts > 0].to_dict()


def _plain_lists(store: Store, homes: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    turn = made.loc[made["visited_on"].map(lambda day: FIRST <= day <= TODAY)].copy()
    turn["at"] = turn["day_part"].map({part.value: at for at, part in enumerate(DayPart)})
    turn = turn.sort_values(["visited_on", "at", "id"])
    last = turn.groupby("household_id")["result"].last()
    is_met = (turn["result"] == "met").groupby(turn["household_id"]).any()
    frame = homes.merge(last.rename("last"), left_on="id", right_index=True, how="left")
    frame = frame.merge(is_met.rename("is_met"), left_on="id", right_index=True, how="left")
    waits = (
        frame["is_occupied"].astype(bool)
        & ~frame["is_met"].fillna(False).astype(bool)
        & (frame["last"].isna() | (frame["last"] == "not_home"))
    )
    roster = roster_on(store)
    owner = {
        code: found.worker.code if (found := roster.responsible_on(code, TODAY)).worker else None
        for code in frame["grid_code"].dropna().unique()
    }
    listed = frame.loc[waits].assign(worker=frame["grid_code"].map(owner))
    return listed.sort_values(["worker", "address"])


def _fill(store: Store, homes: int, count: int, cells: int) -> None:
    rng = np.random.default_rng(1)
    columns = int(np.ceil(np.sqrt(cells)))
    at = np.arange(cells)
    west, south = WEST + at % columns * STEP, SOUTH + at // columns * STEP
    codes = [f"9901010{one // 200:02d}{one // 10 % 20:03d}{one % 10:03d}" for one in at]
    units = {(code[:12], "community", code[:9]) for code in codes}
    units |= {(code[:9], "street", "990101") for code in codes} | {("990101", "county", None)}
    people = [f"W{one:04d}" for one in range(cells // 3 + 1)]
    grid = rng.integers(0, cells, homes)
    lon, lat = west[grid] + rng.random(homes) * STEP, south[grid] + rng.random(homes) * STEP
    made = rng.integers(1, homes + 1, count)
    results = rng.choice(list(RESULTS), count, p=list(RESULTS.values()))
    gone = np.zeros(homes + 1, dtype=bool)
    gone[made[results == "moved"]] = True
    days = np.array([FIRST + timedelta(days=one) for one in range((TODAY - FIRST).days)])
    frames = {
        org_units: pd.DataFrame(sorted(units), columns=["code", "level", "parent_code"])
        .assign(name=lambda frame: "单元" + frame["code"]),
        grids: pd.DataFrame({
            "code": codes, "name": "网格", "area_m2": 1.0, "parent_code": [c[:12] for c in codes],
            "shape": shapely.to_wkb(shapely.box(west, south, west + STEP, south + STEP)),
        }),
        workers: pd.DataFrame({"code": people, "name": "员"}),
        postings: pd.DataFrame({
            "worker_code": [people[one // 3] for one in at], "grid_code": codes, "duty": "primary",
        }),
        households: pd.DataFrame({
            "code": [f"H{one:07d}" for one in range(homes)], "lon": lon, "lat": lat,
            "address": [f"幸福路{one % 900}号{one // 900}室" for one in range(homes)],
            "tile16": tile16(lon, lat), "grid_code": np.array(codes, dtype=object)[grid],
            "is_occupied": ~gone[1:],
        }),
        visits: pd.DataFrame({
            "uid": [f"v{one}" for one in range(count)], "household_id": made,
            "worker_code": people[0], "visited_on": days[rng.integers(0, len(days), count)],
            "day_part": rng.choice([part.value for part in DayPart], count),
            "result": results, "entered_by": "员", "entered_on": TODAY,
        }),
    }  # fmt: skip
    with store.begin() as conn:
        for table, frame in frames.items():
            insert_rows(conn, table, frame)
        bump(conn, "grids", "duty", "households", "visits")


def _timed(what: str, do: Callable[[], Any]) -> Any:
    start, busy = time.perf_counter(), time.process_time()
    found = do()
    seconds, used = time.perf_counter() - start, time.process_time() - busy
    print(f"  {what:45s} {seconds:8.3f} s {used:8.3f} s of a processor")
    return found


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homes", type=int, default=400_000)
    parser.add_argument("--visits", type=int, default=400_000)
    parser.add_argument("--grids", type=int, default=1_000)
    parser.add_argument("--database", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
