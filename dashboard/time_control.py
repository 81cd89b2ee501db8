"""The day the map shows: chosen by date, by slider, or from one change to the next."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.messages import plain
from dashboard.time_texts import changes_text
from data.store import Store
from service.map_time import MapDay, Reading, TimeSpan, orders_on, time_span

_DAY, _READING = "time_day", "time_reading"
_LAST: Final = date(2200, 12, 31)


def time_control(viewer: Viewer, store: Store, now_day: MapDay) -> MapDay:
    """Show the choice of a day and return what is chosen.

    Parameters
    ----------
    now_day
        Today (`service.map_time.map_day` without a day).
    """
    span = time_span(viewer, store, now_day.today)
    on = _chosen_day(span)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.date_input(
            _("Day the map shows"),
            min_value=_first(span),
            max_value=_LAST,
            format="YYYY-MM-DD",
            key=_fresh("time_date", on),
            on_change=_take,
            args=("time_date",),
        )
        st.button(
            _("Today"),
            key="time_today",
            on_click=_go,
            args=(span.today,),
            disabled=on == span.today,
        )
    _steps(span, on)
    _slider(span, on)
    st.caption(plain(changes_text(span, on, orders_on(viewer, store, on))))
    keep("on", None if on == span.today else on.isoformat())
    return MapDay(on, span.today, _reading(span, on), now_day.zone)


def _chosen_day(span: TimeSpan) -> date:
    """Return the day chosen before, else the one in the address, else today."""
    if _DAY not in st.session_state:
        st.session_state[_DAY] = _day_of(asked("on")) or span.today
    return max(st.session_state[_DAY], _first(span))


def _first(span: TimeSpan) -> date:
    return min(span.first or span.today, span.today)


def _fresh(key: str, on: date) -> str:
    """Return the key of a widget that shows the chosen day, whichever widget chose it."""
    st.session_state[key] = on
    return key


def _take(key: str) -> None:
    if isinstance(st.session_state[key], date):
        st.session_state[_DAY] = st.session_state[key]


def _go(day: date) -> None:
    st.session_state[_DAY] = day


def _steps(span: TimeSpan, on: date) -> None:
    steps = (
        ("‹ " + _("Earlier"), _("To the change before"), span.before(on), "time_before"),
        (_("Later") + " ›", _("To the next change"), span.after(on), "time_after"),
    )
    with st.container(horizontal=True, gap="small"):
        for label, hint, day, key in steps:
            none = day is None or day < _first(span)
            st.button(label, key, hint, _go, args=(day,), disabled=none, width="stretch")


def _slider(span: TimeSpan, on: date) -> None:
    stops = span.stops(on)
    if len(stops) < 2:
        return
    st.select_slider(
        _("Days of change"),
        stops,
        format_func=date.isoformat,
        key=_fresh("time_slider", on),
        on_change=_take,
        args=("time_slider",),
    )


def _reading(span: TimeSpan, on: date) -> Reading:
    """Return on which map cases are counted; asked only where there is more than one."""
    others = any(counts["grids"] for day, counts in span.turns.items() if day <= span.today)
    if not others or on > span.today:
        keep("map", None)
        return "as_it_was"
    words = {
        "as_it_was": _("in the grids they lay in then"),
        "today": _("in today's grids"),
    }
    if _READING not in st.session_state:
        st.session_state[_READING] = "today" if asked("map") == "today" else "as_it_was"
    chosen = st.radio(_("Cases are counted"), list(words), format_func=words.get, key=_READING)
    keep("map", "today" if chosen == "today" else None)
    return "today" if chosen == "today" else "as_it_was"


def _day_of(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found <= _LAST else None
