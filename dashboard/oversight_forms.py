"""Forms of oversight: found, rectified, assigned, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.oversight import FindingState
from dashboard.i18n import _
from dashboard.once import once
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.oversight.duties import NewAssignment, assign, end_assignment, townships_seen
from service.oversight.findings import NewFinding, enter_finding, rectify_finding

_FORTNIGHT = timedelta(days=14)
_DAY = timedelta(days=1)


def finding_form(
    viewer: Viewer,
    store: Store,
    duties: pd.DataFrame,
    areas: Mapping[str, str],
    today: date,
    now: datetime,
) -> None:
    """Ask what was found, where, in which area of work, and until when it is to be rectified."""
    done = once("oversight")
    with st.expander(_("Enter a finding"), expanded=True), st.form(done.key("f"), border=False):
        duty = _assignment(duties, done.key("f_duty"))
        area = st.selectbox(
            _("Area of work"), list(areas), format_func=lambda one: areas[one], index=None,
            key=done.key("f_area"), placeholder=_("Choose an area of work"),
        )  # fmt: skip
        text = st.text_area(
            _("What was found"), key=done.key("f_text"), max_chars=LONGEST, height=90
        )
        st.caption(_("It is about a matter: no names of residents, no judgement of a person."))
        left, right = st.columns(2)
        found = left.date_input(
            _("Found on"), value=today, format="YYYY-MM-DD", key=done.key("f_on")
        )
        due = right.date_input(
            _("To be rectified by"), value=today + _FORTNIGHT, format="YYYY-MM-DD",
            key=done.key("f_due"),
        )  # fmt: skip
        if not st.form_submit_button(_("Enter the finding"), type="primary"):
            return
        if duty is None or area is None:
            st.warning(_("Choose who found it and the area of work."))
            return
        new = NewFinding(duty, area, found, text, due)
        enter_finding(viewer, store, new, now)
        done.done(_("The finding is entered."))


def rectify_form(
    viewer: Viewer, store: Store, findings: pd.DataFrame, today: date, now: datetime
) -> None:
    """Ask which finding was rectified, when and how."""
    done = once("oversight")
    rows = records(findings.sort_values(["due_on", "id"]))
    waiting = {
        int(one["id"]): f"{one['unit_name']} · {one['area_name']} · {one['text']}"
        f" ({one['due_on'] or '–'})"
        for one in rows
        if one["state"] is not FindingState.RECTIFIED
    }
    with st.expander(_("Rectified")), st.form(done.key("r"), border=False):
        number = st.selectbox(
            _("Finding"), list(waiting), format_func=lambda one: waiting[one], index=None,
            key=done.key("r_one"), placeholder=_("Choose what was rectified"),
        )  # fmt: skip
        on = st.date_input(
            _("Rectified on"), value=today, format="YYYY-MM-DD", key=done.key("r_on")
        )
        note = st.text_input(_("How it was put right"), key=done.key("r_how"), max_chars=LONGEST)
        if not st.form_submit_button(_("Enter it"), type="primary"):
            return
        if number is None:
            st.warning(_("Choose what was rectified."))
            return
        rectify_finding(viewer, store, number, on, note, now)
        done.done(_("It is entered as rectified."))


def assign_form(viewer: Viewer, store: Store, today: date, now: datetime) -> None:
    """Ask which office is assigned to which township from when."""
    done = once("oversight")
    units = townships_seen(viewer, store, today)
    with st.expander(_("Assign an office")), st.form(done.key("a"), border=False):
        holder = st.text_input(
            _("Who is assigned (the public office)"), key=done.key("a_who"), max_chars=LONGEST
        )
        department = st.text_input(_("Department"), key=done.key("a_dep"), max_chars=LONGEST)
        unit = st.selectbox(
            _("Township"), list(units), format_func=lambda one: units[one], index=None,
            key=done.key("a_unit"), placeholder=_("Choose a township"),
        )  # fmt: skip
        since = st.date_input(
            _("First day"), value=today, format="YYYY-MM-DD", key=done.key("a_since")
        )
        if not st.form_submit_button(_("Assign"), type="primary"):
            return
        if unit is None:
            st.warning(_("Choose a township."))
            return
        assign(viewer, store, NewAssignment(holder, unit, since, None, department), now)
        done.done(_("{holder} is assigned to {unit}.", holder=holder, unit=units[unit]))


def end_form(
    viewer: Viewer, store: Store, duties: pd.DataFrame, today: date, now: datetime
) -> None:
    """Ask which assignment ends, with which last day."""
    done = once("oversight")
    with st.expander(_("End an assignment")), st.form(done.key("e"), border=False):
        duty = _assignment(duties, done.key("e_duty"))
        last = st.date_input(_("Last day"), value=today, format="YYYY-MM-DD", key=done.key("e_on"))
        if not st.form_submit_button(_("End it")):
            return
        if duty is None:
            st.warning(_("Choose an assignment."))
            return
        end_assignment(viewer, store, duty, last + _DAY, now)
        done.done(_("The assignment ends after {day}.", day=last))


def _assignment(duties: pd.DataFrame, key: str) -> int | None:
    names = {int(one["id"]): f"{one['unit_name']} · {one['holder']}" for one in records(duties)}
    return st.selectbox(
        _("Assignment"), list(names), format_func=lambda one: names[one], index=None, key=key,
        placeholder=_("Choose an assignment"),
    )  # fmt: skip
