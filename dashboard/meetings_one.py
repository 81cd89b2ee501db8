"""One meeting: what it is, its agenda, what it decided, who was represented, its minutes."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from casework.access import Action, Viewer, may
from casework.meeting import MEETING_STATE_TERMS, MEETING_TERMS, MeetingState
from dashboard.i18n import _
from dashboard.markup import beside, heading, show, tag
from dashboard.meetings_agenda import agenda_forms, agenda_list
from dashboard.meetings_decide import decide_form, decided_list
from dashboard.meetings_minutes import minutes_part, presence_part
from dashboard.meetings_plan import change_form, state_buttons
from dashboard.meetings_words import minutes_address, present_address
from dashboard.refusals import refusals_shown
from data.store import Store
from service.meetings.agenda import Agenda, agenda_of
from service.meetings.owners import owner_units


def meeting_part(viewer: Viewer, store: Store, code: str, today: date, now: datetime) -> None:
    """Show a meeting, with the forms of whoever keeps it."""
    agenda = agenda_of(viewer, store, code, now)
    meeting = agenda.meeting
    may_keep = bool(may(viewer, Action.KEEP_MEETINGS)) and meeting.may_keep
    is_on = may_keep and meeting.state is not MeetingState.CANCELLED
    _head(viewer, store, agenda, today)
    left, right = st.columns([13, 8], gap="medium")
    with left:
        heading(_("Agenda, {n} items, {minutes} min", n=len(agenda.items), minutes=agenda.minutes))
        agenda_list(agenda)
        if is_on and meeting.is_planned:
            with refusals_shown():
                agenda_forms(viewer, store, agenda, now)
        decided_list(viewer, store, agenda, today)
        if is_on and today >= meeting.held_on:
            with refusals_shown():
                decide_form(viewer, store, agenda, now)
    with right, beside():
        with refusals_shown():
            presence_part(viewer, store, agenda, may_keep=is_on, now=now)
        with refusals_shown():
            minutes_part(viewer, store, agenda, may_keep=is_on, now=now)
        if is_on and meeting.is_planned:
            with refusals_shown():
                change_form(viewer, store, meeting, now)
            with refusals_shown():
                state_buttons(viewer, store, meeting, today, now)


def _head(viewer: Viewer, store: Store, agenda: Agenda, today: date) -> None:
    meeting = agenda.meeting
    areas = owner_units(viewer, store, today)
    about = areas.get(meeting.area or "", meeting.area) or _("Whole district")
    where = [str(meeting.held_on), *([meeting.place] if meeting.place else []), about]
    show(
        tag("h3", meeting.name),
        tag(
            "p",
            tag("span", _(MEETING_TERMS[meeting.kind]), kind="badge"),
            tag("span", _(MEETING_STATE_TERMS[meeting.state]), kind="badge"),
            " · ".join(where),
        ),
    )
    with st.container(horizontal=True, gap="small"):
        if meeting.pack:
            st.link_button(_("Present"), present_address(meeting), type="primary")
        if may(viewer, Action.EXPORT):
            st.link_button(_("Minutes to print"), minutes_address(meeting.code))
