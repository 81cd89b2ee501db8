"""The decision: an order with its day, number and reason; one button, carried out once."""

from __future__ import annotations

import streamlit as st

from casework.access import Action, may
from dashboard.i18n import _
from dashboard.messages import plain
from dashboard.once import Once, once
from dashboard.order_form import order_fields
from dashboard.refusals import refusals_shown
from dashboard.reorganise_state import Desk
from service.plans.order_paper import OrderPaper
from service.reorganisation import (
    ReorganisationConflict,
    Reorganised,
    approve_reorganisation,
)
from service.reorganise.plan import ReorganisationPlan


def approval_part(desk: Desk) -> None:
    """Show the order form and what would be done."""
    if not may(desk.viewer, Action.REORGANISE):
        st.info(_("Your role does not reorganise units and grids."))
        return
    seen = desk.seen.told
    if seen is None:
        st.info(_("The plan is empty, so all stays as it is."))
        return
    form = once("reorganise")
    paper = _paper(desk, form)
    changed = int(seen.grids["is_new"].sum()), int(seen.units["is_new"].sum())
    st.info(
        plain(
            _(
                "From {day} on, {grids} new grids and {units} new units are in force; codes given"
                " up are never given again, and what was before that day stays as it was.",
                day=paper.effective_on,
                grids=changed[0],
                units=changed[1],
            )
        )
    )
    if seen.differences or seen.findings:
        st.warning(
            _(
                "Not all is the same before as after: {n} lines under “Before and after” say what.",
                n=len(seen.differences) + len(seen.findings),
            )
        )
    if st.button(_("Approve"), type="primary", key=form.key("approve")):
        _approve(desk, form, seen.plan, paper)


def _paper(desk: Desk, form: Once) -> OrderPaper:
    left, right = st.columns(2)
    left.text_input(_("In force from"), value=desk.bench.plan.on.isoformat(), disabled=True,
                    help=_("The day is chosen with the plan."))  # fmt: skip
    return order_fields(form, left, right, desk.bench.plan.on)


def _approve(desk: Desk, form: Once, plan: ReorganisationPlan, paper: OrderPaper) -> None:
    with refusals_shown():
        try:
            done = approve_reorganisation(desk.viewer, desk.store, plan, paper, desk.now)
        except ReorganisationConflict as conflict:
            st.error(plain(_(conflict)))
            st.markdown("\n".join(f"- {plain(_(line))}" for line in conflict.lines[:50]))
            return
        desk.bench.begin(ReorganisationPlan(desk.bench.plan.on))
        form.done(_done_text(done, paper))


def _done_text(done: Reorganised, paper: OrderPaper) -> str:
    return _(
        "Order {number} is entered: {grids} grids and {units} units are given up from {day} on.",
        number=paper.order_no,
        grids=done.grids,
        units=done.units,
        day=paper.effective_on,
    )
