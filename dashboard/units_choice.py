"""What the units page compares: level, figures, order; all of it stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from casework.indicator import Indicator
from casework.indicators import INDICATORS
from dashboard.address import asked, keep
from dashboard.i18n import _, language
from service.units_stages import STAGES, in_order
from service.units_table import LEVEL_TERMS, USUAL, UnitsBy

_BY: Final = "by"
_FIGURES: Final = "figures"
_SORT: Final = "sort"
_FUNNEL: Final = "funnel"
_WIDE: Final = "widened"
_OUTSIDE: Final = "outside"


@dataclass(frozen=True)
class Order:
    """By which figure the lines are sorted; None is by code."""

    key: str | None
    most_first: bool


def choose_level(levels: Sequence[UnitsBy]) -> UnitsBy:
    """Show the levels that can be compared, and return the chosen one."""
    said = asked(_BY)
    chosen = next((one for one in levels if one == said), levels[0])
    st.session_state["units_by"] = chosen
    st.segmented_control(
        _("Compare"),
        list(levels),
        format_func=lambda one: _(LEVEL_TERMS[one]),
        key="units_by",
        on_change=_take,
        args=(_BY, "units_by", levels[0]),
    )
    return chosen


def choose_figures() -> tuple[str, ...]:
    """Show the figures by the stages of a case's life, and return the keys that are chosen."""
    said = tuple(key for key in (asked(_FIGURES) or "").split(",") if key in INDICATORS)
    chosen = in_order(said or USUAL)
    with st.popover(_("Figures ({n})", n=len(chosen))):
        for stage in STAGES:
            key = f"units_stage_{stage.keys[0]}"
            st.session_state[key] = [one for one in stage.keys if one in chosen]
            st.pills(
                _(stage.name),
                list(stage.keys),
                selection_mode="multi",
                format_func=figure_name,
                key=key,
                on_change=_take_figures,
            )
    return chosen


def choose_order(indicators: Sequence[Indicator]) -> Order:
    """Show by what the lines are sorted, and return it."""
    said = asked(_SORT) or ""
    key = said.lstrip("-")
    known = [one.key for one in indicators]
    options = ["", *(f"{sign}{one}" for one in known for sign in ("-", ""))]
    st.session_state["units_sort"] = said if key in known else ""
    st.selectbox(
        _("Sorted by"),
        options,
        format_func=_order_name,
        key="units_sort",
        on_change=_take,
        args=(_SORT, "units_sort", ""),
        width=280,
    )
    return Order(key, said.startswith("-")) if key in known else Order(None, False)


def choose_funnel(indicators: Sequence[Indicator]) -> tuple[str, bool]:
    """Show which figure is held against chance, and return its key and whether to widen limits."""
    keys = [one.key for one in indicators]
    usual = "closed_on_time" if "closed_on_time" in keys else keys[0]
    said = asked(_FUNNEL)
    chosen = said if said in keys else usual
    st.session_state["units_funnel"] = chosen
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            _("Figure against chance"),
            keys,
            format_func=figure_name,
            key="units_funnel",
            on_change=_take,
            args=(_FUNNEL, "units_funnel", usual),
            width=280,
        )
        is_widened = _switch(_WIDE, _("Widen the limits by the spread"))
    return str(chosen), is_widened


def choose_outside() -> bool:
    """Show whether what is taken away is for outside, and return it."""
    return _switch(_OUTSIDE, _("For outside: small numbers hidden"))


def _switch(parameter: str, label: str) -> bool:
    key = f"units_{parameter}"
    st.session_state[key] = asked(parameter) == "1"
    return st.toggle(label, key=key, on_change=_turn, args=(parameter, key))


def figure_name(key: str) -> str:
    """Return what a figure is called in the viewer's language."""
    one = INDICATORS[key]
    return one.chinese if language() == "zh" else _(one.name)


def _order_name(said: str) -> str:
    if not said:
        return _("Code")
    name = figure_name(said.lstrip("-"))
    return (
        _("{figure}, most first", figure=name)
        if said[0] == "-"
        else _("{figure}, least first", figure=name)
    )


def _take(parameter: str, key: str, usual: str) -> None:
    chosen = st.session_state[key]
    keep(parameter, None if chosen in (None, usual) else chosen)


def _take_figures() -> None:
    found = [
        one
        for stage in STAGES
        for one in st.session_state.get(f"units_stage_{stage.keys[0]}") or []
    ]
    chosen = in_order(tuple(found))
    keep(_FIGURES, None if chosen == in_order(USUAL) else ",".join(chosen))


def _turn(parameter: str, key: str) -> None:
    keep(parameter, "1" if st.session_state[key] else None)
