"""What a meeting decided, and the form of one more decision."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _, language
from dashboard.markup import heading, show, tag
from dashboard.meetings_words import decision_line, lines
from dashboard.once import once
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.meetings.agenda import Agenda
from service.meetings.deciding import NewDecision, decide
from service.meetings.decisions import decisions_of
from service.meetings.owners import owner_units

_FORM: Final = "meetings"
_USUAL_TIME: Final = timedelta(days=30)


def decided_list(viewer: Viewer, store: Store, agenda: Agenda, today: date) -> None:
    """Show what the meeting decided, and where it stands today."""
    frame = decisions_of(viewer, store, today)
    rows = records(frame.loc[frame["meeting_code"] == agenda.meeting.code])
    if not rows and agenda.meeting.is_planned:
        return
    heading(_("Decided: {n}", n=len(rows)))
    if not rows:
        show(tag("p", _("Nothing was decided."), kind="quiet"))
        return
    rows.sort(key=lambda row: str(row["code"]))
    show(lines(*(decision_line(row, of_meeting=False) for row in rows), kind="book"))


def decide_form(viewer: Viewer, store: Store, agenda: Agenda, now: datetime) -> None:
    """Ask what was decided, whose it is and until when."""
    done, meeting = once(_FORM), agenda.meeting
    units = owner_units(viewer, store, meeting.held_on)
    items = {one.id: one for one in agenda.items}
    with (
        st.expander(_("Write down a decision")),
        st.form(done.key("decide"), border=False, enter_to_submit=False),
    ):
        text = st.text_area(_("Decision"), key=done.key("text"), max_chars=LONGEST, height=80)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            unit = st.selectbox(
                _("Owner unit"), list(units), index=None, key=done.key("owner"),
                format_func=lambda one: f"{units[one]} ({one})", placeholder=_("Choose a unit"),
            )  # fmt: skip
            due_on = st.date_input(
                _("Due on"), meeting.held_on + _USUAL_TIME, min_value=meeting.held_on,
                format="YYYY-MM-DD", key=done.key("due"), width=170,
            )  # fmt: skip
        item = st.selectbox(
            _("Agenda item"), list(items), index=None, key=done.key("decided_item"),
            format_func=lambda one: f"{items[one].position} · {items[one].titles[language()]}",
            placeholder=_("none: a free decision"),
        )  # fmt: skip
        if not st.form_submit_button(_("Write it down"), type="primary"):
            return
    if unit is None or not isinstance(due_on, date):
        st.warning(_("Choose the unit whose it is, and the day it is due."))
        return
    code = decide(viewer, store, NewDecision(meeting.code, text, unit, due_on, item), now)
    done.done(_("Decision {code} was written down.", code=code))
