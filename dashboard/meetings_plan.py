"""A meeting is planned, moved, noted as held, cancelled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import streamlit as st

from casework.access import Action, Viewer, may
from casework.meeting import MEETING_TERMS, MeetingKind
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.meetings_words import seen_version, told_of_change
from dashboard.once import once
from data.rows import records
from data.store import Store
from service.meetings.keeping import Meeting
from service.meetings.owners import areas_kept, owner_units
from service.meetings.planning import (
    NewMeeting,
    Plan,
    cancel_meeting,
    change_plan,
    hold_meeting,
    packs_to_choose,
    plan_meeting,
)

_FORM: Final = "meetings"
_LONG: Final = 200
_AHEAD: Final = timedelta(days=7)


def plan_part(viewer: Viewer, store: Store, today: date, now: datetime) -> None:
    """Ask what a new meeting is; its agenda is proposed."""
    done = once(_FORM)
    heading(_("Plan a meeting"))
    areas, units = areas_kept(viewer, store, today), owner_units(viewer, store, today)
    with st.form(done.key("plan"), border=False, enter_to_submit=False):
        left, right = st.columns(2, gap="medium")
        name = left.text_input(_("Name"), key=done.key("name"), max_chars=_LONG)
        kinds = list(MeetingKind)
        kind = right.selectbox(
            _("Kind of meeting"), kinds, key=done.key("meeting_kind"),
            format_func=lambda one: _(MEETING_TERMS[one]),
        )  # fmt: skip
        day = left.date_input(_("Day"), today + _AHEAD, format="YYYY-MM-DD", key=done.key("day"))
        place = right.text_input(_("Where it is held"), key=done.key("where"), max_chars=_LONG)
        area = left.selectbox(
            _("About"), list(areas), key=done.key("area"), index=0 if areas else None,
            format_func=lambda one: areas[one] or _("Whole district"),
        )  # fmt: skip
        pack = _pack_field(viewer, store, None, right)
        invited = st.multiselect(
            _("Units that are invited; a joint meeting names two or more"), list(units),
            format_func=lambda one: f"{units[one]} ({one})", key=done.key("invited"),
            placeholder=_("Choose units"), select_all=False,
        )  # fmt: skip
        if not st.form_submit_button(_("Plan it"), type="primary"):
            return
    if not isinstance(day, date):
        st.warning(_("Choose the day of the meeting."))
        return
    new = NewMeeting(name, kind, day, place, area or None, pack, tuple(invited))
    code = plan_meeting(viewer, store, new, now)
    st.query_params["meeting"] = code
    done.done(_("The meeting {code} is planned, and its agenda proposed.", code=code))


def change_form(viewer: Viewer, store: Store, meeting: Meeting, now: datetime) -> None:
    """Ask for another name, day, place or pack."""
    done = once(_FORM)
    version = seen_version(done, meeting)
    with (
        st.expander(_("Change name, day, place or pack")),
        st.form(done.key("change"), border=False, enter_to_submit=False),
    ):
        name = st.text_input(_("Name"), meeting.name, key=done.key("new_name"), max_chars=_LONG)
        day = st.date_input(_("Day"), meeting.held_on, format="YYYY-MM-DD", key=done.key("new_day"))
        place = st.text_input(
            _("Where it is held"), meeting.place or "", key=done.key("new_where"), max_chars=_LONG
        )
        pack = _pack_field(viewer, store, meeting.pack, st)
        if not st.form_submit_button(_("Change it")):
            return
    with told_of_change(done, meeting):
        plan = Plan(name, day if isinstance(day, date) else meeting.held_on, place, pack)
        change_plan(viewer, store, meeting.code, version, plan, now)
        done.done(_("The meeting was changed."))


def state_buttons(
    viewer: Viewer, store: Store, meeting: Meeting, today: date, now: datetime
) -> None:
    """Show the buttons that note a meeting as held or cancelled."""
    done = once(_FORM)
    version = seen_version(done, meeting)
    with st.container(horizontal=True):
        is_held = st.button(
            _("The meeting was held"), key=done.key("held"), disabled=today < meeting.held_on,
            help=_("From then on its agenda stays as it was."),
        )  # fmt: skip
        is_off = st.button(_("Cancel the meeting"), key=done.key("cancel"))
    with told_of_change(done, meeting):
        if is_held:
            hold_meeting(viewer, store, meeting.code, version, now)
            done.done(_("The meeting was noted as held."))
        if is_off:
            cancel_meeting(viewer, store, meeting.code, version, now)
            done.done(_("The meeting was cancelled; what is open goes to the next one."))


def _pack_field(viewer: Viewer, store: Store, chosen: str | None, where: Any) -> str | None:  # noqa: ANN401
    rows = records(packs_to_choose(viewer, store)) if may(viewer, Action.VIEW_MEETINGS) else []
    codes = [row["code"] for row in rows]
    names = {row["code"]: f"{row['code']} · {row['period']}" for row in rows}
    picked = where.selectbox(
        _("Review pack"), codes, index=codes.index(chosen) if chosen in codes else None,
        format_func=names.get, key=once(_FORM).key(f"pack_{chosen}"), placeholder=_("none yet"),
    )  # fmt: skip
    return str(picked) if picked else None
