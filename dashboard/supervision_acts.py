"""What a supervisor does: take a case under supervision, note something down, end it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.markup import heading, pairs, show
from dashboard.once import once
from dashboard.when import local_time, zone_word
from data.store import Store
from service.cases.noting import LONGEST
from service.cases.supervision import (
    end_supervision,
    log_supervision,
    open_supervision,
)


def open_form(viewer: Viewer, store: Store, now: datetime, zone: str, *, is_open: bool) -> None:
    """Show the form that puts a supervisor on a case."""
    done = once("supervision")
    with (
        st.expander(_("Take a case under supervision"), expanded=is_open),
        st.form(done.key("open"), border=False),
    ):
        code = st.text_input(_("Case number"), key=done.key("code"), autocomplete="off")
        supervisor = st.text_input(_("Supervisor"), key=done.key("who"), autocomplete="off")
        reason = st.text_area(_("Reason"), key=done.key("reason"), height=80, max_chars=LONGEST)
        due = st.datetime_input(
            _("To be settled by"), value=None, format="YYYY-MM-DD", key=done.key("due"),
            help=_("May be left empty. Times are those of {zone}.", zone=zone_word(zone)),
        )  # fmt: skip
        number = st.text_input(
            _("Filing number"), key=done.key("number"), autocomplete="off",
            placeholder=_("given in turn when left empty"),
        )  # fmt: skip
        if not st.form_submit_button(_("Take under supervision"), type="primary"):
            return
        due_at = None if due is None else due.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        filed = open_supervision(
            viewer, store, code.strip(), supervisor, reason, due_at, now,
            filing_no=number.strip() or None,
        )  # fmt: skip
        done.done(_("Case {code} is supervised under {number}.", code=code.strip(), number=filed))


def act_on(viewer: Viewer, store: Store, chosen: pd.Series, now: datetime, zone: str) -> None:
    """Show what is known of a supervision, and while it runs what may be done with it."""
    heading(str(chosen["filing_no"]))
    due = None if pd.isna(chosen["due_at"]) else chosen["due_at"].to_pydatetime()
    show(
        pairs(
            [
                (_("Case number"), str(chosen["code"])),
                (_("Supervisor"), str(chosen["supervisor"])),
                (_("Reason"), str(chosen["reason"])),
                (_("Due"), local_time(due, zone)),
            ]
        )
    )
    if not pd.isna(chosen["ended_at"]):
        return
    _log_form(viewer, store, str(chosen["code"]), now)
    _end_form(viewer, store, str(chosen["code"]), now)


def _log_form(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    done = once("supervision")
    with st.form(done.key(f"log_{code}"), border=False):
        text = st.text_area(
            _("What was seen or asked for"), key=done.key(f"log_text_{code}"), height=80,
            max_chars=LONGEST,
        )  # fmt: skip
        if st.form_submit_button(_("Note down")):
            log_supervision(viewer, store, code, text, now)
            done.done(_("Noted in the ledger of case {code}.", code=code))


def _end_form(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    done = once("supervision")
    with st.form(done.key(f"end_{code}"), border=False):
        outcome = st.text_area(
            _("Outcome of the supervision"), key=done.key(f"end_text_{code}"), height=80,
            max_chars=LONGEST,
        )  # fmt: skip
        if st.form_submit_button(_("End the supervision")):
            end_supervision(viewer, store, code, outcome, now)
            done.done(_("The supervision of case {code} has ended.", code=code))
