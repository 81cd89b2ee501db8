"""The plan: its day and operations, what is chosen, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st

from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.reorganise_forms import forms_for
from dashboard.reorganise_state import LEVELS, Desk, Level
from dashboard.reorganise_words import operation_text
from service.map_time import map_day

_LEVEL: Final = "reorganise_level"
_SHOWN: Final = 200


def change_part(desk: Desk) -> None:
    """Show the operations so far, the choice, and the form of the next operation."""
    _day(desk)
    _operations(desk)
    heading(_("Next operation"))
    _level(desk)
    _choice(desk)
    forms_for(desk)


def _day(desk: Desk) -> None:
    plan = desk.bench.plan
    key = f"reorganise_day_{desk.bench.turn}"
    today = map_day(desk.viewer, desk.store, None, desk.now).today
    st.date_input(_("In force from"), plan.on, min_value=today, format="YYYY-MM-DD", key=key,
                  on_change=_take_day, args=(desk, key, desk.bench.turn))  # fmt: skip


def _take_day(desk: Desk, key: str, turn: int) -> None:
    day = st.session_state[key]
    # A field of before, or one that says what is so, changes nothing.
    if turn == desk.bench.turn and isinstance(day, date) and day != desk.bench.plan.on:
        desk.bench.do(replace(desk.bench.plan, on=day))


def _operations(desk: Desk) -> None:
    operations = desk.bench.plan.operations
    if not operations:
        st.info(
            _("The plan is empty. Choose grids or units on the map or below, then say what to do.")
        )
        return
    lines = [f"{n}. {plain(operation_text(one))}" for n, one in enumerate(operations, 1)]
    with st.container(height=min(44 + 28 * len(lines), 260)):
        st.markdown("\n".join(lines[-_SHOWN:]))


def _level(desk: Desk) -> None:
    words: dict[Level, str] = {
        "grid": _("Grids"),
        "community": _("Communities"),
        "street": _("Streets"),
    }
    st.session_state[_LEVEL] = desk.bench.level
    st.segmented_control(
        _("What is chosen"), LEVELS, format_func=lambda key: words[key], key=_LEVEL,
        on_change=_take_level, args=(desk,), required=True,
    )  # fmt: skip


def _take_level(desk: Desk) -> None:
    desk.bench.level = st.session_state[_LEVEL] or "grid"
    desk.bench.choose(())


def _choice(desk: Desk) -> None:
    names = desk.names(desk.bench.level)
    desk.bench.chosen = tuple(code for code in desk.bench.chosen if code in names)
    turn = desk.bench.turn
    key = f"reorganise_chosen_{turn}"
    shown: Callable[[str], str] = lambda code: f"{plain(names[code])} · {plain(code)}"  # noqa: E731
    st.multiselect(
        _("Chosen on the map, or here"), list(names), list(desk.bench.chosen), format_func=shown,
        key=key, on_change=_take_choice, args=(desk, key, turn), placeholder=_("Choose"),
    )  # fmt: skip


def _take_choice(desk: Desk, key: str, turn: int) -> None:
    # A list of before may tell of itself late, when the choice has long been another.
    if turn == desk.bench.turn:
        desk.bench.chosen = tuple(st.session_state[key])
