"""Routes from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.migrate import migrate
from data.store import Store
from service.clock import now
from tests.service.day_town import found_day

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = Store(str(tmp_path / "gege.db"))
    migrate(store)
    found_day(store, now())
    store.engine.dispose()
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    known = os.environ | {"GEGE_DATABASE": str(folder / "gege.db")}
    command = [sys.executable, "manage.py", "route", *words]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)


def test_a_route_is_shown_and_written_as_files(folder: Path) -> None:
    gpx, sheet = folder / "way.gpx", folder / "way.html"
    done = run(folder, "W1", "--round", "--gpx", str(gpx), "--sheet", str(sheet))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [one["number"] for one in told["stops"]] == [1, 2, 3, 4]
    assert "柳岸路" in gpx.read_text(encoding="utf-8")
    assert sheet.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    done = run(folder, "W1", "--json", "--limit", "2")
    assert json.loads(done.stdout)["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["W77"], "W77"),
        (["W1", "--on", "2020-01-01"], "has passed"),
        (["W1", "--limit", "0"], "0 stops"),
        (["W1", "--gpx", "no/such/folder/way.gpx"], "folder"),
    ],
)
def test_what_cannot_be_done_is_refused_in_both_languages(
    folder: Path, words: list[str], said: str
) -> None:
    done = run(folder, *words)
    assert done.returncode == 2
    assert said in done.stderr
