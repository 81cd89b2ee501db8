"""The calendar as shipped, for the tests that count on it."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from casework.work_calendar import WorkCalendar

RULES = Path(__file__).parents[2] / "data" / "rules"


def document(name: str) -> dict[str, Any]:
    """Return a shipped rule file as it is read, fresh each time."""
    return tomllib.loads((RULES / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def shipped() -> WorkCalendar:
    return WorkCalendar.from_mapping(document("calendar_cn.toml"))


def at(text: str) -> datetime:
    """Return a moment of Beijing time, such as ``2026-02-13 16:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=shipped().zone)
