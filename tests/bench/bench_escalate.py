"""Seconds and memory of an escalation over many open cases: python -m tests.bench.bench_escalate.

Beside it, on a smaller set of cases of the same make, a plain loop that takes one case after the
other through SQLAlchemy; its time for all cases is extrapolated.  Every run is a process of its
own, so that the memory printed is only its own.  Ends with exit code 1 when the two ways do not
raise the same, or a second run raises anything.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa

from casework.access import OPERATOR, SYSTEM
from casework.case import CaseEvent
from casework.escalation import OVERDUE_REPLY, Ladder, NoticeKind
from casework.tier import Tier
from data.clock_store import is_late, is_running
from data.event_store import add_event
from data.migrate import migrate
from data.rule_store import rules_of
from data.schema import case_clocks, case_notices, cases
from data.store import Store
from service.cases.handing import raise_tier
from service.cases.keeping import Kept, case_of, stamp_of
from service.deadlines import Band, Due, deadline_list, deadlines
from service.escalation import escalate
from tests.service.late_cases import lay_many, let_cases_go_up

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
PORTION = 20_000


def build(store: Store, count: int) -> dict[str, int]:
    """Add open cases, half of the replies and a third of the rest overdue."""
    migrate(store)
    let_cases_go_up(store, NOW)
    for start in range(0, count, PORTION):
        lay_many(store, min(PORTION, count - start), NOW, seed=start, first=start)
    store.engine.dispose()
    return {"cases": count}


def in_bulk(store: Store) -> dict[str, int]:
    """Escalate as the command does."""
    report = escalate(SYSTEM, store, NOW)
    return {kind.value: report.count(kind) for kind in NoticeKind}


def one_by_one(store: Store) -> dict[str, int]:
    """Escalate with a few statements for each overdue clock, all in one transaction."""
    raised: Counter[str] = Counter()
    joined = sa.join(case_clocks, cases)
    late = sa.select(case_clocks.c.id).select_from(joined).where(is_running(), is_late(NOW))
    with store.begin() as conn:
        for clock_id in list(conn.scalars(late.order_by(case_clocks.c.id))):
            raised.update(raised_for(conn, clock_id))
    return {kind.value: raised[kind.value] for kind in NoticeKind}


def raised_for(conn: sa.Connection, clock_id: int) -> list[str]:
    """Raise what has fallen due for one clock."""
    rules = rules_of(conn)
    ladder = Ladder(rules.calendar, rules.profile)
    clock = conn.execute(sa.select(case_clocks).where(case_clocks.c.id == clock_id)).one()
    row = conn.execute(sa.select(cases).where(cases.c.id == clock.case_id)).mappings().one()
    said = sa.select(case_notices.c.kind).where(case_notices.c.clock_id == clock_id)
    known = set(conn.scalars(said))
    done = []
    for kind in NoticeKind:
        at = ladder.falls_due(kind, clock.name, Tier(clock.tier), clock.due_at).at
        if at is None or at > NOW or kind.value in known:
            continue
        values = {"clock_id": clock_id, "case_id": clock.case_id, "kind": kind.value}
        conn.execute(case_notices.insert().values(**values, falls_due_at=at, raised_at=NOW))
        if kind is NoticeKind.SENT_UP:
            kept = Kept(clock.case_id, case_of(row))
            raise_tier(conn, rules, kept, stamp_of(SYSTEM, NOW), str(OVERDUE_REPLY))
        else:
            event = CaseEvent(row["code"], kind.value, SYSTEM.name, SYSTEM.name, NOW, NOW)
            add_event(conn, clock.case_id, event)
        done.append(kind.value)
    return done


def board(store: Store) -> dict[str, float]:
    """Ask for the deadlines page: its counts, and the first rows of the longest list."""
    deadlines(OPERATOR, store, NOW)
    start = perf_counter()
    deadlines(OPERATOR, store, NOW)
    counted = perf_counter()
    deadline_list(OPERATOR, store, NOW, Due.REPLY, Band.OVERDUE, limit=200)
    return {"counts": counted - start, "list": perf_counter() - counted}


WAYS: dict[str, Callable[[Store], dict[str, Any]]] = {
    "bulk": in_bulk,
    "loop": one_by_one,
    "board": board,
}


def told(way: str, path: Path, count: int = 0) -> dict[str, Any]:
    """Return what one way did in a process of its own: seconds, megabytes, its answer."""
    words = ["--way", way, str(path), "--cases", str(count)]
    command = [sys.executable, "-m", "tests.bench.bench_escalate", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def run_way(way: str, path: str, count: int) -> int:
    """Run one way and write what it did as JSON."""
    store = Store(path)
    start, worked = perf_counter(), process_time()
    answer = build(store, count) if way == "build" else WAYS[way](store)
    seconds, worked = perf_counter() - start, process_time() - worked
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {"seconds": seconds, "worked": worked, "megabytes": megabytes, "answer": answer}
    print(json.dumps(said))
    return 0


def line(name: str, run: dict[str, Any]) -> str:
    """Return one run in words: time by the clock, time of the processor, memory, notices."""
    figures = f"{run['seconds']:8.1f} s {run['worked']:8.1f} s of work {run['megabytes']:6.0f} MB"
    return f"{name:12}{figures}  {run['answer']}"


def compare(folder: Path, count: int, sample: int) -> bool:
    """Print all figures; return whether the two ways agree and a second run adds nothing."""
    path, small, other = folder / "all.db", folder / "some.db", folder / "other.db"
    made = told("build", path, count)["seconds"]
    print(f"{count:,} open cases, {2 * count:,} clocks, built in {made:.0f} s")
    first = told("bulk", path)
    print(line("first run", first))
    second = told("bulk", path)
    print(line("second run", second))
    page = told("board", path)["answer"]
    print(f"deadlines page: counts {page['counts']:.2f} s, 200 rows {page['list']:.2f} s")
    told("build", small, sample)
    shutil.copy(small, other)
    ours, loop = told("bulk", small), told("loop", other)
    print(f"{sample:,} of such cases, in one run:")
    print(line("in bulk", ours))
    print(line("one by one", loop))
    ratio = loop["worked"] / ours["worked"]
    estimate = loop["worked"] * count / sample
    print(f"ratio of work {ratio:.1f}; one by one for all, extrapolated, {estimate:,.0f} s")
    return bool(ours["answer"] == loop["answer"]) and not any(second["answer"].values())


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--sample", type=int, default=2_000)
    parser.add_argument("--way", nargs=2, metavar=("WAY", "PATH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        return run_way(*options.way, options.cases)
    with tempfile.TemporaryDirectory() as folder:
        fine = compare(Path(folder), options.cases, min(options.sample, options.cases))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
