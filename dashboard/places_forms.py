"""Places on the page: the list, and the forms to add, move and end one."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.once import Once, once
from dashboard.places_choice import PlaceChoice
from dashboard.refusals import refusals_shown
from data.store import Store
from service.places.keeping import KeptPlace, add_place, change_place, end_place
from service.places.listing import places_of
from service.places.place import MOST_DAYS, USE_TERMS, USES, USUAL_KINDS, NewPlace


def place_list(viewer: Viewer, store: Store, choice: PlaceChoice, today: date) -> None:
    """Show the places the page is about, with the files to take away."""
    ask = choice.ask
    found = places_of(viewer, store, today, used_for=ask.used_for, kind=ask.kind, area=ask.area)
    table = pd.DataFrame(
        {
            _("Code"): found["code"],
            _("Name"): found["name"],
            _("Kind"): found["kind"],
            _("Unit"): found["unit_code"],
            _("Grid"): found["grid_code"],
            _("Address"): found["address"],
            _("Longitude"): found["lon"],
            _("Latitude"): found["lat"],
            _("Every so many days"): found["every_days"],
            _("In use since"): found["valid_from"],
        }
    )
    st.dataframe(table, hide_index=True, width="stretch")
    download_table(table, "places", key="places_list")


def place_forms(
    viewer: Viewer,
    store: Store,
    now: datetime,
    today: date,
    picked: tuple[float, float] | None,
) -> None:
    """Show the forms, for whoever may keep places."""
    if not may(viewer, Action.KEEP_PLACES):
        return
    form = once("places")
    form.tell()
    with st.expander(_("Add, change or end a place")):
        add, change, end = st.tabs([_("Add"), _("Change"), _("End")])
        with add, refusals_shown():
            _add(viewer, store, now, form, picked)
        with change, refusals_shown():
            _change(viewer, store, now, today, form, picked)
        with end, refusals_shown():
            _end(viewer, store, now, today, form)


def _add(
    viewer: Viewer,
    store: Store,
    now: datetime,
    form: Once,
    picked: tuple[float, float] | None,
) -> None:
    uses = {one: _(USE_TERMS[one]) for one in USES}
    use = st.selectbox(
        _("What it is for"), list(USES), format_func=uses.__getitem__,
        key=form.key("use"),
    )  # fmt: skip
    with st.form(form.key("add")):
        name = st.text_input(_("Name"), key=form.key("name"), max_chars=80)
        kinds = st.selectbox(
            _("Kind"), list(USUAL_KINDS[use]), accept_new_options=True, key=form.key("kind")
        )
        code = st.text_input(_("Code (empty for the next one)"), key=form.key("code"))
        address = st.text_input(_("Address"), key=form.key("address"))
        lon, lat = _position(form, "add", picked)
        days = None
        if use == "round":
            days = st.number_input(
                _("Passed once in so many days"), 1, MOST_DAYS, 1, key=form.key("days")
            )
        if not st.form_submit_button(_("Add the place"), type="primary"):
            return
    kept = add_place(
        viewer,
        store,
        NewPlace(
            name=name, used_for=use, kind=str(kinds or ""), code=code or None,
            address=address or None, lon=lon, lat=lat, every_days=days,
        ),
        now,
    )  # fmt: skip
    form.done(_said(_("{code} was added.", code=kept.code), kept))


def _change(
    viewer: Viewer,
    store: Store,
    now: datetime,
    today: date,
    form: Once,
    picked: tuple[float, float] | None,
) -> None:
    code = _which(viewer, store, today, form, "change")
    if code is None:
        return
    old = places_of(viewer, store, today).set_index("code").loc[code]
    at = None if pd.isna(old["lon"]) else (float(old["lon"]), float(old["lat"]))
    with st.form(form.key(f"change_{code}")):
        name = st.text_input(_("Name"), value=old["name"], key=form.key(f"n{code}"), max_chars=80)
        address = st.text_input(_("Address"), value=old["address"] or "", key=form.key(f"a{code}"))
        lon, lat = _position(form, f"c{code}", picked or at)
        if not st.form_submit_button(_("Keep the change"), type="primary"):
            return
    changes = {"name": name, "address": address or None, "lon": lon, "lat": lat}
    kept = change_place(viewer, store, code, changes, now)
    form.done(_said(_("{code} was changed.", code=kept.code), kept))


def _end(viewer: Viewer, store: Store, now: datetime, today: date, form: Once) -> None:
    code = _which(viewer, store, today, form, "end")
    if code is None:
        return
    with st.form(form.key(f"end_{code}")):
        on = st.date_input(
            _("First day on which it is no longer in use"), today, key=form.key(f"on{code}")
        )
        if not st.form_submit_button(_("End its use")):
            return
    end_place(viewer, store, code, on, now)
    form.done(_("{code} is in use until {day}. Its code is never used again.", code=code, day=on))


def _which(viewer: Viewer, store: Store, today: date, form: Once, part: str) -> str | None:
    found = places_of(viewer, store, today)
    names = {
        code: f"{code} {name}" for code, name in zip(found["code"], found["name"], strict=True)
    }
    return st.selectbox(
        _("Place"), list(names), index=None, key=form.key(f"{part}_code"),
        format_func=names.__getitem__, placeholder=_("Choose a place"),
    )  # fmt: skip


def _position(
    form: Once, part: str, at: tuple[float, float] | None
) -> tuple[float | None, float | None]:
    """Show two fields, filled with the point on the map; a new click fills them anew."""
    st.caption(_("A click on the map fills in the position; it may be left empty and set later."))
    mark = "" if at is None else f"{at[0]:.6f}{at[1]:.6f}"
    left, right = st.columns(2)
    lon = left.number_input(
        _("Longitude"), -180.0, 180.0, value=at and at[0], format="%.6f", step=0.0001,
        key=form.key(f"{part}lon{mark}"),
    )  # fmt: skip
    lat = right.number_input(
        _("Latitude"), -90.0, 90.0, value=at and at[1], format="%.6f", step=0.0001,
        key=form.key(f"{part}lat{mark}"),
    )  # fmt: skip
    return lon, lat


def _said(sentence: str, kept: KeptPlace) -> str:
    return " ".join([sentence, *(_(one) for one in kept.doubts)])
