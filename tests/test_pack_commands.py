"""The pack from the command line: what a scheduled job does, and what it is refused."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.pack import app
from data.migrate import migrate
from data.schema import publications
from data.store import Store, open_store
from service.errors import ServiceError
from tests.service.district import rows_of
from tests.service.matters import found_district, matter


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    found_district(made)
    for number in range(3):
        matter(made, f"事{number}")
    yield made


def run(*words: str) -> dict[str, object]:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_one_command_builds_freezes_and_writes_every_format(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "packs"
    made = run(
        "build", "--period", "2026-06", "--format", "html,pptx,pdf,xlsx,png", "--out", str(out),
        "--lang", "zh_CN",
    )  # fmt: skip
    code = made["pack"]
    names = {path.name: path.read_bytes() for path in out.iterdir()}
    assert set(names) == {
        f"{code}-inside-zh.{end}" for end in ("html", "pptx", "pdf", "xlsx", "png.zip")
    }
    assert names[f"{code}-inside-zh.pdf"].startswith(b"%PDF")
    with zipfile.ZipFile(out / f"{code}-inside-zh.png.zip") as folder:
        assert len(folder.namelist()) == made["slides"]
    noted = rows_of(store, publications)
    assert sorted(noted["format"]) == ["html", "pdf", "png", "pptx", "xlsx"]
    assert set(noted["code"]) == {code}
    assert set(noted["audience"]) == {"inside"}


def test_a_pack_of_an_area_is_checked_and_compared(store: Store) -> None:
    code = str(run("build", "--period", "2026-06", "--unit", "C1")["pack"])
    told = run("check", code)
    assert (told["intact"], told["same"], told["slides that differ"]) == (True, True, [])
    late = matter(store, "后来")
    found = run("compare", code, "--lang", "en")
    assert not found["same"]
    assert late in json.dumps(found["cases"])
    assert run("check", code)["same"] is False


def test_a_comment_is_kept_from_the_command_line(store: Store) -> None:
    code = str(run("build", "--period", "2026-06")["pack"])
    assert run("comment", code, "cover", "请先看第二页")["comment"] == "请先看第二页"


def test_what_cannot_be_is_refused_before_anything_is_built(store: Store, tmp_path: Path) -> None:
    for words, said in (
        (("--format", "docx", "--out", str(tmp_path)), "choose one of html"),
        (("--format", "pdf"), "name one with --out"),
        (("--unit", "nowhere"), "nowhere"),
        (("--period", "2150-01"), "has not begun"),
    ):
        with pytest.raises(ServiceError, match=said):
            CliRunner().invoke(app, ["build", *words], catch_exceptions=False)
    assert run("list") == []
