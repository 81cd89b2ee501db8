"""What failed and is not put right yet: list, one check in full, and the forms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import heading, pairs, show
from dashboard.once import once
from dashboard.refusals import refusals_shown
from dashboard.rounds_photo import kept_photo, photo_field, show_photo
from dashboard.rounds_words import result_word
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.rounds.checking import rectify_check, void_check
from service.rounds.failed import check_record

_ROW_PX: Final = 35


def failed_part(
    viewer: Viewer, store: Store, failed: pd.DataFrame, today: date, now: datetime
) -> None:
    """Show the list, and beside it the chosen check with what may be done."""
    if failed.empty:
        st.success(_("Everything that failed is put right."))
        return
    left, right = st.columns([12, 8], gap="medium")
    rows = records(failed)
    with left, refusals_shown():
        heading(_("Failed and not yet put right, the oldest first"))
        number = _chosen(rows)
        if may(viewer, Action.EXPORT):
            download_table(_frame(rows), _("failed checks"), key="rounds_failed_file")
    with right, refusals_shown():
        row = next(one for one in rows if one["number"] == number)
        record = check_record(viewer, store, number, today)
        _record(viewer, store, record, row["days"])
        if may(viewer, Action.CHECK_ROUND):
            _rectify_form(viewer, store, record, today, now)
            _void_form(viewer, store, record, now)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Point"): [row["name"] for row in rows],
            _("Days"): [row["days"] for row in rows],
            _("Checked on"): [row["checked_on"] for row in rows],
            _("What was found"): [row["note"] or "" for row in rows],
            _("Case"): [row["case_code"] or "" for row in rows],
            _("Code"): [row["place_code"] for row in rows],
        },
        dtype=object,
    )


def _chosen(rows: list[dict[str, Any]]) -> int:
    told = st.dataframe(
        _frame(rows),
        hide_index=True,
        height=min(14, len(rows)) * _ROW_PX + _ROW_PX + 3,
        on_select="rerun",
        selection_mode="single-row",
        key=once("rounds").key("failed_list"),
    )
    picked = told.selection.rows if hasattr(told, "selection") else []
    return int(rows[picked[0] if picked else 0]["number"])


def _record(viewer: Viewer, store: Store, record: dict[str, Any], days: int) -> None:
    heading(record["name"])
    found = [
        (_("Result"), result_word(record["result"])),
        (_("Checked on"), str(record["checked_on"])),
        (_("Due on"), str(record["due_on"])),
        (_("Waits"), _("{n} days", n=days)),
        (_("What was found"), record["note"] or "-"),
        (_("Case"), record["case_code"] or "-"),
        (_("Written down by"), record["entered_by"]),
    ]
    show(pairs(found))
    show_photo(viewer, store, record["photo"])


def _rectify_form(
    viewer: Viewer, store: Store, record: dict[str, Any], today: date, now: datetime
) -> None:
    form, number = once("rounds"), record["id"]
    with st.form(form.key(f"rectify_{number}"), border=False):
        st.markdown(f"**{_('Put right')}**")
        day = st.date_input(
            _("Day"), today, min_value=record["checked_on"], max_value=today,
            format="YYYY-MM-DD", key=form.key(f"righted_{number}"), width=150,
        )  # fmt: skip
        note = st.text_area(
            _("What was done"), max_chars=LONGEST, height=80, key=form.key(f"remedy_{number}")
        )
        photo = photo_field(viewer, form.key(f"remedy_photo_{number}"))
        if st.form_submit_button(_("Put right"), type="primary") and isinstance(day, date):
            mark = kept_photo(viewer, store, photo, record["grid_code"], now)
            rectify_check(viewer, store, number, day, now, note, mark)
            form.done(_("{name}: put right on {day}.", name=record["name"], day=day))


def _void_form(viewer: Viewer, store: Store, record: dict[str, Any], now: datetime) -> None:
    form, number = once("rounds"), record["id"]
    with (
        st.expander(_("Written down wrongly")),
        st.form(form.key(f"void_{number}"), border=False),
    ):
        st.caption(_("The check counts no more and stays to be read with the reason."))
        reason = st.text_input(_("Reason"), max_chars=LONGEST, key=form.key(f"why_{number}"))
        if st.form_submit_button(_("Make it void")):
            void_check(viewer, store, number, reason, now)
            form.done(_("{name}: the check is void.", name=record["name"]))
