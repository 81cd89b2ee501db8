"""The maps of two periods: side by side, their difference, and time played back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from casework.access import Viewer
from casework.period import Period
from dashboard.area_choice import go_to_area
from dashboard.comparison_legend import shared_legend
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_downloads import map_downloads
from dashboard.map_panel import draw_map
from dashboard.map_texts import map_texts
from dashboard.markup import show, tag
from data.store import Store
from service.areas import child_of_grid
from service.figure_asked import indicator_of
from service.map_difference import Differences
from service.map_filter import CaseFilter
from service.map_period_layers import period_classes
from service.map_periods import PeriodAsk
from service.map_summary import map_summary

# What stands above each kind of map, in pixels; a narrow screen scrolls.
_ABOVE: Final = {"then_map_difference": 330, "then_map_play": 262}
_ABOVE_TWO: Final = 436
# On a phone one map at a time, chosen by the switch; elsewhere both, without the switch.
_ONE_AT_A_TIME: Final = """<style>
@media (min-width: 641px) {{ .st-key-then_shown_row {{ display: none; }} }}
@media (max-width: 640px) {{ .st-key-then_side_{hidden} {{ display: none; }} }}
</style>"""


@dataclass(frozen=True)
class Shown:
    """What the maps show: who looks, at what, on which day, and what is asked."""

    viewer: Viewer
    store: Store
    today: date
    now: datetime
    ask: PeriodAsk

    @property
    def query(self) -> dict[str, str]:
        """Return what is asked as the routes read it; the area travels with every map."""
        as_it_was = self.ask.reading == "as_it_was"
        return {"figure": self.ask.figure} | ({"map": "as-it-was"} if as_it_was else {})


def side_by_side(shown: Shown, found: Differences) -> None:
    """Show both periods, in the same classes, on maps that move together."""
    first, second = found.first, found.second
    names = {"first": _(first.name), "second": _(second.name)}
    with st.container(key="then_shown_row"):
        watched = st.segmented_control(
            _("Map shown"),
            list(names),
            format_func=lambda side: names[side],
            default="second",
            required=True,
            key="then_shown",
            label_visibility="collapsed",
        )
    st.html(_ONE_AT_A_TIME.format(hidden="second" if watched == "first" else "first"))
    shared_legend(period_classes(shown.viewer, shown.store, shown.ask, shown.now))
    both = (first.period, second.period)
    periods = {"first": first.period.key, "second": second.period.key}
    for column, side, figures in zip(
        st.columns(2, gap="small"), names, (first, second), strict=True
    ):
        with column, st.container(key=f"then_side_{side}"):
            show(tag("h3", f"{names[side]} · {_said(figures.told_in_all(found.scale)[1])}"))
            query = shown.query | periods | {"side": side}
            more = {"pair": "then", "legend_outside": True}
            on = figures.period.last if shown.ask.reading == "as_it_was" else shown.today
            _map(shown, both, on, "layers/side.json", query, f"then_map_{side}", more)
            _downloads(shown, "side", query)


def difference_map(shown: Shown, found: Differences, *, shows_all: bool) -> None:
    """Show what changed."""
    query = shown.query | {
        "first": found.first.period.key,
        "second": found.second.period.key,
        "all": "1" if shows_all else "0",
    }
    on = found.second.map_of
    _map(
        shown,
        (found.first.period, found.second.period),
        on,
        "layers/difference.json",
        query,
        "then_map_difference",
        {},
    )
    _downloads(shown, "difference", query)


def played_map(shown: Shown, step: str, frames: int) -> None:
    """Show time played back, up to the period asked for."""
    until = shown.ask.periods[-1]
    query = {
        "figure": shown.ask.figure,
        "period": until.key,
        "step": step,
        "frames": str(frames),
    }
    more = {"play": True, "texts": _texts() | _play_texts()}
    _map(shown, (until,), shown.today, "layers/frames.json", query, "then_map_play", more)


def _downloads(shown: Shown, layer: str, query: dict[str, str]) -> None:
    """Show the links that give a map as a file."""
    area = {"area": shown.ask.area} if shown.ask.area else {}
    map_downloads(urlencode({"layer": layer} | query | area))


def _map(
    shown: Shown,
    periods: tuple[Period, ...],
    on: date,
    address: str,
    query: dict[str, str],
    key: str,
    more: dict[str, Any],
) -> None:
    summary = map_summary(shown.viewer, shown.store, on)
    wanted = replace(CaseFilter(zone=summary.zone), area=shown.ask.area, status="all")
    indicator, scale = indicator_of(shown.ask.figure), shown.ask.scale(periods)
    about = {
        "title": _(indicator.name),
        "unit": _(scale.unit),
        "none": _(scale.none),
        "address": address,
        "query": urlencode(query),
    }
    usual = {
        "measures": {"figure": about},
        "first_measure": "figure",
        "shows": "bg",
        "tells_grids": True,
        "texts": _texts(),
    }
    config = map_config(shown.viewer, shown.store, summary, wanted, on, more=usual | more)
    draw_map(config, key, height=f"calc(100dvh - {_ABOVE.get(key, _ABOVE_TWO)}px)")
    _go_down(shown, key)


def _go_down(shown: Shown, key: str) -> None:
    """Follow a click on a grid one step down, once."""
    told = st.session_state.get(key)
    told = told if isinstance(told, dict) else {}
    clicked, seq = told.get("clicked_grid"), told.get("seq")
    if not isinstance(clicked, str) or st.session_state.get(f"{key}_done") == seq:
        return
    st.session_state[f"{key}_done"] = seq
    step = child_of_grid(shown.viewer, shown.store, shown.ask.area, clicked, shown.today)
    if step is not None:
        go_to_area(step.code)
        st.rerun()


def _said(value: Any) -> str:  # noqa: ANN401
    return value if isinstance(value, str) else _(value)


def _texts() -> dict[str, str]:
    """Return the map's words; its sum speaks of the grids alone, since periods are compared."""
    return map_texts() | {"sum": _("{grids} grids, {households} households (those of today).")}


def _play_texts() -> dict[str, str]:
    return {
        "play_title": _("Time played back"),
        "play_start": _("Play"),
        "play_pause": _("Pause"),
        "play_before": _("One step back"),
        "play_after": _("One step on"),
        "play_pace": _("How long each picture stays"),
        "play_seconds": _("{n} s each"),
        "play_says": _("{period}: {value}"),
        "play_says_of": _("{period}: {value} ({n} of {m})"),
    }
