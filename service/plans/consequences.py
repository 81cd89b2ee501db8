"""What a plan would move, before anybody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from casework.access import Action, Viewer, require
from casework.plan import Change, CoveragePlan
from data.store import Store
from service.plans.facts import StudioFacts, studio_facts
from service.plans.open_cases import moving_cases

CASE_COLUMNS: Final = (
    "code", "category", "summary", "status", "due_at", "grid_code", "grid_name", "from", "to",
)  # fmt: skip
PAIR_COLUMNS: Final = ("from", "to", "grids", "households", "visits_due", "open_cases")


@dataclass(frozen=True)
class Consequences:
    """What would change hands with the grids of a plan.

    Attributes
    ----------
    cases
        The open cases that would go to another worker: `CASE_COLUMNS`; ``from`` and ``to`` are
        codes of workers, None for nobody; ``due_at`` aware UTC; the earliest due first.
    households
        Households in the grids that change hands.
    visits_due
        Visits a month to the occupied ones among them.
    per_pair
        `PAIR_COLUMNS` for each two workers, None for nobody; ``open_cases`` counts those of
        `cases`.
    """

    cases: pd.DataFrame
    households: int
    visits_due: float
    per_pair: pd.DataFrame


def consequences(viewer: Viewer, store: Store, plan: CoveragePlan, now: datetime) -> Consequences:
    """Return what would change hands if the plan were approved and open cases handed over.

    Only grids in the viewer's part of the district are counted.

    Raises
    ------
    CaseworkError
        When the viewer may not plan, or may not see cases.
    ServiceError
        When a grid of the plan is not in force on its day.
    """
    require(viewer, Action.PLAN_COVERAGE)
    require(viewer, Action.VIEW_CASES)
    facts = studio_facts(viewer, store, plan.on, now)
    rows = {facts.grid_row(grid): change for grid, change in plan.changes.items()}
    rows = {row: change for row, change in rows.items() if facts.inside[row]}
    grids = facts.grids.iloc[list(rows)].copy()
    grids["from"] = np.array([one.before for one in rows.values()], dtype=object)
    grids["to"] = np.array([one.after for one in rows.values()], dtype=object)
    changes = dict(zip(grids["code"], rows.values(), strict=True))
    cases = _cases(store, facts, changes)
    return Consequences(
        cases,
        int(grids["households"].sum()),
        float(grids["visits_due"].sum()),
        _pairs(grids, cases),
    )


def _cases(store: Store, facts: StudioFacts, changes: Mapping[str, Change]) -> pd.DataFrame:
    names = ("code", "category", "summary", "status", "due_at")
    with store.read() as conn:
        found = moving_cases(conn, changes, facts.on, names)
    name_of = dict(zip(facts.grids["code"], facts.grids["name"], strict=True))
    found = found.rename(columns={"assigned_to": "from"})
    found = found.assign(
        grid_name=found["grid_code"].map(name_of), due_at=pd.to_datetime(found["due_at"], utc=True)
    )
    found = found.sort_values(["due_at", "id"], na_position="last", ignore_index=True)
    return found[list(CASE_COLUMNS)]


def _pairs(grids: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    counted = cases["grid_code"].value_counts()
    made = grids.assign(grids=1, open_cases=grids["code"].map(counted).fillna(0).astype(int))
    pairs = made.groupby(["from", "to"], dropna=False, sort=False)
    found = pairs[["grids", "households", "visits_due", "open_cases"]].sum().reset_index()
    found = found.sort_values(["from", "to"], na_position="last", ignore_index=True)
    ends = found[["from", "to"]].astype(object)
    found[["from", "to"]] = ends.where(ends.notna(), None)
    return found[list(PAIR_COLUMNS)]
