"""Packages carried over to a machine without internet."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from tests.translations import ROOT

NAME = "gegesample"


def _wheel(folder: Path) -> None:
    """Write the smallest package there is."""
    about = f"{NAME}-1.0.dist-info"
    files = {
        f"{NAME}.py": "word = 'carried over'\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = [f"{about}/RECORD,,"]
    with zipfile.ZipFile(folder / f"{NAME}-1.0-py3-none-any.whl", "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
            mark = urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
            lines.append(f"{name},sha256={mark.decode()},{len(text)}")
        made.writestr(f"{about}/RECORD", "\n".join(lines) + "\n")


def _run(program: Path, what: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(program / "deploy" / "wheelhouse.sh"), what, str(folder)],
        env=os.environ | {"PYTHON": sys.executable} | more,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return a program's folder that needs one package."""
    (tmp_path / "gege" / "deploy").mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "wheelhouse.sh", tmp_path / "gege" / "deploy")
    (tmp_path / "gege" / "requirements.txt").write_text(f"{NAME}==1.0\n")
    return tmp_path / "gege"


@pytest.fixture
def carried(tmp_path: Path, program: Path) -> Path:
    """Return the folder that was fetched, as if from the internet."""
    index, folder = tmp_path / "index", tmp_path / "wheels"
    index.mkdir()
    _wheel(index)
    done = _run(program, "fetch", folder, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(index))
    assert done.returncode == 0, done.stderr
    shutil.rmtree(index)
    return folder


def test_what_was_fetched_is_installed_without_a_network(program: Path, carried: Path) -> None:
    done = _run(program, "install", carried, PIP_INDEX_URL="http://127.0.0.1:9/")
    assert done.returncode == 0, done.stderr
    said = subprocess.run(
        [program / ".venv" / "bin" / "python", "-c", f"import {NAME}; print({NAME}.word)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=program,
    )
    assert said.stdout.strip() == "carried over"


def test_a_folder_that_was_changed_or_is_for_another_system_is_refused(
    program: Path, carried: Path
) -> None:
    wheel = next(carried.glob("*.whl"))
    kept = wheel.read_bytes()
    wheel.write_bytes(kept[:-1])
    assert "not what was fetched" in _run(program, "install", carried).stderr
    wheel.unlink()
    assert "missing" in _run(program, "install", carried).stderr
    wheel.write_bytes(kept)
    (carried / "MADE-FOR").write_text("(2, 7) plan9\n")
    assert _run(program, "install", carried).returncode == 1
    (carried / "SHA256SUMS").unlink()
    assert "SHA256SUMS" in _run(program, "install", carried).stderr
    assert not (program / ".venv").exists()
    assert _run(program, "carry", carried).returncode == 2
