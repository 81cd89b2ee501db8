"""Databases of older programs: brought up to date, their events sealed, nothing lost."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from data.ledger import head_of
from data.ledger_check import find_breaks
from data.ledger_rows import ledger_rows
from data.migrate import _config, migrate
from data.schema import case_clocks, case_events, case_tiers, cases, metadata
from data.store import Store

CASE = (
    "INSERT INTO cases (id, code, status, reported_at, due_at, closed_at, assigned_to)"
    " VALUES (:id, :code, :status, '2026-05-01 00:00:00.000000', :due_at, :closed_at, '甲')"
)
EVENT = (
    "INSERT INTO case_events (id, case_id, kind, acted_by, entered_by, happened_at, recorded_at,"
    " details) VALUES (:id, :case_id, :kind, 'file', '职员', '2026-05-01 00:00:00.000000',"
    " '2026-05-02 01:02:03.000004', :details)"
)
WORDS = {"handled": "replied", "postponed": "suspended", "returned": "bounced"} | {
    "contested": "handling",
    "reported": "reported",
    "closed": "closed",
}


@pytest.fixture
def old_store(tmp_path):
    """Return a database of the first revision with cases, some of them removed by an undo."""
    store = Store(str(tmp_path / "old.db"))
    config = _config()
    with store.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
    with store.begin() as conn:
        for place, word in enumerate(WORDS):
            case = {"id": 10 + 3 * place, "code": word, "status": word}
            closed_at = "2026-05-03 00:00:00.000000" if word == "closed" else None
            due_at = "2026-05-06 12:00:00.000000" if place % 2 else None
            conn.execute(sa.text(CASE), case | {"due_at": due_at, "closed_at": closed_at})
            for turn, kind in enumerate(("reported", "corrected")):
                details = json.dumps({"备注": '好 \\ "', "n": [1, 2.5, None]}) if turn else "{}"
                event = {"id": 100 + 7 * place + turn, "case_id": case["id"], "kind": kind}
                conn.execute(sa.text(EVENT), event | {"details": details})
    return store


def rows_of(store, table):
    with store.read() as conn:
        return [dict(row) for row in conn.execute(sa.select(table)).mappings()]


def breaks_of(store):
    with store.read() as conn:
        return list(find_breaks(ledger_rows(conn), head_of(conn)))


def test_the_migrations_make_the_tables_of_the_schema(tmp_path):
    store = Store(str(tmp_path / "new.db"))
    migrate(store)
    with store.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_older_database_is_sealed_whole_and_tells_where_each_case_stands(old_store):
    assert migrate(old_store)
    events = rows_of(old_store, case_events)
    assert [event["number"] for event in events] == list(range(1, 19))
    assert [event["kind"] for event in events] == ["reported", "corrected"] * 6 + [
        "carried_over"
    ] * 6
    assert events[1]["details"] == {"备注": '好 \\ "', "n": [1, 2.5, None]}
    assert breaks_of(old_store) == []
    kept = rows_of(old_store, cases)
    assert [case["serial"] for case in kept] == [1, 2, 3, 4, 5, 6]
    told = [event["details"] for event in events[12:]]
    assert [(one["code"], one["serial"], one["status"]) for one in told] == [
        (case["code"], case["serial"], case["status"]) for case in kept
    ]


def test_states_have_their_names_of_today(old_store):
    migrate(old_store)
    assert {case["code"]: case["status"] for case in rows_of(old_store, cases)} == WORDS


def test_due_times_become_clocks_and_open_cases_have_a_level(old_store):
    migrate(old_store)
    of_id = {case["id"]: case for case in rows_of(old_store, cases)}
    clocks = rows_of(old_store, case_clocks)
    assert {clock["case_id"] for clock in clocks} == {i for i, c in of_id.items() if c["due_at"]}
    for clock in clocks:
        case = of_id[clock["case_id"]]
        assert (clock["due_at"], clock["met_at"]) == (case["due_at"], case["closed_at"])
        assert (clock["limit_amount"], clock["pauses"], clock["extensions"]) == (132.0, [], [])
    levels = {row["case_id"] for row in rows_of(old_store, case_tiers)}
    assert levels == {i for i, case in of_id.items() if case["status"] != "closed"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_events SET acted_by = 'x' WHERE id = 3",
        "DELETE FROM case_events WHERE id = 3",
        "DELETE FROM case_events",
        "DELETE FROM cases",
    ],
)
def test_the_database_itself_refuses_to_change_the_ledger(old_store, statement):
    migrate(old_store)
    before = rows_of(old_store, case_events), rows_of(old_store, cases)
    with pytest.raises(sa.exc.IntegrityError, match="only ever added"), old_store.begin() as conn:
        conn.execute(sa.text(statement))
    assert (rows_of(old_store, case_events), rows_of(old_store, cases)) == before
