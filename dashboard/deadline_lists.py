"""The clocks behind a count, and what was raised lately, each with the way to its record."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.escalation import NOTICE_TERMS, NoticeKind
from casework.sentence import Sentence
from casework.tier import TIER_TERMS, Tier
from dashboard.address import asked, keep
from dashboard.case_words import clock_word, due_text
from dashboard.downloads import download_table
from dashboard.i18n import _, language
from dashboard.markup import heading
from dashboard.when import local_times
from data.store import Store
from service.deadlines import (
    BAND_TERMS,
    DUE_TERMS,
    Band,
    DeadlineBoard,
    Due,
    deadline_list,
    notice_list,
)

# As many rows as anybody reads on a screen; the file to download holds all of them.
_SHOWN: Final = 200


def record_address(code: str) -> str:
    """Return where the record of a case is shown."""
    return "case-list?" + urlencode({"case": code, "status": "all", "lang": language()})


def chosen_due() -> Due:
    """Show the kinds of clocks and return the one that is asked for."""
    key = "deadline_due"
    if key not in st.session_state:
        said = asked("clock")
        st.session_state[key] = Due(said) if said in set(Due) else Due.RESOLVE
    chosen = st.segmented_control(
        _("Clock"), list(Due), format_func=lambda due: _(DUE_TERMS[due]), key=key, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    keep("clock", None if chosen is Due.RESOLVE else str(chosen))
    return Due(chosen)


def due_list(
    viewer: Viewer, store: Store, board: DeadlineBoard, due: Due, now: datetime, zone: str
) -> None:
    """Show the clocks of one kind in one band, narrowed to a level or a unit on request."""
    band = _band(board, due)
    left, right = st.columns(2)
    with left:
        tier = st.selectbox(
            _("Level"), [None, *Tier], key="deadline_tier",
            format_func=lambda one: _("All levels") if one is None else _(TIER_TERMS[one]),
        )  # fmt: skip
    with right:
        units = {line.key: line.name for line in board.by_unit(due) if line.key is not None}
        unit = st.selectbox(
            _("Owner unit"), [None, *units], key="deadline_unit",
            format_func=lambda one: _("All units") if one is None else str(units[one]),
        )  # fmt: skip
    frame = deadline_list(
        viewer, store, now, due, band,
        tier=None if tier is None else int(tier), unit=None if unit is None else str(unit),
    )  # fmt: skip
    if frame.empty:
        st.info(_("Nothing here."))
        return
    _table(_due_columns(frame, now, zone), key="deadlines")


def _band(board: DeadlineBoard, due: Due) -> Band:
    key, counts = "deadline_band", board.total(due)
    if key not in st.session_state:
        said = asked("band")
        st.session_state[key] = Band(said) if said in set(Band) else Band.OVERDUE
    chosen = st.segmented_control(
        _("Shown"),
        list(Band),
        format_func=lambda band: f"{_(BAND_TERMS[band])} {counts.shown(band)}",
        key=key,
        required=True,
        wrap=True,
        label_visibility="collapsed",
    )
    keep("band", None if chosen is Band.OVERDUE else str(chosen))
    return Band(chosen)


def _due_columns(frame: pd.DataFrame, now: datetime, zone: str) -> pd.DataFrame:
    moments = [None if pd.isna(due) else due.to_pydatetime() for due in frame["due_at"]]
    return (
        pd.DataFrame(
            {
                _("Case number"): frame["code"].astype(str),
                _("How long"): [due_text(due, now) for due in moments],
                _("Due"): local_times(frame["due_at"], zone),
                _("Level"): [_(TIER_TERMS[Tier(int(tier))]) for tier in frame["tier"]],
                _("Owner unit"): frame["unit"],
                _("Worker"): frame["worker"],
                _("Grid"): frame["grid_name"],
                _("Why it cannot be computed"): [
                    _(one) if isinstance(one, Sentence) else None for one in frame["trouble"]
                ],
            },
            dtype=object,
        )
        .dropna(axis="columns", how="all")
        .fillna("")
    )


def notices(viewer: Viewer, store: Store, board: DeadlineBoard, now: datetime, zone: str) -> None:
    """Show the reminders, bulletin lines and sendings-up that were raised lately."""
    heading(_("Raised lately"))
    counts = {count.kind: count for count in board.notices}
    kind = st.segmented_control(
        _("Kind"),
        list(NoticeKind),
        format_func=lambda one: f"{_(NOTICE_TERMS[one])} {counts[one].raised_lately:,}",
        default=NoticeKind.REMINDER,
        required=True,
        key="deadline_notice",
        label_visibility="collapsed",
    )
    said = counts[NoticeKind(kind)]
    st.caption(
        _(
            "{lately} raised in the last 7 days, {in_force} in force.",
            lately=f"{said.raised_lately:,}",
            in_force=f"{said.in_force:,}",
        )
    )
    frame = notice_list(viewer, store, now, NoticeKind(kind), limit=_SHOWN)
    if frame.empty:
        st.info(_("Nothing here."))
        return
    columns = {
        _("Case number"): frame["code"].astype(str),
        _("Clock"): frame["clock"].map(clock_word),
        _("To be raised from"): local_times(frame["falls_due_at"], zone),
        _("Raised"): local_times(frame["raised_at"], zone),
        _("Owner unit"): frame["unit"],
        _("Worker"): frame["worker"],
        _("Grid"): frame["grid_name"],
    }
    _table(
        pd.DataFrame(columns, dtype=object).dropna(axis="columns", how="all").fillna(""),
        key="notices",
    )


def _table(frame: pd.DataFrame, *, key: str) -> None:
    number = _("Case number")
    shown = frame.head(_SHOWN)
    st.dataframe(
        shown.assign(**{number: shown[number].map(record_address)}),
        hide_index=True,
        height=min(35 * (min(len(frame), _SHOWN) + 1) + 3, 520),
        column_config={
            number: st.column_config.LinkColumn(number, display_text=r"case=(.*?)&", pinned=True)
        },
        key=key,
    )
    if len(frame) > _SHOWN:
        st.caption(
            _("The first {n} of {all}; the file holds all.", n=_SHOWN, all=f"{len(frame):,}")
        )
    download_table(frame, _("deadlines"), key=f"{key}_file")
