"""What the studio's map is told: the duty as it is (once), and what the plan changes in it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from casework.plan import CoveragePlan
from dashboard.i18n import _
from dashboard.palette import AREAS
from dashboard.studio_state import Studio
from service.map_figures import colour_areas, touching_areas
from service.plans.facts import StudioFacts


def studio_config(
    studio: Studio, facts: StudioFacts, grids: str, *, is_busy: bool = False
) -> dict[str, object]:
    """Return the studio's part of the map's configuration.

    Parameters
    ----------
    grids
        Mark of the grids the map draws, in the order of the facts' rows.
    is_busy
        True while a proposal is worked out and the map takes no acts.
    """
    refused = studio.refused
    told: dict[str, object] = {
        "mark": facts.token,
        "ack": {"mount": studio.frame, "seq": studio.told},
        "colours": list(AREAS),
        "said": _(refused) if refused else None,
        "busy": is_busy,
        "may_undo": studio.history.may_undo,
        "may_redo": studio.history.may_redo,
        **_patch(studio.plan, facts),
    }
    if studio.knows != facts.token:
        told["base"] = _base(facts, grids, worker_colours(studio, facts))
    return told


def worker_colours(studio: Studio, facts: StudioFacts) -> list[int]:
    """Return the number of each worker's colour; workers whose areas touch differ, today."""
    return studio.once("colours", (facts.token,), lambda: _coloured(facts).tolist())


def _coloured(facts: StudioFacts) -> NDArray[np.int64]:
    workers = np.arange(len(facts.workers))
    edges = facts.adjacency.edges
    rows = np.concatenate([edges[:, 0], edges[:, 1]]), np.concatenate([edges[:, 1], edges[:, 0]])
    # Behind the grids stands one of each worker, so that those without a grid get a colour too.
    owner = np.concatenate([facts.holders, workers])
    return colour_areas(owner, len(workers), touching_areas(owner, rows))[len(facts.holders) :]


def _base(facts: StudioFacts, grids: str, colours: list[int]) -> dict[str, Any]:
    codes, names = facts.workers["code"], facts.workers["name"]
    return {
        "mark": facts.token,
        "grids": grids,
        "holders": facts.holders.tolist(),
        "inside": facts.inside.astype(int).tolist(),
        "workers": [list(row) for row in zip(codes, names, colours, strict=True)],
    }


def _patch(plan: CoveragePlan, facts: StudioFacts) -> dict[str, list[int]]:
    """Return rows of grids and workers: what changes (in pairs), and what is locked."""
    rows, workers = facts.row_of_grid, facts.row_of_worker
    return {
        "changes": [
            number
            for code, change in plan.changes.items()
            if code in rows
            for number in (rows[code], workers.get(change.after or "", -1))
        ],
        "locked_grids": [rows[code] for code in plan.locked_grids if code in rows],
        "locked_workers": [workers[code] for code in plan.locked_workers if code in workers],
    }
