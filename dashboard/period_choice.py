"""Which period a page is about: a month, quarter, year, week or some days, kept in the address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from casework.access import Action, Viewer, require
from casework.errors import CaseworkError
from casework.period import Kind, Period
from casework.sentence import Sentence
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.messages import plain, sentence_of
from data.settings_store import office_zone
from data.store import Store
from data.workload_store import first_report

PARAMETER: Final = "period"
# Of each kind at most this many are listed; the address takes any.
_LISTED: Final = {"month": 36, "quarter": 16, "year": 10, "week": 60}


def choose_period(
    viewer: Viewer, store: Store, today: date, key: str, usual: Period | None = None
) -> Period:
    """Show the choice of a period and return what is chosen; the usual one until there is a choice.

    Parameters
    ----------
    today
        The day it is in the office's zone: a period that is not over ends with it.
    key
        Of the widgets, one for a page.
    usual
        What the page shows without a choice; this month where nothing is given.

    Notes
    -----
    The address alone holds the choice (``?period=2026-10``), so that links, reload and the way
    back lead to the same figures.  What cannot be read there, or lies ahead, is said and left.
    """
    usual = (usual or Period.holding(today)).whole()
    chosen = _asked(usual, today)
    kinds: dict[Kind, str] = {
        "month": _("Month"),
        "quarter": _("Quarter"),
        "year": _("Year"),
        "week": _("Week"),
        "days": _("Days"),
    }
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"{key}_row"):
        st.selectbox(
            _("Kind of period"),
            list(kinds),
            format_func=kinds.get,
            key=_shown(f"{key}_kind", chosen.kind),
            on_change=_take_kind,
            args=(f"{key}_kind", usual, today),
            width=110,
        )
        if chosen.kind == "days":
            _days(key, chosen, usual, today)
        else:
            _listed(key, chosen, usual, _first_day(viewer, store, today), today)
    return chosen


def period_link(period: Period) -> str:
    """Return what the address says for a period: an unfinished month goes on as days pass."""
    return period.whole().key


def _asked(usual: Period, today: date) -> Period:
    this_month = Period.holding(today).until(today)
    text = asked(PARAMETER)
    if text is None:
        return usual.until(today)
    try:
        found = Period.parse(text).until(today)
    except CaseworkError as error:
        st.warning(plain(sentence_of(error)))
        return this_month
    if found.first > today:
        said = Sentence(
            "The period {seen} has not begun: this month is shown instead.", seen=found.key
        )
        st.warning(plain(_(said)))
        return this_month
    return found


def _first_day(viewer: Viewer, store: Store, today: date) -> date:
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        reported = first_report(conn)
        zone = office_zone(conn)
    return min(today, reported.astimezone(zone).date()) if reported else today


def _shown(key: str, value: object) -> str:
    """Return the key of a widget that shows what the address says."""
    st.session_state[key] = value
    return key


def _listed(key: str, chosen: Period, usual: Period, first: date, today: date) -> None:
    newest = Period.holding(today, chosen.kind)
    before = newest.back(_LISTED[chosen.kind] - 1)
    known = [one for one in before if one.last >= first]
    links = [period_link(one) for one in (newest, *reversed(known))]
    link = period_link(chosen) if chosen.last in (today, chosen.whole().last) else chosen.key
    if link not in links:
        links.append(link)
    names = {one: _name(one, today) for one in links}
    st.selectbox(
        _("Period"),
        links,
        format_func=names.get,
        key=_shown(f"{key}_one", link),
        on_change=_take,
        args=(f"{key}_one", usual),
        width=330,
    )


def _name(link: str, today: date) -> str:
    return _(Period.parse(link).until(today).name)


def _days(key: str, chosen: Period, usual: Period, today: date) -> None:
    st.date_input(
        _("First and last day"),
        max_value=today,
        format="YYYY-MM-DD",
        key=_shown(f"{key}_days", (chosen.first, chosen.last)),
        on_change=_take_days,
        args=(f"{key}_days", usual),
        width=330,
    )


def _take_kind(key: str, usual: Period, today: date) -> None:
    kind = st.session_state[key]
    if kind == "days":
        _keep(Period(today - timedelta(days=6), today), usual)
    else:
        _keep(Period.holding(today, kind), usual)


def _take(key: str, usual: Period) -> None:
    _keep(Period.parse(st.session_state[key]), usual)


def _take_days(key: str, usual: Period) -> None:
    days = st.session_state[key]
    # Between the two clicks there is only a first day.
    if isinstance(days, tuple) and len(days) == 2:
        _keep(Period(*days), usual)


def _keep(period: Period, usual: Period) -> None:
    """Put a period into the address; the usual one, which is shown anyway, needs no word."""
    keep(PARAMETER, None if period == usual else period.key)
