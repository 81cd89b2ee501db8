"""The roster on a page: the picture of today above, and beneath it the part that is asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.markup import figures, show
from dashboard.once import once
from dashboard.roster_leaves import leave_part
from dashboard.roster_question import question_part
from dashboard.roster_vacancies import vacancy_part
from dashboard.roster_workers import worker_part
from data.store import Store
from service.roster.duty import day_picture, duty_on
from service.roster.uncovered import Uncovered, uncovered_days
from service.settings import settings_now

# How far ahead uncovered grid-days are counted: about a month's plan.
AHEAD_DAYS: Final = 30
_STYLE: Final = "<style>.stMainBlockContainer{padding:4.2rem 1.5rem 2rem}</style>"


def roster_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show how the grids are answered for today, and one part of the roster."""
    zone = str(settings_now(viewer, store)["time_zone"])
    today = now.astimezone(ZoneInfo(zone)).date()
    st.html(_STYLE)
    once("roster").tell()
    open_days = uncovered_days(viewer, store, today, today + timedelta(days=AHEAD_DAYS))
    _figures(viewer, store, today, open_days)
    part = _part(is_keeper=bool(may(viewer, Action.KEEP_ROSTER)))
    if part == "leave":
        leave_part(viewer, store, now, today)
    elif part == "workers":
        worker_part(viewer, store, now, today)
    elif part == "question":
        question_part(viewer, store, today, zone)
    else:
        vacancy_part(viewer, store, today, open_days)


def _part(*, is_keeper: bool) -> str:
    words = {"vacancies": _("Vacancies")}
    if is_keeper:
        words |= {"leave": _("Leave and substitutes"), "workers": _("Workers")}
    words["question"] = _("Who was responsible?")
    key = "roster_part"
    if st.session_state.get(key) not in words:
        said = asked("part")
        st.session_state[key] = said if said in words else "vacancies"
    part = st.segmented_control(
        _("Shown"),
        list(words),
        format_func=words.__getitem__,
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    keep("part", None if part == "vacancies" else part)
    return str(part)


def _figures(viewer: Viewer, store: Store, today: date, open_days: Uncovered) -> None:
    picture = day_picture(duty_on(viewer, store, today))
    share = "–" if open_days.share is None else f"{open_days.share:.1%}"
    show(
        figures(
            [
                (_("grids today"), f"{picture.grids:,}"),
                (_("with their own worker"), f"{picture.primary:,}"),
                (_("with a substitute"), f"{picture.cover:,}"),
                (_("with a standing backup only"), f"{picture.backup:,}"),
                (_("with nobody"), f"{picture.nobody:,}"),
                (
                    _("uncovered grid-days in the next {days} days", days=AHEAD_DAYS),
                    f"{open_days.days:,} ({share})",
                ),
            ]
        )
    )
