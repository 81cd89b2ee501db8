"""Registering a case: fields, the map on which one click sets the place, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from dashboard.address import keep
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.markup import heading
from dashboard.new_case_done import done_board, registered_before
from dashboard.new_case_entry import MAP_KEY, Entry, entry_now
from dashboard.new_case_fields import new_case_fields
from dashboard.new_case_foreseen import foreseen_panel, repeats
from dashboard.refusals import refusals_shown
from data.rule_store import rules_of
from data.store import Store
from service.casebook import case_record
from service.cases.drafting import NewCase
from service.cases.likeness import Likeness
from service.cases.merging import merge_cases
from service.cases.registering import register_case
from service.map_filter import CaseFilter
from service.map_summary import MapSummary, map_summary

# The map and what is foreseen below it share the height of the window.
_USED_PX = 470
# On a phone the place comes first: whoever stands there knows it before he has words.
_STYLE = """<style>
@media(max-width:640px){.st-key-new_case_halves>*>.stHorizontalBlock>.stColumn:last-child{order:-1}}
</style>"""


def new_case_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the form, or after saving the number and what to do with it."""
    entry = entry_now()
    if entry.registered is None and registered_before() is None:
        _form(viewer, store, entry, now)
    else:
        done_board(viewer, store, entry, now)


def _form(viewer: Viewer, store: Store, entry: Entry, now: datetime) -> None:
    with store.read() as conn:
        catalogue = rules_of(conn).catalogue
    summary = map_summary(viewer, store, now.date())
    st.html(_STYLE)
    with st.container(key="new_case_halves"):
        left, right = st.columns([9, 11], gap="medium")
    with left:
        heading(_("New case"))
        typed = new_case_fields(viewer, entry, catalogue, summary.zone)
    new = replace(typed, reported_at=typed.reported_at or now)
    alike: tuple[Likeness, ...] = ()
    with right:
        _map(viewer, store, entry, summary, now)
        with refusals_shown():
            alike = foreseen_panel(viewer, store, new, now, summary.zone)
    with left, refusals_shown():
        same = repeats(entry, alike)
        wants = st.button(_("Register"), type="primary", width="stretch", key=entry.key("save"))
        if wants or same is not None:
            _save(viewer, store, entry, new, now, same)


def _map(viewer: Viewer, store: Store, entry: Entry, summary: MapSummary, now: datetime) -> None:
    _place(entry)
    on = now.astimezone(ZoneInfo(summary.zone)).date()
    config = map_config(
        viewer, store, summary, CaseFilter(zone=summary.zone), on,
        picks_place=True, picked=entry.picked,
    )  # fmt: skip
    draw_map(config, key=MAP_KEY, used_px=_USED_PX)


def _place(entry: Entry) -> None:
    """Say how the place is set, or how to take it back."""
    if entry.picked is None:
        st.caption(
            _(
                "Click the map where it is, or search there for the address. Without a place the"
                " case goes to those in no grid."
            )
        )
        return
    lon, lat = entry.picked
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Place: {place}", place=f"{lon:.6f}, {lat:.6f} (CGCS2000)"))
        if st.button(_("Take the place back"), type="tertiary", key=entry.key("no_place")):
            entry.picked = None
            st.rerun()


def _save(
    viewer: Viewer, store: Store, entry: Entry, new: NewCase, now: datetime, same: Likeness | None
) -> None:
    """Register the case once; on request add it to the standing case it is another report of."""
    if entry.registered is None:
        entry.registered = register_case(viewer, store, new, now)
    if same is not None and entry.joined is None:
        made = case_record(viewer, store, entry.registered.code, now)
        merge_cases(viewer, store, made.code, made.version, same.code, same.version, now)
        entry.joined = same.code
    keep("registered", entry.registered.code)
    st.rerun()
