"""Programs these tests need, which a desk may lack."""

from __future__ import annotations

import os
import shutil

import pytest


def program(name: str) -> str:
    """Return the path of a program; without it skip, and in CI fail."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        said = f"there is no {name} on this machine"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)
    return str(found)
