"""Maps as files from the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import district

ROOT = Path(__file__).parents[1]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    known = os.environ | {"GEGE_DATABASE": str(folder / "gege.db")}
    command = [sys.executable, "manage.py", "map-picture", *words]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    district.hand_made(tmp_path / "gege.db")
    return tmp_path


def test_a_map_is_written_as_svg_and_as_png(folder: Path) -> None:
    svg, png = folder / "map.svg", folder / "map.png"
    done = run(folder, "--figure", "reported", "--period", "2026-02", "--out", str(svg))
    assert done.returncode == 0, done.stderr
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    done = run(folder, "--heat", "open", "--outside", "--lang", "en", "--out", str(png))
    assert done.returncode == 0, done.stderr
    assert png.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--figure", "reported", "--out", "map.pdf"], ".svg"),
        (["--figure", "nothing", "--out", "map.svg"], "nothing"),
        (["--figure", "reported", "--heat", "open", "--out", "map.svg"], "mix their colours"),
        (["--heat", "open", "--bandwidth", "20", "--out", "map.svg"], "single houses"),
        (["--heat", "open", "--out", "no/such/folder/map.svg"], "folder"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_left(
    folder: Path, words: list[str], said: str
) -> None:
    done = run(folder, *words[:-1], str(folder / words[-1]))
    assert done.returncode != 0
    assert said in done.stderr
    assert sorted(path.suffix for path in folder.glob("map.*")) == []
