"""A new emergency area: drawn on the map, of a unit or grid, or from a text; then opened."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.address import keep
from dashboard.area_choice import choose_area
from dashboard.emergency_state import Sketch
from dashboard.i18n import _
from dashboard.markup import figures, heading, show, tag
from dashboard.once import once
from dashboard.refusals import refusals_shown
from data.store import Store
from service.emergency.area import area_of_code, area_of_corners, area_of_text
from service.emergency.looking import AreaLook, look_inside
from service.emergency.opening import open_emergency


def take_drawn(sketch: Sketch) -> None:
    """Take the corners that the map has told, once."""
    corners = sketch.corners_told()
    if corners is not None:
        with refusals_shown():
            sketch.shape = area_of_corners(corners)


def new_area(viewer: Viewer, store: Store, sketch: Sketch, now: datetime, today: date) -> None:
    """Show the other ways to name an area, what lies inside it, and how it is opened."""
    heading(_("New emergency area"))
    with st.expander(_("Not drawn: of a unit or grid, or from a text")), refusals_shown():
        _other_ways(viewer, store, sketch, today)
    if sketch.shape is None:
        st.caption(_("Draw an area on the map: what lies inside it is shown here at once."))
        return
    with refusals_shown():
        found = look_inside(viewer, store, sketch.shape, now)
        _inside(found)
        _open_form(viewer, store, sketch, now)


def _other_ways(viewer: Viewer, store: Store, sketch: Sketch, today: date) -> None:
    area = choose_area(viewer, store, today)
    if st.button(_("Take this unit or grid"), disabled=area is None, key="emergency_unit"):
        sketch.shape = area_of_code(viewer, store, str(area), today)
        st.rerun()
    text = st.text_area(
        _("WKT or GeoJSON, longitude and latitude (CGCS2000 or WGS-84)"), key="emergency_text"
    )
    if st.button(_("Take this text"), disabled=not text.strip(), key="emergency_take"):
        sketch.shape = area_of_text(text)
        st.rerun()


def _inside(found: AreaLook) -> None:
    show(
        figures(
            [
                (_("households inside"), f"{found.households:,}"),
                (_("of them lived in"), f"{found.occupied:,}"),
                (_("grids"), f"{int((found.grids['grid_code'] != '').sum()):,}"),
                (_("km²"), f"{found.area_km2:,.3f}"),
                (_("households nobody answers for"), f"{found.without_worker:,}"),
            ]
        ),
        tag("p", _("A household on the border lies inside."), kind="quiet"),
    )
    frame = found.grids
    table = pd.DataFrame(
        {
            _("Grid"): [name or _("in no grid") for name in frame["name"]],
            _("Households"): frame["households"],
            _("Lived in"): frame["occupied"],
            _("Worker"): [name or _("nobody") for name in frame["worker_name"]],
            _("Backup"): [name or "–" for name in frame["backup_name"]],
        }
    )
    st.dataframe(table, hide_index=True, width="stretch")


def _open_form(viewer: Viewer, store: Store, sketch: Sketch, now: datetime) -> None:
    form = once("emergency")
    with st.form(form.key("open")):
        name = st.text_input(_("Name of the emergency"), key=form.key("name"), max_chars=80)
        is_sent = st.form_submit_button(_("Open the emergency"), type="primary")
    if is_sent and sketch.shape is not None:
        code = open_emergency(viewer, store, name, sketch.shape, now)
        sketch.shape = None
        keep("emergency", code)
        form.done(_("{code} is open: the lists can be printed.", code=code))
