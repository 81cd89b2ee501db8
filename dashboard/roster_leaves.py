"""Leave on the page: who is away when, who stands in, a leave entered, ended early or covered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.once import once
from dashboard.refusals import refusals_shown
from dashboard.roster_calendar import calendar
from dashboard.roster_cover import cover_form
from dashboard.roster_words import days_text, duty_word, person
from data.store import Store
from service.roster.leave_acts import end_leave_early, enter_leave
from service.roster.leaves import LeaveLine, leaves_of
from service.roster.workers import workers_on

_AHEAD = timedelta(days=30)
_LOOKED_AT = "roster_leave_looked_at"


def leave_part(viewer: Viewer, store: Store, now: datetime, today: date) -> None:
    """Show the calendar of the weeks ahead, and beside it the chosen leave and the forms."""
    lines = leaves_of(viewer, store, today, today + _AHEAD)
    left, right = st.columns([12, 8], gap="medium")
    with left, refusals_shown():
        heading(_("Who is away, and who stands in"))
        calendar(lines, today, _AHEAD.days)
        chosen = _chosen(lines)
        if chosen is not None:
            _stand_ins(chosen)
    with right:
        if chosen is not None:
            with refusals_shown():
                cover_form(viewer, store, chosen, now, today)
            with refusals_shown():
                _end_form(viewer, store, chosen, now, today)
        with refusals_shown():
            _enter_form(viewer, store, now, today, is_open=chosen is None)


def _chosen(lines: list[LeaveLine]) -> LeaveLine | None:
    if not lines:
        return None
    by_id = {line.id: line for line in lines}
    # What is not covered yet is looked at first.
    order = sorted(by_id, key=lambda one: (not by_id[one].uncovered_days, by_id[one].since, one))
    # A deed changes the words of a choice, and a choice that stays shows those of before.
    key = once("roster").key("leave_choice")
    if st.session_state.get(key) not in by_id:
        before = st.session_state.get(_LOOKED_AT)
        st.session_state[key] = before if before in by_id else order[0]
    texts = {one: _leave_text(by_id[one]) for one in order}
    number = st.selectbox(_("Leave"), order, format_func=texts.__getitem__, key=key)
    st.session_state[_LOOKED_AT] = number
    return by_id[number]


def _leave_text(line: LeaveLine) -> str:
    who, days = person(line.worker_name, line.worker), days_text(line.since, line.until)
    if not line.grids:
        return _("{who}, {days}: no grids of his own", who=who, days=days)
    if line.uncovered_days:
        return _(
            "{who}, {days}: {count} grid-days with nobody",
            who=who,
            days=days,
            count=line.uncovered_days,
        )
    return f"{who}, {days}"


def _stand_ins(line: LeaveLine) -> None:
    if not line.stand_ins:
        return
    shown = pd.DataFrame(
        {
            _("Answers"): [duty_word(one.duty) for one in line.stand_ins],
            _("Grid"): [one.grid_name for one in line.stand_ins],
            _("Which days"): [days_text(one.since, one.until) for one in line.stand_ins],
            _("Who"): [person(one.worker_name, one.worker) for one in line.stand_ins],
            _("Order"): [one.order_no or "" for one in line.stand_ins],
            _("Code"): [one.grid_code for one in line.stand_ins],
        },
        dtype=object,
    )
    st.dataframe(shown, hide_index=True, height=35 * (len(shown) + 1) + 3, key="roster_stand_ins")
    download_table(shown, _("substitutes"), key="roster_stand_ins_file")


def _end_form(viewer: Viewer, store: Store, line: LeaveLine, now: datetime, today: date) -> None:
    done = once("roster")
    with (
        st.expander(_("Back earlier")),
        st.form(done.key(f"end_{line.id}"), border=False),
    ):
        st.caption(_("Substitutes end on the day of return. The days before stay as they were."))
        back = st.date_input(
            _("Day of return"), value=None, format="YYYY-MM-DD", min_value=today,
            max_value=line.until, key=done.key(f"back_{line.id}"),
        )  # fmt: skip
        if not st.form_submit_button(_("Enter the return")):
            return
        if back is None:
            st.warning(_("Give the day of return."))
            return
        end_leave_early(viewer, store, line.id, back, now)
        done.done(_("{worker} is back on {day}.", worker=line.worker_name, day=back))


def _enter_form(viewer: Viewer, store: Store, now: datetime, today: date, *, is_open: bool) -> None:
    done = once("roster")
    frame = workers_on(viewer, store, today)
    names = dict(zip(frame["code"], frame["name"], strict=True))
    with (
        st.expander(_("Enter a leave"), expanded=is_open),
        st.form(done.key("leave"), border=False),
    ):
        worker = st.selectbox(
            _("Worker"), list(names), index=None, key=done.key("leave_worker"),
            format_func=lambda code: person(names[code], code),
            placeholder=_("Choose a worker"),
        )  # fmt: skip
        first, second = st.columns(2)
        since = first.date_input(
            _("First day away"), value=None, format="YYYY-MM-DD", min_value=today,
            key=done.key("leave_since"),
        )  # fmt: skip
        until = second.date_input(
            _("Day of return"), value=None, format="YYYY-MM-DD", min_value=today,
            key=done.key("leave_until"), help=_("The first day on which the worker is back."),
        )  # fmt: skip
        number = st.text_input(
            _("Order number"), key=done.key("leave_order"), autocomplete="off",
            placeholder=_("given in turn when left empty"),
        )  # fmt: skip
        st.caption(_("Why somebody is away is not asked and not kept."))
        if not st.form_submit_button(_("Enter the leave"), type="primary"):
            return
        if worker is None or since is None or until is None:
            st.warning(_("Choose the worker, the first day away and the day of return."))
            return
        kept = enter_leave(viewer, store, worker, since, until, now, order_no=number)
        done.done(
            _("The leave of {worker} is entered under {number}.", worker=names[worker],
              number=kept.order_no)
        )  # fmt: skip
