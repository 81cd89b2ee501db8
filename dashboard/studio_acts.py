"""What is done on the map, carried out on the plan; and plans whose start has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from casework.plan import Change, CoveragePlan
from dashboard.studio_state import MAP_KEY, PART_KEY, WORKERS_KEY, Studio, holders_of
from service.errors import ServiceError
from service.language import Said
from service.plans.facts import StudioFacts


def take_acts(studio: Studio, facts: StudioFacts) -> None:
    """Carry out what was done on the map and is not carried out yet, then what buttons asked."""
    message = st.session_state.get(MAP_KEY)
    told = message.get("studio") if isinstance(message, dict) else None
    if isinstance(told, dict):
        frame = str(told.get("mount"))
        if frame != studio.frame:
            studio.frame, studio.told = frame, 0
        studio.knows = told.get("knows")
        for act in told.get("acts") or ():
            if act["seq"] > studio.told:
                carry_out(studio, act, facts)
                studio.told = act["seq"]
    while studio.waiting:
        carry_out(studio, studio.waiting.pop(0), facts)


def carry_out(studio: Studio, act: Mapping[str, Any], facts: StudioFacts) -> None:
    """Do one act; one that is refused leaves the plan as it was and says why."""
    studio.refused = None
    try:
        if act["do"] == "undo":
            studio.history = studio.history.undo()
        elif act["do"] == "redo":
            studio.history = studio.history.redo()
        elif act["do"] == "name":
            st.session_state[WORKERS_KEY] = _known(act["workers"], facts)
            st.session_state[PART_KEY] = "propose"
        else:
            studio.do(_STEPS[act["do"]](studio.plan, act, facts))
    except Exception as error:
        if not isinstance(error, Said):
            raise
        studio.refused = error


def _give(plan: CoveragePlan, act: Mapping[str, Any], facts: StudioFacts) -> CoveragePlan:
    _known([act["worker"]], facts)
    return plan.assign(_inside(act["grids"], facts), act["worker"], holders_of(facts))


def _lock(plan: CoveragePlan, act: Mapping[str, Any], facts: StudioFacts) -> CoveragePlan:
    grids = _inside(act.get("grids") or (), facts)
    return plan.lock(grids=grids, workers=_known(act.get("workers") or (), facts))


def _clear(plan: CoveragePlan, _act: Mapping[str, Any], _facts: StudioFacts) -> CoveragePlan:
    return replace(plan, changes={})


def _leave(plan: CoveragePlan, act: Mapping[str, Any], _facts: StudioFacts) -> CoveragePlan:
    """Take grids out of the plan."""
    out = set(act["grids"])
    return replace(plan, changes={c: change for c, change in plan.changes.items() if c not in out})


def _rebase(plan: CoveragePlan, act: Mapping[str, Any], _facts: StudioFacts) -> CoveragePlan:
    """Want the same for grids, starting from who has them (`act["found"]`, by code)."""
    found: Mapping[str, str | None] = act["found"]
    changes = {
        code: Change(found[code], change.after) if code in found else change
        for code, change in plan.changes.items()
    }
    return replace(plan, changes={c: one for c, one in changes.items() if one.before != one.after})


def _take(_plan: CoveragePlan, act: Mapping[str, Any], _facts: StudioFacts) -> CoveragePlan:
    """Take a whole plan as the next step."""
    taken: CoveragePlan = act["plan"]
    return taken


_STEPS: Final = {
    "give": _give,
    "lock": _lock,
    "clear": _clear,
    "leave": _leave,
    "rebase": _rebase,
    "take": _take,
}


def stale_grids(plan: CoveragePlan, facts: StudioFacts) -> list[str]:
    """Return the grids of a plan that another has today than when they were planned."""
    has = holders_of(facts)
    return [
        code
        for code, change in plan.changes.items()
        if code not in has or has[code] != change.before
    ]


def fitting(plan: CoveragePlan, facts: StudioFacts) -> tuple[CoveragePlan, list[str]]:
    """Return the plan without grids and workers there are no more, and the grids taken out."""
    grids, workers = facts.row_of_grid, facts.row_of_worker
    gone = [
        code
        for code, change in plan.changes.items()
        if code not in grids or (change.after is not None and change.after not in workers)
    ]
    return (_leave(plan, {"grids": gone}, facts) if gone else plan), gone


def _inside(grids: Iterable[str], facts: StudioFacts) -> list[str]:
    """Return the grids.

    Raises
    ------
    ServiceError
        When one is not there or not in the viewer's part.
    """
    wanted, rows = list(grids), facts.row_of_grid
    outside = next((c for c in wanted if c not in rows or not facts.inside[rows[c]]), None)
    if outside is not None:
        raise ServiceError(
            "Grid {grid} is not in your part of the district: it cannot be changed.", grid=outside
        )
    return wanted


def _known(workers: Iterable[str | None], facts: StudioFacts) -> list[str]:
    """Return the workers; nobody is none.

    Raises
    ------
    ServiceError
        When one is not in service on the day.
    """
    wanted, known = [code for code in workers if code is not None], facts.row_of_worker
    unknown = next((code for code in wanted if code not in known), None)
    if unknown is not None:
        raise ServiceError(
            "Worker {worker} is not in service on {day}: choose another.",
            worker=unknown,
            day=facts.on,
        )
    return wanted
