"""The ledger of a district at work: whole after honest work, and what was done past it is named."""

# ruff: noqa: S608 - these statements are what the ledger has to withstand

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.lifecycle import Move, advance
from data.event_store import add_event, add_events, insert_cases
from data.schema import cases
from data.store import Store
from service.cases.drafting import NewCase
from service.cases.handing import hand_over, send_up
from service.cases.keeping import fetch, keep, stamp_of
from service.cases.merging import merge_cases
from service.cases.moving import move_case
from service.cases.registering import register_case
from service.errors import ServiceError
from service.escalation import escalate
from service.intake.undo import undo_import
from service.ledger import case_ledger, ledger_end, verify_ledger
from tests.service.conftest import NOW
from tests.service.district import bring, rows_of

ROOT = Path(__file__).parents[2]
A = ("甲格", 120.00, 30.00, 120.01, 30.01)
B = ("乙格", 120.01, 30.00, 120.02, 30.01)
HEAD = "案件编号,经度,纬度,上报时间,结案时间,类别,坐标系\n"
TRIGGERS = ("case_events_no_update", "case_events_no_delete", "cases_no_delete")


@pytest.fixture
def worked(store, grid_file, text_file):
    """Return a district after imports, corrections, a renaming, an undo and steps of people."""
    bring(store, "cases", text_file("0.csv", HEAD + row(9, closed="2026-05-02")))
    path = grid_file(A, B, worker={A[0]: "张三", B[0]: "李四"})
    bring(store, "grids", path, worker="worker")
    rows = [row(n, closed="2026-05-02 10:00" if n % 2 else "") for n in range(1, 7)]
    bring(store, "cases", text_file("a.csv", HEAD + "".join(rows)))
    rows = [row(n, lon=120.015, closed="2026-05-03") for n in range(1, 4)]
    second = bring(store, "cases", text_file("b.csv", HEAD + "".join(rows) + row(7)))
    undo_import(OPERATOR, store, second["import_id"], NOW)
    bring(store, "workers", text_file("w.csv", "工号,姓名\n01,张三\n02,李四\n"))
    step(store, "4", Move.ACCEPT, {"category": "垃圾"})
    step(store, "4", Move.VOID, {"reason": "重复登记"})
    return store


def row(number, lon=120.005, closed="", category="垃圾"):
    return f"{number},{lon},30.005,2026-05-01 08:00,{closed},{category},WGS-84\n"


def step(store, code, move, facts):
    with store.begin() as conn:
        kept = fetch(conn, OPERATOR, code)
        moved, event = advance(kept.case, move, stamp_of(OPERATOR, NOW), facts)
        keep(conn, kept, moved, event)


def tamper(store, *statements):
    """Change the file as somebody with a database tool would."""
    store.engine.dispose()
    with sqlite3.connect(str(store.url.database)) as raw:
        for trigger in TRIGGERS:
            raw.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            raw.execute(statement)


def faults(store, head=None):
    report = verify_ledger(OPERATOR, store, head)
    assert report.is_whole == (not report.faults)
    return [(fault.number, fault.row_id, fault.case_code) for fault in report.faults]


def said(store, head=None):
    return " ".join(str(one.sentence) for one in verify_ledger(OPERATOR, store, head).faults)


def test_an_honest_ledger_is_whole_and_has_no_gap(worked):
    report = verify_ledger(OPERATOR, worked)
    assert [str(fault.sentence) for fault in report.faults] == []
    assert report.is_whole and report.cases == 8
    serials = sorted(rows_of(worked, cases)["serial"])
    assert serials == list(range(1, 9))
    assert report.head == ledger_end(OPERATOR, worked).hash


def test_the_ledger_stays_whole_through_all_that_people_and_the_program_do(worked):
    made = [
        register_case(OPERATOR, worked, NewCase(f"路灯不亮{n}", lon=120.005, lat=30.005), NOW)
        for n in range(3)
    ]
    first, second, third = (one.code for one in made)
    move_case(OPERATOR, worked, first, 1, Move.ACCEPT, {"category": "路灯"}, NOW)
    move_case(OPERATOR, worked, first, 2, Move.ANSWER, {"text": "已修好"}, NOW)
    move_case(OPERATOR, worked, first, 3, Move.PASS_CHECK, {}, NOW)
    move_case(OPERATOR, worked, first, 4, Move.CLOSE, {"resolution": "已修好"}, NOW)
    move_case(OPERATOR, worked, first, 5, Move.VISIT_BACK, {"satisfied": "no"}, NOW)
    move_case(OPERATOR, worked, first, 6, Move.REOPEN, {"reason": "又不亮"}, NOW)
    hand_over(OPERATOR, worked, second, 1, "02", "休假", NOW)
    merge_cases(OPERATOR, worked, third, 1, second, 2, NOW)
    later = NOW + timedelta(days=60)
    assert escalate(OPERATOR, worked, later)
    report = verify_ledger(OPERATOR, worked)
    assert [str(fault.sentence) for fault in report.faults] == []
    assert report.cases == 11


