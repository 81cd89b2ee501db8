"""A new campaign: what is said of it, and what it would ask for before it is begun."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import streamlit as st

from casework.access import Viewer
from casework.visit import PlanKind
from dashboard.i18n import _
from dashboard.markup import figures, heading, show, tag
from dashboard.messages import plain
from dashboard.once import Once
from dashboard.refusals import refusals_shown
from data.store import Store
from service.areas import GRID, children_of
from service.campaigns.preview import Preview, preview
from service.cases.noting import LONGEST
from service.visits.plans import NewPlan, plan_visits

_LONG: Final = 120
_DAYS: Final = 14
_ROW_PX: Final = 35


def new_campaign(viewer: Viewer, store: Store, forms: Once, today: date, now: datetime) -> None:
    """Show the fields of a campaign, what it would ask for, and the button that begins it."""
    left, right = st.columns(2, gap="large")
    with left:
        new = _fields(viewer, store, forms, today)
    if new is None:
        return
    with right, refusals_shown():
        last = new.until - timedelta(days=1) if new.until else new.since
        heading(_("What it would ask for"))
        _asked_for(preview(viewer, store, new.area_codes, new.since, last + timedelta(days=1)))
    with left, refusals_shown():
        if st.button(_("Begin the campaign"), type="primary", key=forms.key("begin")):
            made = plan_visits(viewer, store, new, now)
            forms.done(
                _("The campaign is planned: {name} ({code}).", name=made.name, code=made.code)
            )


def area_names(viewer: Viewer, store: Store, on: date) -> dict[str, str]:
    """Return names by code of the units and grids the viewer sees, larger ones first."""
    found: dict[str, str] = {}
    levels = [children_of(viewer, store, None, on)]
    while levels[-1]:
        level = levels[-1]
        found |= {str(one.code): f"{one.name} ({one.code})" for one in level}
        levels.append(
            tuple(
                below
                for one in level
                if one.level != GRID
                for below in children_of(viewer, store, one.code, on)
            )
        )
    return found


def _fields(viewer: Viewer, store: Store, forms: Once, today: date) -> NewPlan | None:
    heading(_("New campaign"))
    name = st.text_input(_("Name"), key=forms.key("name"), max_chars=_LONG)
    purpose = st.text_input(_("Purpose"), key=forms.key("purpose"), max_chars=LONGEST)
    days = st.date_input(
        _("First and last day"),
        value=(today, today + timedelta(days=_DAYS - 1)),
        format="YYYY-MM-DD",
        key=forms.key("days"),
    )
    names = area_names(viewer, store, today)
    areas = st.multiselect(
        _("Units and grids; none for all you see"),
        list(names),
        format_func=names.get,
        key=forms.key("areas"),
        placeholder=_("All you see"),
    )
    question = st.text_input(
        _("One question, if any"),
        key=forms.key("question"),
        max_chars=LONGEST,
        help=_("Answers are counted for each community together, never for a household."),
    )
    options = st.text_area(
        _("Its answers, one in a line"), key=forms.key("options"), max_chars=LONGEST, height=100
    )
    if not isinstance(days, tuple) or len(days) != 2:
        return None
    return NewPlan(
        name,
        purpose,
        days[0],
        days[1] + timedelta(days=1),
        PlanKind.CAMPAIGN,
        area_codes=tuple(areas),
        question=question.strip() or None,
        options=tuple(one.strip() for one in options.splitlines() if one.strip()),
    )


def _asked_for(found: Preview) -> None:
    days = _("working days") if found.trouble is None else _("days")
    show(
        figures(
            [
                (_("households that live there today"), f"{found.households:,}"),
                (days, f"{found.days:,}"),
                (_("households a day"), f"{found.per_day:,.1f}"),
            ]
        )
    )
    if found.trouble is not None:
        st.warning(plain(_(found.trouble)))
    show(tag("p", _("Households on each list on the first day"), kind="quiet"))
    nobody = _("nobody answers, or in no grid")
    frame = found.load.rename(
        columns={"worker": _("Whose list"), "households": _("Households")}
    ).fillna(nobody)
    st.dataframe(
        frame,
        hide_index=True,
        height=min(420, _ROW_PX * (len(frame) + 1) + 3),
        row_height=_ROW_PX,
        key="campaigns_load",
        alt=_("Households on each list on the first day"),
    )
