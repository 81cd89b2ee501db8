"""coverage propose and coverage show: a plan is written, read again, and told as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from casework.access import OPERATOR
from data.store import open_store
from manage import app
from service.clock import now
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.plans.plan_json import plan_from_json


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a small demonstration district."""
    path = tmp_path_factory.mktemp("coverage") / "gege.db"
    words = ["--database", str(path), "init"]
    assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
    fill_demonstration(OPERATOR, open_store(str(path)), now(), households=900, grids=24, cases=60)
    return path


@pytest.fixture
def run(town: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a runner of coverage commands in a folder of its own."""
    monkeypatch.setenv("GEGE_DATABASE", str(town))
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> Any:
        told = CliRunner().invoke(app, ["coverage", *words], catch_exceptions=False)
        assert told.exit_code == 0, told.output
        return json.loads(told.stdout)

    return command


def test_a_proposal_is_written_and_shown_with_the_same_figures(run: Any, tmp_path: Path) -> None:
    proposed = run("propose", "--seconds", "0.3", "--max-moved", "15%", "--out", "plan.json")
    assert proposed["moved_share"] <= 0.15
    assert proposed["bound"] <= proposed["max_over_mean"]
    assert proposed["vacant"] == [] and proposed["before"]["vacant"]
    assert any(
        "Grids that nobody has and that are given out" in line for line in proposed["sentences"]
    )
    plan = plan_from_json((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert len(plan.changes) == proposed["changes"]
    shown = run("show", "plan.json")
    for name in ("max_over_mean", "gini", "moved", "moved_share", "non_contiguous", "vacant"):
        assert shown[name] == proposed[name]
    assert 1 <= shown["bound"] <= shown["max_over_mean"]
    lines = {line["code"]: line for line in shown["workers"]}
    posts = [line for line in lines.values() if line["grids"]]
    assert shown["posts"] == len(posts)
    hours = sum(line["hours"] for line in posts)
    assert shown["mean_hours"] == pytest.approx(
        hours / sum(line["capacity"] for line in posts), rel=1e-3
    )
    parts = ("household", "open_case", "expected_case", "visit", "walking")
    for line in posts:
        together = sum(line[f"{part}_hours"] for part in parts)
        assert line["hours"] == pytest.approx(together, abs=1e-3)


def test_a_plan_may_be_gone_on_with_and_keeps_its_day_and_its_locks(
    run: Any, tmp_path: Path
) -> None:
    run("propose", "--seconds", "0.2", "--out", "one.json", "--on", "2027-03-01")
    text = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    lines = run("show", "one.json")["workers"]
    locked = [line["code"] for line in lines if line["grids"]][:1]
    text["locked_workers"] = locked
    (tmp_path / "two.json").write_text(json.dumps(text), encoding="utf-8")
    run("propose", "--seconds", "0.2", "--plan", "two.json", "--out", "three.json")
    three = plan_from_json((tmp_path / "three.json").read_text(encoding="utf-8"))
    assert three.on.isoformat() == "2027-03-01" and three.locked_workers == frozenset(locked)


def test_the_same_seed_writes_the_same_plan(run: Any, tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        run("propose", "--kind", "close", "--workers", "W00001", "--seed", "5", "--seconds", "0.3",
            "--out", name)  # fmt: skip
    one, two = (plan_from_json((tmp_path / f"{n}.json").read_text()) for n in ("one", "two"))
    assert one == two
    assert {change.before for change in one.changes.values()} == {"W00001"}


def test_workers_may_be_named_one_by_one_or_in_a_row(run: Any, tmp_path: Path) -> None:
    run("propose", "--workers", "W00001,W00002", "--seconds", "0.2", "--out", "a.json")
    run("propose", "--workers", "W00001", "--workers", "W00002", "--seconds", "0.2",
        "--out", "b.json")  # fmt: skip
    assert (tmp_path / "a.json").exists() and (tmp_path / "b.json").exists()


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["--max-moved", "150%"], "15% or 0.15"),
        (["--max-moved", "fifteen"], "15% or 0.15"),
        (["--max-moved", "nan"], "15% or 0.15"),
        (["--workers", "W99999"], "W99999 is not in service"),
        (["--seconds", "0"], "more than 0"),
        (["--plan", "none.json"], "none.json cannot be read"),
        (["--out", "no/such/folder/plan.json"], "folder that is there"),
        (["--on", "1066-10-14"], "from the year 1900"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    run: Any, tmp_path: Path, words: list[str], match: str
) -> None:
    with pytest.raises(ServiceError, match=match):
        run("propose", "--out", "plan.json", *words)
    assert not list(tmp_path.glob("*.json"))
