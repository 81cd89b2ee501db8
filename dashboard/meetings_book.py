"""The book of decisions: all there are, how many are done and overdue, and what came of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.progress import ProgressState
from dashboard.address import asked, keep
from dashboard.area_choice import choose_area
from dashboard.downloads import download_table
from dashboard.i18n import _, language
from dashboard.markup import beside, figures, heading, show
from dashboard.meetings_report import report_part
from dashboard.meetings_words import decision_line, lines
from dashboard.refusals import refusals_shown
from dashboard.share_words import of, share
from data.rows import records
from data.store import Store
from service.meetings.decision_table import decision_table
from service.meetings.decisions import DecisionCounts, decision_counts, decisions_of

_PAGE: Final = 40


def book_part(viewer: Viewer, store: Store, today: date, now: datetime) -> None:
    """Show the decisions as they stand today, the overdue ones first."""
    area = choose_area(viewer, store, today)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        on = _day(today)
        whole = decisions_of(viewer, store, on, area)
        unit = _choice("unit", _("Owner unit"), _units(whole))
        frame = whole if unit is None else whole.loc[whole["owner_unit"] == unit]
        state = _choice("state", _("State"), _states())
    _figures(decision_counts(frame))
    shown = _of_state(frame, state)
    left, right = st.columns([13, 7], gap="medium")
    with left:
        _list(shown)
        if may(viewer, Action.EXPORT):
            table = decision_table(viewer, store, shown, language())
            download_table(table, _("decisions of meetings"), key="decision_book")
    with right, beside(), refusals_shown():
        report_part(viewer, store, records(shown), today, now)


def _figures(counts: DecisionCounts) -> None:
    show(
        figures(
            [
                (_("done / all decisions"), share(counts.done, counts.total)),
                (_("overdue / not done yet"), of(counts.overdue, counts.open)),
                (_("done late / done"), of(counts.done_late, counts.done)),
                (_("given up / all"), of(counts.dropped, counts.total)),
                (_("due day moved / all"), of(counts.moved, counts.total)),
            ]
        )
    )


def _list(frame: pd.DataFrame) -> None:
    heading(_("Decisions: {n}", n=len(frame)))
    if frame.empty:
        st.info(_("There is no decision that meets this choice."))
        return
    rows = records(frame)
    count = st.session_state.get("book_rows", _PAGE)
    show(lines(*map(decision_line, rows[:count]), kind="book"))
    if len(rows) > count:
        st.button(
            _("Show more: {n} of {all} are shown", n=count, all=len(rows)),
            key="book_more",
            on_click=lambda: st.session_state.update(book_rows=count + _PAGE),
        )


def _of_state(frame: pd.DataFrame, state: str | None) -> pd.DataFrame:
    if state is None:
        return frame
    if state == "overdue":
        return frame.loc[frame["is_overdue"].astype(bool)]
    return frame.loc[frame["state"] == state]


def _states() -> dict[str, str]:
    return {
        "overdue": _("overdue"),
        ProgressState.OPEN.value: _("not done yet"),
        ProgressState.DONE.value: _("done"),
        ProgressState.DROPPED.value: _("given up"),
    }


def _units(frame: pd.DataFrame) -> dict[str, str]:
    pairs: Any = zip(frame["owner_unit"], frame["owner_name"], strict=True)
    return dict(sorted(pairs, key=lambda one: one[1]))


def _day(today: date) -> date:
    said = asked("on")
    usual = _read(said) or today
    st.session_state["book_on"] = min(usual, today)
    picked = st.date_input(
        _("As of"), key="book_on", max_value=today, format="YYYY-MM-DD", width=150,
        on_change=lambda: keep(
            "on", None if st.session_state["book_on"] == today else str(st.session_state["book_on"])
        ),
    )  # fmt: skip
    return picked if isinstance(picked, date) else today


def _read(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _choice(name: str, label: str, options: Mapping[str, str]) -> str | None:
    key, named = f"book_{name}", asked(name)
    st.session_state[key] = named if named in options else None
    return st.selectbox(
        label,
        list(options),
        format_func=options.get,
        key=key,
        placeholder=_("all"),
        on_change=lambda: keep(name, st.session_state[key]),
        width=240,
    )
