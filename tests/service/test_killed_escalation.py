"""An escalation killed midway and run again leaves what one undisturbed run leaves."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from casework.access import OPERATOR, SYSTEM
from data.store import Store
from service import escalation
from service.escalation import EscalationStopped, escalate
from service.ledger import verify_ledger
from tests.service.conftest import NOW
from tests.service.district import everything
from tests.service.late_cases import lay_many, let_cases_go_up

ROOT = Path(__file__).parents[2]
CASES, CHUNK = 3000, 100
RUN = f"""
import sys
from datetime import datetime
from casework.access import SYSTEM
import data.event_words as event_words
from data.store import Store
from service.escalation import escalate
from tests.service.conftest import same_salt
event_words.new_salt = same_salt
escalate(SYSTEM, Store(sys.argv[1]), datetime.fromisoformat({NOW.isoformat()!r}), chunk={CHUNK})
"""
# What tells when something was written, or follows from it: the only columns that may differ
# between a run at one time and a run broken off and taken up again a little later.
TIMES = {
    "case_notices": {"raised_at"},
    "case_events": {"happened_at", "recorded_at", "hash_before", "hash"},
    "case_tiers": {"entered_at", "left_at"},
    "case_clocks": {"started_at", "met_at"},
    "ledger_head": {"hash"},
}


@pytest.fixture(scope="module")
def laid(empty_database, tmp_path_factory, the_same_salt):
    """Return the path of a database with overdue cases, and all rows after one whole run."""
    folder = tmp_path_factory.mktemp("late")
    before, after = folder / "before.db", folder / "after.db"
    shutil.copy(empty_database, before)
    store = Store(str(before))
    let_cases_go_up(store, NOW)
    lay_many(store, CASES, NOW)
    store.engine.dispose()
    shutil.copy(before, after)
    done = Store(str(after))
    report = escalate(SYSTEM, done, NOW, chunk=CHUNK)
    assert all(report.count(kind) > 100 for kind in escalation.NoticeKind)
    return before, everything(done), sum(report.raised.values())


def notices_in(path: Path) -> int:
    with closing(sqlite3.connect(path, timeout=30)) as conn:
        return int(conn.execute("SELECT count(*) FROM case_notices").fetchone()[0])


def killed_at(path: Path, count: int, wait: float) -> int:
    """Run it and kill it a moment after so many notices are in; return its exit code."""
    process = subprocess.Popen([sys.executable, "-c", RUN, str(path)], cwd=ROOT, env=os.environ)
    while process.poll() is None:
        if notices_in(path) >= count:
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.002)
    return process.wait()


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again_it_ends_with_the_same_rows(laid, tmp_path, seed):
    before, expected, total = laid
    path = tmp_path / "killed.db"
    shutil.copy(before, path)
    chance = random.Random(seed)
    moments = sorted(chance.randrange(1, total * 3 // 4) for _ in range(3))
    for count in moments:
        assert killed_at(path, count, chance.uniform(0, 0.03)) == -signal.SIGKILL
        assert count <= notices_in(path) < total
        assert verify_ledger(OPERATOR, Store(str(path))).is_whole
    after = Store(str(path))
    escalate(SYSTEM, after, NOW, chunk=CHUNK)
    assert everything(after) == expected
    assert verify_ledger(OPERATOR, after).is_whole


def test_taken_up_later_it_ends_with_the_same_rows_apart_from_the_times(
    laid, tmp_path, monkeypatch
):
    before, expected, _ = laid
    path = tmp_path / "stopped.db"
    shutil.copy(before, path)
    store = Store(str(path))
    with monkeypatch.context() as patch:
        patch.setattr(escalation, "bump", fails_after(7))
        with pytest.raises(EscalationStopped):
            escalate(SYSTEM, store, NOW, chunk=CHUNK)
    escalate(SYSTEM, store, NOW + timedelta(minutes=20), as_of=NOW, chunk=CHUNK)
    assert without_times(store, everything(store)) == without_times(store, expected)


def fails_after(count: int):
    calls = []

    def bump(*_: object) -> None:
        calls.append(1)
        if len(calls) > count:
            raise OSError("no space left on device")

    return bump


def without_times(store: Store, rows):
    from data.schema import metadata

    return {
        table.name: [
            tuple(
                value
                for column, value in zip(table.c, row, strict=True)
                if column.name not in TIMES.get(table.name, set())
            )
            for row in rows[table.name]
        ]
        for table in metadata.sorted_tables
        # An escalation that is taken up again is in the log twice.
        if table.name in rows and not table.name.startswith("access_log")
    }
