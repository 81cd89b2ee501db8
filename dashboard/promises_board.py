"""Promises, resolutions of assemblies and public works: what was said, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Action, Viewer, require
from dashboard.address import asked, keep
from dashboard.area_choice import choose_area
from dashboard.downloads import hide_raw_downloads
from dashboard.i18n import _
from dashboard.markup import Markup, page_title, show
from dashboard.once import once
from dashboard.part_choice import choose_part
from dashboard.promises_detail import detail
from dashboard.promises_figures import show_figures
from dashboard.promises_list import show_list
from dashboard.promises_new import new_forms
from dashboard.promises_works import work_parts, works_map
from data.promise_store import Kind
from data.store import Store
from service.promises.listing import projects_of, promises_of, resolutions_of
from service.settings import settings_now

_STYLE: Final = Markup("""<style>.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
@media(max-width:1199px){.st-key-promises_body [data-testid=stColumn]{min-width:100%}}
</style>""")
_KINDS: Final[Mapping[str, Kind]] = {
    "promises": "promise",
    "resolutions": "resolution",
    "works": "project",
}
LISTS: Final = {
    "promise": promises_of,
    "resolution": resolutions_of,
    "project": projects_of,
}


def promises_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page."""
    require(viewer, Action.VIEW_MEETINGS)
    zone = ZoneInfo(str(settings_now(viewer, store)["time_zone"]))
    today = now.astimezone(zone).date()
    show(_STYLE)
    page_title(_("Promises and public works"))
    hide_raw_downloads()
    form = once("promises")
    form.tell()
    with st.container(horizontal=True, vertical_alignment="bottom", key="promises_top"):
        kind = _part()
        on = _day(today)
        area = choose_area(viewer, store, today)
    # Another day is looked at only: what is reported is reported today.
    acting = today if on == today else None
    frame = LISTS[kind](viewer, store, on, area)
    show_figures(frame, kind, on)
    with st.container(key="promises_body"):
        left, right = st.columns([13, 8], gap="medium")
        with left:
            if kind == "project":
                works_map(viewer, store, on, area, frame)
            row = show_list(viewer, frame, kind)
        with right:
            if row is not None:
                detail(viewer, store, kind, row, acting, now)
            if row is not None and kind == "project":
                work_parts(viewer, store, row, on, acting, now)
    if acting is not None:
        new_forms(viewer, store, kind, area, today, now)
    else:
        st.caption(_("Told as of {day}; what is reported now is reported today.", day=on))


def _part() -> Kind:
    words = {
        "promises": _("Promises"),
        "resolutions": _("Resolutions"),
        "works": _("Public works"),
    }
    return _KINDS[choose_part("part", _("Shown"), words, "promises_part")]


def _day(today: date) -> date:
    said, key = asked("on"), "promises_on"
    st.session_state[key] = _read(said, today)
    picked = st.date_input(
        _("As it stood on"),
        max_value=today,
        format="YYYY-MM-DD",
        key=key,
        width=150,
        on_change=_keep,
        args=("on", key, today.isoformat()),
    )
    return picked if isinstance(picked, date) else today


def _read(said: str | None, today: date) -> date:
    try:
        return min(date.fromisoformat(said or ""), today)
    except ValueError:
        return today


def _keep(name: str, key: str, usual: str) -> None:
    value = str(st.session_state[key] or usual)
    keep(name, None if value == usual else value)
