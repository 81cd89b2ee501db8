"""Plans as files: taken away as table, map or JSON, and brought in again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import streamlit as st

from casework.plan import CoveragePlan
from dashboard.downloads import offer_file
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.once import once
from dashboard.refusals import refusals_shown
from dashboard.studio_acts import fitting
from dashboard.studio_state import Desk
from dashboard.upload import ask_for_file, forget_upload, upload_words
from service.plans.plan_files import (
    export_coverage,
    export_plan,
    import_plan,
    plan_from_file,
    plan_to_json,
)

_TABLES: Final = {".csv": "CSV", ".xlsx": "Excel", ".gpkg": "GeoPackage"}
_FIRST_ISSUES: Final = 200


def file_part(desk: Desk) -> None:
    """Show what can be taken away, and what can be brought in."""
    heading(_("Take away"))
    viewer, store, plan, on = desk.viewer, desk.store, desk.studio.plan, desk.facts.on
    if plan.changes:
        st.caption(_("The plan: the grids it changes or locks."))
        with st.container(horizontal=True):
            _tables(_("plan"), on, lambda path: export_plan(viewer, store, plan, path))
            _json(desk)
    st.caption(_("Every grid with its worker, as it is today."))
    with st.container(horizontal=True):
        _tables(_("coverage"), on, lambda path: export_coverage(viewer, store, on, path))
    heading(_("Bring in"))
    st.caption(_("A table or map with grids and their workers, or a plan as JSON."))
    _bring_in(desk)


def _tables(name: str, on: date, write: Callable[[Path], int]) -> None:
    for ending, label in _TABLES.items():
        offer_file(
            label,
            partial(_content, write, ending),
            file_name=f"{name}-{on}{ending}",
            key=f"studio_{name}{ending}",
            kind="plan",
        )


def _json(desk: Desk) -> None:
    names = {code: name for code, name in desk.worker_names().items() if code is not None}
    plan = desk.studio.plan
    offer_file(
        "JSON",
        lambda: plan_to_json(plan, names),
        file_name=f"{_('plan')}-{plan.on}.json",
        key="studio_plan.json",
        kind="plan",
    )


def _content(write: Callable[[Path], int], ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{ending}"
        write(path)
        return path.read_bytes()


def _bring_in(desk: Desk) -> None:
    form = once("studio")
    upload_words()
    with refusals_shown():
        path = ask_for_file(form.turn)
        if path is None:
            return
        read, issues = _read(desk, path)
        plan, gone = fitting(replace(read, on=desk.facts.on), desk.facts)
        st.markdown(_("{n} grids change hands by this file.", n=len(plan.changes)))
        if gone:
            st.warning(_("{n} grids are not in force today and are left out.", n=len(gone)))
        if not issues.empty:
            st.dataframe(issues, hide_index=True)
        if st.button(_("Take it as the plan"), type="primary", key=form.key("take")):
            desk.studio.ask("take", plan=plan)
            forget_upload()
            form.done(_("The plan of the file is on the map; undo takes it back."))


def _read(desk: Desk, path: Path) -> tuple[CoveragePlan, pd.DataFrame]:
    if path.suffix.lower() == ".json":
        return plan_from_file(path), pd.DataFrame()
    reading = import_plan(desk.viewer, desk.store, path, desk.now, desk.facts.on)
    issues = [
        {
            _("Row"): one.row,
            _("Column"): one.column,
            _("Value"): one.value,
            _("What is wrong"): _(one),
        }
        for one in reading.issues[:_FIRST_ISSUES]
    ]
    return reading.plan, pd.DataFrame(issues)