def test_an_empty_district_is_whole(store):
    assert faults(store, "0" * 64) == []


@pytest.mark.parametrize(
    "column, value",
    [
        ("kind", "'told'"),
        ("acted_by", "'somebody'"),
        ("entered_by", "CAST(x'ff' AS TEXT)"),
        ("happened_at", "'2020-01-01 00:00:00.000000'"),
        ("happened_at", "'no time'"),
        ("recorded_at", "'2020-01-01 00:00:00.000000'"),
        ("details", "'{\"a\": 1}'"),
        ("details", "'no json'"),
        ("hash", "upper(hash)"),
        ("hash_before", "''"),
        ("import_id", "2"),
    ],
)
@pytest.mark.parametrize("number", [1, 5])
def test_an_edited_column_names_the_event_and_its_case(worked, column, value, number):
    code = {row["number"]: row["code"] for row in numbered(worked)}[number]
    tamper(worked, f"UPDATE case_events SET {column} = {value} WHERE number = {number}")
    assert (number, number, code) in faults(worked)
    assert {one[0] for one in faults(worked) if one[1] is not None} <= {
        number,
        *last_of(worked, code),
    }


def numbered(store):
    with store.read() as conn:
        found = conn.exec_driver_sql(
            "SELECT e.number, c.code FROM case_events e JOIN cases c ON c.id = e.case_id"
        )
        return [dict(one) for one in found.mappings()]


def last_of(store, code):
    return {max(one["number"] for one in numbered(store) if one["code"] == code)}


def test_a_removed_event_is_named_by_its_number(worked):
    tamper(worked, "DELETE FROM case_events WHERE number = 4")
    assert (4, None, None) in faults(worked)
    assert "4" in said(worked) and "missing" in said(worked)


def test_a_removal_at_the_end_is_found_and_with_the_head_rolled_back_by_the_noted_one(worked):
    noted = ledger_end(OPERATOR, worked)
    last = "SELECT max(number) FROM case_events"
    tamper(worked, f"DELETE FROM case_events WHERE number = ({last})")
    assert (noted.number, None, None) in faults(worked)
    before = noted.number - 1
    tamper(
        worked,
        f"UPDATE ledger_head SET number = {before}, hash ="
        f" (SELECT hash FROM case_events WHERE number = {before})",
    )
    assert "nowhere" in said(worked, noted.hash)


def test_a_noted_head_stays_in_a_ledger_that_has_grown(worked):
    noted = ledger_end(OPERATOR, worked).hash
    step(worked, "2", Move.ACCEPT, {"category": "垃圾"})
    assert ledger_end(OPERATOR, worked).hash != noted
    assert faults(worked, noted.upper()) == []


def test_an_inserted_event_is_named_by_its_row(worked):
    columns = "case_id, kind, acted_by, entered_by, happened_at, recorded_at, details"
    tamper(
        worked,
        f"INSERT INTO case_events (id, {columns}, number) SELECT 900, {columns}, NULL"
        " FROM case_events WHERE number = 2",
    )
    assert (None, 900) in [one[:2] for one in faults(worked)]


@pytest.mark.parametrize(
    "change, word",
    [
        ("status = 'closed'", "state"),
        ("closed_at = '2026-05-04 00:00:00.000000'", "closing time"),
        ("assigned_to = '02'", "worker"),
        ("assigned_to = NULL", "worker"),
        ("code = '99'", "number"),
    ],
)
def test_a_case_changed_past_the_ledger_is_named(worked, change, word):
    tamper(worked, f"UPDATE cases SET {change} WHERE code = '2'")
    code = "99" if word == "number" else "2"
    assert [one[2] for one in faults(worked)] == [code]
    assert word in said(worked)


@pytest.mark.parametrize(
    "change, word",
    [
        ("resolution = '都好了'", "resolution"),
        ("satisfaction = 'yes'", "answer of the visit back"),
        ("tier = 1", "level"),
    ],
)
def test_how_a_case_ended_cannot_be_changed_past_the_ledger(worked, change, word):
    send_up(OPERATOR, worked, "6", 2, "难", NOW)
    step(worked, "6", Move.ACCEPT, {"category": "垃圾"})
    step(worked, "6", Move.ANSWER, {"text": "已清运"})
    step(worked, "6", Move.PASS_CHECK, {})
    step(worked, "6", Move.CLOSE, {"resolution": "已清运"})
    step(worked, "6", Move.VISIT_BACK, {"satisfied": "no"})
    assert faults(worked) == []
    tamper(worked, f"UPDATE cases SET {change} WHERE code = '6'")
    assert [one[2] for one in faults(worked)] == ["6"] and word in said(worked)


