"""The saved filters of the list of cases, each with how many cases it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.i18n import _
from data.store import Store
from service.case_query import CaseQuery
from service.casebook import saved_counts

ALL, MINE = "all", "mine"
SAVED: Final = (MINE, "due_today", "overdue", "waiting", "supervised", ALL)
_PILLS = "case_saved"


def saved_word(saved: str) -> str:
    """Return what a saved filter is called."""
    words = {
        MINE: _("Mine"),
        "due_today": _("Due today"),
        "overdue": _("Overdue"),
        "waiting": _("Waiting on others"),
        "supervised": _("Supervised"),
        ALL: _("All"),
    }
    return words[saved]


def saved_filter(
    viewer: Viewer, store: Store, query: CaseQuery, me: str | None, now: datetime
) -> CaseQuery | None:
    """Show the saved filters and return the question with the one chosen.

    Returns
    -------
    CaseQuery or None
        None when his own cases are asked for and he has not said who he is.
    """
    counts = saved_counts(viewer, store, replace(query, me=me), now)
    wanted = st.session_state.get(_PILLS, asked("saved"))
    st.session_state[_PILLS] = wanted if wanted in SAVED else ALL
    chosen = st.pills(
        _("Saved filters"),
        SAVED,
        format_func=lambda saved: f"{saved_word(saved)} {_count(saved, counts, me)}",
        required=True,
        wrap=True,
        key=_PILLS,
        label_visibility="collapsed",
    )
    keep("saved", None if chosen == ALL else chosen)
    if chosen == MINE and me is None:
        return None
    return replace(query, saved=None if chosen in (ALL, None) else chosen, me=me)


def _count(saved: str, counts: Mapping[str, int], me: str | None) -> str:
    return "–" if saved == MINE and me is None else f"{counts[saved]:,}"
