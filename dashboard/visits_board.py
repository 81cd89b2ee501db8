"""The page of home visits: how far a plan is and where, whom to visit next, the plans."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.area_choice import choose_area
from dashboard.i18n import _
from dashboard.markup import Markup, show, tag
from dashboard.messages import plain
from dashboard.once import Once, once
from dashboard.visits_choice import Looked, choose_plan, choose_turn
from dashboard.visits_figures import counted, visit_figures
from dashboard.visits_list import visit_list
from dashboard.visits_load import choose_list
from dashboard.visits_map import follow_click, visit_map
from dashboard.visits_plans import visit_plans
from dashboard.visits_record import home_window, open_home
from dashboard.visits_table import coverage_of, part_table
from data.settings_store import office_zone
from data.store import Store

_VIEW: Final = "view"
_STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
.gg h2{font-size:1.5rem;margin:0;padding:0;line-height:1.3}
@media(max-width:640px){.stMainBlockContainer{padding:3.9rem .75rem 1.5rem}
 .st-key-visits_head>*,.st-key-visits_asked>*{flex:1 1 44%!important;min-width:0!important}
 .st-key-visits_head>:first-child,.st-key-visits_asked>:last-child{flex:1 1 100%!important}}
</style>""")


def visits_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show how far the plan in the address is, as of today or of the end of its turn."""
    with store.read() as conn:
        today = now.astimezone(office_zone(conn)).date()
    forms = once("visits")
    show(_STYLE, tag("h2", _("Home visits")))
    # In a place of its own: what follows keeps its own, and the map is not made anew.
    with st.container():
        forms.tell()
    with st.container(horizontal=True, vertical_alignment="bottom", key="visits_head"):
        view = _choose_view(viewer)
        looked = None if view == "plans" else _choose(viewer, store, today)
    if looked is None:
        visit_plans(viewer, store, forms, today, now)
    elif looked.turn is None:
        since = looked.plan.since
        st.info(plain(_("{plan} begins on {day}.", plan=looked.plan.name, day=since)))
    else:
        _looked_at(viewer, store, looked, forms, view, now)


def _choose(viewer: Viewer, store: Store, today: date) -> Looked | None:
    """Show what can be looked at and return what the address names; None without any plan."""
    plan = choose_plan(viewer, store, today)
    if plan is None:
        return None
    turn, on = choose_turn(plan, today)
    with st.container(width="content"):
        area = choose_area(viewer, store, on)
    return Looked(plan, turn, on, today, area)


def _looked_at(
    viewer: Viewer, store: Store, looked: Looked, forms: Once, view: str, now: datetime
) -> None:
    by, frame = coverage_of(viewer, store, looked)
    visit_figures(viewer, store, looked, counted(frame))
    if view == "list":
        home = visit_list(viewer, store, looked)
    else:
        home = follow_click(viewer, store, looked)
        left, right = st.columns([5, 4], gap="medium")
        with left:
            visit_map(viewer, store, looked, "max(26rem, calc(100dvh - 330px))")
        with right:
            part_table(by, frame, key=f"visits_parts_{looked.area or 'all'}_{by}")
            choose_list(viewer, store, looked)
    if home is not None:
        open_home(home)
    if may(viewer, Action.VIEW_HOMES):
        home_window(viewer, store, looked, forms, now)


def _choose_view(viewer: Viewer) -> str:
    """Show the ways of looking and return the one in the address."""
    views = {"": _("Map")}
    if may(viewer, Action.VIEW_HOMES):
        views["list"] = _("List")
    views["plans"] = _("Plans")
    wanted = asked(_VIEW) or ""
    st.session_state["visits_view"] = wanted if wanted in views else ""
    return str(
        st.segmented_control(
            _("View"),
            list(views),
            format_func=views.__getitem__,
            key="visits_view",
            label_visibility="collapsed",
            required=True,
            on_change=_take_view,
        )
    )


def _take_view() -> None:
    keep(_VIEW, st.session_state["visits_view"])
