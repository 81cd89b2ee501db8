"""Disks that are full or read-only, and clocks that jump."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from casework.access import OPERATOR
from data.store import Store
from service.ledger import verify_ledger
from tests.faults.acts import (
    ACTS,
    DATABASE,
    _fresh,
    close_all,
    copy_folder,
    faults_in,
    state_of,
)
from tests.faults.kills import Ground, lay_ground
from tests.faults.power import build_library
from tests.faults.process import Actor
from tests.service.conftest import NOW
from tests.service.matters import found_district, matter


def full_disks(acts: list[str], count: int, seed: int, folder: Path) -> dict[str, Any]:
    """Return the figures of acts on a disk that is full after so many bytes, drawn by lot."""
    library = build_library(folder)
    chance = random.Random(seed)
    grounds = {act: lay_ground(act, folder) for act in acts}
    tries = []
    for number in range(count):
        act = acts[number % len(acts)]
        most = _written(act, grounds[act], library, folder)
        room = chance.randint(0, max(1, most - 1))
        tries.append(_with_room(act, grounds[act], room, library, folder))
    return _counted(tries)


def _written(act: str, ground: Ground, library: Path, folder: Path) -> int:
    """Return how many bytes an act writes, by the growth of its record."""
    log = folder / "bytes.bin"
    log.unlink(missing_ok=True)
    work = copy_folder(ground.folder, folder / "measured")
    _run(act, work, library, GEGE_RECORD=str(log))
    return log.stat().st_size


def _run(act: str, work: Path, library: Path, **env: str) -> tuple[str, str]:
    actor = Actor(work, act, LD_PRELOAD=str(library), GEGE_RECORD_ROOT=str(work), **env)
    actor.wait_ready()
    actor.go()
    answer = actor.answer()
    actor.end()
    return answer


def _with_room(act: str, ground: Ground, room: int, library: Path, folder: Path) -> dict[str, Any]:
    work = copy_folder(ground.folder, folder / "full")
    word, said = _run(act, work, library, GEGE_BUDGET=str(room))
    faults = [] if word in ("refused", "done") else [f"{word} {said}"[:300]]
    if word == "refused" and not ("磁盘" in said or "空间" in said or "disk" in said.lower()):
        faults.append(f"the sentence does not say why: {said}")
    state = state_of(work)
    if ACTS[act].is_one and state not in (ground.before, ground.after):
        faults.append("a half act")
    if word == "done" and state != ground.after:
        faults.append("an answered act is lost")
    faults += faults_in(work)
    if state != ground.after or ground.before == ground.after:
        ACTS[act].do(work)
        if state_of(work) != ground.after:
            faults.append("done again, it is not what it should be")
    return {"act": act, "room": room, "answer": word, "said": said, "faults": faults}


def _counted(tries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "tries": len(tries),
        "refused": sum(one["answer"] == "refused" for one in tries),
        "done": sum(one["answer"] == "done" for one in tries),
        "sentences": sorted({one["said"] for one in tries if one["said"]}),
        "faults": [one for one in tries if one["faults"]],
    }


def read_only(folder: Path) -> dict[str, Any]:
    """Return what is said of a database that may be read and not written."""
    base = folder / "protected"
    base.mkdir()
    store = _fresh(base)
    found_district(store)
    matter(store, "早先的事")
    store.engine.dispose()
    close_all(base)
    before = state_of(base)
    path = base / DATABASE
    store = Store(f"sqlite:///file:{path}?mode=ro&uri=true")
    said = ""
    try:
        matter(store, "写不进去")
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        from data.store_trouble import trouble_of

        sentence = trouble_of(error)
        said = "" if sentence is None else str(sentence)
    with store.read() as conn:
        readable = bool(conn.exec_driver_sql("SELECT count(*) FROM cases").scalar())
    store.engine.dispose()
    unchanged = state_of(base) == before
    return {"said": said, "is_readable": readable, "is_unchanged": unchanged, "as_root": is_root()}


def is_root() -> bool:
    """Return whether this process may write everywhere."""
    return os.geteuid() == 0


def clock_jumps(count: int, seed: int, folder: Path) -> dict[str, Any]:
    """Return what is left of cases registered while the clock jumps by up to ten years."""
    chance = random.Random(seed)
    base = folder / "clock"
    base.mkdir()
    store = _fresh(base)
    found_district(store)
    refused: list[str] = []
    for number in range(count):
        jump = timedelta(
            seconds=chance.choice([1, 3600, 86400, 30 * 86400]) * chance.uniform(-9, 9)
        )
        try:
            matter(store, f"K{number}", now=NOW + jump)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told
            refused.append(f"{type(error).__name__}: {error}"[:200])
    report = verify_ledger(OPERATOR, store)
    with closing(sqlite3.connect(base / DATABASE)) as conn:
        numbers = [row[0] for row in conn.execute("SELECT number FROM case_events ORDER BY number")]
        late = "SELECT count(*) FROM case_clocks WHERE due_at < started_at"
        backwards = conn.execute(late).fetchone()[0]
        codes = conn.execute("SELECT count(*), count(DISTINCT code) FROM cases").fetchone()
    return {
        "jumps": count,
        "refused": refused,
        "is_whole": report.is_whole,
        "numbers_without_gap": numbers == list(range(1, len(numbers) + 1)),
        "clocks_due_before_they_start": backwards,
        "cases": codes[0],
        "codes_given_twice": codes[0] - codes[1],
    }
