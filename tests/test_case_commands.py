"""The commands about a case: the same acts as the screens, their answers as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from casework.errors import CaseworkError
from data.store import open_store
from manage import app
from service.cases.keeping import CaseChanged
from service.errors import ServiceError
from tests.service.matters import LITTER, found_district


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "gege.db"))
    assert CliRunner().invoke(app, ["init"], catch_exceptions=False).exit_code == 0
    found_district(open_store())


def run(*words: str) -> Any:
    told = CliRunner().invoke(app, ["case", *words], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


@pytest.mark.usefixtures("office")
def test_a_case_goes_from_the_counter_to_its_end_on_the_command_line() -> None:
    words = ["楼下垃圾", "--category", LITTER, "--lon", "120.005", "--lat", "30.005"]
    foreseen = run("new", *words, "--foresee")
    code = run("new", *words, "--contact", "139 0000 0000")["code"]
    assert code.endswith("-000001")
    assert foreseen["worker_code"] == "W1"
    assert (
        run("move", code, "accept", "--version", "1", "--fact", f"category={LITTER}")["version"]
        == 2
    )
    assert run("tell", code, "已派人去看", "--version", "2")["version"] == 3
    assert run("hand-over", code, "W2", "--reason", "换岗", "--version", "3")["assigned_to"] == "W2"
    assert run("send-up", code, "--reason", "难", "--version", "4")["tier"] == 2
    assert run("join", code, "CG", "--reason", "联合", "--version", "5")["version"] == 6
    assert run("leave", code, "CG", "--reason", "完成", "--version", "6")["version"] == 7
    preview = run("moves", "dispatch", code, "nobody", "--fact", "unit=HW", "--preview")
    assert [line["is_possible"] for line in preview] == [True, False]
    report = run("moves", "dispatch", code, "nobody", "--fact", "unit=HW")
    assert (report["done"], list(report["refused"])) == ([code], ["nobody"])
    told = run("show", code)
    assert (told["version"], told["status"]) == (8, "dispatched")
    moments = r"\d\d:\d\d:\d\d(\.\d+)?"  # Their parts of a second hold any digits.
    assert "139" not in re.sub(moments, "", json.dumps(told, ensure_ascii=False))
    listed = run("list", "--saved", "waiting")
    assert [one["code"] for one in listed["cases"]] == [code]
    assert run("hand-over-all", "W2", "W1", "--reason", "回来") == [code]


@pytest.mark.usefixtures("office")
def test_a_step_on_an_older_version_and_a_fact_that_is_none_are_refused() -> None:
    code = run("new", "x")["code"]
    run("tell", code, "y", "--version", "1")
    runner = CliRunner()
    with pytest.raises(CaseChanged):
        runner.invoke(
            app, ["case", "move", code, "void", "--version", "1", "--fact", "reason=x"],
            catch_exceptions=False,
        )  # fmt: skip
    for said in ("reason", "colour=blue", "asked_at=tomorrow"):
        with pytest.raises(CaseworkError):
            runner.invoke(
                app, ["case", "move", code, "void", "--version", "2", "--fact", said],
                catch_exceptions=False,
            )  # fmt: skip


@pytest.mark.usefixtures("office")
def test_the_sheet_the_receipt_and_the_deadlines_are_had_without_a_screen(tmp_path: Path) -> None:
    words = ["楼下<b>垃圾</b>", "--category", LITTER, "--lon", "120.005", "--lat", "30.005"]
    code = run("new", *words)["code"]
    sheet = tmp_path / "sheet.html"
    told = CliRunner().invoke(app, ["case", "sheet", code, str(sheet)], catch_exceptions=False)
    assert told.exit_code == 0 and "&lt;b&gt;" in sheet.read_text(encoding="utf-8")
    receipt = run("receipt", code)
    assert receipt["status"] == "reported" and "垃圾" not in json.dumps(receipt, ensure_ascii=False)
    with pytest.raises(ServiceError, match="check every digit"):
        run("receipt", "20260101-999999")
    board = json.loads(CliRunner().invoke(app, ["deadlines"], catch_exceptions=False).stdout)
    running = board["resolve"]["all"]["running"]
    assert running == 1 == sum(line["running"] for line in board["resolve"]["by_tier"])
    with pytest.raises(ServiceError, match="choose one of"):
        CliRunner().invoke(app, ["deadlines", "--due", "soon"], catch_exceptions=False)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "words",
    [
        ["case", "new", "x", "--reported-at", "0001-01-01T00:00"],
        ["case", "list", "--status", "nowhere"],
        ["rules", "due", "9999-12-31 16:00", "3 calendar_days"],
        ["figures", "--as-of", "9999-12-31"],
        ["figures", "--from", "0001-01-01"],
        ["figures", "--to", "9999-12-31"],
        ["escalate", "--as-of", "0001-01-01"],
        ["escalate", "--dry-run", "--as-of", "9999-12-31"],
        ["supervise", "open", "x", "who", "--reason", "r", "--due", "0001-01-01T00:00"],
        ["sweep", "open", "s", "who", "--cut-off", "0001-01-01", "--deadline", "0001-01-02"],
        ["refer", "open", "x", "p", "--on", "9999-12-31"],
    ],
)
def test_a_state_or_a_year_that_cannot_be_is_refused_in_words(words: list[str]) -> None:
    with pytest.raises(ServiceError, match=r"cannot be: give|There is no state nowhere"):
        CliRunner().invoke(app, words, catch_exceptions=False)