@pytest.mark.parametrize(
    "details",
    ['{"changes": 5}', '{"changes": {"status": []}}', '{"changes": {"status": null}}']
    + ['{"texts": 5}', "[" * 3000 + "]" * 3000],
)
def test_an_event_whose_details_are_no_details_is_named_not_stumbled_over(worked, details):
    tamper(worked, f"UPDATE case_events SET details = '{details}' WHERE number = 2")
    assert 2 in [one[0] for one in faults(worked)]


def test_gaps_in_the_serials_are_found(worked):
    tamper(worked, "DELETE FROM cases WHERE serial = 3")
    assert "serials 3 to 3" in said(worked) and "case that is not there" in said(worked)


def test_the_last_serial_cannot_vanish_either(worked):
    tamper(worked, "UPDATE cases SET serial = NULL WHERE serial = 8")
    assert "serials 8 to 8" in said(worked) and "no serial" in said(worked)


def test_a_case_put_there_past_the_ledger_is_named(worked):
    tamper(
        worked,
        "INSERT INTO cases (code, serial, status, reported_at)"
        " VALUES ('X', 77, 'reported', '2026-05-01 00:00:00.000000')",
    )
    assert (None, None, "X") in faults(worked)


def test_events_of_many_writers_make_one_chain(store):
    frame = pd.DataFrame({"code": ["1"], "status": "reported", "reported_at": pd.Timestamp(NOW)})
    with store.begin() as conn:
        made = insert_cases(conn, frame, acted_by="x", entered_by="x", recorded_at=NOW)
    one = int(made["id"].iloc[0])
    stop = threading.Event()
    seen = []

    def write(name):
        own = Store(str(store.url))
        for turn in range(15):
            with own.begin() as conn:
                told = {"acted_by": name, "entered_by": name, "recorded_at": NOW}
                add_events(conn, [one, one], "told", details=[{"n": turn}, {}], **told)

    def verify():
        own = Store(str(store.url))
        while not stop.is_set():
            seen.append(verify_ledger(OPERATOR, own).is_whole)

    writers = [threading.Thread(target=write, args=(name,)) for name in "甲乙丙"]
    reader = threading.Thread(target=verify)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    report = verify_ledger(OPERATOR, store)
    assert (report.is_whole, report.events) == (True, 1 + 3 * 15 * 2)
    assert seen and all(seen)


def test_what_is_rolled_back_leaves_no_gap(worked):
    before = ledger_end(OPERATOR, worked)
    with pytest.raises(RuntimeError), worked.begin() as conn:
        kept = fetch(conn, OPERATOR, "2")
        _, event = advance(kept.case, Move.ACCEPT, stamp_of(OPERATOR, NOW), {"category": "垃圾"})
        add_event(conn, kept.id, event)
        raise RuntimeError
    assert ledger_end(OPERATOR, worked) == before and faults(worked) == []


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEADER, Role.CLERK])
def test_who_may_not_verify_is_told_so(store, role):
    with pytest.raises(CaseworkError):
        verify_ledger(Viewer("某人", role), store)


def test_the_events_of_one_case_are_shown_in_the_order_of_the_ledger(worked):
    told = case_ledger(OPERATOR, worked, "4")
    assert [one["kind"] for one in told] == ["reported", "recoded", "accept", "void"]
    assert [one["number"] for one in told] == sorted(one["number"] for one in told)
    with pytest.raises(ServiceError):
        case_ledger(OPERATOR, worked, "none")


def manage(store, *words):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=os.environ | {"GEGE_DATABASE": str(store.url)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_answers_with_its_exit_code_and_in_both_languages(worked):
    assert manage(worked, "ledger", "verify").returncode == 0
    assert json.loads(manage(worked, "ledger", "head").stdout)["serial"] == 8
    tamper(worked, "UPDATE case_events SET acted_by = '别人' WHERE number = 3")
    broken = manage(worked, "ledger", "verify", "--json")
    answer = json.loads(broken.stdout)
    assert (broken.returncode, answer["is_whole"], answer["fault_count"]) == (1, False, 1)
    assert answer["faults"][0]["number"] == 3 and answer["faults"][0]["message_zh"]
