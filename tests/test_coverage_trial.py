"""The trial of coverage in docs/: its commands run as they stand there, and tell what it says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import manage
from data.store import open_store
from service.clock import today

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "coverage-trial.md"
_DAY = re.compile(r'(\w+)=\$\(date -d "([+-]\d+) days" \+%F\)')
_TAKEN = re.compile(r"""(\w+)=\$\((python manage\.py .*?) \| sed -n 's/\.\*"(\w+)": .*\)""")
SPLIT, COVER = "网〔2026〕21号", "网〔2026〕23号"
LAMP, COVERED = "990101002001004", "990101003001001"


@dataclass
class Shell:
    """A shell that knows days, what a command answered, and the command line; nothing else."""

    run: Any
    values: dict[str, str] = field(default_factory=dict)
    told: list[tuple[list[str], Any]] = field(default_factory=list)

    def do(self, line: str) -> None:
        day, taken = _DAY.fullmatch(line), _TAKEN.fullmatch(line)
        if day:
            self.values[day[1]] = (today() + timedelta(days=int(day[2]))).isoformat()
        elif taken:
            self.values[taken[1]] = str(self._answer(taken[2])[taken[3]])
        elif not line.startswith("export "):
            self._answer(line)

    def _answer(self, line: str) -> Any:
        plain = re.sub(r"\$(\w+)", lambda found: self.values[found[1]], line)
        words = shlex.split(plain)
        assert words[:2] == ["python", "manage.py"], line
        answer = self.run(words[2:])
        self.told.append((words[2:], answer))
        return answer

    def answers(self, *begin: str) -> list[Any]:
        return [answer for words, answer in self.told if words[: len(begin)] == list(begin)]


def _commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Return the shell after every command of the document, in an empty folder."""
    folder = tmp_path_factory.mktemp("trial")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("GEGE_DATABASE", str(folder / "trial.db"))
        shell = Shell(lambda words: _manage(patch, words))
        for line in _commands():
            shell.do(line)
        shell.values["folder"] = str(folder)
        yield shell
        open_store().engine.dispose()


def _manage(patch: pytest.MonkeyPatch, words: list[str]) -> Any:
    """Return what a command of manage.py wrote, as JSON where it is; a refusal fails the trial."""
    import contextlib
    import io

    out, err = io.StringIO(), io.StringIO()
    patch.setattr("sys.argv", ["manage.py", *words])
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            manage.main()
        except SystemExit as end:
            assert not end.code, f"{words}: {err.getvalue()}"
    try:
        return json.loads(out.getvalue())
    except json.JSONDecodeError:
        return out.getvalue()


def test_the_worker_who_resigns_has_five_grids_and_the_lamp_is_in_one(trial: Shell) -> None:
    (before, *_rest) = trial.answers("responsible", LAMP)
    assert (before["worker"]["code"], before["duty"]) == ("W00009", "primary")
    (leaves,) = trial.answers("roster", "hand-over-list")
    assert len(leaves["grids"]) == 5
    assert trial.values["CASE"] in [case["code"] for case in leaves["cases"]]
    assert leaves["clocks"]


def test_the_area_is_split_between_the_two_neighbours_and_no_other_grid_moves(trial: Shell) -> None:
    (applied,) = trial.answers("coverage", "apply")
    assert (applied["grids"], applied["is_carried_out"]) == (5, True)
    assert applied["cases_handed_over"] >= 1
    (ended,) = trial.answers("roster", "worker", "end")
    assert (ended["vacant"], ended["open_cases"]) == ([], [])


def test_who_answers_before_and_after_is_told_with_the_order(trial: Shell) -> None:
    _today, earlier, after = trial.answers("responsible", LAMP)
    assert earlier["worker"]["code"] == "W00009"
    assert after["worker"]["code"] in ("W00007", "W00010")
    assert (after["order_no"], after["approval"]["approved_by"]) == (SPLIT, "网格中心主任")
    assert after["approval"]["reason"] == "网格员009辞职"


def test_the_leave_is_covered_on_its_days_only(trial: Shell) -> None:
    found = trial.answers("responsible", COVERED)
    assert [one["worker"]["code"] for one in found] == ["W00011", "W00013", "W00011"]
    assert [one["duty"] for one in found] == ["primary", "cover", "primary"]
    assert found[1]["order_no"] == COVER
    (proposed,) = trial.answers("roster", "propose")
    assert set(proposed["substitutes"]) == {COVERED, "990101003001002", "990101003001012"}
    before, covered = trial.answers("roster", "vacancies")
    assert covered["picture"]["cover"] == before["picture"]["cover"] + 3


def test_the_case_from_before_still_tells_who_was_responsible_then(trial: Shell) -> None:
    (case,) = trial.answers("case", "show")
    assert case["responsible_at_report"]["code"] == "W00009"
    assert case["first_handler"]["code"] == "W00009"
    (_today, _earlier, after) = trial.answers("responsible", LAMP)
    assert case["assigned_to"]["code"] == after["worker"]["code"]


def test_the_sheet_names_who_takes_the_grids_over(trial: Shell) -> None:
    sheet = (Path(trial.values["folder"]) / "hand-over.html").read_text(encoding="utf-8")
    assert SPLIT in sheet
    assert "<svg" in sheet
    assert "网格员010" in sheet
