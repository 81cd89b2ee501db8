"""The command line of bulletins and of the log of files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import manage
from casework.access import OPERATOR
from data.migrate import migrate
from data.schema import bulletins
from data.store import Store, open_store
from service.clock import now, today
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from tests.service.district import rows_of


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    fill_demonstration(OPERATOR, made, now(), households=600, grids=12, cases=300)
    yield made


def run(*words: str) -> Any:
    done = CliRunner().invoke(manage.app, [*words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_bulletin_from_its_lines_to_its_files_and_the_log(store: Store, tmp_path: Path) -> None:
    until = str(today() + timedelta(days=5))
    code = run("bulletin", "build", "通报", "--period", f"{today():%Y}", "--until", until)[
        "bulletin"
    ]
    assert run("bulletin", "list")[0]["code"] == code
    run("bulletin", "contest", code, "1", "请核对")
    run("bulletin", "answer", code, "1", "corrected", "属实", "--n", "0", "--m", "9")
    line = run("bulletin", "show", code)["lines"][0]
    assert line["n of m"] == "0 / 9"
    assert line["first"]["en"]
    assert line["appeals"] == [
        {"reason": "请核对", "answer": "属实", "outcome": "the line is corrected"}
    ]
    with pytest.raises(ServiceError, match="publish it from the day after"):
        run("bulletin", "publish", code)
    with store.begin() as conn:
        conn.execute(bulletins.update().values(appeals_until=today() - timedelta(days=1)))
    run("bulletin", "publish", code)
    assert rows_of(store, bulletins).set_index("code").loc[code, "published_by"] == OPERATOR.name
    for name, more in (("a.html", []), ("b.csv", ["--outside"]), ("c.xlsx", ["--lang", "en"])):
        said = run("bulletin", "file", code, "--out", str(tmp_path / name), *more)
        assert (tmp_path / name).stat().st_size == said["bytes"] > 0
    log = run("publication", "list", "--limit", "3")
    assert [(one["format"], one["audience"], one["language"]) for one in log] == [
        ("xlsx", "inside", "en"),
        ("csv", "outside", "zh"),
        ("html", "inside", "zh"),
    ]
    assert log[1]["k"] == 5
