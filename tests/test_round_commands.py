"""The command line of rounds, as it is written and answered."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.rounds import app
from data.migrate import migrate
from data.schema import cases, round_checks
from data.store import Store, open_store
from service.clock import today
from service.errors import ServiceError
from tests.service.district import rows_of
from tests.service.matters import found_district
from tests.service.rounds_town import keep_places

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    found_district(made)
    started = today() - 8 * DAY
    keep_places(
        made,
        {"code": "R1", "grid_code": "G1", "valid_from": started},
        {"code": "R2", "grid_code": "G2", "valid_from": started},
    )
    yield made


def run(*words: str):
    done = CliRunner().invoke(app, ["rounds", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_a_point_from_due_to_put_right(store: Store) -> None:
    assert [one["place_code"] for one in run("due")] == ["R1", "R2"]
    assert [one["place_code"] for one in run("due", "--worker", "W2")] == ["R2"]
    kept = run("check", "R1", "fail", "--note", "满溢", "--uid", "u1", "--case", "满溢")
    assert run("check", "R1", "fail", "--note", "满溢", "--uid", "u1", "--case", "满溢") == kept
    assert list(rows_of(store, cases)["code"]) == [kept["case_code"]]
    assert [one["place_code"] for one in run("due")] == ["R2"]
    assert [one["number"] for one in run("failed")] == [kept["number"]]
    run("rectify", str(kept["number"]), "--note", "已清运")
    assert run("failed") == []
    run("void", str(kept["number"]), "--reason", "记错")
    assert [one["place_code"] for one in run("due")] == ["R1", "R2"]
    assert len(rows_of(store, round_checks)) == 1
    with pytest.raises(ServiceError, match="no point R9"):
        run("check", "R9", "pass")


def test_figures_on_the_screen_and_in_a_file_are_the_same(store: Store, tmp_path: Path) -> None:
    run("check", "R1", "pass")
    period = f"{today() - 8 * DAY}..{today()}"
    found = run("figures", "--period", period)
    names = ("code", "due", "passed", "missed", "open")
    assert [tuple(one[name] for name in names) for one in found] == [
        ("C1", 2, 1, 1, 0),
        ("C2", 2, 0, 1, 1),
    ]
    run("figures", "--period", period, "--out", str(tmp_path / "f.csv"))
    with (tmp_path / "f.csv").open(encoding="utf-8-sig") as file:
        assert [int(row["due"]) for row in csv.DictReader(file)] == [2, 2]
    with pytest.raises(ServiceError, match="Nothing can be written"):
        run("figures", "--period", period, "--out", str(tmp_path / "none" / "f.csv"))
