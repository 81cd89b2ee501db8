"""The command line of home visits, as it is written and answered."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from casework.errors import CaseworkError
from commands.visits import app
from data.migrate import migrate
from data.schema import cases, households, visits
from data.store import Store, open_store
from service.clock import now, today
from service.errors import ServiceError
from service.visits.list_taking import take_list
from tests.service import six_grids
from tests.service.district import everything, rows_of
from tests.service.test_visits import LEADER, OF_C1


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    six_grids.found(made)
    yield made


def run(*words: str, code: int = 0):
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if done.stdout.strip() else None


def before(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def plan(*more: str) -> str:
    words = ("plan", "普遍走访", "--purpose", "见面", "--from", before(30), "--every", "year")
    return run(*words, *more)["code"]


def test_a_plan_from_beginning_to_end(store) -> None:
    code = plan("--area", "C1")
    (told,) = run("plans")
    assert (told["code"], told["every"], told["area_codes"]) == (code, "year", ["C1"])
    assert [row["code"] for row in run("coverage", code)] == ["C1"]
    assert run("end", code)["ended_on"] == before(0)
    assert run("to-do") == []


def test_a_visit_is_recorded_once_voided_and_its_case_shown(store) -> None:
    code = plan()
    words = ("record", "G00-0", "met", "--worker", "W1", "--uid", "u1", "--on", before(1))
    words += ("--need", "housing", "--consent", "--note", "老人独居", "--case", "楼道灯不亮")
    made = run(*words)
    assert made["case_code"] in rows_of(store, cases)["code"].tolist()
    assert run(*words) == made | {"is_new": False, "warnings": []}
    assert run("coverage", code, "--by", "grid")[0]["met"] == 1
    assert run("void", "u1", "--reason", "记错")["is_void"]
    assert run("coverage", code, "--by", "grid")[0]["met"] == 0
    with pytest.raises(ServiceError):
        run("record", "G99-0", "met", "--worker", "W1")


def test_a_home_falls_empty_and_is_lived_in_again(store) -> None:
    code = plan()
    run("record", "G00-0", "moved", "--worker", "W1", "--on", before(2))
    assert run("coverage", code, "--by", "grid")[0]["occupied"] == 3
    assert run("move-in", "G00-0", "--on", before(1)) == {"moved_in": True}
    assert run("move-in", "G00-0") == {"moved_in": False}
    assert run("coverage", code, "--by", "grid")[0]["occupied"] == 4


def test_a_list_is_shown_by_worker_or_written_as_a_table(store, tmp_path) -> None:
    plan()
    own = run("to-do", "--worker", "W1")
    assert {row["grid_code"] for row in own} == {"G00", "G01"}
    counts = {row["worker_code"]: row["waiting"] for row in run("to-do", "--counts")}
    assert counts == {"W1": 6, "W2": 6, "W3": 8}
    is_it = households.c.code == "G00-0"
    formula = households.update().where(is_it).values(address="=1+1")
    six_grids.change(store, "households", formula)
    out = tmp_path / "list.csv"
    run("to-do", "--worker", "W1", "--out", str(out))
    rows = {row["code"]: row for row in csv.DictReader(out.read_text("utf-8-sig").splitlines())}
    assert len(rows) == 6
    assert rows["G00-0"]["address"] == "'=1+1"
    with pytest.raises(ServiceError):
        run("to-do", "--out", str(tmp_path))


# Old lists


LIST = """住户编号,走访日期,结果,时段
G00-0,{day},见面,上午
G00-1,{day},不在家,晚上
G00-2,{day},婉拒,
G00-3,{day},已搬离,
"""


def listed(tmp_path: Path, text: str, name: str = "list.csv") -> str:
    path = tmp_path / name
    path.write_text(text.format(day=before(3), later=before(-1)), encoding="utf-8")
    return str(path)


def test_an_old_list_is_taken_in_once(store, tmp_path) -> None:
    code = plan()
    file = listed(tmp_path, LIST)
    counts = {"rows": 4, "added": 4, "known": 0, "refused": 0}
    assert run("import", file) == counts | {"issues": []}
    row = run("coverage", code, "--by", "grid")[0]
    assert [row[name] for name in ("occupied", "met", "declined", "not_home", "to_do")] == [
        3, 1, 1, 1, 0,
    ]  # fmt: skip
    kept = everything(store)
    assert run("import", file) == counts | {"added": 0, "known": 4, "issues": []}
    assert everything(store) == kept
    made = rows_of(store, visits)
    assert set(made["worker_code"]) == {"W1"} and set(made["visited_on"].map(str)) == {before(3)}
    assert sorted(made["day_part"]) == ["evening", "morning", "morning", "morning"]


def test_every_row_of_a_list_goes_in_is_known_or_is_refused_with_its_reason(store, tmp_path):
    same = households.update().where(households.c.code.in_(["G20-0", "G20-1"]))
    six_grids.change(store, "households", same.values(address="同号"))
    text = """户号,地址,日期,走访结果,网格员
G00-0,,{day},已访,
G00-0,,{day},见面,
,G10-0号,{day},不在家,网格员2
,同号,{day},见面,
G99,,{day},见面,
,,{day},见面,
G00-1,,,见面,
G00-1,,昨天,见面,
G00-1,,{later},见面,
G00-1,,{day},,
G00-1,,{day},<b>见面</b>,
G00-1,,{day},见面,没有的人
G00-1,,1985-01-01,见面,
"""
    told = run("import", listed(tmp_path, text))
    assert (told["rows"], told["added"], told["known"], told["refused"]) == (13, 2, 1, 10)
    refused = {issue["row"]: issue["code"] for issue in told["issues"]}
    assert refused == {
        5: "visit.ambiguous", 6: "visit.unknown", 7: "visit.household", 8: "visit.day",
        9: "time.bad", 10: "visit.impossible", 11: "visit.result", 12: "visit.result",
        13: "visit.worker", 14: "visit.impossible",
    }  # fmt: skip
    assert all(issue["message_en"] for issue in told["issues"])


def test_a_list_is_read_from_a_workbook_with_columns_that_are_named(store, tmp_path) -> None:
    book = openpyxl.Workbook()
    for row in (["甲", "乙", "丙"], ["G00-0", today() - timedelta(days=3), "见面"]):
        book.active.append(row)
    path = tmp_path / "old.xlsx"
    book.save(path)
    with pytest.raises(ServiceError, match="no column for household, visited_on, result"):
        run("import", str(path))
    said = [f"--column={one}" for one in ("household=甲", "visited_on=乙", "result=丙")]
    assert run("import", str(path), *said)["added"] == 1


def test_a_list_of_nothing_useful_says_so_by_its_exit(store, tmp_path) -> None:
    told = run("import", listed(tmp_path, "户号,日期,结果\nG99,{day},见面\n"), code=2)
    assert told["refused"] == 1


def test_a_list_that_fails_half_way_adds_nothing(store, tmp_path, monkeypatch) -> None:
    kept = everything(store)

    def broken(*_words: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("service.visits.list_taking.settle_visit", broken)
    with pytest.raises(RuntimeError):
        run("import", listed(tmp_path, LIST))
    assert everything(store) == kept


def test_who_may_not_import_may_not_take_a_list_in(store, tmp_path) -> None:
    path = Path(listed(tmp_path, LIST))
    for viewer in (LEADER, OF_C1):
        with pytest.raises(CaseworkError):
            take_list(viewer, store, path, now())
    assert rows_of(store, visits).empty
