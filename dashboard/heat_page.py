"""The heat page: the way of looking, the map, and beside it what the map says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from casework.access import Viewer
from dashboard.area_choice import choose_area
from dashboard.heat_control import heat_config
from dashboard.heat_page_files import take_away
from dashboard.heat_page_spots import FLY, spot_list
from dashboard.heat_page_words import explanation
from dashboard.i18n import _
from dashboard.layer_asks import Looked
from dashboard.layer_choice import choose_layer, choose_way
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.markup import Markup, show
from dashboard.period_choice import choose_period
from dashboard.refusals import refusals_shown
from data.store import Store
from service.map_summary import MapSummary, map_summary
from service.map_view import MapData
from service.settings import settings_now

KEY: Final = "heat_map"
_ADDRESSES: Final = {
    "surface": "layers/figure.json",
    "classes": "layers/figure.json",
    "rate": "layers/rate.json",
    "spots": "layers/spots.json",
}
# The map fills what the controls leave; on a phone it comes before all but the way of looking.
_STYLE: Final = Markup("""<style>
.st-key-heat_room{gap:.5rem;--heat-height:calc(100dvh - 232px)}
.st-key-heat_aside{max-height:calc(100dvh - 232px);overflow-y:auto;padding-right:.4rem}
.st-key-heat_aside button[kind=tertiary]{justify-content:flex-start;text-align:left}
.st-key-heat_aside button[kind=tertiary] p{text-align:left}
@media(min-width:1200px){
.st-key-heat_body [data-testid=stHorizontalBlock]{flex-wrap:nowrap;gap:.9rem}
.st-key-heat_body [data-testid=stColumn]:first-child{flex:1 1 0;min-width:0}
.st-key-heat_body [data-testid=stColumn]:last-child{flex:0 0 350px;min-width:350px}}
@media(min-width:641px) and (max-width:1599px){
.st-key-heat_room{--heat-height:max(calc(100dvh - 276px),420px)}
.st-key-heat_top{flex-wrap:wrap}
.st-key-heat_top>:has(>.st-key-heat_where){flex:1 0 100%}}
@media(max-width:1199px){
.st-key-heat_room{--heat-height:max(58dvh,380px)}
.st-key-heat_body [data-testid=stHorizontalBlock]{flex-direction:column}
.st-key-heat_body [data-testid=stColumn]{width:100%;flex:1 1 auto;min-width:100%}
.st-key-heat_aside{max-height:none}}
@media(max-width:640px){
.st-key-heat_room>:has(>.st-key-heat_top),.st-key-heat_top{display:contents}
.st-key-heat_top>:has(>.st-key-heat_where),.st-key-heat_room>:has(>.st-key-heat_how){order:3}
.st-key-heat_room>:has(>.st-key-heat_body){order:2}}
</style>""")


def heat_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show where matters gather, as the address asks for it."""
    # Figures are of the minute: whoever clicks through a minute asks for each once.
    now = now.replace(second=0, microsecond=0)
    today = now.astimezone(ZoneInfo(str(settings_now(viewer, store)["time_zone"]))).date()
    summary = map_summary(viewer, store, today)
    if summary.is_empty:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
        return
    show(_STYLE)
    with st.container(key="heat_room"):
        with _row("heat_top"):
            way = choose_way()
            with _row("heat_where"):
                area = choose_area(viewer, store, today)
                period = choose_period(viewer, store, today, "heat")
        with _row("heat_how"):
            choice = choose_layer(way, summary.categories)
        looked = Looked(choice, period, area, summary.zone)
        with st.container(key="heat_body"):
            left, right = st.columns([5, 1])
            with left:
                _map(viewer, store, summary, looked, today)
            with right, st.container(key="heat_aside"), refusals_shown():
                if way == "spots":
                    spot_list(viewer, store, looked, now)
                explanation(choice, period, now)
                take_away(viewer, store, looked, MapData.of(store).grids(today), now)


def _row(key: str) -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="bottom", key=key)


def _map(viewer: Viewer, store: Store, summary: MapSummary, looked: Looked, on: date) -> None:
    is_surface = looked.choice.way == "surface"
    measure = {
        "title": _("Grids"),
        "unit": "",
        "none": _("No figure"),
        "address": _ADDRESSES[looked.choice.way],
        "query": looked.query,
    }
    more = {
        "measures": {"shown": measure},
        "first_measure": "shown",
        "shows": "bgd",
        "heat": heat_config(looked.heat) if is_surface else None,
        "heat_room": {
            "way": looked.choice.way,
            "outlines": is_surface,
            "fly_to": st.session_state.get(FLY),
        },
    }
    config = map_config(viewer, store, summary, looked.wanted, on, more=more)
    draw_map(config, key=KEY, height="var(--heat-height)")
