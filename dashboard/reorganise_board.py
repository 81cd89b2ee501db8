"""The workbench of reorganising: the map as it would be, and beside it plan, outlook, decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.markup import beside
from dashboard.messages import plain
from dashboard.once import once
from dashboard.refusals import refusals_shown
from dashboard.reorganise_acts import take_acts
from dashboard.reorganise_approval import approval_part
from dashboard.reorganise_change import change_part
from dashboard.reorganise_files import file_part
from dashboard.reorganise_map import cut_config, cut_texts
from dashboard.reorganise_merger import merger_part
from dashboard.reorganise_preview import outlook_part
from dashboard.reorganise_state import MAP_KEY, Desk, bench_of
from data.store import Store
from service.clock import now
from service.language import Said
from service.map_filter import CaseFilter
from service.map_summary import MapSummary, map_summary
from service.map_time import map_day
from service.map_view import MapData

_PART: Final = "reorganise_part"
# The map above, the board below, both in sight.
_ON_A_PHONE: Final = """<style>@media (max-width:640px){
.stMainBlockContainer .st-key-cut_map_frame iframe{height:56dvh!important}}</style>"""


@st.fragment
def reorganise_board(viewer: Viewer, store: Store) -> None:
    """Show map and board; what is done on either reruns only the two."""
    moment = now()
    today = map_day(viewer, store, None, moment).today
    bench = bench_of(today)
    if bench.plan.on < today:
        bench.begin(replace(bench.plan, on=today))
    summary = map_summary(viewer, store, bench.plan.on)
    if summary.is_empty:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
        return
    mark = f"{summary.revisions['all']}/{bench.plan.on}"
    desk = Desk(viewer, store, bench, moment, mark)
    if not _stands(desk):
        return
    take_acts(desk)
    left, right = st.columns([13, 9], gap="medium")
    with left, beside():
        _map(desk, summary)
    with right, refusals_shown():
        _board(desk)


def _stands(desk: Desk) -> bool:
    """Return True when the plan can be carried out on the district as it is now."""
    try:
        desk.outlook(desk.bench.plan)
    except Exception as error:
        if not isinstance(error, Said):
            raise
        st.error(plain(_(error)))
        st.button(_("Take the last step back"), key="reorganise_back", on_click=_take_back,
                  args=(desk,))  # fmt: skip
        return False
    return True


def _take_back(desk: Desk) -> None:
    bench = desk.bench
    if bench.at:
        bench.walk(-1)
    else:
        bench.begin(bench.plan.without_last())


def _map(desk: Desk, summary: MapSummary) -> None:
    on = desk.bench.plan.on
    config = map_config(desk.viewer, desk.store, summary, CaseFilter(zone=summary.zone), on)
    texts = {**config["texts"], **cut_texts()}  # type: ignore[dict-item]
    told = cut_config(desk, MapData.of(desk.store).grids(on))
    st.html(_ON_A_PHONE)
    draw_map({**config, "texts": texts, "cut": told}, key=MAP_KEY, used_px=90)


def _board(desk: Desk) -> None:
    once("reorganise").tell()
    _steps(desk)
    if desk.bench.refused:
        st.warning(plain(_(desk.bench.refused)))
    parts: dict[str, tuple[str, Callable[[Desk], None]]] = {
        "change": (_("Plan"), change_part),
        "outlook": (_("Before and after"), outlook_part),
        "merger": (_("Propose a merger"), merger_part),
        "files": (_("Files"), file_part),
        "approve": (_("Approve"), approval_part),
    }
    part = st.segmented_control(
        _("Shown beside the map"),
        list(parts),
        default=None if _PART in st.session_state else "change",
        format_func=lambda key: parts[key][0],
        key=_PART,
        label_visibility="collapsed",
        required=True,
    )
    parts[part or "change"][1](desk)


def _steps(desk: Desk) -> None:
    bench = desk.bench
    buttons = (
        ("undo", "↶ " + _("Undo"), bench.at > 0, -1),
        ("redo", "↷ " + _("Redo"), bench.at + 1 < len(bench.steps), 1),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        for act, label, may, step in buttons:
            st.button(label, key=f"reorganise_{act}", disabled=not may, on_click=bench.walk,
                      args=(step,))  # fmt: skip
        n, day = len(bench.plan.operations), bench.plan.on
        said = _("Operations planned: {n}; in force from {day}", n=n, day=day)
        st.markdown(f"**{plain(said)}**")
