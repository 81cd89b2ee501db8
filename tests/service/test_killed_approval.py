"""An approval killed anywhere leaves all of it or nothing; so does carrying an order out."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from casework.access import SYSTEM
from data.store import Store
from service.plans.approving import approve_plan
from service.plans.carrying_out import carry_out_due
from service.plans.drafts import save_draft
from tests.service.conftest import NOW
from tests.service.covered import (
    COORDINATOR,
    TODAY,
    cover_district,
    is_whole,
    lay_cases,
    paper_of,
    plan_of,
)
from tests.service.district import everything

ROOT = Path(__file__).parents[2]
PER_GRID = 400
LATER = TODAY + timedelta(days=1)
NEXT_NIGHT = NOW + timedelta(days=1)
# Approves, or carries out, and kills its own process, as a power cut would, where it is told to.
RUN = """
import os, signal, sys
import tests.service.test_killed_approval as told
import service.plans.approving as approving
import service.plans.carrying_out as carrying_out
import service.plans.open_cases as open_cases
import data.event_store as event_store
import data.event_words as event_words
from tests.service.conftest import same_salt

event_words.new_salt = same_salt

def cut(module, name, *, is_after):
    whole = getattr(module, name)
    def killed(*words, **named):
        if is_after:
            whole(*words, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(module, name, killed)

where = {
    "order": (approving, "end_postings"),
    "opened": (approving, "keep_approved"),
    "draft": (approving, "carry_out_order"),
    "cases": (open_cases, "add_events"),
    "sealed": (event_store, "set_head"),
    "marked": (carrying_out, "mark_carried_out"),
}
path, act, place = sys.argv[1:]
if place in where:
    cut(*where[place], is_after=place == "marked")
getattr(told, act)(told.Store(path))
if place == "done":
    os.kill(os.getpid(), signal.SIGKILL)
"""


def approve_today(store: Store) -> None:
    paper = paper_of("1号", open_cases="hand_over")
    approve_plan(COORDINATOR, store, PLAN, paper, NOW, draft_id=1)


def approve_later(store: Store) -> None:
    paper = paper_of("1号", LATER, open_cases="hand_over")
    approve_plan(COORDINATOR, store, PLAN, paper, NOW, draft_id=1)


def carry_out(store: Store) -> None:
    carry_out_due(SYSTEM, store, NEXT_NIGHT)


PLAN = plan_of(G0="W4", G1="W3", G2=None, G5="W1")


@pytest.fixture(scope="module")
def states(empty_database, tmp_path_factory, the_same_salt):
    """Return the paths of databases by what was done to them, and all their rows."""
    folder = tmp_path_factory.mktemp("approvals")
    begun = folder / "begun.db"
    shutil.copy(empty_database, begun)
    store = Store(str(begun))
    cover_district(store)
    lay_cases(store, PER_GRID)
    save_draft(COORDINATOR, store, replace(PLAN, name="夏季"), NOW)
    paths = {"begun": begun}
    for name, before, act in (
        ("today", "begun", approve_today),
        ("later", "begun", approve_later),
        ("carried", "later", carry_out),
    ):
        Store(str(paths[before])).engine.dispose()
        paths[name] = folder / f"{name}.db"
        copy(paths[before], paths[name])
        act(Store(str(paths[name])))
    return paths, {name: everything(Store(str(path))) for name, path in paths.items()}


def copy(before: Path, after: Path) -> None:
    """Copy a database with what its write-ahead log holds."""
    source = Store(str(before)).engine.raw_connection()
    target = Store(str(after)).engine.raw_connection()
    source.driver_connection.backup(target.driver_connection)
    for one in (source, target):
        one.close()


def run(path: Path, act: str, place: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", RUN, str(path), act, place]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ)


ACTS = {
    "approve_today": ("begun", "today"),
    "approve_later": ("begun", "later"),
    "carry_out": ("later", "carried"),
}


@pytest.mark.parametrize(
    ("act", "place"),
    [
        *(("approve_today", place) for place in ("order", "opened", "draft", "cases")),
        *(("approve_today", place) for place in ("sealed", "marked", "done")),
        ("approve_later", "opened"),
        ("carry_out", "cases"),
        ("carry_out", "marked"),
    ],
)
def test_killed_at_any_step_it_is_all_or_nothing_and_done_again_it_is_all(
    states, tmp_path, act, place
):
    paths, rows = states
    before, after = ACTS[act]
    path = tmp_path / "killed.db"
    copy(paths[before], path)
    assert run(path, act, place).wait() == -signal.SIGKILL
    store = Store(str(path))
    assert everything(store) == rows[after if place == "done" else before]
    assert is_whole(store)
    if place != "done":
        globals()[act](store)
        assert everything(store) == rows[after]


def test_killed_at_a_moment_nobody_chose_it_is_all_or_nothing(states, tmp_path):
    paths, rows = states
    chance = random.Random(2011)
    for number in range(2):
        path = tmp_path / f"killed-{number}.db"
        copy(paths["begun"], path)
        process = run(path, "approve_today", "nowhere")
        log = path.with_name(f"{path.name}-wal")
        size = log.stat().st_size if log.exists() else 0
        # The first bytes of the transaction reach the log; then a moment more.
        while process.poll() is None and (log.stat().st_size if log.exists() else 0) <= size:
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.02))
        process.kill()
        process.wait()
        store = Store(str(path))
        assert everything(store) in (rows["begun"], rows["today"])
        assert is_whole(store)
