"""A plan looked at in one transaction: before, after, and all that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import sqlalchemy as sa

from data.settings_store import snap_of
from geo.assign import GridIndex
from service.errors import ServiceError
from service.reorganise.covering import Covering, covering, primary_workers
from service.reorganise.crosswalk import crosswalk, heirs_of, shared_ground
from service.reorganise.district import District, district_on
from service.reorganise.plan import ReorganisationPlan
from service.reorganise.points import cases_placed_again, households_moved, open_cases_in
from service.reorganise.reshaping import reshaped


@dataclass(frozen=True, eq=False)
class Outlook:
    """What a plan would come to, in frames.

    Attributes
    ----------
    before, after
        The district of the day, and as it would be.
    ground : DataFrame[old_code, new_code, area_m2]
        Grids of which one comes from the other.
    homes, matters : DataFrame[code, before, after]
        Households and open cases: grid codes, None for none.
    walk
        The crosswalk (`service.reorganise.crosswalk`).
    covering
        What becomes of the postings.
    workers
        Those with a grid before and after.
    """

    before: District
    after: District
    ground: pd.DataFrame
    homes: pd.DataFrame
    matters: pd.DataFrame
    walk: pd.DataFrame
    covering: Covering
    workers: tuple[set[str], set[str]]

    @cached_property
    def heirs(self) -> dict[str, str]:
        """Old grid to the new one that takes over what is not tied to a place."""
        return heirs_of(self.walk)


def outlook(conn: sa.Connection, plan: ReorganisationPlan) -> Outlook:
    """Return what a plan would come to, as this connection sees the district.

    Raises
    ------
    ServiceError
        When there is nothing to do, or an operation cannot be done.
    """
    if not plan.operations:
        raise ServiceError("The plan does nothing yet: add an operation.")
    before = district_on(conn, plan.on)
    after = reshaped(before, plan)
    ground = shared_ground(before, after)
    maps = GridIndex.build(before.shapes()), GridIndex.build(after.shapes())
    homes = households_moved(conn, *maps)
    heirs = heirs_of(crosswalk(before, after, ground, homes, homes.iloc[:0]))
    matters = _cases_moved(conn, before, after, maps[1], heirs)
    walk = crosswalk(before, after, ground, homes, matters)
    pairs = walk.loc[(walk["level"] == "grid") & ~walk["old_code"].isin(list(after.grids))]
    names = {code: grid.name for code, grid in after.grids.items()}
    cover = covering(conn, pairs, names, plan.on)
    had = primary_workers(conn, set(before.grids), plan.on)
    kept = {worker for grid, worker in had.items() if grid in after.grids}
    workers = set(had.values()), kept | set(cover.duty["worker_code"].dropna())
    return Outlook(before, after, ground, homes, matters, walk, cover, workers)


def _cases_moved(
    conn: sa.Connection,
    before: District,
    after: District,
    index: GridIndex,
    heirs: dict[str, str],
) -> pd.DataFrame:
    """Return ``code, before, after`` of the open cases: only those of retired grids move."""
    frame = open_cases_in(conn, before.grids.keys())
    goes = frame["grid_code"].copy()
    is_moved = ~frame["grid_code"].isin(list(after.grids))
    if is_moved.any():
        placed = cases_placed_again(frame.loc[is_moved], index, heirs, snap_of(conn))
        goes.loc[is_moved] = placed["grid_code"]
    return pd.DataFrame({"code": frame["code"], "before": frame["grid_code"], "after": goes})
