"""Units with and without a contact point: the list of those without, and the map of all."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.markup import heading, show, tag
from dashboard.refusals import refusals_shown
from data.store import Store
from service.map_filter import CaseFilter
from service.map_summary import map_summary
from service.sessions.coverage import LEVEL_TERMS, Rooms, rooms_on

KEY: Final = "sessions_rooms_map"


def rooms_part(viewer: Viewer, store: Store, today: date) -> None:
    """Show which units have no contact point in use, and the map of them."""
    found = rooms_on(viewer, store, today)
    left, right = st.columns([7, 13], gap="medium")
    with left, refusals_shown():
        heading(_("Without a contact point: {count}", count=len(found.without)))
        _list(viewer, found)
    with right, refusals_shown():
        _map(viewer, store, today)


def _list(viewer: Viewer, found: Rooms) -> None:
    level = _(LEVEL_TERMS[found.level])
    said = _(
        "{met} of {all} {level} have one. A place belongs to its unit and to those above it: a"
        " contact point of a street is no room of one of its communities. Which units must have"
        " one: the setting room_level. Places are kept on the page Service points.",
        met=found.met,
        all=len(found.units),
        level=level,
    )
    show(tag("p", said, kind="quiet"))
    if not len(found.units):
        st.info(_("There is no unit of this level: {level}.", level=level))
        return
    shown = pd.DataFrame(
        {
            _("Unit"): found.units["name"],
            _("Belongs to"): found.units["parent_name"],
            _("How many"): found.units["rooms"],
            _("Code"): found.units["code"],
        },
        dtype=object,
    )
    without = shown.loc[(found.units["rooms"] == 0).to_numpy()]
    if len(without):
        height = min(420, 35 * (len(without) + 1) + 3)
        st.dataframe(without, hide_index=True, height=height, key="sessions_without")
    if may(viewer, Action.EXPORT):
        download_table(shown, _("contact points by unit"), key="sessions_rooms_file")


def _map(viewer: Viewer, store: Store, today: date) -> None:
    summary = map_summary(viewer, store, today)
    if summary.is_empty:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
        return
    measure = {
        "title": _("Contact points"),
        "unit": "",
        "none": _("in no such unit"),
        "address": "layers/rooms.json",
        "query": urlencode({"on": today.isoformat()}),
    }
    more = {"measures": {"rooms": measure}, "first_measure": "rooms", "shows": "bg"}
    config = map_config(viewer, store, summary, CaseFilter(zone=summary.zone), today, more=more)
    draw_map(config, key=KEY, height="62vh")
