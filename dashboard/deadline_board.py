"""The deadlines on a page: the calendar's end when it is near, figures, counts, lists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from dashboard.deadline_counts import board_figures, count_table
from dashboard.deadline_lists import chosen_due, due_list, notices
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.refusals import refusals_shown
from dashboard.when import local_time
from data.rule_store import rules_of
from data.store import Store
from service.deadlines import deadlines
from service.settings import settings_now

# By then the holidays of the next year have been published for weeks.
_SOON: Final = timedelta(days=45)


def deadline_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show what is late, what falls due next, and what was raised because of it."""
    zone = str(settings_now(viewer, store)["time_zone"])
    with store.read() as conn:
        last = rules_of(conn).calendar.last_day
    calendar_end(last, now.astimezone(ZoneInfo(zone)).date())
    board = deadlines(viewer, store, now)
    board_figures(board)
    st.caption(_("As of {time}.", time=local_time(board.as_of, zone)))
    due = chosen_due()
    left, right = st.columns([11, 9], gap="medium")
    with left, refusals_shown():
        due_list(viewer, store, board, due, now, zone)
    with right:
        heading(_("By level and owner unit"))
        count_table(_("Level"), board.by_tier(due))
        count_table(_("Owner unit"), board.by_unit(due))
    with refusals_shown():
        notices(viewer, store, board, now, zone)


def calendar_end(last: date, today: date) -> None:
    """Say loudly that the work calendar lacks days that due dates may soon fall on."""
    if last.year > today.year:
        return
    tell = st.error if last - today < _SOON else st.warning
    tell(
        plain(
            _(
                "The work calendar ends on {last}: no due date after that day can be computed."
                " Write it into a file (manage.py rules show calendar), add the holidays and"
                " make-up days of {year}, and load it: manage.py rules load calendar FILE.",
                last=last,
                year=last.year + 1,
            )
        )
    )
