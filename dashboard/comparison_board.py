"""The page of two periods: what is asked above, then the maps, the table or the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

import streamlit as st

from casework.access import Viewer
from casework.period import Period
from dashboard.area_choice import choose_area
from dashboard.comparison_choice import choice, choose_figure, choose_first, segments
from dashboard.comparison_intake import intake_board
from dashboard.comparison_maps import Shown, difference_map, played_map, side_by_side
from dashboard.comparison_table import headline, unit_table
from dashboard.i18n import _
from dashboard.messages import plain
from dashboard.period_choice import choose_period
from data.store import Store
from service.errors import ServiceError
from service.map_difference import differences
from service.map_periods import PeriodAsk
from service.map_time import Reading, map_day

_FRAMES: Final = {"week": 26, "month": 12, "quarter": 8}
# The same room for every view, and as much of the screen as can be for the maps.
_TIGHT: Final = """<style>
.stMainBlockContainer { padding: 3.9rem 0.75rem 0.5rem; }
.stMainBlockContainer h1 { padding: 0 0 .2rem; font-size: 1.9rem; }
@media (max-width: 640px) {
  .st-key-then_asked [data-testid=stWidgetLabel] { display: none; }
  .st-key-then_asked { gap: .4rem; }
  .st-key-then_asked > * { flex: 1 1 44% !important; min-width: 0 !important; }
}
</style>"""


def comparison_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page's content; everything chosen stands in the address."""
    st.html(_TIGHT)
    today = map_day(viewer, store, None, now).today
    views = {
        "side": _("Side by side"),
        "difference": _("Difference"),
        "play": _("Played back"),
        "intake": _("When cases come in"),
    }
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        view = segments("view", _("View"), list(views), lambda one: views[one])
        area = choose_area(viewer, store, today)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="then_asked"):
        second = choose_period(viewer, store, today, "then")
        first = choose_first(second) if view in ("side", "difference") else second.previous()
        figure = "" if view == "intake" else choose_figure()
        reading = _reading() if view in ("side", "difference") else "today"
        step = _step(second) if view == "play" else ""
        shows_all = view == "difference" and _all()
    if view == "intake":
        intake_board(viewer, store, second, area, now)
        return
    ask = PeriodAsk(figure, (first, second), area, reading)
    shown = Shown(viewer, store, today, now, ask)
    try:
        if view == "play":
            played_map(shown, step, _FRAMES[step])
        else:
            _compared(shown, view, shows_all=shows_all)
    except ServiceError as error:
        st.warning(plain(_(error)))


def _compared(shown: Shown, view: str, *, shows_all: bool) -> None:
    found = differences(shown.viewer, shown.store, shown.ask, shown.now)
    headline(shown.viewer, shown.store, found, shown.ask)
    if view == "side":
        side_by_side(shown, found)
    else:
        difference_map(shown, found, shows_all=shows_all)
    unit_table(shown.viewer, shown.store, found, shown.ask.area)


def _reading() -> Reading:
    words = {"today": _("on today's map"), "as-it-was": _("in the grids of then")}
    found = choice("map", _("Cases are counted"), list(words), lambda one: words[one], width=190)
    return cast("Reading", found.replace("-", "_"))


def _step(second: Period) -> str:
    words = {"week": _("Week"), "month": _("Month"), "quarter": _("Quarter")}
    usual = second.kind if second.kind in words else "month"
    return choice("step", _("A picture for each"), list(words), lambda one: words[one], usual=usual)


def _all() -> bool:
    words = {"0": _("only what is beyond chance"), "1": _("every change")}
    return choice("all", _("Coloured"), list(words), lambda one: words[one]) == "1"
