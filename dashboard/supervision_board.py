"""Supervised cases: how many, how they stand, and what is done with the chosen one."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.case_status import CaseStatus
from casework.supervision_state import SUPERVISION_TERMS, SupervisionState
from dashboard.address import asked, keep
from dashboard.case_words import DONE, OPEN, OVERDUE, due_text, status_word
from dashboard.deadline_lists import record_address
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import figures, show
from dashboard.once import once
from dashboard.refusals import refusals_shown
from dashboard.supervision_acts import act_on, open_form
from dashboard.supervision_sweeps import sweeps_board
from dashboard.when import local_times
from data.store import Store
from service.cases.supervision import on_time, supervisions_now
from service.settings import settings_now

_SIGNS: Final = {SupervisionState.RUNNING: OPEN, SupervisionState.OVERDUE: OVERDUE}
_STYLE: Final = "<style>.stMainBlockContainer{padding:4.2rem 1.5rem 2rem}</style>"
_PARTS: Final = ("cases", "sweeps")


def supervision_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show supervised cases or sweeps, and what may be done with them."""
    zone = str(settings_now(viewer, store)["time_zone"])
    st.html(_STYLE)
    done = once("supervision")
    done.tell()
    key = "supervision_part"
    if key not in st.session_state:
        said = asked("part")
        st.session_state[key] = said if said in _PARTS else _PARTS[0]
    words = {"cases": _("Supervised cases"), "sweeps": _("Sweeps")}
    part = st.segmented_control(
        _("Shown"),
        _PARTS,
        format_func=words.__getitem__,
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    keep("part", None if part == _PARTS[0] else part)
    if part == "sweeps":
        sweeps_board(viewer, store, now, done, zone)
    else:
        _supervised(viewer, store, now, zone)


def _supervised(viewer: Viewer, store: Store, now: datetime, zone: str) -> None:
    frame = supervisions_now(viewer, store, now)
    _figures(frame)
    left, right = st.columns([13, 7], gap="medium")
    with left:
        chosen = _table(frame, now, zone)
    if not may(viewer, Action.SUPERVISE):
        return
    with right:
        if chosen is not None:
            with refusals_shown():
                act_on(viewer, store, chosen, now, zone)
        with refusals_shown():
            open_form(viewer, store, now, zone, is_open=chosen is None)


def _figures(frame: pd.DataFrame) -> None:
    counts = frame["state"].value_counts()
    running = int(counts.get(SupervisionState.RUNNING, 0))
    overdue = int(counts.get(SupervisionState.OVERDUE, 0))
    show(
        figures(
            [
                (_("supervised now"), f"{running + overdue:,}"),
                (_("of them overdue"), f"{overdue:,}"),
                (_("ended on time / due so far"), str(on_time(frame))),
            ]
        )
    )


def _table(frame: pd.DataFrame, now: datetime, zone: str) -> pd.Series | None:
    """Show all supervisions and return the chosen one."""
    if frame.empty:
        st.info(_("No case is supervised, and none has been so far."))
        return None
    shown = _columns(frame, now, zone)
    number = _("Case number")
    picked = st.dataframe(
        shown.assign(**{number: shown[number].map(record_address)}),
        hide_index=True,
        height=min(35 * (len(shown) + 1) + 3, 640),
        on_select="rerun",
        selection_mode="single-row",
        column_config={number: st.column_config.LinkColumn(number, display_text=r"case=(.*?)&")},
        key="supervisions",
    )
    st.caption(_("Choose a row to note something down or to end the supervision."))
    download_table(shown, _("supervised cases"), key="supervisions_file")
    rows = picked["selection"]["rows"]
    return frame.iloc[rows[0]] if rows and rows[0] < len(frame) else None


def _columns(frame: pd.DataFrame, now: datetime, zone: str) -> pd.DataFrame:
    states = [SupervisionState(state) for state in frame["state"]]
    dues = [None if pd.isna(due) else due.to_pydatetime() for due in frame["due_at"]]
    return pd.DataFrame(
        {
            _("State"): [f"{_SIGNS.get(one, DONE)} {_(SUPERVISION_TERMS[one])}" for one in states],
            _("Case number"): frame["code"].astype(str),
            _("Filing number"): frame["filing_no"],
            _("Supervisor"): frame["supervisor"],
            _("How long"): [
                due_text(due, now) if state in _SIGNS else None
                for state, due in zip(states, dues, strict=True)
            ],
            _("Due"): local_times(frame["due_at"], zone),
            _("Case is"): [status_word(CaseStatus(one)) for one in frame["case_status"]],
            _("Category"): frame["category"],
            _("Reason"): frame["reason"],
            _("Opened"): local_times(frame["opened_at"], zone),
            _("Ended"): local_times(frame["ended_at"], zone),
            _("Outcome"): frame["outcome"],
        },
        dtype=object,
    ).fillna("")
