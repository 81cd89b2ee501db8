"""What is done on the map of the workbench, carried out on the plan."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import streamlit as st

from dashboard.reorganise_map import units_above
from dashboard.reorganise_state import MAP_KEY, Desk
from service.errors import ServiceError
from service.reorganise.plan import Line, SplitGrid

_MOST_POINTS = 2_000


def take_acts(desk: Desk) -> None:
    """Carry out what was done on the map and is not carried out yet."""
    message = st.session_state.get(MAP_KEY)
    told = message.get("cut") if isinstance(message, dict) else None
    if not isinstance(told, dict):
        return
    bench, frame = desk.bench, str(told.get("mount"))
    if frame != bench.frame:
        bench.frame, bench.told = frame, 0
    for act in told.get("acts") or ():
        if act["seq"] > bench.told:
            bench.told = act["seq"]
            _carry_out(desk, act)


def _carry_out(desk: Desk, act: Mapping[str, Any]) -> None:
    bench = desk.bench
    if act["do"] == "toggle":
        unit = units_above(desk, bench.level).get(str(act["grid"]))
        if unit is not None:
            without = tuple(code for code in bench.chosen if code != unit)
            bench.choose(without if unit in bench.chosen else (*bench.chosen, unit))
        bench.refused = None
        return
    try:
        line = _line(act["line"])
    except ServiceError as error:
        bench.refused = error
        return
    desk.try_step(bench.plan.then(SplitGrid(str(act["grid"]), (line,))))


def _line(said: Any) -> Line:  # noqa: ANN401
    """Return the line a browser drew.

    Raises
    ------
    ServiceError
        When it is none.
    """
    try:
        line = tuple((float(lon), float(lat)) for lon, lat in said)
    except (TypeError, ValueError):
        line = ()
    if not 2 <= len(line) <= _MOST_POINTS or not all(isfinite(n) for at in line for n in at):
        raise ServiceError("A cut line has 2 to {most} points: draw it again.", most=_MOST_POINTS)
    return line
