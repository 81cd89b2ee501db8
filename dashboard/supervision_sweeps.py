"""Sweeps: what was found up to a day, who settles it until when, and the closing table."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import streamlit as st

from casework.access import Action, Viewer, may, scope_of
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import figures, heading, show
from dashboard.messages import plain
from dashboard.once import Once
from dashboard.refusals import refusals_shown
from data.rule_store import rules_of
from data.store import Store
from service.cases.noting import LONGEST
from service.cases.sweeps import (
    Added,
    Sweep,
    add_cases,
    end_sweep,
    list_sweeps,
    open_sweep,
    sweep_table,
)

_SEVERAL: Final = re.compile(r"[\s,，;；、]+")


def sweeps_board(viewer: Viewer, store: Store, now: datetime, done: Once, zone: str) -> None:
    """Show the sweeps, the closing table of the chosen one, and what may be done with it."""
    known = list_sweeps(viewer, store)
    left, right = st.columns([13, 7], gap="medium")
    with left, refusals_shown():
        chosen = _chosen(known)
        if chosen is not None:
            _table(viewer, store, chosen, now)
    if not may(viewer, Action.SUPERVISE):
        return
    with right:
        if chosen is not None and chosen.ended_at is None:
            with refusals_shown():
                _add_form(viewer, store, chosen, now, done)
        with refusals_shown():
            if scope_of(viewer).is_whole:
                _open_form(viewer, store, now, done, is_open=chosen is None)


def _chosen(known: list[Sweep]) -> Sweep | None:
    if not known:
        st.info(_("There has been no sweep so far."))
        return None
    names = {sweep.name: sweep for sweep in known}
    name = st.selectbox(
        _("Sweep"),
        list(names),
        format_func=lambda one: (
            one if names[one].ended_at is None else _("{name} (ended)", name=one)
        ),
        key="sweep_chosen",
    )
    return names[name]


def _table(viewer: Viewer, store: Store, sweep: Sweep, now: datetime) -> None:
    st.caption(
        plain(
            _(
                "Reported up to {cut_off}; {owner} settles it by {deadline}.",
                cut_off=sweep.cut_off_on,
                owner=sweep.owner,
                deadline=sweep.deadline_on,
            )
        )
    )
    table = sweep_table(viewer, store, sweep.name, now)
    if table.empty:
        st.info(_("No case has been put into this sweep yet."))
        return
    words = {
        "category": _("Category"),
        "unit_code": _("Owner unit"),
        "found": _("Found"),
        "settled_on_time": _("Settled on time"),
        "settled_late": _("Settled late"),
        "open": _("Still open"),
        "open_overdue": _("Open and overdue"),
        "withdrawn": _("Withdrawn"),
    }
    total = table.iloc[-1]
    counted = [name for name in words if name not in ("category", "unit_code")]
    show(figures([(words[name], f"{int(total[name]):,}") for name in counted]))
    with store.read() as conn:
        units = {code: unit.name for code, unit in rules_of(conn).catalogue.units.items()}
    shown = (
        table.assign(
            unit_code=[units.get(code, code) for code in table["unit_code"]],
            category=[*table["category"].iloc[:-1], _("Total")],
        )
        .rename(columns=words)
        .fillna({words["unit_code"]: ""})
    )
    heading(_("Closing table"))
    st.dataframe(shown, hide_index=True, height=35 * (len(shown) + 1) + 3, key="sweep_table")
    download_table(shown, sweep.name, key="sweep_file")


def _add_form(viewer: Viewer, store: Store, sweep: Sweep, now: datetime, done: Once) -> None:
    with st.form(done.key("add")):
        typed = st.text_area(
            _("Cases found (numbers, one after another)"), key=done.key("codes"), height=100
        )
        if st.form_submit_button(_("Put into the sweep"), type="primary"):
            codes = [code for code in _SEVERAL.split(typed) if code]
            _tell(add_cases(viewer, store, sweep.name, codes, now), done)
    if not scope_of(viewer).is_whole:
        return
    with st.form(done.key("end_sweep"), border=False):
        st.caption(_("Once ended, nothing goes in any more and the table stands."))
        if st.form_submit_button(_("End the sweep")):
            end_sweep(viewer, store, sweep.name, now)
            done.done(_("The sweep {name} has ended.", name=sweep.name))


def _tell(report: Added, done: Once) -> None:
    """Say what went in; numbers that were refused stay to be read, with the reason."""
    for code, reason in report.refused:
        st.warning(plain(f"{code}: {_(reason)}"))
    said = _(
        "{added} put in, {there} were in it already, {refused} refused.",
        added=len(report.added),
        there=len(report.there),
        refused=len(report.refused),
    )
    if report.refused:
        st.info(said)
    else:
        done.done(said)


def _open_form(viewer: Viewer, store: Store, now: datetime, done: Once, *, is_open: bool) -> None:
    with st.expander(_("Open a sweep"), expanded=is_open), st.form(done.key("sweep"), border=False):
        name = st.text_input(_("Name"), key=done.key("sweep_name"), max_chars=LONGEST)
        owner = st.text_input(_("Who settles what is found"), key=done.key("owner"))
        cut_off = st.date_input(
            _("Reported up to"), value=None, format="YYYY-MM-DD", key=done.key("cut_off")
        )
        deadline = st.date_input(
            _("To be settled by"), value=None, format="YYYY-MM-DD", key=done.key("deadline")
        )
        if not st.form_submit_button(_("Open"), type="primary"):
            return
        if cut_off is None or deadline is None:
            st.warning(_("Give both days: up to when it was reported, and by when it is settled."))
            return
        made = open_sweep(viewer, store, name, cut_off, owner, deadline, now)
        done.done(_("The sweep {name} is open.", name=made.name))
