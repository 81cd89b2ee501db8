"""Contact points on a page: rooms, who has come this month, the calendar, notices, the forms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from casework.errors import CaseworkError
from casework.period import Period
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.markup import Markup, figures, heading, page_title, show
from dashboard.messages import plain
from dashboard.once import once
from dashboard.refusals import refusals_shown
from dashboard.sessions_calendar import month_calendar
from dashboard.sessions_duties import duty_part
from dashboard.sessions_forms import session_forms
from dashboard.sessions_notices import notices_part
from dashboard.sessions_own import own_answer
from dashboard.sessions_rooms import rooms_part
from dashboard.share_words import of, share
from data.store import Store
from service.sessions.coverage import LEVEL_TERMS, rooms_on
from service.sessions.duties import duties_of
from service.sessions.seen import SessionFigures, session_figures, sessions_of, turns_seen
from service.settings import settings_now

_STYLE = Markup("<style>.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}</style>")
# Months that are listed around this one.
_BEFORE, _AFTER = 15, 3
_DAY = timedelta(days=1)


def sessions_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page."""
    zone = ZoneInfo(str(settings_now(viewer, store)["time_zone"]))
    today = now.astimezone(zone).date()
    show(_STYLE)
    page_title(_("Contact points"))
    once("sessions").tell()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = _month(today)
        holder = _holder(viewer, store)
        part = _part()
    _figures(viewer, store, month, today)
    if part == "duties":
        duty_part(viewer, store, month, today, now)
    elif part == "rooms":
        rooms_part(viewer, store, today)
    else:
        _calendar_part(viewer, store, month, today, now, holder)


def _calendar_part(
    viewer: Viewer, store: Store, month: Period, today: date, now: datetime, holder: str | None
) -> None:
    days = (month.first, month.last + _DAY)
    sessions = sessions_of(viewer, store, *days)
    if holder is not None:
        sessions = sessions.loc[sessions["holder"] == holder]
    left, right = st.columns([13, 7], gap="medium")
    with left:
        turns = turns_seen(viewer, store, month.first, month.first, today)
        # A calendar that lacks a year is said; the sessions are shown all the same.
        with refusals_shown():
            turns = turns_seen(viewer, store, *days, today)
            if holder is not None:
                turns = turns.loc[turns["holder"] == holder]
                own_answer(viewer, store, holder, month, today)
        heading(_("Sessions, {month}", month=_(month.name)))
        month_calendar(sessions, turns, month, today)
    with right:
        with refusals_shown():
            notices_part(viewer, store, today, holder)
        with refusals_shown():
            session_forms(viewer, store, sessions, today, now)


def _figures(viewer: Viewer, store: Store, month: Period, today: date) -> None:
    rooms = rooms_on(viewer, store, today)
    rows = [
        (
            _("{level} with a contact point", level=LEVEL_TERMS[rooms.level]),
            of(rooms.met, len(rooms.units)),
        )
    ]
    try:
        rows += _counted(session_figures(viewer, store, month, today), month)
    except CaseworkError as error:
        # A calendar that lacks a year: what does not hang on it is shown all the same.
        st.warning(plain(_(error)))
    show(figures(rows))


def _counted(found: SessionFigures, month: Period) -> list[tuple[str, str]]:
    still = found.total("month_open")
    came = of(found.total("month_met"), found.total("month_due"))
    said = _("came in {month}, of times due", month=_(month.name))
    if still:
        said = _("{said}; {count} still can", said=said, count=still)
    year = month.first.year
    return [
        (said, came),
        (
            _("came in {year} so far, of times due", year=year),
            share(found.total("year_met"), found.total("year_due")),
        ),
        (
            _("sessions held in {year} announced at least one day before", year=year),
            share(found.valid, found.held),
        ),
    ]


def _month(today: date) -> Period:
    this = Period.holding(today)
    months = [*this.back(_BEFORE), this]
    for _n in range(_AFTER):
        months.append(Period.holding(months[-1].last + _DAY))
    keys = [one.key for one in reversed(months)]
    said, key = asked("month"), "sessions_month"
    st.session_state[key] = said if said in keys else this.key
    picked = st.selectbox(
        _("Month"), keys, key=key, width=130, on_change=_keep, args=("month", key, this.key)
    )
    return Period.parse(picked or this.key)


def _holder(viewer: Viewer, store: Store) -> str | None:
    names = sorted(set(duties_of(viewer, store)["holder"]))
    said, key = asked("who"), "sessions_who"
    st.session_state[key] = said if said in names else None
    return st.selectbox(
        _("Whose contact point"),
        names,
        key=key,
        width=290,
        placeholder=_("everybody's"),
        on_change=_keep,
        args=("who", key, None),
    )


def _part() -> str:
    words = {
        "calendar": _("Calendar"),
        "duties": _("Contact duties"),
        "rooms": _("Rooms"),
    }
    said, key = asked("part"), "sessions_part"
    st.session_state[key] = said if said in words else "calendar"
    picked = st.segmented_control(
        _("Shown"),
        list(words),
        format_func=words.__getitem__,
        required=True,
        key=key,
        on_change=_keep,
        args=("part", key, "calendar"),
    )
    return str(picked or "calendar")


def _keep(name: str, key: str, usual: str | None) -> None:
    value = st.session_state[key]
    keep(name, None if value == usual else value)
