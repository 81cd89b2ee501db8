"""Meetings: one with its agenda, decisions and minutes; a new one; all decisions there are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Action, Viewer, may, require
from casework.meeting import MEETING_STATE_TERMS, MeetingState
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.markup import page_title, show
from dashboard.meetings_book import book_part
from dashboard.meetings_one import meeting_part
from dashboard.meetings_plan import plan_part
from dashboard.meetings_words import STYLE
from dashboard.once import once
from dashboard.refusals import refusals_shown
from data.rows import records
from data.store import Store
from service.meetings.planning import meetings_of
from service.settings import settings_now

_PARTS: Final = ("meeting", "book")
_NEW: Final = "new"
FORM: Final = "meetings"


def meetings_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the meeting in the address, else the next one; or the book of decisions."""
    require(viewer, Action.VIEW_MEETINGS)
    show(STYLE)
    page_title(_("Meetings and decisions"))
    zone = ZoneInfo(str(settings_now(viewer, store)["time_zone"]))
    today = now.astimezone(zone).date()
    once(FORM).tell()
    rows = records(meetings_of(viewer, store))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = _part()
        code = _chosen(viewer, rows, today) if part == "meeting" else None
    with refusals_shown():
        if part == "book":
            book_part(viewer, store, today, now)
        elif code == _NEW:
            plan_part(viewer, store, today, now)
        elif code is None:
            st.info(_("No meeting has been planned so far."))
        else:
            meeting_part(viewer, store, code, today, now)


def _part() -> str:
    words = {"meeting": _("A meeting"), "book": _("All decisions")}
    said = asked("part")
    st.session_state["meetings_part"] = said if said in _PARTS else "meeting"
    picked = st.segmented_control(
        _("Part"),
        list(_PARTS),
        format_func=words.get,
        key="meetings_part",
        required=True,
        label_visibility="collapsed",
        on_change=_keep,
        args=("part", "meetings_part", "meeting"),
    )
    return str(picked or "meeting")


def _chosen(viewer: Viewer, rows: list[dict[str, Any]], today: date) -> str | None:
    names = {row["code"]: _name(row) for row in rows}
    if may(viewer, Action.KEEP_MEETINGS):
        names[_NEW] = _("New meeting …")
    if not names:
        return None
    said, usual = asked("meeting"), _usual(rows, today) or _NEW
    st.session_state["meetings_chosen"] = said if said in names else usual
    picked = st.selectbox(
        _("Meeting"),
        list(names),
        format_func=names.get,
        key="meetings_chosen",
        on_change=_keep,
        args=("meeting", "meetings_chosen", usual),
        width=520,
    )
    return str(picked)


def _usual(rows: list[dict[str, Any]], today: date) -> str | None:
    """Return the code of the next meeting that is planned, else of the last one."""
    ahead = [
        row for row in rows if row["state"] == MeetingState.PLANNED and row["held_on"] >= today
    ]
    found = ahead[-1:] or rows[:1]
    return found[0]["code"] if found else None


def _name(row: dict[str, Any]) -> str:
    state = _(MEETING_STATE_TERMS[MeetingState(row["state"])])
    return f"{row['held_on']} · {row['name']} · {state}"


def _keep(name: str, key: str, usual: str) -> None:
    value = st.session_state[key]
    keep(name, None if value == usual else value)
