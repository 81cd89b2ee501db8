"""What is done with one session: notice posted or printed, held with its requests, cancelled."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.contact_duty import SessionState
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import heading, pairs, show
from dashboard.once import Once, once
from dashboard.refusals import refusals_shown
from dashboard.sessions_plan_form import plan_form
from dashboard.sessions_words import notice_address, said, session_text, session_word, whose
from data.rows import records
from data.store import Store
from service.cases.drafting import NewCase
from service.cases.noting import LONGEST
from service.sessions.holding import cancel_session, hold_session, post_notice

_LOOKED_AT: Final = "sessions_looked_at"
_SEVERAL: Final = re.compile(r"[\s,，;；、]+")


def session_forms(
    viewer: Viewer, store: Store, sessions: pd.DataFrame, today: date, now: datetime
) -> None:
    """Show the chosen session of the month and what may be done with it, and the plan of one."""
    heading(_("One session"))
    chosen = _chosen(sessions, today)
    if chosen is not None:
        _card(chosen)
        if may(viewer, Action.KEEP_SESSIONS):
            _acts(viewer, store, chosen, today, now)
    if may(viewer, Action.KEEP_SESSIONS):
        with refusals_shown():
            plan_form(viewer, store, today, now)
    if may(viewer, Action.EXPORT) and len(sessions):
        download_table(_listed(sessions), _("sessions"), key="sessions_file")


def _chosen(sessions: pd.DataFrame, today: date) -> dict[str, Any] | None:
    rows = {int(one["id"]): one for one in records(sessions)}
    if not rows:
        st.caption(_("No session in this month."))
        return None
    # What waits for a word comes first: planned ones whose day has come, then those ahead.
    order = sorted(rows, key=lambda one: (*_waits(rows[one], today), rows[one]["held_on"], one))
    # A deed changes the words of a choice, and a choice that stays shows those of before.
    key = once("sessions").key("one")
    if st.session_state.get(key) not in rows:
        before = st.session_state.get(_LOOKED_AT)
        st.session_state[key] = before if before in rows else order[0]
    texts = {one: session_text(rows[one]) for one in order}
    number = st.selectbox(_("Session"), order, format_func=texts.__getitem__, key=key)
    st.session_state[_LOOKED_AT] = number
    return rows[number]


def _waits(row: dict[str, Any], today: date) -> tuple[bool, bool]:
    is_planned = row["state"] == SessionState.PLANNED
    return not is_planned, row["held_on"] > today


def _card(row: dict[str, Any]) -> None:
    posted = "–" if row["notice_posted_on"] is None else str(row["notice_posted_on"])
    if row["state"] != SessionState.CANCELLED and not row["has_valid_notice"]:
        posted = _("{day}, not in time", day=posted)
    facts = [
        (_("Who receives people"), whose(row)),
        (_("Where"), f"{row['place_name']} {row['address'] or ''}"),
        (_("When"), " ".join(filter(None, (str(row["held_on"]), row["starts"])))),
        (_("State"), session_word(row["state"])),
        (_("Notice posted"), posted),
        (_("Requests received"), said(row["request_count"])),
        (_("Cases of it"), row["cases"] or "–"),
        (_("Reason"), row["reason"] or ""),
    ]
    show(pairs([(name, text) for name, text in facts if text]))
    if row["state"] != SessionState.CANCELLED:
        st.link_button(_("Notice to print"), notice_address(int(row["id"])))


def _acts(viewer: Viewer, store: Store, row: dict[str, Any], today: date, now: datetime) -> None:
    done, state = once("sessions"), SessionState(row["state"])
    if state is SessionState.CANCELLED:
        return
    with refusals_shown():
        _notice_form(viewer, store, row, today, now, done)
    if row["held_on"] <= today:
        with refusals_shown():
            _held_form(viewer, store, row, now, done)
    if state is SessionState.PLANNED:
        with refusals_shown():
            _cancel_form(viewer, store, row, now, done)


def _notice_form(
    viewer: Viewer, store: Store, row: dict[str, Any], today: date, now: datetime, done: Once
) -> None:
    number = int(row["id"])
    with (
        st.expander(_("Notice posted")),
        st.form(done.key(f"notice_{number}"), border=False),
    ):
        posted = st.date_input(
            _("Posted on"), value=min(today, row["held_on"]), format="YYYY-MM-DD",
            max_value=today, key=done.key(f"posted_{number}"),
        )  # fmt: skip
        if st.form_submit_button(_("Enter the notice"), type="primary"):
            late = post_notice(viewer, store, number, row["version"], posted, now)
            done.done(_(late) if late else _("The notice is entered, and it is in time."))


def _held_form(
    viewer: Viewer, store: Store, row: dict[str, Any], now: datetime, done: Once
) -> None:
    number = int(row["id"])
    is_held = row["state"] == SessionState.HELD
    title = _("Correct what came of it") if is_held else _("It was held")
    with (
        st.expander(title, expanded=not is_held),
        st.form(done.key(f"held_{number}"), border=False),
    ):
        count = st.number_input(
            _("Requests received"), 0, 10_000, row["request_count"] or 0,
            key=done.key(f"count_{number}"),
        )  # fmt: skip
        codes = st.text_input(
            _("Cases registered already (numbers)"), key=done.key(f"codes_{number}")
        )
        texts = st.text_area(
            _("Requests to register now, one a line"), key=done.key(f"texts_{number}"), height=90
        )
        st.caption(_("Of a request only what is asked for, no names and no telephone numbers."))
        if not st.form_submit_button(_("Enter the session"), type="primary"):
            return
        made = hold_session(
            viewer, store, number, row["version"], int(count), now,
            case_codes=[code for code in _SEVERAL.split(codes) if code],
            new_cases=[NewCase(line) for line in texts.splitlines() if line.strip()],
        )  # fmt: skip
        told = _("The session is entered; cases of it: {cases}.", cases=", ".join(made.cases) or 0)
        done.done(f"{told} {_(made.told)}" if made.told else told)


def _cancel_form(
    viewer: Viewer, store: Store, row: dict[str, Any], now: datetime, done: Once
) -> None:
    number = int(row["id"])
    with (
        st.expander(_("Cancel it")),
        st.form(done.key(f"cancel_{number}"), border=False),
    ):
        reason = st.text_input(_("Reason"), key=done.key(f"why_{number}"), max_chars=LONGEST)
        if st.form_submit_button(_("Cancel the session")):
            cancel_session(viewer, store, number, row["version"], reason, now)
            done.done(_("The session of {day} is cancelled.", day=row["held_on"]))


def _listed(sessions: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Day"): sessions["held_on"],
            _("At"): sessions["starts"],
            _("Who receives people"): sessions["holder"],
            _("Contact point"): sessions["place_name"],
            _("Address"): sessions["address"],
            _("State"): [session_word(one) for one in sessions["state"]],
            _("Notice posted"): [said(one) for one in sessions["notice_posted_on"]],
            _("In time"): [_("yes") if one else _("no") for one in sessions["has_valid_notice"]],
            _("Requests received"): [said(one) for one in sessions["request_count"]],
            _("Cases of it"): sessions["cases"],
            _("Reason"): [said(one) for one in sessions["reason"]],
            _("Number"): sessions["id"],
        },
        dtype=object,
    )
