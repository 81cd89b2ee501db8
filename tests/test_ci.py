"""In CI nothing may be skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.translations import ROOT


def _run(folder: Path, test: str, ci: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "test_it.py").write_text(f"import pytest\n{test}\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )


SKIPS = {
    "inside": "def test_a(): pytest.skip('no browser here')",
    "marked": "@pytest.mark.skip(reason='no browser here')\ndef test_a(): pass",
    "module": "pytest.skip('no browser here', allow_module_level=True)",
}


@pytest.mark.parametrize("test", SKIPS.values(), ids=SKIPS)
def test_a_skipped_test_fails_in_ci_and_says_why(tmp_path: Path, test: str) -> None:
    done = _run(tmp_path, f"{test}\ndef test_b(): pass", "true")
    assert done.returncode != pytest.ExitCode.OK, done.stdout
    assert "which CI does not allow" in done.stdout
    assert "no browser here" in done.stdout


def test_a_skipped_test_passes_elsewhere(tmp_path: Path) -> None:
    done = _run(tmp_path, f"{SKIPS['inside']}\ndef test_b(): pass", "")
    assert done.returncode == pytest.ExitCode.OK, done.stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    done = _run(tmp_path, "@pytest.mark.xfail\ndef test_a(): assert False", "true")
    assert done.returncode == pytest.ExitCode.OK, done.stdout
