"""In CI nothing may be skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.translations import ROOT

SKIPS = {
    "inside": "import pytest\ndef test_a(): pytest.skip('skipped inside')\ndef test_b(): pass\n",
    "marked": "import pytest\n@pytest.mark.skip(reason='skipped by mark')\ndef test_a(): pass\n",
    "module": "import pytest\npytest.skip('skipped as a whole', allow_module_level=True)\n",
}
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test_a(): assert False\n"


def _run(
    folder: Path, tests: dict[str, str], ci: str, *more: str
) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    for name, source in tests.items():
        (folder / f"test_{name}.py").write_text(source, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *more, str(folder)],
        cwd=folder,
        env={
            **os.environ,
            "CI": ci,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skipped_test_fails_in_ci_and_says_why(tmp_path: Path) -> None:
    done = _run(tmp_path, SKIPS, "true")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    told = done.stdout.split("which CI does not allow")[1]
    for reason in ("skipped inside", "skipped by mark", "skipped as a whole"):
        assert reason in told


def test_a_test_skipped_in_a_process_of_its_own_fails_in_ci_and_says_why(tmp_path: Path) -> None:
    done = _run(tmp_path, SKIPS, "true", "-p", "xdist.plugin", "-n", "2", "--dist", "loadfile")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    told = done.stdout.split("which CI does not allow")[1]
    for reason in ("skipped inside", "skipped by mark", "skipped as a whole"):
        assert reason in told


def test_a_skipped_test_passes_elsewhere(tmp_path: Path) -> None:
    done = _run(tmp_path, SKIPS, "")
    assert done.returncode == pytest.ExitCode.OK, done.stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    done = _run(tmp_path, {"expected": EXPECTED_FAILURE}, "true")
    assert done.returncode == pytest.ExitCode.OK, done.stdout
