"""What is noted of a campaign: notices delivered, answers counted together, its end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import streamlit as st

from casework.access import Action, Viewer, may
from casework.visit import VisitPlan
from dashboard.campaigns_new import area_names
from dashboard.i18n import _
from dashboard.markup import heading, show, tag
from dashboard.messages import plain
from dashboard.once import Once
from dashboard.refusals import refusals_shown
from data.store import Store
from service.campaigns.notices import Round, deliver_notice, homes_for_notice
from service.campaigns.opinions import add_opinions
from service.campaigns.progress import progress_by
from service.visits.plans import end_plan

_LONG: Final = 120
_SHOWN: Final = 12
_MOST_ANSWERS: Final = 100_000


def campaign_forms(
    viewer: Viewer, store: Store, forms: Once, chosen: VisitPlan, today: date, now: datetime
) -> None:
    """Show the forms of a campaign that is not over."""
    if chosen.end is not None and chosen.end <= today:
        st.info(plain(_("{name} is over: nothing is added to it any more.", name=chosen.name)))
        return
    left, right = st.columns(2, gap="large")
    if may(viewer, Action.RECORD_VISIT):
        with left, st.container(border=True):
            _notices(viewer, store, forms, chosen, today, now)
        if chosen.options:
            with right, st.container(border=True):
                _answers(viewer, store, forms, chosen, today, now)
    if may(viewer, Action.PLAN_VISITS):
        with right, st.container(border=True):
            _end(viewer, store, forms, chosen, today, now)


def _notices(
    viewer: Viewer, store: Store, forms: Once, chosen: VisitPlan, today: date, now: datetime
) -> None:
    heading(_("Notices delivered"))
    names = area_names(viewer, store, today)
    area = st.selectbox(
        _("Grid or community"),
        list(names),
        index=None,
        format_func=names.get,
        key=forms.key("notice_area"),
        placeholder=_("Choose one"),
    )
    address = st.text_input(
        _("Address begins with (a building); empty for all of it"),
        key=forms.key("notice_address"),
        max_chars=_LONG,
    )
    on = st.date_input(
        _("Delivered on"),
        value=today,
        max_value=today,
        format="YYYY-MM-DD",
        key=forms.key("notice_on"),
    )
    if area is None or not isinstance(on, date):
        return
    with refusals_shown():
        found = homes_for_notice(viewer, store, chosen.code, area, address, today)
        _previewed(found)
        if st.button(
            _("Note {n} notices as delivered", n=f"{len(found.codes):,}"),
            type="primary",
            disabled=not found.codes,
            key=forms.key("notice_go"),
        ):
            done = deliver_notice(viewer, store, chosen.code, found.codes, on, now)
            forms.done(
                _(
                    "Noted: {added} notices. {had_it} households had theirs already.",
                    added=f"{done.added:,}",
                    had_it=f"{done.had_it:,}",
                )
            )


def _previewed(found: Round) -> None:
    first = found.addresses[:_SHOWN]
    more = len(found.addresses) - len(first)
    lines = [tag("li", one) for one in first]
    if more:
        lines.append(tag("li", _("and {n} more", n=f"{more:,}")))
    count = _("{n} homes that are lived in", n=f"{len(found.codes):,}")
    show(tag("p", count), tag("ol", *lines))


def _answers(
    viewer: Viewer, store: Store, forms: Once, chosen: VisitPlan, today: date, now: datetime
) -> None:
    heading(_("Answers of a community"))
    show(
        tag("p", chosen.question or ""),
        tag(
            "p",
            _("Only sums are kept: no household, no worker, no day. Add many at a time."),
            kind="quiet",
        ),
    )
    parts = progress_by(viewer, store, chosen.code, today)
    parts = parts[parts["code"].notna()]
    names = dict(zip(parts["code"], parts["name"], strict=True))
    with st.form(forms.key("answers"), border=False):
        community = st.selectbox(
            _("Community"), list(names), format_func=names.get, key=forms.key("answers_where")
        )
        numbers = {
            answer: st.number_input(
                plain(answer),
                min_value=0,
                max_value=_MOST_ANSWERS,
                step=1,
                key=forms.key(f"answer_{at}"),
            )
            for at, answer in enumerate(chosen.options)
        }
        is_sent = st.form_submit_button(_("Add to the sums"), type="primary")
    if is_sent and community is not None:
        with refusals_shown():
            added = add_opinions(viewer, store, chosen.code, community, numbers, now)
            forms.done(_("Added: {n} answers.", n=f"{added:,}"))


def _end(
    viewer: Viewer, store: Store, forms: Once, chosen: VisitPlan, today: date, now: datetime
) -> None:
    heading(_("End it"))
    with st.form(forms.key("end"), border=False):
        day = st.date_input(
            _("First day on which it counts no more"),
            value=today,
            min_value=today,
            format="YYYY-MM-DD",
            key=forms.key("end_on"),
        )
        st.caption(_("Nothing is added after it, and what people answered is shown."))
        is_sent = st.form_submit_button(_("End the campaign"))
    if is_sent and isinstance(day, date):
        with refusals_shown():
            ended = end_plan(viewer, store, chosen.code, day, now)
            forms.done(_("{name} ends on {day}.", name=ended.name, day=day))
