"""The form that plans one session, for a duty or at a contact point."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.once import once
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.sessions.duties import duties_of
from service.sessions.places import contact_points
from service.sessions.planning import NewSession, plan_session


def plan_form(viewer: Viewer, store: Store, today: date, now: datetime) -> None:
    """Ask for the day, and for whose duty or at which contact point."""
    done = once("sessions")
    duties = {
        int(one["id"]): f"{one['holder']} · {one['place_name']}"
        for one in records(duties_of(viewer, store, today))
    }
    points = contact_points(viewer, store, today)
    with st.expander(_("Plan a session")), st.form(done.key("plan"), border=False):
        duty = st.selectbox(
            _("Contact duty"), list(duties), format_func=duties.get, index=None,
            key=done.key("plan_duty"), placeholder=_("none: choose a contact point"),
        )  # fmt: skip
        place = st.selectbox(
            _("Contact point"), list(points), format_func=points.get, index=None,
            key=done.key("plan_place"), placeholder=_("that of the duty"),
        )  # fmt: skip
        left, right = st.columns(2)
        day = left.date_input(_("Day"), value=None, format="YYYY-MM-DD", key=done.key("plan_day"))
        starts = right.text_input(_("At (19:00)"), key=done.key("plan_at"), max_chars=5)
        subject = st.text_input(_("What about"), key=done.key("plan_subject"), max_chars=LONGEST)
        if not st.form_submit_button(_("Plan it"), type="primary"):
            return
        if day is None or (duty is None and place is None):
            st.warning(_("Give the day, and a contact duty or a contact point."))
            return
        new = NewSession(day, None if duty else place, duty, starts, subject)
        plan_session(viewer, store, new, now)
        done.done(_("The session of {day} is planned.", day=day))
