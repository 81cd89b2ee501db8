"""The command line of the roster, as it is written and answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.errors import CaseworkError
from commands.roster import app
from data.migrate import migrate
from data.schema import leaves, postings
from data.store import Store, open_store
from service.clock import now, today
from service.errors import ServiceError
from tests.service.district import rows_of
from tests.service.matters import found_district, matter

PAPER = ("--reason", "人员变动", "--approved-by", "中心主任")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    found_district(made)
    yield made


def run(*words: str):
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout) if done.stdout.strip() else None


def ahead(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def test_who_is_responsible_is_answered_with_why_since_order_and_backup(store) -> None:
    found = run("responsible", "G1")
    assert (found["worker"]["code"], found["duty"], found["on"]) == ("W1", "primary", ahead(0))
    assert {"why", "since", "until", "order_no", "backup", "approval"} <= set(found)
    assert found["why"] == "员1 是网格 G1 的主责网格员。 / 员1 is the primary worker of grid G1."
    assert run("responsible", "G1", "--on", "2020-02-29")["on"] == "2020-02-29"
    with pytest.raises(ServiceError):
        run("responsible", "G9")


def test_a_leave_from_entering_to_the_early_return(store) -> None:
    kept = run("roster", "leave", "W1", "--from", ahead(2), "--to", ahead(6))
    number = str(kept["id"])
    listed = run("roster", "leaves")
    assert [(one["worker"], one["since"], one["until"]) for one in listed] == [
        ("W1", ahead(2), ahead(6))
    ]
    assert listed[0]["stand_ins"][0]["duty"] == "nobody"
    done = run("roster", "cover", number, "G1=W2", "--order", "顶1号", *PAPER, "--from", ahead(3))
    assert done["covers"] == [{"grid": "G1", "worker": "W2", "since": ahead(3), "until": ahead(6)}]
    found = run("responsible", "G1", "--on", ahead(4))
    assert (found["worker"]["code"], found["approval"]["order_no"]) == ("W2", "顶1号")
    assert found["approval"]["approved_by"] == "中心主任"
    run("roster", "back", number, "--on", ahead(4))
    assert run("responsible", "G1", "--on", ahead(4))["worker"]["code"] == "W1"
    assert list(rows_of(store, leaves)["until"].map(str)) == [ahead(4)]


def test_vacancies_are_shown_with_their_grid_days(store) -> None:
    run("roster", "leave", "W1", "--from", ahead(0), "--to", ahead(2))
    found = run("roster", "vacancies", "--to", ahead(10))
    assert (found["picture"]["grids"], found["picture"]["nobody"]) == (2, 1)
    assert (found["uncovered_days"], found["grid_days"], found["share"]) == (2, 20, 0.1)
    (row,) = found["uncovered"]
    assert row["stretches"] == [{"since": ahead(0), "until": ahead(2), "why": "leave"}]
    assert run("roster", "vacancies", "--from", ahead(3))["until"] == ahead(33)


def test_a_worker_in_and_another_out(store) -> None:
    code = matter(store, now=now())
    run("roster", "worker", "add", "W7", "新员", "--capacity", "0.5", "--from", ahead(1))
    assert run("roster", "worker", "capacity", "W7", "0.8")["capacity"] == 0.8
    listed = {row["code"]: row for row in run("roster", "worker", "list")}
    assert (listed["W7"]["capacity"], listed["W7"]["grids"]) == (0.8, 0)
    left = run("roster", "worker", "end", "W1", "--last-day", ahead(9), "--order", "辞1号", *PAPER)
    assert (left["vacant"], left["open_cases"], left["gone_from"]) == (["G1"], [code], ahead(10))
    assert list(rows_of(store, postings)["until"].map(str)) == [ahead(10), "None"]
    found = run("responsible", "G1", "--on", ahead(10))
    assert (found["worker"], found["approval"]["order_no"]) == (None, "辞1号")


def test_the_list_and_the_sheet_of_what_is_handed_over(store, tmp_path) -> None:
    code = matter(store, now=now(), contact="13900000000")
    found = run("roster", "hand-over-list", "W1")
    assert [row["grid_code"] for row in found["grids"]] == ["G1"]
    assert [row["code"] for row in found["cases"]] == [code]
    assert "13900000000" not in json.dumps(found)
    out = tmp_path / "sheet.html"
    run("roster", "sheet", "W1", "--out", str(out), "--language", "en")
    assert "Hand-over sheet" in out.read_text(encoding="utf-8")
    with pytest.raises(ServiceError):
        run("roster", "sheet", "W1", "--out", str(tmp_path / "none" / "x.html"))


def test_what_cannot_be_is_refused_in_words(store) -> None:
    run("roster", "leave", "W1", "--from", ahead(2), "--to", ahead(6))
    for words in (
        ("roster", "leave", "W2", "--from", "2020-01-01", "--to", "2020-01-02"),
        ("roster", "leave", "W2", "--from", "1066-01-01", "--to", ahead(2)),
        ("roster", "cover", "1", "G1", "--order", "1", *PAPER),
        ("roster", "cover", "1", "G1=W2", "G1=W1", "--order", "1", *PAPER),
        ("roster", "cover", "9", "G1=W2", "--order", "1", *PAPER),
        ("roster", "vacancies", "--from", ahead(3), "--to", ahead(3)),
        ("roster", "worker", "capacity", "W1", "3"),
        ("roster", "hand-over-list"),
    ):
        with pytest.raises((ServiceError, CaseworkError)):
            run(*words)
