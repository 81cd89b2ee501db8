"""Points that wait for a check: map, list and form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.round_due import CheckResult
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.once import Once, once
from dashboard.refusals import refusals_shown
from dashboard.rounds_photo import kept_photo, photo_field
from dashboard.rounds_words import result_word, since_text
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.map_filter import CaseFilter
from service.map_summary import map_summary
from service.rounds.checking import NewCheck, RecordedCheck, record_check

_ROW_PX: Final = 35
_MOST_ROWS: Final = 500


def due_part(
    viewer: Viewer,
    store: Store,
    points: pd.DataFrame,
    due: pd.DataFrame,
    today: date,
    now: datetime,
    area: str | None,
) -> None:
    """Show the list with the form of a point, and the map beside it."""
    left, right = st.columns([11, 9], gap="medium")
    with left, refusals_shown():
        chosen = _list(due, today)
        if may(viewer, Action.CHECK_ROUND):
            _form(viewer, store, points, due, chosen, today, now)
    with right, refusals_shown():
        heading(_("Overdue points"))
        _map(viewer, store, today, area)


def _list(due: pd.DataFrame, today: date) -> str | None:
    """Show what waits and return the code of the chosen point."""
    heading(_("To check, those that wait longest first"))
    if due.empty:
        st.success(_("Nothing waits for a check today."))
        return None
    rows = records(due.head(_MOST_ROWS))
    shown = pd.DataFrame(
        {
            _("Point"): [row["name"] for row in rows],
            _("Waits"): [since_text(row["due_on"], today) for row in rows],
            _("Days"): [(today - row["due_on"]).days for row in rows],
            _("Every so many days"): [row["every_days"] for row in rows],
            _("Kind"): [row["kind"] for row in rows],
            _("Code"): [row["place_code"] for row in rows],
        },
        dtype=object,
    )
    told = st.dataframe(
        shown,
        hide_index=True,
        height=min(8, len(shown)) * _ROW_PX + _ROW_PX + 3,
        on_select="rerun",
        selection_mode="single-row",
        key=once("rounds").key("list"),
    )
    if len(due) > len(shown):
        st.caption(_("The first {n} of {all}; choose a part of the district.", n=_MOST_ROWS,
                     all=len(due)))  # fmt: skip
    picked = told.selection.rows if hasattr(told, "selection") else []
    return str(rows[picked[0]]["place_code"]) if picked else None


def _form(
    viewer: Viewer,
    store: Store,
    points: pd.DataFrame,
    due: pd.DataFrame,
    chosen: str | None,
    today: date,
    now: datetime,
) -> None:
    """Show the form of one check."""
    form = once("rounds")
    names = _names(points, due, today)
    options = list(names)
    heading(_("Check a point"))
    code = st.selectbox(
        _("Point"),
        options,
        index=options.index(chosen) if chosen in names else 0,
        format_func=names.get,
        key=form.key(f"point_{chosen}"),
    )
    with st.form(form.key("check"), border=False):
        words = {one: result_word(one) for one in CheckResult}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            result = st.segmented_control(
                _("Result"), list(words), format_func=words.get, key=form.key("result")
            )
            day = st.date_input(
                _("Day"), today, max_value=today, format="YYYY-MM-DD", key=form.key("day"),
                width=150,
            )  # fmt: skip
        note = st.text_area(
            _("Note (what was found, no names)"), max_chars=LONGEST, height=80,
            key=form.key("note"),
        )  # fmt: skip
        as_case = False
        if may(viewer, Action.REGISTER_CASE):
            as_case = st.checkbox(_("Make a case of the note"), key=form.key("case"))
        photo = photo_field(viewer, form.key("photo"))
        if not st.form_submit_button(_("Record the check"), type="primary"):
            return
    if result is None or not isinstance(day, date):
        st.warning(_("Say whether the point passed or failed, and on which day."))
        return
    grid = dict(zip(points["code"], points["grid_code"], strict=True)).get(code)
    mark = kept_photo(viewer, store, photo, grid, now)
    said = NewCheck(
        _uid(form), str(code), day, result, note, mark, (note or " ") if as_case else None
    )
    done = record_check(viewer, store, said, now)
    form.done(_told(done, names[str(code)]))


def _uid(form: Once) -> str:
    """Return the mark of the check this form makes: a second click makes the same one."""
    return str(st.session_state.setdefault(form.key("uid"), f"page-{uuid4().hex}"))


def _told(done: RecordedCheck, name: str) -> str:
    if done.case_code:
        return _("{name}: recorded, and registered as case {case}.", name=name, case=done.case_code)
    return _("{name}: recorded.", name=name)


def _names(points: pd.DataFrame, due: pd.DataFrame, today: date) -> dict[str, str]:
    """Return the points by code with what they are called, those that wait first."""
    waiting: dict[str, Any] = dict(zip(due["place_code"], due["due_on"], strict=True))
    known = dict(zip(points["code"], points["name"], strict=True))
    names = {code: f"{known[code]} · {since_text(day, today)}" for code, day in waiting.items()}
    return names | {code: name for code, name in known.items() if code not in names}


def _map(viewer: Viewer, store: Store, today: date, area: str | None) -> None:
    summary = map_summary(viewer, store, today)
    if summary.is_empty:
        st.info(
            plain(_("There are no grids yet: bring the district's files in on the import page."))
        )
        return
    measure = {
        "title": _("Overdue points of rounds"),
        "unit": _("points in a grid"),
        "none": _("No point of a round"),
        "address": "layers/rounds.json",
        "query": urlencode({"on": today.isoformat()}),
    }
    more = {"measures": {"rounds": measure}, "first_measure": "rounds", "shows": "bg"}
    wanted = CaseFilter(area=area, zone=summary.zone)
    config = map_config(viewer, store, summary, wanted, today, more=more)
    draw_map(config, key="rounds_map", height="62vh")
