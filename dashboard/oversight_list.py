"""The findings behind a number of the matrix, and who is assigned where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.oversight import FINDING_TERMS, FindingState
from dashboard.address import asked, keep
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.oversight_matrix import AREA, UNIT
from dashboard.sessions_words import said, until_text
from service.oversight.matrix import Matrix

_SIGNS: Final = {
    FindingState.OPEN: "○",
    FindingState.OVERDUE: "▲",
    FindingState.RECTIFIED: "●",
}


def finding_list(viewer: Viewer, matrix: Matrix, findings: pd.DataFrame) -> None:
    """Show the findings of the chosen township, area of work and state."""
    heading(_("Findings in townships"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = _choice(UNIT, _("Township"), matrix.units)
        area = _choice(AREA, _("Area of work"), matrix.areas)
        states = {state.value: _state(state) for state in FindingState}
        state = _choice("state", _("State"), states)
    frame = findings
    for column, value in (("unit_code", unit), ("area_key", area), ("state", state)):
        if value is not None:
            frame = frame.loc[frame[column] == value]
    if frame.empty:
        st.info(_("Nothing was found here."))
        return
    shown = _shown(frame)
    height = min(430, 35 * (len(shown) + 1) + 3)
    st.dataframe(shown, hide_index=True, height=height, key="oversight_findings")
    if may(viewer, Action.EXPORT):
        download_table(shown, _("findings of oversight"), key="oversight_findings_file")


def assignment_table(viewer: Viewer, frame: pd.DataFrame) -> None:
    """Show who is and was assigned where, by township."""
    heading(_("Who is assigned where"))
    if frame.empty:
        st.info(_("Nobody is assigned to a township yet: enter it beside."))
        return
    shown = pd.DataFrame(
        {
            _("Township"): frame["unit_name"],
            _("Who is assigned"): frame["holder"],
            _("Department"): [said(one) for one in frame["department"]],
            _("First day"): frame["since"],
            _("Last day"): [until_text(day) for day in frame["until"]],
            _("Code"): frame["unit_code"],
        },
        dtype=object,
    )
    height = min(430, 35 * (len(shown) + 1) + 3)
    st.dataframe(shown, hide_index=True, height=height, key="oversight_assignments")
    if may(viewer, Action.EXPORT):
        download_table(shown, _("assignments to townships"), key="oversight_assignments_file")


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Found on"): frame["found_on"],
            _("Township"): frame["unit_name"],
            _("Area of work"): frame["area_name"],
            _("What was found"): frame["text"],
            _("Due on"): [said(one) for one in frame["due_on"]],
            _("State"): [_state(one) for one in frame["state"]],
            _("Rectified on"): [said(one) for one in frame["rectified_on"]],
            _("How it was put right"): [said(one) for one in frame["rectified_note"]],
            _("Who is assigned"): frame["holder"],
            _("Number"): frame["id"],
        },
        dtype=object,
    )


def _state(state: FindingState) -> str:
    return f"{_SIGNS[state]} {_(FINDING_TERMS[state])}"


def _choice(name: str, label: str, options: Mapping[str, str]) -> str | None:
    """Return what is chosen of some, kept in the address; None for all."""
    key, named = f"oversight_{name}", asked(name)
    st.session_state[key] = named if named in options else None
    return st.selectbox(
        label,
        list(options),
        format_func=lambda one: options.get(one, one),
        key=key,
        placeholder=_("all"),
        on_change=_keep,
        args=(name, key),
        width=220,
    )


def _keep(name: str, key: str) -> None:
    keep(name, st.session_state[key])
