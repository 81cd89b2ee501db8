"""The command line of spot checks; a draw again from a file alone, on another machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

import commands.spot_checks as on_the_line
from casework.draw import Frame, draw
from casework.errors import CaseworkError
from data.migrate import migrate
from data.schema import spot_checks
from data.store import Store, open_store
from service.clock import now
from service.errors import ServiceError
from tests.service.district import rows_of
from tests.service.matters import found_district
from tests.service.rounds_town import DAY, keep_places
from tests.translations import ROOT

# Its day is not the day of UTC.
OFFICE = ZoneInfo("Asia/Shanghai")
ANSWERS = ("--answer", "q1=yes", "--answer", "q2=no")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    found_district(made)
    keep_places(
        made, *({"code": f"P{n}", "used_for": "contact", "grid_code": "G1"} for n in range(6))
    )
    yield made


def run(*words: str) -> str:
    done = CliRunner().invoke(on_the_line.app, ["spot-checks", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_draw_from_announcement_to_bulletin(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("--subject", "contact", "--by", "none", "--number", "2", "--seed-source", "明日收盘数")
    questions = ("--question", "公示了吗？", "--question", "整洁吗？")
    made = json.loads(run("announce", "接访室抽查", *said, *questions))
    code = made["code"]
    with pytest.raises(ServiceError, match="cannot be drawn on"):
        run("draw", code, "--seed", "4056.12")
    monkeypatch.setattr(on_the_line, "now", lambda: now() + DAY)
    sample = json.loads(run("draw", code, "--seed", "4056.12"))
    again = json.loads(run("repeat", code))
    assert (again["sample"], again["is_same_sample"], again["is_same_frame"]) == (
        sample, True, True,
    )  # fmt: skip
    run("frame", code, "--out", str(tmp_path / "frame.tsv"))
    assert Frame.read((tmp_path / "frame.tsv").read_text()).sha256 == made["frame_sha256"]
    place, tomorrow = sample[0]["code"], str((now() + DAY).astimezone(OFFICE).date())
    run("record", code, place, *ANSWERS, "--no-staffed", "--problem", "门锁着", "--on", tomorrow)
    run("rectify", code, place, "--version", "2", "--on", tomorrow)
    row = rows_of(store, spot_checks).set_index("code").loc[place]
    assert (row["is_staffed"], str(row["rectified_on"])) == (False, tomorrow)
    assert json.loads(run("list"))[0]["checked"] == 1
    assert {one["code"] for one in json.loads(run("list", code))} == {s["code"] for s in sample}
    for name in ("b.html", "b.csv", "b.xlsx"):
        run("bulletin", code, "--out", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 100
    assert "门锁着" not in (tmp_path / "b.html").read_text()
    with pytest.raises(ServiceError, match="still to be checked"):
        run("bulletin", code, "--out", str(tmp_path / "b.html"), "--publish")


@pytest.mark.parametrize("seed_of_hashes", ["1", "77777"])
def test_a_draw_from_a_file_needs_no_database_and_comes_out_equal_elsewhere(
    tmp_path: Path, seed_of_hashes: str
) -> None:
    frame = Frame.of((f"点{n:03}", ("甲街道", "乙 街道")[n % 2]) for n in range(60))
    sizes = {"甲街道": 4, "乙 街道": 3}
    (tmp_path / "frame.tsv").write_bytes(frame.as_text.encode())
    said = [word for s, n in sizes.items() for word in ("--sizes", f"{s}={n}")]
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "spot-checks", "repeat",
         "--frame", str(tmp_path / "frame.tsv"), "--seed", "收盘 4056.12", *said],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed_of_hashes, "LC_ALL": "C",
             "GEGE_DATABASE": "sqlite:////nowhere/none.db", "TZ": "America/Lima"},
        capture_output=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.decode().splitlines() == [
        f"{one.stratum}\t{one.code}\t{one.key}" for one in draw(frame, "收盘 4056.12", sizes)
    ]
    assert list(tmp_path.iterdir()) == [tmp_path / "frame.tsv"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--seed", "1"), "needs --seed and --sizes"),
        (("--seed", "1", "--sizes", "a"), "STRATUM=NUMBER"),
        (("--seed", "1", "--sizes", "a=-1"), "STRATUM=NUMBER"),
        (("--seed", "1", "--sizes", "a=1", "--sizes", "a=2"), "STRATUM=NUMBER"),
        (("--seed", "1", "--sizes", "a=3"), "3 cannot be drawn from a, which has 1"),
    ],
)
def test_a_draw_from_a_file_is_refused_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "frame.tsv").write_text("R1\ta\n")
    with pytest.raises((ServiceError, CaseworkError), match=sentence):
        run("repeat", "--frame", str(tmp_path / "frame.tsv"), *words)


def test_a_frame_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "frame.tsv").write_bytes(b"\xff\xfe\x00")
    for name in ("frame.tsv", "none.tsv"):
        with pytest.raises(ServiceError, match="cannot be read"):
            run("repeat", "--frame", str(tmp_path / name), "--seed", "1", "--sizes", "a=1")
