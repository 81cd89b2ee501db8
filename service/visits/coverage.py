"""How many households were met: of those that are lived in, per grid and per unit above."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.visit import HomeState
from data.store import Store
from service.map_view import GridLayer
from service.visits.plans import seen_plan
from service.visits.states import HomeStates, meant_grids, states_seen

By = Literal["grid", "community", "street", "county"]
_COUNTED: Final = {
    "met": HomeState.MET,
    "to_do": HomeState.TO_DO,
    "not_home": HomeState.NOT_HOME,
    "declined": HomeState.DECLINED,
}


def visit_coverage(
    viewer: Viewer,
    store: Store,
    plan_code: str,
    on: date,
    by: By = "grid",
    area: str | None = None,
) -> pd.DataFrame:
    """Return how far a plan is in the turn that holds a day, as of that day.

    Parameters
    ----------
    by
        What the rows are: grids, or units of a level; those in which the plan means anybody.
    area
        A unit or grid within which; None for all the viewer sees.

    Returns
    -------
    DataFrame
        ``code, name, occupied, met, to_do, not_home, declined, coverage``, by code.  The last
        four counts add up to ``occupied``; ``coverage`` is met / occupied, NaN where none is.
        The last row, without code and name, holds what lies in no such unit or in no grid; it is
        there when it is not empty and `area` is None.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far visits are.
    ServiceError
        When there is no such plan in his part.
    """
    require(viewer, Action.VIEW_VISITS)
    found = states_seen(viewer, store, seen_plan(viewer, store, plan_code), on)
    grids = found.ground.grids
    codes, names, place = groups_of(grids, by)
    chosen = grids.within(area) & grids.within(viewer.scope) & meant_grids(found.plan, grids)
    frame = pd.DataFrame({"code": codes, "name": names}, dtype=object)
    counts = counts_by(found, np.where(chosen, place, len(codes)), len(codes))
    frame = pd.concat([frame, pd.DataFrame([{"code": None, "name": None}])], ignore_index=True)
    frame = frame.assign(**counts)
    is_shown = np.append(np.isin(np.arange(len(codes)), place[chosen]), False)
    is_shown[-1] = area is None and frame["occupied"].iloc[-1] > 0
    shown = frame.loc[is_shown].reset_index(drop=True)
    return shown.assign(coverage=shown["met"] / shown["occupied"].where(shown["occupied"] > 0))


def counts_by(
    found: HomeStates, place: NDArray[np.int64], size: int
) -> dict[str, NDArray[np.int64]]:
    """Return ``occupied`` and the four states per group of grids, in the last what is in none.

    Parameters
    ----------
    place
        The group of each grid, `size` for none.
    """
    group = np.append(place, size)[found.ground.rows]
    is_lived_in = found.state > HomeState.VACANT
    both = group[is_lived_in] * len(HomeState) + found.state[is_lived_in]
    table = np.bincount(both, minlength=(size + 1) * len(HomeState)).reshape(-1, len(HomeState))
    counts = {name: table[:, state] for name, state in _COUNTED.items()}
    return {"occupied": table.sum(axis=1), **counts}


def groups_of(grids: GridLayer, by: By) -> tuple[list[str], list[str], NDArray[np.int64]]:
    """Return codes and names of the groups of a level, and the group of each grid.

    A grid that lies in no unit of the level has the number behind the last.
    """
    if by == "grid":
        names = [name or code for code, name in zip(grids.codes, grids.frame["name"], strict=True)]
        return grids.codes, names, np.arange(len(grids.codes))
    units = grids.units
    above = dict(zip(units["code"], units["parent_code"], strict=True))
    level = dict(zip(units["code"], units["level"], strict=True))
    held = [_at_level(parent, by, above, level) for parent in grids.frame["parent_code"]]
    codes = sorted({code for code in held if code is not None})
    at = {code: place for place, code in enumerate(codes)}
    place = np.array([len(codes) if one is None else at[one] for one in held], dtype=np.int64)
    names_of = grids.unit_names
    return codes, [names_of[code] or code for code in codes], place


def _at_level(
    code: object, wanted: str, above: dict[str, object], level: dict[str, str]
) -> str | None:
    """Return the unit of a level at or above a unit."""
    passed: set[object] = set()
    while isinstance(code, str) and code in level and code not in passed:
        if level[code] == wanted:
            return code
        passed.add(code)
        code = above[code]
    return None
