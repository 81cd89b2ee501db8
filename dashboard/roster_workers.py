"""Workers on the page, by code: their posts and grids; hired, let go, a post's capacity changed."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import heading, pairs, show
from dashboard.refusals import refusals_shown
from dashboard.roster_words import person, sheet_address
from dashboard.roster_worker_forms import capacity_form, hire_form, let_go_form
from data.store import Store
from service.roster.handing import hand_over_list
from service.roster.workers import workers_on


def worker_part(viewer: Viewer, store: Store, now: datetime, today: date) -> None:
    """Show who is in service, and beside it the chosen worker and the forms."""
    frame = workers_on(viewer, store, today)
    left, right = st.columns([12, 8], gap="medium")
    with left, refusals_shown():
        heading(_("Workers in service"))
        _table(frame)
    with right:
        chosen = _chosen(frame)
        if chosen is not None:
            with refusals_shown():
                _card(viewer, store, chosen, now)
            with refusals_shown():
                let_go_form(viewer, store, chosen, now, today)
            with refusals_shown():
                capacity_form(viewer, store, chosen, now)
        with refusals_shown():
            hire_form(viewer, store, now, today)


def _table(frame: pd.DataFrame) -> None:
    if frame.empty:
        st.info(_("No worker is in service: import the workers, or enter one."))
        return
    shown = pd.DataFrame(
        {
            _("Code"): frame["code"],
            _("Name"): frame["name"],
            _("Capacity"): [f"{one:g}" for one in frame["capacity"]],
            _("Grids"): frame["grids"],
            _("Covers"): frame["covers"],
            _("Backs up"): frame["backups"],
            _("Away today"): [_("away") if away else "" for away in frame["is_away"]],
            _("In service from"): frame["valid_from"],
            _("Gone from"): frame["valid_to"],
            _("Telephone"): frame["phone"],
        },
        dtype=object,
    ).fillna("")
    st.dataframe(shown, hide_index=True, height=min(35 * (len(shown) + 1) + 3, 640))
    st.caption(_("Capacity is a part of a full post: 1 is full time, 0.5 half time."))
    download_table(shown, _("workers"), key="roster_workers_file")


def _chosen(frame: pd.DataFrame) -> pd.Series | None:
    if frame.empty:
        return None
    rows = frame.set_index("code", drop=False)
    code = st.selectbox(
        _("Worker"),
        list(rows.index),
        format_func=lambda one: person(rows.at[one, "name"], one),
        key="roster_worker",
    )
    return rows.loc[code]


def _card(viewer: Viewer, store: Store, worker: pd.Series, now: datetime) -> None:
    found = hand_over_list(viewer, store, now, worker=str(worker["code"]))
    names = ", ".join(map(str, found.grids["grid_name"])) or "–"
    show(
        pairs(
            [
                (_("Grids"), names),
                (_("Households there"), f"{int(found.grids['households'].sum()):,}"),
                (_("Open cases"), f"{len(found.cases):,}"),
            ]
        )
    )
    st.link_button(_("Hand-over sheet to print"), sheet_address(str(worker["code"])))
