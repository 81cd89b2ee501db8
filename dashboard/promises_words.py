"""Words and signs of how a promise, resolution or public work stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from casework.sentence import Term
from dashboard.i18n import _
from data.promise_store import Kind

# As on the map: a shape for each, so that nothing is told by colour alone.
Look = Literal["open", "overdue", "done", "dropped"]
MARKS: Final[Mapping[Look, str]] = {"open": "…", "overdue": "!", "done": "✓", "dropped": "×"}
SIGNS: Final[Mapping[Look, str]] = {"open": "■", "overdue": "▲", "done": "●", "dropped": "◆"}
# The least CIELAB distance of any two, for all four kinds of sight, is 17 on light, 32 on dark.
WORK_INKS: Final = {
    "light": {
        "open": "#1f6fb2",
        "overdue": "#c8401c",
        "done": "#0b5d3f",
        "dropped": "#767676",
        "mark": "#ffffff",
    },
    "dark": {
        "open": "#7cc4ff",
        "overdue": "#ff8a5c",
        "done": "#d6f5c0",
        "dropped": "#8a8f98",
        "mark": "#101418",
    },
}
LOOK_TERMS: Final[Mapping[Look, Term]] = {
    "open": Term("under way"),
    "overdue": Term("overdue"),
    "done": Term("done"),
    "dropped": Term("given up"),
}


def look_of(row: Mapping[Any, Any]) -> Look:
    """Return how one stands, of a row of `service.promises.listing`."""
    if row["state"] == "open":
        return "overdue" if row["is_overdue"] else "open"
    return "done" if row["state"] == "done" else "dropped"


def state_text(row: Mapping[Any, Any], kind: Kind) -> str:
    """Return how one stands, with its sign: kept, late, overdue, due today, under way, given up."""
    return f"{SIGNS[look_of(row)]} {_state(row, kind)}"


def _state(row: Mapping[Any, Any], kind: Kind) -> str:
    look = look_of(row)
    if look != "done":
        is_today = look == "open" and row["is_due"]
        return _("due today") if is_today else _(LOOK_TERMS[look])
    if row["is_late"]:
        return _("done late")
    if row["due_on"] is None:
        return _("done")
    return _("kept") if kind == "promise" else _("done in time")


def wan(yuan: float | None) -> float | None:
    """Return an amount of yuan in ten thousands, the unit of the office; None for none."""
    return None if yuan is None else round(yuan / 10_000, 2)
