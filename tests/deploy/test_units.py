"""The units as systemd reads them."""

from __future__ import annotations

import re
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.deploy.needed import program
from tests.translations import ROOT

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
TIMERS = sorted(UNITS.glob("*.timer"))


class Unit(RawConfigParser):
    """A unit read as sections; of a line that is there several times the last."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.read_string(path.read_text(encoding="utf-8"))


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """Return the units as they stand on a server, with the program where this one is."""
    for path in (*SERVICES, *TIMERS):
        text = path.read_text(encoding="utf-8")
        text = text.replace("/opt/gege/.venv/bin/python", sys.executable)
        (tmp_path / path.name).write_text(
            text.replace("/opt/gege", str(ROOT)),
            encoding="utf-8",
        )
    return tmp_path


def _verified(folder: Path) -> subprocess.CompletedProcess[str]:
    units = [str(folder / path.name) for path in (*SERVICES, *TIMERS)]
    return subprocess.run(
        [program("systemd-analyze"), "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )


def test_systemd_reads_every_line_of_every_unit(placed: Path) -> None:
    done = _verified(placed)
    ours = [line for line in done.stderr.splitlines() if "gege" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


def test_a_line_systemd_does_not_know_would_be_found(placed: Path) -> None:
    unit = placed / "gege.service"
    text = unit.read_text(encoding="utf-8").replace("ProtectHome=", "ProtectHouse=")
    unit.write_text(text, encoding="utf-8")
    assert "ProtectHouse" in _verified(placed).stderr


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_can_do_little_beyond_its_work(path: Path) -> None:
    # systemd's own measure from 0 (shut) to 10 (open); "OK" begins below 5.
    done = subprocess.run(
        [program("systemd-analyze"), "security", "--offline=true", "--threshold=20", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.splitlines()[-1:]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_command_of_a_unit_is_a_command_of_the_program(path: Path) -> None:
    words = Unit(path)["Service"]["ExecStart"].split()[1:]
    assert (ROOT / words[0]).is_file() or words[:3] == ["-m", "streamlit", "run"]
    if words[0] == "manage.py":
        asked = subprocess.run(
            [sys.executable, *words, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert asked.returncode == 0, asked.stderr
        named = [word for word in words if word.startswith("--")]
        known = set(re.findall(r"--[a-z-]+", asked.stdout))
        assert set(named) <= known


def test_every_timer_has_its_service_and_a_time_of_its_own() -> None:
    times = {path.stem: Unit(path)["Timer"]["OnCalendar"] for path in TIMERS}
    assert {path.stem for path in SERVICES} == {*times, "gege"}
    assert len(set(times.values())) == len(times)
    for when in times.values():
        subprocess.run(
            [program("systemd-analyze"), "calendar", when], check=True, capture_output=True
        )


def test_every_service_runs_in_the_same_sandbox() -> None:
    kept = []
    for path in SERVICES:
        text = path.read_text(encoding="utf-8")
        part = text[text.index("# What the program may touch") :].split("[Install]")[0]
        kept.append(part.replace(" gege-backup", "").strip())
    assert len(set(kept)) == 1


def test_every_timer_is_told_of_and_what_is_kept_too_long_goes_after_the_backup() -> None:
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    times = {path.stem: Unit(path)["Timer"]["OnCalendar"].split()[1] for path in TIMERS}
    for name, time in times.items():
        assert f"{name}.timer" in page
        assert time in page or name == "gege-pack"
    assert times["gege-backup"] < times["gege-retain"] < times["gege-escalate"]
    assert Unit(UNITS / "gege-retain.service")["Service"]["ExecStart"].endswith("privacy retain")


def test_the_table_of_settings_holds_all_of_them() -> None:
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(GEGE_[A-Z_]+)` \|", page, re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) == _settings_of_the_program() | {"GEGE_PORT"}


def _settings_of_the_program() -> set[str]:
    return {
        name
        for folder in ("data", "routes", "service", "commands", "dashboard")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r"GEGE_[A-Z_]+", path.read_text(encoding="utf-8"))
    }


def test_settings_of_the_services_are_settings_of_the_program() -> None:
    named = set(re.findall(r"GEGE_[A-Z_]+", (ROOT / "deploy" / "gege.env").read_text("utf-8")))
    unit = (UNITS / "gege.service").read_text(encoding="utf-8")
    in_code = _settings_of_the_program()
    assert named - in_code == set(re.findall(r"GEGE_[A-Z_]+", unit)) == {"GEGE_PORT"}
    assert in_code - named == set()
