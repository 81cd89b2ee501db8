"""The command line keeps its contract: options, figures, exit codes, one sentence per refusal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
SQUARES = [("甲格", 120.00, "甲"), ("乙格", 120.01, "乙")]


@pytest.fixture
def run(tmp_path):
    """Return a runner of manage.py over a database of its own."""

    def call(*words: str, code: int = 0, **env: str) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=tmp_path,
            env=os.environ | {"GEGE_DATABASE": str(tmp_path / "a.db"), **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout if code == 0 else done.stderr

    return call


@pytest.fixture
def files(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "rep": worker},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[w, 30], [w + 0.01, 30], [w + 0.01, 30.01], [w, 30.01], [w, 30]]],
            },
        }
        for code, w, worker in SQUARES
    ]
    grids = tmp_path / "grids.geojson"
    grids.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    cases = tmp_path / "cases.csv"
    cases.write_text(
        "no,x,y,when,kind\n"
        "A-1,120.005,30.005,2026-05-01 08:00,垃圾\n"
        "A-2,120.015,30.005,2026-05-01 08:00,路灯\n"
        "A-3,abc,30.005,2026-05-01 08:00,路灯\n",
        encoding="gb18030",
    )
    return tmp_path


ROLES = {"id": "no", "lon": "x", "lat": "y", "reported-at": "when", "category": "kind"}
CASE_COLUMNS = [f"--{role}={column}" for role, column in ROLES.items()] + ["--crs", "CGCS2000"]


def test_the_whole_way_from_files_to_answers(run, files):
    run("init")
    run("import", "grids", "grids.geojson", "--code-scheme", "any", "--worker", "rep")
    report = files / "report.json"
    run("import", "cases", "cases.csv", *CASE_COLUMNS, "--report", str(report))
    said = json.loads(report.read_text(encoding="utf-8"))
    figures = ("rows", "accepted", "refused", "unassigned", "ties")
    assert {name: said[name] for name in figures} == {
        "rows": 3, "accepted": 2, "refused": 1, "unassigned": 0, "ties": 0
    }  # fmt: skip
    (issue,) = [one for one in said["issues"] if one["row"] is not None]
    assert (issue["row"], issue["column"], issue["value"]) == (4, "x", "abc")
    run("export", "assignments", "answers.csv")
    answers = pd.read_csv(files / "answers.csv", encoding="utf-8-sig")
    wanted = ["case_id", "grid_code", "worker", "how", "border_distance_m", "runner_up"]
    assert list(answers.columns[:6]) == wanted
    assert answers[["case_id", "worker", "runner_up"]].to_numpy().tolist() == [
        ["A-1", "甲", "乙格"],
        ["A-2", "乙", "甲格"],
    ]


def test_locate_is_one_json_object_and_takes_negative_numbers(run, files):
    run("import", "grids", "grids.geojson", "--code-scheme", "any", "--worker", "rep")
    here = json.loads(run("locate", "120.005", "30.005", "--on", "2020-02-29"))
    assert (here["grid_code"], here["worker"], here["how"]) == ("甲格", "甲", "inside")
    assert here["runner_up"] == "乙格" and here["border_distance_m"] > 400
    there = json.loads(run("locate", "-77.03", "-38.9"))
    assert (there["grid_code"], there["why_no_grid"]) == (None, "outside")


def test_locate_takes_any_coordinate_system(run, files):
    run("import", "grids", "grids.geojson", "--code-scheme", "any")
    shifted = json.loads(run("locate", "120.0048", "30.0026", "--crs", "GCJ-02"))
    assert shifted["grid_code"] == "甲格"
    assert abs(shifted["lon"] - 120.0048) > 0.001


def test_the_database_may_be_named_anywhere(run, files):
    run("import", "grids", "grids.geojson", "--code-scheme", "any", "--database", "b.db")
    here = json.loads(run("--database", "b.db", "locate", "120.005", "30.005"))
    assert here["grid_code"] == "甲格"
    nowhere = json.loads(run("locate", "120.005", "30.005"))
    assert nowhere["grid_code"] is None


def test_a_dry_run_changes_nothing(run, files):
    said = json.loads(run("import", "grids", "grids.geojson", "--code-scheme", "any", "--dry-run"))
    assert (said["accepted"], said["dry_run"]) == (2, True)
    assert json.loads(run("imports")) == []


def test_nothing_usable_is_exit_2_with_a_sentence_in_both_languages(run, files):
    (files / "empty.geojson").write_text("")
    report = files / "r.json"
    said = run("import", "grids", "empty.geojson", "--report", str(report), code=2)
    assert "empty.geojson" in said and " / " in said
    assert json.loads(report.read_text(encoding="utf-8"))["accepted"] == 0
    run("import", "grids", "grids.geojson", "--code-scheme", "15", code=2)


def test_an_import_can_be_undone_by_its_number(run, files):
    run("import", "grids", "grids.geojson", "--code-scheme", "any")
    (line,) = json.loads(run("imports"))
    assert json.loads(run("undo", str(line["id"])))["grids"] == 2
    assert json.loads(run("locate", "120.005", "30.005"))["grid_code"] is None


def test_the_demonstration_goes_into_an_empty_database_only(run, files):
    made = json.loads(run("demo", "--households", "2000", "--grids", "24", "--cases", "100"))
    assert (made["households"], made["grids"], made["cases"]) == (2000, 24, 100)
    assert "24" in run("demo", code=2)


def test_grids_go_out_and_come_back_the_same(run, files):
    run("import", "grids", "grids.geojson", "--code-scheme", "any", "--worker", "rep")
    run("export", "grids", "out.gpkg")
    again = ["import", "grids", "out.gpkg", "--code-scheme", "any", "--code", "code"]
    run(*again, "--name", "name", "--database", "c.db")
    here = json.loads(run("--database", "c.db", "locate", "120.005", "30.005"))
    assert here["grid_code"] == "甲格"


def test_the_audit_speaks_json_and_words(run, files):
    run("import", "grids", "grids.geojson", "--code-scheme", "any")
    findings = json.loads(run("audit", "--json"))
    assert {finding["kind"] for finding in findings}
    assert run("audit").strip()


def test_a_file_that_is_no_database_is_refused_in_words(run, files):
    assert "grids.geojson" in run("audit", "--database", "grids.geojson", code=2)
