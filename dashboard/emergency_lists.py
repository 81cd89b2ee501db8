"""The call list of one worker: whom to reach, and what was found, kept for several at once."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.i18n import _
from dashboard.refusals import refusals_shown
from data.store import Store
from service.clock import now
from service.emergency.lines import STATE_TERMS, confirm, lines_of
from service.emergency.progress import Progress

_STATES = ("confirmed", "nobody_there", "needs_help", "open")


def list_words(code: str, name: str) -> str:
    """Return whose list it is."""
    return f"{name} {code}" if code else _("Nobody answers for these")


def lists_part(viewer: Viewer, store: Store, found: Progress) -> None:
    """Show the list of the worker that is chosen, for whoever may see lists of households."""
    if not may(viewer, Action.VIEW_HOMES) or not len(found.lists):
        return
    named = zip(found.lists["worker_code"], found.lists["worker_name"], strict=True)
    names = {code: list_words(code, name) for code, name in named}
    chosen = st.selectbox(
        _("List of"),
        list(names),
        format_func=names.__getitem__,
        key=f"emergency_worker_{found.code}",
    )
    _one_list(viewer, store, found.code, chosen)


@st.fragment
def _one_list(viewer: Viewer, store: Store, code: str, worker: str) -> None:
    lines = lines_of(viewer, store, code, worker or None)
    lines = lines.loc[lines["worker_code"].isna()] if not worker else lines
    only_open = st.toggle(_("Only those not yet reached"), key="emergency_only_open")
    shown = lines.loc[lines["state"] == "open"] if only_open else lines
    shown = shown.sort_values(["grid_code", "address", "code"]).reset_index(drop=True)
    told = st.dataframe(
        _table(viewer, shown),
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="multi-row",
        key=f"emergency_rows_{code}_{worker}_{st.session_state.get('emergency_turn', 0)}",
    )
    if may(viewer, Action.CONFIRM_EMERGENCY):
        _buttons(viewer, store, code, shown["code"].iloc[list(told.selection.rows)].tolist())


def _table(viewer: Viewer, lines: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            _("Address"): lines["address"],
            _("State"): [_(STATE_TERMS[one]) for one in lines["state"]],
            _("Lived in"): [_("yes") if one else _("no") for one in lines["is_occupied"]],
            _("Household"): lines["code"],
            _("Grid"): lines["grid_code"],
        }
    )
    if may(viewer, Action.VIEW_CONTACTS):
        table.insert(2, _("Contact"), lines["contact"].fillna("–"))
    return table


def _buttons(viewer: Viewer, store: Store, code: str, chosen: list[str]) -> None:
    labels = {
        "confirmed": _("Confirmed"),
        "nobody_there": _("Nobody there"),
        "needs_help": _("Needs help"),
        "open": _("Not yet reached"),
    }
    pressed = None
    with st.container(horizontal=True):
        for state in _STATES:
            if st.button(labels[state], disabled=not chosen, key=f"emergency_{state}"):
                pressed = state
    if not chosen:
        st.caption(_("Choose households in the list, then say what was found."))
    if pressed is None:
        return
    with refusals_shown():
        for household in chosen:
            confirm(viewer, store, code, household, pressed, now())
        st.session_state["emergency_turn"] = st.session_state.get("emergency_turn", 0) + 1
        st.rerun(scope="fragment")
