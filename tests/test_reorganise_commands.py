"""`reorganise` on the command line: the same acts, one sentence when refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from data.migrate import migrate
from data.store import Store
from service.clock import today
from service.reorganise.plan import MergeGrids, ReorganisationPlan, plan_from_json, plan_to_json
from tests.service.reorganise_town import code_at, fill

ROOT = Path(__file__).parents[1]
ORDER = ("--order", "区发1号", "--reason", "撤并", "--approved-by", "区长")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.db"
    store = Store(str(path))
    migrate(store)
    fill(store)
    store.engine.dispose()
    return path


def run(database: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "reorganise", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"GEGE_DATABASE": f"sqlite:///{database}", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_a_plan_is_looked_at_put_in_force_and_its_crosswalk_written(database, tmp_path) -> None:
    day = today() + timedelta(days=3)
    merge = MergeGrids((code_at(2, 0), code_at(3, 0)), "并")
    plan = tmp_path / "PLAN.json"
    plan.write_text(plan_to_json(ReorganisationPlan(day, (merge,))), encoding="utf-8")
    seen = run(database, "preview", plan)
    assert seen.returncode == 0, seen.stderr
    told = json.loads(seen.stdout)
    assert told["differences"] == []
    assert {one["kind"] for one in told["crosswalk"]} == {"merged"}
    done = run(database, "apply", plan, "--from", day.isoformat(), *ORDER)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["grids"] == 2
    again = run(database, "apply", plan, "--from", day.isoformat(), *ORDER)
    assert again.returncode == 2
    assert "entered already" in again.stderr
    for name in ("walk.csv", "walk.xlsx"):
        out = tmp_path / name
        assert run(database, "crosswalk", "--order", "区发1号", "--out", out).returncode == 0
        read = pd.read_csv if name.endswith("csv") else pd.read_excel
        frame = read(out, dtype=str)
        assert len(frame) == 1 + 2 + 4 + 17
        merged = frame.loc[frame["kind"] == "merged"]
        assert sorted(merged["old_code"]) == sorted(merge.codes)


def test_a_merger_is_proposed_into_a_file(database, tmp_path) -> None:
    out = tmp_path / "PLAN.json"
    found = run(database, "propose-merge", "--into", 2, "--out", out, "--seconds", 0.2)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["units"] == 2
    assert len(plan_from_json(out.read_text(encoding="utf-8")).operations) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("preview", "nowhere.json"), "cannot be read"),
        (("apply", "nowhere.json", "--from", "2026-07-01", *ORDER), "cannot be read"),
        (("crosswalk", "--order", "none", "--out", "x.csv"), "no reorganisation with the order"),
        (("propose-merge", "--into", "99", "--out", "x.json"), "cannot become 99"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_2(database, arguments, sentence) -> None:
    done = run(database, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
