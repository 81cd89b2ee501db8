"""The command line of promises, resolutions and public works, as it is written and answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.move import Move
from commands.promise import app
from data.migrate import migrate
from data.store import Store, open_store
from service.clock import now, today
from service.errors import ServiceError
from tests.service.matters import LITTER, case_now, found_district, go, matter


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


def added(kind: str, *more: str) -> str:
    words = {
        "promise": ("路灯", "--at", "议事会", "--made", ahead(-60), "--owner", "SZ"),
        "resolution": ("小广场", "--resolved", ahead(-60)),
        "project": ("改造", "--kind", "排水", "--planned", ahead(-60), "--owner", "SZ"),
    }[kind]
    return run(kind, "add", *words, *more)["code"]


@pytest.mark.parametrize("kind", ["promise", "resolution", "project"])
def test_each_is_written_down_told_of_and_listed(store: Store, kind: str, tmp_path: Path) -> None:
    code = added(kind, "--due", ahead(-10), "--area", "C1")
    assert run(kind, "list")["counts"]["overdue"] == 1
    run(kind, "progress", code, "--text", "进场", "--percent", "40", "--on", ahead(-30))
    moved = run(kind, "move", code, "--due", ahead(5), "--text", "雨季", "--on", ahead(-20))
    assert (moved["first_due_on"], moved["due_on"]) == (ahead(-10), ahead(5))
    assert run(kind, "done", code, "--text", "已核实")["state"] == "done"
    assert run(kind, "reopen", code, "--text", "又坏了")["percent"] == 40
    assert run(kind, "drop", code, "--text", "改计划")["state"] == "dropped"
    told = [one["kind"] for one in run(kind, "history", code)]
    assert told == ["progress", "due_changed", "done", "reopened", "dropped"]
    then = run(kind, "list", "--on", ahead(-25), "--area", "C1")["rows"][0]
    assert (then["code"], then["state"], then["percent"]) == (code, "open", 40)
    out = tmp_path / "list.csv"
    run(kind, "list", "--out", str(out))
    assert code in out.read_text(encoding="utf-8-sig")


def test_areas_come_from_a_level_or_a_file_and_are_reached_together(
    store: Store, tmp_path: Path
) -> None:
    code = added("project", "--due", ahead(5), "--level", "community")
    file = tmp_path / "codes.txt"
    file.write_text("G1\nG2\n", encoding="utf-8")
    assert run("project", "to-reach", code, "--file", str(file))["total"] == 4
    assert run("project", "reach", code, "C1", "--file", str(file))["done"] == 3
    found = run("project", "areas", code)
    assert (found["done"], found["total"]) == (3, 4)
    assert found["missing"] == [{"area_code": "C2", "area_name": "乙"}]
    assert run("project", "reach", code, "G1", "--back")["done"] == 2
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ServiceError, match="cannot be read"):
        run("project", "reach", code, "--file", str(file))


def test_a_finished_work_shows_what_it_would_close_and_closes_it_when_told(store: Store) -> None:
    moment = now()
    case = matter(store, now=moment)
    go(store, case, (Move.ACCEPT, {"category": LITTER}), now=moment)
    other = matter(store, now=moment)
    code = added("project", "--due", ahead(5))
    assert run("project", "link", code, case, other) == {"linked": 2}
    run("project", "unlink", code, other)
    run("project", "link", code, other)
    run("project", "done", code, "--text", "已核实")
    lines = {one["code"]: one for one in run("project", "settle", code)}
    assert lines[case]["steps"] == ["answer", "pass_check", "close"]
    assert case_now(store, case).is_open
    done = run("project", "settle", code, "--words", "已改造")
    assert done["done"] == [case]
    assert [one[0] for one in done["refused"]] == [other]
    assert not case_now(store, case).is_open
