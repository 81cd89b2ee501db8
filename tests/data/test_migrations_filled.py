"""Every released revision, full of rows, is brought up to date and has lost none of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from casework.access import OPERATOR
from data.migrate import migrate, version_of, wanted_version
from data.store import Store
from service.demonstration import fill_demonstration
from service.ledger import verify_ledger
from tests.data.older import OLD_STATES, all_revisions, filled_at, rows_by_table, with_words
from tests.service.conftest import NOW

# What a revision writes anew on purpose, as table and column; all else stays as it was stored.
REWRITTEN = {
    ("cases", "status"),
    ("case_events", "hash"),
    ("case_events", "hash_before"),
}
# What a revision adds of its own: a state told of every case, clocks and levels of old cases.
GROWING = {"case_events", "case_clocks", "case_tiers"}


@pytest.fixture(scope="module")
def district(tmp_path_factory) -> Store:
    store = Store(str(tmp_path_factory.mktemp("today") / "today.db"))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW, households=300, grids=12, cases=80)
    return store


def counted(rows, columns) -> Counter:
    return Counter(ascii([row[name] for name in columns]) for row in rows)


@pytest.mark.parametrize("revision", all_revisions())
def test_no_row_is_lost_on_the_way_up(district, tmp_path: Path, revision: str):
    store = filled_at(tmp_path / "old.db", revision, district)
    before = dict(rows_by_table(store))
    assert all(rows for name, rows in before.items() if name != "ledger_head"), "an empty table"
    migrate(store)
    assert version_of(store) == wanted_version()
    after = dict(rows_by_table(store))
    for rows in (before, after):
        rows["case_events"] = with_words(rows["case_events"], rows.get("case_event_words", []))
    for name, rows in before.items():
        if name in ("alembic_version", "ledger_head"):
            continue
        assert len(after[name]) == len(rows) or (name in GROWING and len(after[name]) > len(rows))
        columns = [c for c in rows[0] if c in after[name][0] and (name, c) not in REWRITTEN]
        lost = counted(rows, columns) - counted(after[name], columns)
        assert not lost, f"{name}: {list(lost)[:2]}"
    check_states_and_ledger(district, store, before, after, revision)


def check_states_and_ledger(district, store, before, after, revision):
    today = {row["code"]: row["status"] for row in dict(rows_by_table(district))["cases"]}
    assert {row["code"]: row["status"] for row in after["cases"]} == today
    assert list(verify_ledger(OPERATOR, store).faults) == []
    old = {row["status"] for row in before["cases"]}
    assert revision >= "0003" or not old & set(OLD_STATES)
