"""The checks of what the product is built on find what they are for."""

from __future__ import annotations

import subprocess
from email.message import Message
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import pytest

from tests.supply import known_flaws, licences, unsafe_calls
from tests.supply.unsafe_calls import Exempt
from tests.translations import ROOT


class Package(Distribution):
    """A package with this metadata."""

    def __init__(self, name: str, **said: str) -> None:
        self._said = Message()
        self._said["Name"] = name
        for key, value in said.items():
            self._said[key.replace("_", "-")] = value

    @property
    def metadata(self) -> Any:
        return self._said

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: Any) -> Path:
        return Path(path)


def test_every_installed_package_may_be_used() -> None:
    assert licences.faults(distributions()) == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT AND Apache-2.0", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("AGPL-3.0-only", False),
        ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-3.0-only WITH GCC-exception-3.1", True),
        ("MPL-2.0", True),
        ("LicenseRef-Company", False),
        ("free for schools", False),
        ("", False),
    ],
)
def test_a_licence_is_judged_as_an_expression(expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression) is allowed


@pytest.fixture
def nothing_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "EXPLAINED", {})


@pytest.mark.usefixtures("nothing_explained")
def test_packages_without_a_licence_or_with_a_wrong_one_are_named() -> None:
    agpl = "License :: OSI Approved :: GNU Affero General Public License v3"
    found = licences.faults(
        [Package("silent"), Package("sharing", Classifier=agpl), Package("fine", License="MIT")]
    )
    assert [line.split(":")[0] for line in found] == ["sharing", "silent"]
    assert "AGPL-3.0-only" in found[0] and "no licence" in found[1]


@pytest.mark.usefixtures("nothing_explained")
def test_an_explained_package_passes_and_an_idle_explanation_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(licences.EXPLAINED, "sharing", "run beside us, never linked")
    assert licences.faults([Package("sharing", License="GPL-3.0-only")]) == []
    assert licences.faults([]) == ["sharing: explained, and not installed"]


def test_an_unsafe_call_is_found_and_an_idle_exception_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import subprocess\nsubprocess.run('ls', shell=True)\n")
    found = unsafe_calls.findings("a.py", root=tmp_path)
    assert [line.split()[1] for line in unsafe_calls.faults(found, ())] == ["B404", "B607", "B602"]
    exempt = (Exempt("B602", "a.py", "-"), Exempt("B404", "*", "-"), Exempt("B105", "b.py", "-"))
    assert [line.split()[0] for line in unsafe_calls.faults(found, exempt)] == ["a.py:2:", "B105"]


def test_every_exception_says_why() -> None:
    assert all(len(one.why) > 20 for one in unsafe_calls.EXEMPT)


def _package(name: str, *flaws: str, **more: str) -> dict[str, Any]:
    vulns = [{"id": one, "fix_versions": ["9.9"], "aliases": ["CVE-1"]} for one in flaws]
    return {"name": name, "version": "1.0", "vulns": vulns} | more


def test_a_known_flaw_fails() -> None:
    code, said = known_flaws.verdict({"dependencies": [_package("a", "PYSEC-1"), _package("b")]})
    assert (code, said) == (1, ["a 1.0: PYSEC-1, mended in 9.9"])


def test_what_was_not_asked_is_said_and_fails_nothing() -> None:
    skipped = {"name": "c", "skip_reason": "not found"}
    code, said = known_flaws.verdict({"dependencies": [_package("a"), skipped]})
    assert code == 0 and said[0].startswith("NOT AUDITED") and "1 of 2" in said[0]
    code, said = known_flaws.verdict({"dependencies": []})
    assert code == 0 and said[0].startswith("NOT AUDITED")
    assert "NOT" not in known_flaws.verdict({"dependencies": [_package("a")]})[1][0]


def test_an_explained_flaw_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(known_flaws.EXPLAINED, "CVE-1", "a function we do not call")
    assert known_flaws.verdict({"dependencies": [_package("a", "PYSEC-1")]})[0] == 0


def test_without_the_list_of_flaws_the_check_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not known_flaws.is_reachable("http://127.0.0.1:9/pypi")
    monkeypatch.setattr(known_flaws, "is_reachable", lambda: False)
    assert known_flaws.main() == 0
    assert capsys.readouterr().out.startswith("NOT AUDITED")


def test_everything_installed_for_checking_is_pinned() -> None:
    for name in known_flaws.LISTS:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        named = [line for line in lines if line and not line.startswith(("#", "-r "))]
        assert all("==" in line for line in named)


def test_the_check_runs_all_three() -> None:
    make = subprocess.run(
        ["make", "-n", "check"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for module in ("unsafe_calls", "licences", "known_flaws"):
        assert f"-m tests.supply.{module}" in make
