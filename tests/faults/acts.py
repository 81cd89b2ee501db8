"""The acts that are broken off: what each begins with, what it does, and what whole means.

Each act has a folder of its own with the database `district.db`; `prepare` fills it once, and
every attempt works on a copy.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from casework.access import OPERATOR, SYSTEM
from casework.period import Period
from dashboard.pack_inks import PackInks
from data.backups import check_backup
from data.migrate import migrate, version_of, wanted_version
from data.store import Store
from service.backups import back_up, restore_backup
from service.escalation import escalate
from service.ledger import verify_ledger
from service.packs.building import build_pack
from service.packs.composing import PackAsk
from service.packs.template import default_template, save_template, template_to_plain
from service.plans.approving import approve_plan
from service.plans.drafts import save_draft
from tests.data.older import filled_at, rows_by_table, with_words
from tests.service.conftest import NOW
from tests.service.covered import COORDINATOR, cover_district, lay_cases, paper_of, plan_of
from tests.service.district import bring
from tests.service.late_cases import lay_many, let_cases_go_up
from tests.service.matters import found_district, matter

DATABASE = "district.db"
BACKUP = "gege.zip"
OLD_REVISION = "0005"
PLAN = plan_of(G0="W4", G1="W3", G2=None, G5="W1")
# Drawn by lot or following from what is: two runs of one act differ in them.
DRAWN = {
    "case_events": {"hash", "hash_before"},
    "ledger_head": {"hash"},
    "case_event_words": {"salt"},
    "ledger_rewrites": {"hash_then", "hash_now", "happened_at"},
}
State = dict[str, str]


@dataclass(frozen=True)
class Act:
    """An act: how its folder is filled, what it does there, and whether it is one transaction."""

    prepare: Callable[[Path], None]
    do: Callable[[Path], None]
    is_one: bool = True


def _fresh(folder: Path) -> Store:
    store = Store(str(folder / DATABASE))
    migrate(store)
    return store


def _store(folder: Path) -> Store:
    return Store(str(folder / DATABASE))


def _before_import(folder: Path) -> None:
    cover_district(_fresh(folder))
    count = 600
    rows = {
        "no": [f"A-{number}" for number in range(count)],
        "x": np.linspace(120.0, 120.06, count, endpoint=False),
        "y": 30.005,
        "when": "2026-05-01 08:00",
        "kind": "路灯",
    }
    pd.DataFrame(rows).to_csv(folder / "cases.csv", index=False)


def _import(folder: Path) -> None:
    said = {"code": "no", "lon": "x", "lat": "y", "reported_at": "when", "category": "kind"}
    bring(_store(folder), "cases", folder / "cases.csv", crs="WGS84", **said)


def _before_approval(folder: Path) -> None:
    store = _fresh(folder)
    cover_district(store)
    lay_cases(store, 60)
    save_draft(COORDINATOR, store, replace(PLAN, name="夏季"), NOW)


def _approve(folder: Path) -> None:
    paper = paper_of("1号", open_cases="hand_over")
    approve_plan(COORDINATOR, _store(folder), PLAN, paper, NOW, draft_id=1)


def _before_pack(folder: Path) -> None:
    store = _fresh(folder)
    found_district(store)
    plain = template_to_plain(default_template())
    for one in plain["sections"]:  # type: ignore[attr-defined]
        one["is_shown"] = one["key"] == "headline"
    save_template(OPERATOR, store, plain, NOW)
    for number in range(12):
        matter(store, f"事{number}", now=NOW + timedelta(minutes=number))


def _pack(folder: Path) -> None:
    ask = PackAsk(Period.parse("2026-06"))
    build_pack(OPERATOR, _store(folder), ask, NOW + timedelta(days=10), PackInks())


def _before_escalation(folder: Path) -> None:
    store = _fresh(folder)
    let_cases_go_up(store, NOW)
    lay_many(store, 500, NOW)


def _escalate(folder: Path) -> None:
    escalate(SYSTEM, _store(folder), NOW, chunk=50)


def _before_migration(folder: Path) -> None:
    from service.demonstration import fill_demonstration

    today = Store(str(folder / "today.db"))
    migrate(today)
    fill_demonstration(OPERATOR, today, NOW, households=200, grids=12, cases=60)
    filled_at(folder / DATABASE, OLD_REVISION, today)
    today.engine.dispose()
    (folder / "today.db").unlink()


def _migrate(folder: Path) -> None:
    migrate(_store(folder))


def _before_backup(folder: Path) -> None:
    _before_approval(folder)
    back_up(SYSTEM, _store(folder), folder / BACKUP, NOW)


def _back_up(folder: Path) -> None:
    back_up(SYSTEM, _store(folder), folder / BACKUP, NOW + timedelta(days=1))


def _before_restore(folder: Path) -> None:
    _before_backup(folder)
    matter(_store(folder), "后来的事")


def _restore(folder: Path) -> None:
    restore_backup(OPERATOR, _store(folder), folder / BACKUP, NOW, is_replacing=True)


ACTS = {
    "import": Act(_before_import, _import),
    "approval": Act(_before_approval, _approve),
    "pack": Act(_before_pack, _pack),
    "escalation": Act(_before_escalation, _escalate, is_one=False),
    "migration": Act(_before_migration, _migrate),
    "backup": Act(_before_backup, _back_up),
    "restore": Act(_before_restore, _restore),
}


def close_all(folder: Path) -> None:
    """Write what the log holds into the database, so that the folder can be copied."""
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_folder(before: Path, after: Path) -> Path:
    """Return a folder of its own with what an act begins with."""
    shutil.rmtree(after, ignore_errors=True)
    shutil.copytree(before, after)
    return after


def state_of(folder: Path) -> State:
    """Return what every table holds as a hash, without what is drawn by lot."""
    store = _store(folder)
    tables = dict(rows_by_table(store))
    store.engine.dispose()
    if tables.get("case_events"):
        tables["case_events"] = with_words(
            tables["case_events"], tables.get("case_event_words", [])
        )
    # The log has the clock's moments, and an entry more for an act that is taken up again.
    return {
        name: _digest(name, rows)
        for name, rows in tables.items()
        if not name.startswith("access_log")
    }


def _digest(name: str, rows: list[dict[str, Any]]) -> str:
    left_out = DRAWN.get(name, set())
    texts = sorted(ascii([row[k] for k in sorted(row) if k not in left_out]) for row in rows)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def faults_in(folder: Path) -> list[str]:
    """Return what is wrong with the database of a folder, and with the backup beside it."""
    faults = []
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        said = conn.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            return [f"integrity: {said}"]
        if conn.execute("PRAGMA foreign_key_check").fetchall():
            faults.append("a row points at none")
    store = _store(folder)
    if version_of(store) == wanted_version() and not verify_ledger(OPERATOR, store).is_whole:
        faults.append("the ledger is broken")
    store.engine.dispose()
    if (folder / BACKUP).exists():
        check_backup(folder / BACKUP)
    return faults


def twice_raised(folder: Path) -> int:
    """Return how many notices were raised twice."""
    asked = (
        "SELECT count(*) FROM (SELECT 1 FROM case_notices"
        " GROUP BY case_id, clock_id, kind HAVING count(*) > 1)"
    )
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        return int(conn.execute(asked).fetchone()[0])
