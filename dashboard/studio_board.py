"""The studio: the map on which grids change hands, and beside it what that would mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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
from dashboard.studio_acts import fitting, stale_grids, take_acts
from dashboard.studio_approval import approval_part
from dashboard.studio_bars import bars, touched_first
from dashboard.studio_drafts import draft_part
from dashboard.studio_figures import headline
from dashboard.studio_files import file_part
from dashboard.studio_map import studio_config
from dashboard.studio_moves import moves
from dashboard.studio_proposal import proposal_part, work_out
from dashboard.studio_state import MAP_KEY, PART_KEY, Desk, Studio, holders_of, studio_of
from dashboard.studio_texts import studio_texts
from dashboard.studio_workload import workload
from data.store import Store
from service.clock import now
from service.map_filter import CaseFilter
from service.map_summary import MapSummary, map_summary
from service.map_time import map_day
from service.plans.facts import StudioFacts, studio_facts

# The map above, the board below, both in sight.
_ON_A_PHONE: Final = """<style>@media (max-width:640px){
.st-key-studio_map_frame iframe{height:62dvh!important}}</style>"""


@st.fragment
def studio_board(viewer: Viewer, store: Store) -> None:
    """Show map and board; what is done on either reruns only the two."""
    # Within the fragment: what goes wrong in a run of its own passes no page.
    with refusals_shown():
        _studio(viewer, store)


def _studio(viewer: Viewer, store: Store) -> None:
    moment = now()
    on = map_day(viewer, store, None, moment).today
    summary = map_summary(viewer, store, on)
    if summary.is_empty:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
        return
    studio, facts = studio_of(on), studio_facts(viewer, store, on, moment)
    facts = studio.once("facts", (facts.token,), lambda: facts)
    _take(studio, facts)
    desk = Desk(viewer, store, studio, facts, moment)
    left, right = st.columns([13, 9], gap="medium")
    with left, beside():
        _map(desk, summary, on)
    with right, refusals_shown():
        _board(desk)


def _take(studio: Studio, facts: StudioFacts) -> None:
    plan, gone = fitting(studio.plan, facts)
    if gone:
        studio.begin(plan, studio.draft)
        st.warning(
            plain(
                _(
                    "Taken out of the plan, since a grid or worker is no longer there: {grids}.",
                    grids=", ".join(gone),
                )
            )
        )
    take_acts(studio, facts)


def _map(desk: Desk, summary: MapSummary, on: date) -> None:
    config = map_config(desk.viewer, desk.store, summary, CaseFilter(zone=summary.zone), on)
    texts = {**config["texts"], **studio_texts()}  # type: ignore[dict-item]
    told = studio_config(
        desk.studio, desk.facts, summary.revisions["grids"], is_busy=desk.studio.asks is not None
    )
    draw_map({**config, "texts": texts, "studio": told}, key=MAP_KEY, used_px=90)
    st.html(_ON_A_PHONE)


def _board(desk: Desk) -> None:
    once("studio").tell()
    if not len(desk.facts.workers):
        st.info(_("There are no workers yet: enter them on the roster page or import them."))
        return
    if desk.studio.asks:
        work_out(desk)
        return
    _steps(desk)
    _stale(desk)
    if desk.studio.refused:
        st.warning(plain(_(desk.studio.refused)))
    parts = _parts()
    part = st.segmented_control(
        _("Shown beside the map"),
        list(parts),
        default=None if PART_KEY in st.session_state else "balance",
        format_func=lambda key: parts[key][0],
        key=PART_KEY,
        label_visibility="collapsed",
        required=True,
        wrap=True,
    )
    parts[part or "balance"][1](desk)


def _parts() -> dict[str, tuple[str, Callable[[Desk], None]]]:
    """Return name and content of what can stand beside the map, by key."""
    return {
        "balance": (_("Balance"), _balance),
        "hours": (_("Workload"), _workload),
        "moves": (_("What moves"), moves),
        "propose": (_("Proposal"), proposal_part),
        "drafts": (_("Drafts"), draft_part),
        "approve": (_("Approve"), approval_part),
        "files": (_("Files"), file_part),
    }


def _balance(desk: Desk) -> None:
    before, after = desk.measured()
    headline(before, after, desk.facts.size_band)
    bars(desk, before, after)


def _workload(desk: Desk) -> None:
    before, after = desk.measured()
    workload(desk.facts, before, after, touched_first(before.lines, after.lines))


def _steps(desk: Desk) -> None:
    studio, changes = desk.studio, len(desk.studio.plan.changes)
    buttons = (
        ("undo", "↶ " + _("Undo"), studio.history.may_undo),
        ("redo", "↷ " + _("Redo"), studio.history.may_redo),
        ("clear", _("Clear the plan"), bool(changes)),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        for act, label, may in buttons:
            st.button(
                label, key=f"studio_{act}", disabled=not may, on_click=studio.ask, args=(act,)
            )
        name = plain(studio.plan.name) or _("Plan without a name")
        st.markdown(f"**{name}** · " + _("{n} grids changed", n=changes))


def _stale(desk: Desk) -> None:
    stale = stale_grids(desk.studio.plan, desk.facts)
    if not stale:
        return
    said = _(
        "{n} grids of this plan have another worker today than when they were planned: {grids}.",
        n=len(stale),
        grids=", ".join(stale[:20]),
    )
    st.warning(plain(said))
    has = holders_of(desk.facts)
    with st.container(horizontal=True):
        st.button(
            _("Keep the plan, from today's duty"),
            key="studio_rebase",
            on_click=desk.studio.ask,
            args=("rebase",),
            kwargs={"found": {code: has.get(code) for code in stale}},
        )
        st.button(
            _("Leave these grids as they are today"),
            key="studio_leave",
            on_click=desk.studio.ask,
            args=("leave",),
            kwargs={"grids": stale},
        )
