"""Who saw, took or changed what: entries, the chain, the search, and what cannot be noted."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, Action, Role, Viewer, require
from casework.access_entry import Door, What
from casework.contact_consent import Consent
from casework.errors import CaseworkError
from data.access_log import DOOR
from data.access_log_rows import log_breaks
from data.access_log_tables import access_log, access_log_head
from data.migrate import migrate
from data.schema import cases
from data.store import Store
from service.access_log.noting import note_refusal
from service.access_log.searching import PAGE_ROWS, Query, log_table, search_log
from service.access_log.seeing import note_look
from service.access_log.taking import Leaving, take, taking
from service.access_log.verifying import verify_log
from service.cases.registering import NewCase, register_case
from service.identity.accounts import Post, make_account
from service.identity.sessions import end_session
from service.identity.signing_in import sign_in
from service.settings import change_setting

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
AUDITOR = Viewer("赵审计", Role.AUDITOR)
CLERK = Viewer("钱登记", Role.CLERK)


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "gege.db"
    made = Store(str(path))
    migrate(made)
    made.engine.dispose()
    return path


@pytest.fixture
def store(tables, tmp_path, monkeypatch) -> Store:
    shutil.copy(tables, tmp_path / "gege.db")
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'gege.db'}")
    return Store(f"sqlite:///{tmp_path / 'gege.db'}")


def rows(store: Store) -> list[dict]:
    with store.read() as conn:
        found = conn.execute(sa.select(access_log).order_by(access_log.c.number))
        return [dict(row) for row in found.mappings()]


def told(store: Store) -> list[tuple]:
    return [(row["viewer"], row["what"], row["act"], row["code"]) for row in rows(store)]


def new_case(store: Store) -> str:
    new = NewCase("路灯坏了", contact="王 13911112222", contact_consent=Consent.WRITTEN)
    return register_case(CLERK, store, new, NOW).code


def test_a_change_and_its_entry_come_together(store) -> None:
    code = new_case(store)
    assert told(store) == [("钱登记", "changed", "cases.registering.register_case", code)]
    assert rows(store)[0]["role"] == "clerk"
    assert "13911112222" not in str(rows(store)) and "路灯" not in str(rows(store))


def test_what_was_taken_back_leaves_no_entry(store) -> None:
    with pytest.raises(RuntimeError), store.begin():
        new_case(store)
        raise RuntimeError
    assert rows(store) == []
    with store.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(cases)) == 0


def test_where_no_entry_can_be_made_nothing_is_changed(store) -> None:
    with store.begin() as conn:
        conn.execute(access_log_head.delete())
    with pytest.raises(Exception, match="lost its end"):
        new_case(store)
    with store.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(cases)) == 0


def test_an_act_that_writes_nothing_leaves_no_entry(store) -> None:
    with pytest.raises(Exception, match="setting"):
        change_setting(OPERATOR, store, "no_such_setting", "1")
    assert rows(store) == []


def test_an_entry_says_by_which_door(store) -> None:
    mark = DOOR.set(Door.COMMAND)
    try:
        new_case(store)
    finally:
        DOOR.reset(mark)
    assert rows(store)[0]["door"] == "command"


@pytest.mark.parametrize(
    "statement",
    [access_log.update().values(viewer="somebody else"), access_log.delete()],
    ids=["update", "delete"],
)
def test_the_database_refuses_to_change_the_log(store, statement) -> None:
    new_case(store)
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), store.begin() as conn:
        conn.execute(statement)


def test_every_later_edit_removal_and_insertion_is_found(store) -> None:
    for _ in range(4):
        new_case(store)
    assert verify_log(AUDITOR, store).is_whole
    with store.begin() as conn:
        conn.exec_driver_sql("DROP TRIGGER access_log_no_update")
        conn.exec_driver_sql("DROP TRIGGER access_log_no_delete")
    for wrong in (
        "UPDATE access_log SET viewer = 'x' WHERE number = 2",
        "UPDATE access_log SET noted_at = '2026-01-01 00:00:00.000000' WHERE number = 3",
        'UPDATE access_log SET details = \'{"file": "x"}\' WHERE number = 1',
        "DELETE FROM access_log WHERE number = 2",
        "DELETE FROM access_log WHERE number = (SELECT max(number) FROM access_log)",
        "INSERT INTO access_log SELECT 99, noted_at, viewer, role, door, what, act, code,"
        " details, hash_before, hash FROM access_log WHERE number = 1",
    ):
        with store.engine.connect() as conn:
            conn.exec_driver_sql(wrong)
            assert log_breaks(conn), wrong
            conn.rollback()
    assert verify_log(AUDITOR, store).is_whole


def test_only_an_auditor_reads_it_and_reading_is_an_entry_of_its_own(store) -> None:
    for role in set(Role) - {Role.AUDITOR}:
        for reads in (search_log, log_table):
            more = ("zh",) if reads is log_table else ()
            with pytest.raises(CaseworkError):
                reads(Viewer("x", role), store, Query(), *more)
        with pytest.raises(CaseworkError):
            verify_log(Viewer("x", role), store)
    with pytest.raises(CaseworkError):
        search_log(Viewer("x", Role.AUDITOR, "990101"), store, Query())
    search_log(AUDITOR, store, Query())
    search_log(AUDITOR, store, Query())
    assert told(store) == [("赵审计", "saw", "list.access_log", None)]


def test_entries_are_found_by_each_of_their_parts(store) -> None:
    code = new_case(store)
    take(CLERK, store, Leaving("table", "表.csv"), b"a,b\r\n1,2\r\n", ".csv")
    note_look(CLERK, store, "homes", "P1")
    assert [one.code for one in search_log(AUDITOR, store, Query(code=code)).entries] == [code]
    assert search_log(AUDITOR, store, Query(what=What.TOOK)).entries[0].file == "表.csv"
    assert search_log(AUDITOR, store, Query(who="钱登记")).count == 3
    assert search_log(AUDITOR, store, Query(who="' OR 1=1 --", code="%")).count == 0
    assert search_log(AUDITOR, store, Query(since=date(2100, 1, 1))).count == 0
    assert search_log(AUDITOR, store, Query(until=date(2100, 1, 1))).count == 4
    newest = search_log(AUDITOR, store, Query()).entries
    assert [one.number for one in newest] == [4, 3, 2, 1]
    table = log_table(AUDITOR, store, Query(), "zh")
    assert list(table.iloc[:, 0]) == [4, 3, 2, 1]
    assert (table.iloc[0, 2], table.iloc[0, 4]) == ("赵审计", "查看")


def test_a_log_of_many_entries_is_read_by_pages(store) -> None:
    for place in range(PAGE_ROWS + 5):
        note_look(CLERK, store, "homes", f"P{place}")
    second = search_log(AUDITOR, store, Query(who="钱登记"), 2)
    assert (len(second.entries), second.pages, second.count) == (5, 2, PAGE_ROWS + 5)


def test_a_look_is_noted_once_a_day_and_the_own_list_never(store) -> None:
    for _ in range(3):
        note_look(CLERK, store, "homes", "P1")
    note_look(CLERK, store, "homes", "P2")
    note_look(Viewer("孙", Role.WORKER, worker="W1"), store, "worker_list", "W1")
    assert told(store) == [
        ("钱登记", "saw", "list.homes", "P1"),
        ("钱登记", "saw", "list.homes", "P2"),
    ]


def test_a_refusal_is_noted(store) -> None:
    with pytest.raises(CaseworkError) as refused:
        require(CLERK, Action.KEEP_ACCOUNTS)
    note_refusal(refused.value)
    note_refusal(refused.value)
    note_refusal(ValueError("no refusal"))
    assert told(store) == [("钱登记", "refused", "keep_accounts", None)]


def test_signing_in_and_out_is_noted_and_a_name_nobody_has_is_not_kept(store) -> None:
    given = make_account(OPERATOR, store, "boss", Post(Role.ADMINISTRATOR), NOW)
    for name, password in (("boss", "wrong"), ("my password by mistake", "x")):
        with pytest.raises(Exception, match="Nobody was signed in"):
            sign_in(store, name, password, "Chrome, Linux", NOW)
    begun = sign_in(store, "boss", given, "Chrome, Linux", NOW)
    end_session(store, begun.token)
    assert [(row["viewer"], row["what"]) for row in rows(store)] == [
        ("operator", "changed"),
        ("boss", "failed"),
        ("-", "failed"),
        ("boss", "signed_in"),
        ("boss", "signed_out"),
    ]
    assert given not in str(rows(store)) and "mistake" not in str(rows(store))


def test_a_file_is_not_given_where_it_cannot_be_noted(store, tmp_path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")

    @sa.event.listens_for(store.engine, "begin")
    def _read_only(conn: sa.Connection) -> None:
        conn.exec_driver_sql("PRAGMA query_only=ON")

    with pytest.raises(sa.exc.OperationalError):
        take(CLERK, store, Leaving("table"), b"a\r\n1\r\n", ".csv")
    with (
        pytest.raises(sa.exc.OperationalError),
        taking(CLERK, store, Leaving("table"), path) as place,
    ):
        place.write_text("a\r\n1\r\n")
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".gege")] == []
