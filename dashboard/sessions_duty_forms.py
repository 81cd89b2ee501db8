"""Forms of contact duties: entered, ended, and a series of sessions planned by their rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.contact_duty import RULE_TERMS, DutyRule
from casework.work_calendar import WEEKDAYS
from dashboard.i18n import _
from dashboard.once import once
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.sessions.duties import NewDuty, end_duty, enter_duty
from service.sessions.places import contact_points
from service.sessions.planning import plan_series

_AHEAD = timedelta(days=92)


def series_form(
    viewer: Viewer, store: Store, duties: pd.DataFrame, today: date, now: datetime
) -> None:
    """Ask for which duty and until when sessions are planned by its rule."""
    done = once("sessions")
    with st.expander(_("Plan a series")), st.form(done.key("series"), border=False):
        duty = _duty(duties, done.key("series_duty"))
        left, right = st.columns(2)
        first = left.date_input(
            _("From"), value=today, format="YYYY-MM-DD", key=done.key("series_from")
        )
        last = right.date_input(
            _("Last day"), value=today + _AHEAD, format="YYYY-MM-DD", key=done.key("series_to")
        )
        st.caption(_("A turn that has a session already gets no second one."))
        if not st.form_submit_button(_("Plan them"), type="primary"):
            return
        if duty is None:
            st.warning(_("Choose a contact duty."))
            return
        made = plan_series(viewer, store, duty, first, last + timedelta(days=1), now)
        done.done(
            _("{count} sessions are planned; {there} turns had one already.",
              count=len(made.planned), there=made.there)
        )  # fmt: skip


def end_duty_form(
    viewer: Viewer, store: Store, duties: pd.DataFrame, today: date, now: datetime
) -> None:
    """Ask which duty ends, with which last day, and why."""
    done = once("sessions")
    with st.expander(_("End a duty")), st.form(done.key("end_duty"), border=False):
        duty = _duty(duties, done.key("ended"))
        last = st.date_input(
            _("Last day"), value=today, format="YYYY-MM-DD", key=done.key("ended_on")
        )
        reason = st.text_input(_("Reason"), key=done.key("ended_why"), max_chars=LONGEST)
        st.caption(_("Sessions planned after that day are cancelled with this reason."))
        if not st.form_submit_button(_("End it")):
            return
        if duty is None:
            st.warning(_("Choose a contact duty."))
            return
        fell = end_duty(viewer, store, duty, last + timedelta(days=1), reason, now)
        done.done(_("The duty ends; {count} planned sessions are cancelled.", count=fell))


def new_duty_form(viewer: Viewer, store: Store, today: date, now: datetime) -> None:
    """Ask who comes to which contact point how often."""
    done = once("sessions")
    points = contact_points(viewer, store, today)
    rules = {rule.value: _(term) for rule, term in RULE_TERMS.items()}
    days = dict(enumerate(_(day) for day in WEEKDAYS))
    with st.expander(_("Enter a contact duty")), st.form(done.key("duty"), border=False):
        holder = st.text_input(
            _("Who comes (the public office)"), key=done.key("holder"), max_chars=LONGEST
        )
        place = st.selectbox(
            _("Contact point"), list(points), format_func=points.get, index=None,
            key=done.key("duty_place"), placeholder=_("Choose a contact point"),
        )  # fmt: skip
        left, middle, right = st.columns(3)
        rule = left.selectbox(
            _("How often"), list(rules), format_func=rules.get, key=done.key("rule")
        )
        weekday = middle.selectbox(
            _("On which day"), list(days), format_func=days.get, index=None,
            key=done.key("weekday"), placeholder=_("any day"),
        )  # fmt: skip
        starts = right.text_input(_("At (19:00)"), key=done.key("starts"), max_chars=5)
        since = left.date_input(
            _("First day"), value=today, format="YYYY-MM-DD", key=done.key("since")
        )
        if not st.form_submit_button(_("Enter the duty"), type="primary"):
            return
        if place is None:
            st.warning(_("Choose a contact point."))
            return
        new = NewDuty(holder, place, DutyRule(rule), since, None, weekday, starts)
        enter_duty(viewer, store, new, now)
        done.done(_("The duty of {holder} is entered.", holder=holder))


def _duty(duties: pd.DataFrame, key: str) -> int | None:
    names = {int(one["id"]): f"{one['holder']} · {one['place_name']}" for one in records(duties)}
    return st.selectbox(
        _("Contact duty"), list(names), format_func=names.get, index=None, key=key,
        placeholder=_("Choose a contact duty"),
    )  # fmt: skip
