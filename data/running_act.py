"""Which act of `service` is running: its name, for whom, and the code of what it is about.

Read from the running functions themselves.  An act needs no line of its own to be noted, so none
can be forgotten; `tests/service/test_access_log_acts.py` walks over all of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import CodeType, FrameType
from typing import Any, Final, NamedTuple

from casework.viewer import Viewer

_FLOOR: Final = "service."
# What an act is told or finds out that names the thing it is about, the first that there is.
_CODES: Final = (
    "code", "case_code", "draw_code", "plan_code", "emergency_code", "household_code", "project",
    "sweep", "draft_id", "import_id", "leave_id", "duty_id", "finding_id", "session_id", "number",
    "worker", "from_worker", "name", "key", "kind", "subject",
)  # fmt: skip
# Things that an act makes or is given, with the attribute that names each.
_NAMED: Final = (
    ("case", "code"), ("plan", "code"), ("paper", "order_no"), ("new", "duty_id"),
    ("new", "plan_code"), ("new", "place_code"),
)  # fmt: skip
# What is done on the street is noted without the home or point: with the moment of its entry that
# would tell where a worker was.  The record itself says who entered it, by the day.
_ON_THE_STREET: Final = (
    "day.", "visits.recording.", "visits.moving.", "rounds.checking.", "emergency.lines.",
    "spot_checks.checking.", "photos.",
)  # fmt: skip
_LONGEST: Final = 100


class RunningAct(NamedTuple):
    """The act, by its module and name, without the floor."""

    name: str
    viewer: Viewer
    code: str | None


def running_act() -> RunningAct | None:
    """Return the innermost public act of `service` that was told who asks; None outside of one."""
    frame = inspect.currentframe()
    while frame is not None:
        viewer = _viewer_of(frame)
        if viewer is not None:
            module = str(frame.f_globals["__name__"]).removeprefix(_FLOOR)
            name = f"{module}.{frame.f_code.co_name}"
            return RunningAct(name, viewer, _code_of(name, frame.f_code, frame.f_locals))
        frame = frame.f_back
    return None


def _viewer_of(frame: FrameType) -> Viewer | None:
    if not str(frame.f_globals.get("__name__", "")).startswith(_FLOOR):
        return None
    if frame.f_code.co_name.startswith("_") or "viewer" not in _parameters(frame.f_code):
        return None
    viewer = frame.f_locals.get("viewer")
    return viewer if isinstance(viewer, Viewer) else None


def _parameters(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _code_of(name: str, code: CodeType, known: Mapping[str, Any]) -> str | None:
    if name.startswith(_ON_THE_STREET):
        return None
    told = [known.get(one) for one in _CODES if one in _parameters(code)]
    found = [known.get("code"), known.get("import_id")]
    named = [getattr(known.get(one), attribute, None) for one, attribute in _NAMED]
    for value in (*told, *found, *named):
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)[:_LONGEST]
    return None
