"""Contact duties on the page: met of due for each, in the order of their names, and the forms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.period import Period
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import heading, show, tag
from dashboard.refusals import refusals_shown
from dashboard.roster_words import days_text
from dashboard.sessions_duty_forms import end_duty_form, new_duty_form, series_form
from dashboard.sessions_words import rule_text, said
from dashboard.share_words import of
from data.rows import records
from data.store import Store
from service.sessions.duties import duties_of
from service.sessions.seen import session_figures


def duty_part(viewer: Viewer, store: Store, month: Period, today: date, now: datetime) -> None:
    """Show who comes where how often and how many turns were met, and beside it the forms."""
    left, right = st.columns([15, 5], gap="medium")
    with left, refusals_shown():
        heading(_("Contact duties"))
        _table(viewer, store, month, today)
    if not may(viewer, Action.KEEP_SESSIONS):
        return
    duties = duties_of(viewer, store, today)
    with right:
        for form in (series_form, end_duty_form):
            with refusals_shown():
                form(viewer, store, duties, today, now)
        with refusals_shown():
            new_duty_form(viewer, store, today, now)


def _table(viewer: Viewer, store: Store, month: Period, today: date) -> None:
    frame = session_figures(viewer, store, month, today).duties
    if frame.empty:
        st.info(_("Nobody has a contact duty yet: enter one beside."))
        return
    rows, name = records(frame), _(month.name)
    shown = pd.DataFrame(
        {
            _("Who comes"): frame["holder"],
            _("Contact point"): frame["place_name"],
            _("How often"): [rule_text(r["rule"], r["weekday"], r["starts"]) for r in rows],
            _("Came / due, {period}", period=name): [_in_month(r) for r in rows],
            _("Came / due, {period}", period=month.first.year): [
                of(r["year_met"], r["year_due"]) for r in rows
            ],
            _("Last on"): [said(r["last_on"]) for r in rows],
            _("Next planned"): [said(r["next_on"]) for r in rows],
            _("In force"): [days_text(r["since"], r["until"]) for r in rows],
        },
        dtype=object,
    )
    st.dataframe(
        shown, hide_index=True, height=min(620, 35 * (len(shown) + 1) + 3), key="sessions_duties"
    )
    rule = _(
        "Once a month: a session on any day of the calendar month; a month in which the duty begins"
        " or ends counts from 14 days on. Every week: a session in the week of that day, Monday to"
        " Sunday; public holidays are not due. The year counts what was due up to today."
    )
    show(tag("p", rule, kind="quiet"))
    if may(viewer, Action.EXPORT):
        download_table(shown, _("contact duties"), key="sessions_duties_file")


def _in_month(row: dict[str, Any]) -> str:
    counted = of(row["month_met"], row["month_due"])
    if not row["month_open"]:
        return counted
    return _("{counted}, {count} still can", counted=counted, count=row["month_open"])
