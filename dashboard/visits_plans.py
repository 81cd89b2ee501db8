"""Plans of visits: those there are, a new standing one with what it would mean, the end of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.visit import EVERY_TERMS, PLAN_TERMS, Every, VisitPlan
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.once import Once
from dashboard.refusals import refusals_shown
from dashboard.visits_choice import turn_name
from data.store import Store
from service.cases.noting import LONGEST
from service.map_view import MapData
from service.visit_map.preview import PlanPreview, preview_plan
from service.visits.plans import NewPlan, end_plan, plan_visits, plans_of

_LONG: Final = 120


def visit_plans(viewer: Viewer, store: Store, forms: Once, today: date, now: datetime) -> None:
    """Show the plans and, to whoever plans visits, the forms."""
    plans = plans_of(viewer, store)
    heading(_("Plans"))
    _listed(store, plans, today)
    # The address of another page of this program.
    st.link_button(_("Campaigns have a page of their own"), "campaign-progress")
    if not may(viewer, Action.PLAN_VISITS):
        return
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        _new(viewer, store, forms, today, now)
    with right, st.container(border=True):
        _end(viewer, store, forms, [one for one in plans if one.runs_on(today)], today, now)


def _listed(store: Store, plans: tuple[VisitPlan, ...], today: date) -> None:
    if not plans:
        st.info(_("There is no plan yet."))
        return
    names = _area_names(store, today)
    frame = pd.DataFrame(
        {
            _("Visit plan"): [one.name for one in plans],
            _("Kind"): [_(PLAN_TERMS[one.kind]) for one in plans],
            _("How often"): [
                _(EVERY_TERMS[one.every]) if one.every else _("once") for one in plans
            ],
            _("From"): [one.since.isoformat() for one in plans],
            _("Until the day before"): [one.end.isoformat() if one.end else "" for one in plans],
            _("Where"): [
                ", ".join(names.get(code, code) for code in one.area_codes) or _("Whole district")
                for one in plans
            ],
            _("Purpose"): [one.purpose for one in plans],
            _("Made by"): [one.made_by for one in plans],
        }
    )
    st.dataframe(frame, hide_index=True, key="visits_plans", alt=_("Plans"))


def _new(viewer: Viewer, store: Store, forms: Once, today: date, now: datetime) -> None:
    heading(_("New standing plan"))
    names = _area_names(store, today)
    name = st.text_input(_("Name"), key=forms.key("plan_name"), max_chars=_LONG)
    purpose = st.text_input(_("Purpose"), key=forms.key("plan_purpose"), max_chars=LONGEST)
    left, right = st.columns(2)
    since = left.date_input(
        _("From"), value=today, format="YYYY-MM-DD", key=forms.key("plan_since")
    )
    every = right.selectbox(
        _("Every household is met"),
        [one.value for one in Every],
        index=list(Every).index(Every.YEAR),
        format_func=lambda one: _(EVERY_TERMS[Every(one)]),
        key=forms.key("plan_every"),
    )
    areas = st.multiselect(
        _("Where (left empty: everything you see)"),
        list(names),
        format_func=lambda code: f"{names[code]} ({code})",
        placeholder=_("Type a part of its name"),
        key=forms.key("plan_areas"),
    )
    if not isinstance(since, date):
        return
    new = NewPlan(name, purpose, since, every=Every(every), area_codes=tuple(areas))
    with refusals_shown():
        st.info(plain(_previewed(preview_plan(viewer, store, new, today))))
        if st.button(_("Make the plan"), type="primary", key=forms.key("plan_make")):
            made = plan_visits(viewer, store, new, now)
            forms.done(_("The plan was made: {name} ({code}).", name=made.name, code=made.code))


def _previewed(found: PlanPreview) -> str:
    said = _(
        "It means {occupied} occupied households ({vacant} empty homes are left out).",
        occupied=f"{found.occupied:,}",
        vacant=f"{found.vacant:,}",
    )
    if found.turn is None or found.pace is None or found.pace.a_day is None:
        return said
    days, a_day = found.pace.working_days, f"{found.pace.a_day:,}"
    if days is None:
        told = _("{n} a day", n=a_day)
    else:
        told = _("{n} a working day, of which there are {days}", n=a_day, days=days)
    first = _("First turn {turn}: {told}.", turn=turn_name(found.turn), told=told)
    return f"{said} {first}"


def _end(
    viewer: Viewer,
    store: Store,
    forms: Once,
    plans: list[VisitPlan],
    today: date,
    now: datetime,
) -> None:
    heading(_("End a plan"))
    if not plans:
        st.caption(_("No plan runs today."))
        return
    names = {one.code: one.name for one in plans}
    with st.form(forms.key("plan_end"), border=False):
        code = st.selectbox(
            _("Visit plan"),
            list(names),
            format_func=names.__getitem__,
            key=forms.key("plan_end_code"),
        )
        day = st.date_input(
            _("Counts no more from this day on"),
            value=today,
            min_value=today,
            format="YYYY-MM-DD",
            key=forms.key("plan_end_day"),
        )
        st.caption(_("What was counted before stays."))
        is_sent = st.form_submit_button(_("End the plan"))
    if is_sent and isinstance(day, date):
        with refusals_shown():
            ended = end_plan(viewer, store, code, day, now)
            forms.done(_("{name} ends: it counts no more from {day} on.", name=ended.name, day=day))


def _area_names(store: Store, today: date) -> dict[str, str]:
    """Return the names of units and grids by code."""
    grids = MapData.of(store).grids(today)
    of_grids = zip(grids.codes, grids.frame["name"], strict=True)
    return {**grids.unit_names, **{code: name or code for code, name in of_grids}}
