"""The forms with which a promise, a resolution or a public work is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.area_choice import LEVEL_TERMS
from dashboard.i18n import _
from dashboard.once import Once, once
from dashboard.refusals import refusals_shown
from data.promise_store import Kind
from data.store import Store
from service.cases.noting import LONGEST
from service.meetings.owners import owner_units
from service.promises.keeping import (
    BODIES,
    BODY_TERMS,
    LONGEST_NAME,
    NewProject,
    NewPromise,
    NewResolution,
    make_promise,
    plan_project,
    take_resolution,
)
from service.promises.reaching import codes_in, units_of_level

_USUAL: Final = timedelta(days=60)
_NONE, _LISTED = "none", "listed"
_LEVELS: Final = ("street", "community")


def new_forms(
    viewer: Viewer, store: Store, kind: Kind, area: str | None, today: date, now: datetime
) -> None:
    """Show the form for a new one of the kind that is looked at, to whoever may keep promises."""
    if not may(viewer, Action.KEEP_PROMISES):
        return
    titles: Mapping[Kind, str] = {
        "promise": _("Write down a promise"),
        "resolution": _("Write down a resolution"),
        "project": _("Put a public work on the list"),
    }
    forms = {"promise": _promise, "resolution": _resolution, "project": _project}
    with st.expander(titles[kind]), refusals_shown():
        st.caption(
            _("It is about {area}.", area=area or viewer.scope)
            if area or viewer.scope
            else _("It is about the whole district; choose a part above for another.")
        )
        forms[kind](viewer, store, once("promises"), area or viewer.scope, today, now)


def _promise(
    viewer: Viewer, store: Store, form: Once, area: str | None, today: date, now: datetime
) -> None:
    owners = owner_units(viewer, store, today)
    with st.form(form.key("promise"), border=False):
        text = st.text_area(
            _("The promise as it was given"), max_chars=LONGEST, height=80, key=form.key("text")
        )
        left, right = st.columns(2)
        at = left.text_input(_("Where it was promised"), max_chars=LONGEST_NAME, key=form.key("at"))
        made = _date(form, right, _("Promised on"), "made", today, today)
        owner = _owner(form, left, owners)
        due = _date(form, right, _("Due on"), "due", today + _USUAL)
        case = left.text_input(_("Number of a case, if there is one"), key=form.key("case"))
        work = right.text_input(_("Code of a public work, if there is one"), key=form.key("work"))
        if not st.form_submit_button(_("Write it down"), type="primary"):
            return
    new = NewPromise(text, at, made, owner, due, area, case.strip() or None, work.strip() or None)
    form.done(_("{code} was written down.", code=make_promise(viewer, store, new, now)))


def _resolution(
    viewer: Viewer, store: Store, form: Once, area: str | None, today: date, now: datetime
) -> None:
    if area is None:
        st.info(_("Choose the village or community above first."))
        return
    bodies = {one: _(BODY_TERMS[one]) for one in BODIES}
    with st.form(form.key("resolution"), border=False):
        text = st.text_area(
            _("What was resolved"), max_chars=LONGEST, height=80, key=form.key("resolved")
        )
        left, right = st.columns(2)
        body = left.selectbox(
            _("Resolved by"), list(bodies), format_func=bodies.__getitem__, key=form.key("body")
        )
        taken = _date(form, right, _("Resolved on"), "taken", today, today)
        homes = left.number_input(
            _("Households concerned"), 0, None, None, 1, key=form.key("homes")
        )
        due = right.date_input(
            _("Due on"), today + _USUAL, format="YYYY-MM-DD", key=form.key("resolution_due")
        )
        cost = left.number_input(
            _("Cost (yuan)"), 0.0, None, None, 1000.0, format="%.0f", key=form.key("cost")
        )
        if not st.form_submit_button(_("Write it down"), type="primary"):
            return
    day = due if isinstance(due, date) else None
    new = NewResolution(text, area, body or BODIES[0], taken, day, homes, cost)
    form.done(_("{code} was written down.", code=take_resolution(viewer, store, new, now)))


def _project(
    viewer: Viewer, store: Store, form: Once, area: str | None, today: date, now: datetime
) -> None:
    owners = owner_units(viewer, store, today)
    reaches = {_NONE: _("no list of areas"), _LISTED: _("areas by their codes")} | {
        one: _("every {level}", level=LEVEL_TERMS[one]) for one in _LEVELS
    }
    with st.form(form.key("project"), border=False):
        left, right = st.columns(2)
        name = left.text_input(_("Name"), max_chars=LONGEST_NAME, key=form.key("work_name"))
        kind = right.text_input(_("Kind"), max_chars=LONGEST_NAME, key=form.key("work_kind"))
        owner = _owner(form, left, owners)
        address = right.text_input(_("Address"), max_chars=LONGEST, key=form.key("work_address"))
        planned = _date(form, left, _("Put on the list on"), "planned", today, today)
        due = _date(form, right, _("Due on"), "work_due", today + _USUAL)
        cost = left.number_input(
            _("Cost (yuan)"), 0.0, None, None, 10_000.0, format="%.0f", key=form.key("work_cost")
        )
        people = right.number_input(_("Beneficiaries"), 0, None, None, 1, key=form.key("people"))
        lon = left.number_input(
            _("Longitude"), -180.0, 180.0, None, 0.0001, format="%.6f", key=form.key("lon")
        )
        lat = right.number_input(
            _("Latitude"), -90.0, 90.0, None, 0.0001, format="%.6f", key=form.key("lat")
        )
        reach = left.selectbox(
            _("Which areas it is to reach"), list(reaches), format_func=reaches.__getitem__,
            key=form.key("reach"),
        )  # fmt: skip
        listed = right.text_area(
            _("Codes of areas, where a list is chosen"), height=68, key=form.key("listed")
        )
        if not st.form_submit_button(_("Put it on the list"), type="primary"):
            return
    areas = codes_in(listed) if reach == _LISTED else []
    if reach in _LEVELS:
        areas = units_of_level(viewer, store, str(reach), today)
    new = NewProject(
        name, kind, owner, planned, due, area, address, lon, lat, cost, people, areas=areas
    )
    form.done(_("{code} was put on the list.", code=plan_project(viewer, store, new, now)))


def _owner(form: Once, place: st.delta_generator.DeltaGenerator, owners: dict[str, str]) -> str:
    picked = place.selectbox(
        _("Owed by"), list(owners), index=None, format_func=owners.__getitem__,
        placeholder=_("Choose a unit"), key=form.key("owner"),
    )  # fmt: skip
    return picked or ""


def _date(
    form: Once,
    place: st.delta_generator.DeltaGenerator,
    label: str,
    name: str,
    usual: date,
    most: date | None = None,
) -> date:
    picked = place.date_input(
        label, usual, max_value=most, format="YYYY-MM-DD", key=form.key(f"day_{name}")
    )
    return picked if isinstance(picked, date) else usual
