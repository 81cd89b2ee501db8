"""Where the real public data lies that some tests measure themselves against."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[2] / "shared" / "data"


def shared(name: str) -> Path:
    """Return the path of one shared file or folder; skip the test, saying so, if it is absent."""
    path = Path(os.environ.get("GEGE_SHARED_DATA", _BESIDE)) / name
    if not path.exists():
        pytest.skip(f"the public data set {name} is not here (GEGE_SHARED_DATA names its folder)")
    return path
