"""Vacancies on the page: grids without their own worker today, and what stays uncovered ahead."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.downloads import download_table
from dashboard.i18n import _, language
from dashboard.markup import heading
from dashboard.refusals import refusals_shown
from dashboard.roster_words import days_text, duty_word, person, stretches_text, why_word
from data.store import Store
from service.roster.duty import vacancies
from service.roster.uncovered import Uncovered

_ROW, _MOST = 35, 560


def vacancy_part(viewer: Viewer, store: Store, today: date, open_days: Uncovered) -> None:
    """Show the two lists, one beside the other."""
    left, right = st.columns([11, 9], gap="medium")
    with left, refusals_shown():
        heading(_("Today without their own worker"))
        _today(vacancies(viewer, store, today))
    with right, refusals_shown():
        heading(_("Days nobody answers for, ahead"))
        _ahead(open_days)


def _today(frame: pd.DataFrame) -> None:
    if frame.empty:
        st.info(_("Every grid has its own worker today, or a substitute for him."))
        return
    shown = pd.DataFrame(
        {
            _("Answers today"): [duty_word(duty) for duty in frame["duty"]],
            _("Grid"): frame["grid_name"],
            _("Community"): frame["community"],
            _("Who"): list(map(person, frame["worker_name"], frame["worker"])),
            _("Why"): [why_word(why) for why in frame["why"]],
            _("Away"): frame["away"],
            _("Which days"): list(map(days_text, frame["since"], frame["until"])),
            _("Code"): frame["grid_code"],
        },
        dtype=object,
    ).fillna("")
    _table(shown, "roster_vacancies")
    st.caption(
        _(
            "◇: the grid's own worker is away, or it has none, and its standing backup answers."
            " Name substitutes on the next tab; give a vacant grid a worker on the coverage page."
        )
    )
    st.link_button(_("Plan who covers them"), "who-covers?" + urlencode({"lang": language()}))
    download_table(shown, _("vacancies"), key="roster_vacancies_file")


def _ahead(open_days: Uncovered) -> None:
    frame = open_days.frame
    if frame.empty:
        st.info(_("Somebody answers for every grid on each of these days."))
        return
    shown = pd.DataFrame(
        {
            _("Grid"): frame["grid_name"],
            _("Days"): frame["days"],
            _("Which days"): [stretches_text(one) for one in frame["stretches"]],
            _("Why"): [why_word(why) for why in frame["why"]],
            _("Community"): frame["community"],
            _("Code"): frame["grid_code"],
        },
        dtype=object,
    )
    _table(shown, "roster_uncovered")
    st.caption(
        _(
            "{open} of {all} grid-days have nobody: no own worker, no substitute, no backup.",
            open=f"{open_days.days:,}",
            all=f"{open_days.grid_days:,}",
        )
    )
    download_table(shown, _("uncovered grid-days"), key="roster_uncovered_file")


def _table(shown: pd.DataFrame, key: str) -> None:
    height = min(_ROW * (len(shown) + 1) + 3, _MOST)
    st.dataframe(shown, hide_index=True, height=height, key=key)
