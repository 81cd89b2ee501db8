"""What a reorganisation would come to, before anybody decides: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import geopandas as gpd
import pandas as pd

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.store import Store
from geo.audit import audit_grids
from service.finding import Finding
from service.reorganise.counting import differences, totals
from service.reorganise.district import District, touched
from service.reorganise.outlook import outlook
from service.reorganise.plan import ReorganisationPlan


@dataclass(frozen=True, eq=False)
class Preview:
    """What a plan would come to.

    Attributes
    ----------
    plan
        As given, with the versions it was looked at on.
    crosswalk : DataFrame[level, old_code, old_name, new_code, new_name, kind, area_m2, households,
        open_cases]
        Every old code of every level, with each new code that it shares ground, people or a
        decision with.  ``kind`` is same, moved, merged, split or extracted.
    totals : DataFrame[what, before, after]
        ``what`` is a `casework.sentence.Term`: units per level, grids, area, households, open
        cases, workers.
    differences
        What is not before as after, by name; none when all is.
    remarks
        New codes and why, grids whose borders got a vertex, overrides that follow.
    findings
        Faults (`geo.audit`) of the grids whose shapes change.
    duty : DataFrame[grid_code, grid_name, worker_code, worker_name, how, others]
        Who answers for each grid whose code changes: how is inherited, most_households or vacant;
        ``others`` names those who answered for a part of it and no longer do.
    grids : GeoDataFrame[code, name, kind, parent_code, area_m2, origins, is_new, geometry]
        As they will be, EPSG:4490, by code; ``origins`` are old codes.
    units : DataFrame[code, name, level, parent_code, origins, is_new]
        As they will be, by code.
    """

    plan: ReorganisationPlan
    crosswalk: pd.DataFrame
    totals: pd.DataFrame
    differences: tuple[Sentence, ...]
    remarks: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    duty: pd.DataFrame
    grids: gpd.GeoDataFrame
    units: pd.DataFrame


def preview(viewer: Viewer, store: Store, plan: ReorganisationPlan, now: datetime) -> Preview:
    """Return what a plan would come to; nothing is written.

    Raises
    ------
    CaseworkError
        When the viewer may not reorganise, or no code is left to be given.
    GeoError
        When a cut or a merger of grids cannot be made.
    ServiceError
        When an operation names what is not there, with its number.
    """
    require(viewer, Action.REORGANISE)
    with store.read() as conn:
        seen = outlook(conn, plan)
    before, after = seen.before, seen.after
    grids, units = after.shapes(), after.unit_rows()
    return Preview(
        plan=replace(plan, seen=touched(before, after)),
        crosswalk=seen.walk,
        totals=totals(before, after, seen.homes, seen.matters, seen.workers),
        differences=tuple(
            differences(
                seen.ground,
                before,
                after,
                {"households": seen.homes, "cases": seen.matters},
                seen.workers,
            )
        ),
        remarks=tuple(after.remarks),
        findings=tuple(_new_faults(before, after)),
        duty=seen.covering.duty,
        grids=grids.assign(is_new=~grids["code"].isin(list(before.grids))),
        units=units.assign(is_new=~units["code"].isin(list(before.units))),
    )


def _new_faults(before: District, after: District) -> Iterator[Finding]:
    """Give the faults of grids whose shapes the plan changed, that the old map did not have."""
    known = {id(grid.shape) for grid in before.grids.values()}
    changed = {code for code, grid in after.grids.items() if id(grid.shape) not in known}
    if not changed:
        return
    for fault in audit_grids(after.shapes()):
        if changed.intersection(fault.codes):
            yield Finding(
                fault.kind,
                fault.severity,
                Sentence(fault.msgid, **fault.params),
                grid_codes=fault.codes,
                area_m2=fault.area_m2,
                lon=fault.lon,
                lat=fault.lat,
                bounds=fault.bounds,
            )
