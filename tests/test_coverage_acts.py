"""The command line of plans: saved, approved, carried out, in and out of files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from commands.coverage import app
from commands.output import day_of, write_out
from data.errors import DataError
from data.migrate import migrate
from data.schema import orders
from data.settings_store import set_setting
from data.store import Store, open_store
from service.clock import today
from service.errors import ServiceError
from service.plans.plan_files import plan_from_file, plan_to_json
from tests.service.covered import assigned, cover_district, holders, lay_cases, plan_of

PAPER = ("--reason", "换岗", "--approved-by", "主任")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    cover_district(made)
    lay_cases(made)
    yield made


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.json"
    path.write_text(plan_to_json(plan_of(today(), G1="W4")), "utf-8")
    return str(path)


def run(*words: str, code: int = 0):
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_a_plan_applied_today_is_carried_out_at_once(store, plan):
    day = today().isoformat()
    done = run("apply", plan, "--from", day, "--order", "1号", *PAPER, "--open-cases", "hand-over")
    assert done == {"order_id": 1, "grids": 1, "cases_handed_over": 2, "is_carried_out": True}
    assert holders(store, today())["G1"] == "W4"
    assert assigned(store)["G1-0"] == "W4"
    assert run("carry-out") == {"orders": []}


def test_a_plan_that_conflicts_names_each_grid_and_the_order(store, plan, capsys):
    tomorrow = (today() + timedelta(days=1)).isoformat()
    run("apply", plan, "--from", tomorrow, "--order", "1号", *PAPER)
    with pytest.raises(ServiceError, match="G1"):
        run("apply", plan, "--from", tomorrow, "--order", "2号", *PAPER)
    with pytest.raises(DataError, match="1号"):
        run("apply", plan, "--from", tomorrow, "--order", "1号", *PAPER)
    shown = CliRunner().invoke(app, ["apply", plan, "--from", tomorrow, "--order", "2号", *PAPER])
    assert "1号" in shown.stderr and "operator" in shown.stderr


def test_the_past_and_a_wrong_day_are_refused(store, plan):
    with pytest.raises(ServiceError, match="past"):
        run("apply", plan, "--from", "2020-01-01", "--order", "1号", *PAPER)
    with pytest.raises(ServiceError, match="0001"):
        run("apply", plan, "--from", "0001-01-01", "--order", "1号", *PAPER)
    run("apply", plan, "--from", "soon", "--order", "1号", *PAPER, code=2)
    run("apply", plan, "--from", "2030-01-01", "--reason", "r", code=2)


def test_drafts_are_saved_listed_and_said_to_be_approved(store, plan):
    kept = run("save", plan, "--name", "夏季")
    assert (kept["draft"], kept["version"], kept["changes"]) == (1, 1, 1)
    again = run("save", plan, "--name", "夏季", "--draft", "1", "--version", "1")
    assert again["version"] == 2
    with pytest.raises(ServiceError, match="operator"):
        run("save", plan, "--name", "夏季", "--draft", "1", "--version", "1")
    day = today().isoformat()
    run("apply", plan, "--from", day, "--order", "1号", *PAPER, "--draft", "1")
    assert [(one["name"], one["order_id"]) for one in run("drafts")] == [("夏季", 1)]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg"])
def test_what_is_exported_comes_back_as_the_same_plan(store, plan, tmp_path, ending):
    file, out = str(tmp_path / f"plan.{ending}"), str(tmp_path / "out.json")
    run("export", file, "--plan", plan)
    said = run("import", file, "--out", out)
    assert (said["rows"], said["refused"], said["changes"], said["issues"]) == (1, 0, 1, [])
    assert plan_from_file(Path(out)) == plan_from_file(Path(plan))
    run("export", str(tmp_path / f"whole.{ending}"), "--on", "2030-01-01")
    assert run("import", str(tmp_path / f"whole.{ending}"), "--out", out)["rows"] == 6


def test_a_file_with_nothing_to_take_writes_nothing_and_exits_with_2(store, tmp_path):
    (tmp_path / "bad.csv").write_text("grid_code,worker_after\nG77,W1\nG0,W77\n", "utf-8")
    out = tmp_path / "out.json"
    said = run("import", str(tmp_path / "bad.csv"), "--out", str(out), code=2)
    assert [(one["row"], one["code"]) for one in said["issues"]] == [
        (2, "plan.unknown_grid"),
        (3, "plan.unknown_worker"),
    ]
    assert not out.exists()


def test_a_plan_that_is_none_or_nowhere_is_refused_with_a_sentence(store, tmp_path):
    (tmp_path / "wrong.json").write_text("{}", "utf-8")
    for name in ("wrong.json", "none.json"):
        with pytest.raises(ServiceError):
            run("save", str(tmp_path / name), "--name", "x")
    with pytest.raises(ServiceError, match="--on"):
        run("export", "x.csv", "--plan", "p.json", "--on", "2030-01-01")


def test_who_runs_it_has_decided_where_nobody_else_is_named(store, plan):
    run("apply", plan, "--from", today().isoformat(), "--order", "1号", "--reason", "换岗")
    with store.read() as conn:
        assert conn.scalar(sa.select(orders.c.approved_by)) == "operator"


def test_a_day_that_is_not_given_is_the_offices(store, monkeypatch):
    with store.begin() as conn:
        set_setting(conn, "time_zone", "America/New_York")
    monkeypatch.setattr("commands.output.now", lambda: datetime(2026, 6, 1, 2, tzinfo=UTC))
    assert day_of(store, None) == date(2026, 5, 31)
    assert day_of(store, datetime(2026, 7, 2)) == date(2026, 7, 2)  # noqa: DTZ001  as typed


def test_a_place_that_cannot_be_written_to_is_said_before_the_work(store, tmp_path):
    for place in (tmp_path, tmp_path / "none" / "plan.json"):
        with pytest.raises(ServiceError, match="Nothing can be written"):
            run("propose", "--out", str(place))
        with pytest.raises(ServiceError, match="Nothing can be written"):
            write_out(place, "x", "coverage")
