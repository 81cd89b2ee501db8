"""The log on a page: what is looked for, the entries, the chain verified, the file."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.access_entry import DOOR_TERMS, WHAT_TERMS, Door, What
from casework.sentence import Term
from dashboard.downloads import as_file, offer_file
from dashboard.i18n import _, language
from dashboard.markup import page_title
from dashboard.messages import plain
from dashboard.when import local_time
from data.store import Store
from service.access_log.searching import (
    LogEntry,
    LogPage,
    Query,
    log_people,
    log_table,
    search_log,
)
from service.access_log.verifying import verify_log
from service.actor_words import account_text
from service.settings import settings_now

_MIME = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FIRST_FAULTS = 20


def access_log_board(viewer: Viewer, store: Store) -> None:
    """Show who saw, took or changed what."""
    page_title(_("Who saw, took or changed what"))
    st.caption(
        _(
            "Changes, files that left, looks at contacts and lists of homes (once a day for each),"
            " refusals, and who signed in. Maps, figures and pages opened are not noted: that"
            " would follow staff through their day. This look is noted as well."
        )
    )
    query = _asked(log_people(viewer, store))
    zone = str(settings_now(viewer, store)["time_zone"])
    found = _page(viewer, store, query)
    st.dataframe(
        _table(found, zone),
        hide_index=True,
        width="stretch",
        height=min(560, 35 * (len(found.entries) + 1) + 3),
    )
    with st.container(horizontal=True):
        for ending, label in ((".csv", _("Download as CSV")), (".xlsx", _("Download as Excel"))):
            offer_file(
                label,
                partial(_file_of, viewer, store, query, language(), ending),
                file_name=f"access-log{ending}",
                kind="access_log",
                key=f"access_log{ending}",
                mime=_MIME[ending],
            )
        if st.button(_("Verify the log"), key="access_log_verify"):
            _verify(viewer, store)


def _file_of(viewer: Viewer, store: Store, query: Query, said: str, ending: str) -> bytes:
    return as_file(log_table(viewer, store, query, said), ending)


def _asked(names: list[str]) -> Query:
    """Show what can be looked for, and return what is."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.selectbox(
            _("Who did it"), names, index=None, key="access_log_who", placeholder=_("everybody"),
            format_func=lambda name: account_text(name, _), width=200,
        )  # fmt: skip
        what = st.selectbox(
            _("Kind of entry"), list(What), index=None, key="access_log_what",
            placeholder=_("everything"),
            format_func=lambda one: _(WHAT_TERMS[one]), width=180,
        )  # fmt: skip
        door = st.selectbox(
            _("By which door"), list(Door), index=None, key="access_log_door",
            placeholder=_("any way"),
            format_func=lambda one: _(DOOR_TERMS[one]), width=200,
        )  # fmt: skip
        code = st.text_input(
            _("Code or number"), key="access_log_code", autocomplete="off", width=200
        )
        days: Any = st.date_input(
            _("Between these days"), value=(), format="YYYY-MM-DD", key="access_log_days", width=290
        )
    since, until = _span(days)
    return Query(who, what, door, (code or "").strip() or None, since, until)


def _span(days: object) -> tuple[date | None, date | None]:
    chosen = [*days] if isinstance(days, tuple | list) else [days]
    return (chosen[0] if chosen else None), (chosen[-1] if chosen else None)


def _page(viewer: Viewer, store: Store, query: Query) -> LogPage:
    """Show how many entries there are and which page of them, and return it."""
    first = search_log(viewer, store, query)
    st.caption(_("{n} entries, the newest first.", n=f"{first.count:,}"))
    if first.pages == 1:
        return first
    chosen = st.number_input(
        _("Page, of {n}", n=first.pages), 1, first.pages, 1, key="access_log_page", width=200
    )
    return first if chosen == 1 else search_log(viewer, store, query, int(chosen))


def _table(found: LogPage, zone: str) -> pd.DataFrame:
    rows = found.entries
    return pd.DataFrame(
        {
            _("Number"): [one.number for one in rows],
            _("When"): [local_time(one.noted_at, zone) for one in rows],
            _("Who did it"): [f"{account_text(one.viewer, _)} · {_said(one.role)}" for one in rows],
            _("Kind of entry"): [_said(one.what) for one in rows],
            _("Of what"): [_said(one.act) for one in rows],
            _("Code"): [one.code or "–" for one in rows],
            _("By which door"): [_said(one.door) for one in rows],
            _("File"): [_file(one) for one in rows],
        }
    )


def _file(one: LogEntry) -> str:
    """Return the name of a file and the beginning of its hash, by which a copy is known."""
    return " · ".join(part for part in (one.file, (one.sha256 or "")[:12]) if part) or "–"


def _said(word: Term | str) -> str:
    return _(word) if isinstance(word, Term) else str(word)


def _verify(viewer: Viewer, store: Store) -> None:
    report = verify_log(viewer, store)
    if report.is_whole:
        said = _("The log is whole: {n} entries.", n=f"{report.entries:,}")
        st.success(f"{plain(said)} `{report.head}`")
        return
    st.error("  \n".join(plain(_(fault)) for fault in report.faults[:_FIRST_FAULTS]))
