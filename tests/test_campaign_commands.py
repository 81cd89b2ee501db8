"""The commands of campaigns: counted before they are begun, notices, answers, progress, end."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from commands.campaigns import app
from data.migrate import migrate
from data.store import Store, open_store
from service.clock import today as office_day
from service.errors import ServiceError
from tests.service.units_town import found_units

DAY = timedelta(days=1)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    made = open_store()
    migrate(made)
    found_units(made)
    return made


def _run(*words: str) -> Any:
    found = CliRunner().invoke(app, list(words))
    assert found.exit_code == 0, (found.output, found.exception)
    return json.loads(found.stdout)


def _refused(*words: str) -> str:
    error = CliRunner().invoke(app, list(words)).exception
    assert isinstance(error, ServiceError)
    return str(error)


def _new(*more: str) -> Any:
    today = office_day()
    return _run(
        "new", "防火宣传", "--purpose", "入户", "--from", f"{today}", "--to", f"{today + 13 * DAY}",
        "--area", "S1", "--question", "增设什么", "--answer", "一", "--answer", "二", *more,
    )  # fmt: skip


def test_a_campaign_from_its_preview_to_its_end(town: Store) -> None:
    dry = _new("--dry-run")
    assert (dry["households"], "code" in dry) == (60, False)
    assert sum(one["households"] for one in dry["lists"]) == 60
    assert _run("progress") == []
    code = _new()["code"]
    assert [one["code"] for one in _run("progress")] == [code]
    assert _run("notices", code, "--area", "C1", "--dry-run")["households"] == 20
    assert _run("notices", code, "--area", "G1")["added"] == 20
    again = _run("notices", code, "--area", "S1")
    assert (again["added"], again["had_it"]) == (40, 20)
    assert _run("opinions", code, "C1", "--said", "一=12", "--said", "二=9")["added"] == 21
    told = _run("progress", code)
    assert (told["total"], told["reached"], told["noticed"]) == (60, 0, 60)
    assert told["opinions"] is None and "shown once" in told["opinions_told"][0]
    assert told["days"][-1]["planned"] == 60
    # A day to come tells nothing before it comes.
    later = _run("progress", code, "--on", f"{office_day() + 60 * DAY}")
    assert later["opinions"] is None
    _run("end", code)
    after = _run("progress", code)
    assert [one["all"] for one in after["opinions"]] == [21]


def test_what_cannot_be_is_refused_in_a_sentence(town: Store, tmp_path: Path) -> None:
    code = _new()["code"]
    assert "answer=12" in _refused("opinions", code, "C1", "--said", "一")
    assert "answer=12" in _refused("opinions", code, "C1", "--said", "一=-3")
    assert "There is no plan" in _refused("progress", "nothing")
    assert "folder" in _refused("progress", code, "--out", str(tmp_path / "no" / "c.csv"))


def test_a_file_for_outside_is_written(town: Store, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    code = _new()["code"]
    found = CliRunner().invoke(app, ["progress", code, "--out", str(path)])
    assert found.exit_code == 0, found.output
    assert "C1" in path.read_text(encoding="utf-8-sig")
