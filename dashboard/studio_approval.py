"""The decision: an order with its day, number and reason; one button, carried out once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from casework.access import Action, may
from dashboard.i18n import _, language
from dashboard.messages import plain
from dashboard.once import Once, once
from dashboard.order_form import order_fields
from dashboard.refusals import refusals_shown
from dashboard.studio_moves import consequences_of
from dashboard.studio_state import Desk
from dashboard.when import local_time
from service.plans.approving import Approved, approve_plan
from service.plans.conflict import ConflictLine, PlanConflict
from service.plans.order_paper import OrderPaper
from service.settings import settings_now


def approval_part(desk: Desk) -> None:
    """Show the order form, what would be done, and what stands in the way."""
    if not may(desk.viewer, Action.APPROVE_COVERAGE):
        st.info(_("Your role plans coverage; approving it takes another."))
        return
    if desk.studio.conflicts:
        _conflicts(desk)
    if not desk.studio.plan.changes:
        st.info(_("The plan changes nothing yet: give a grid to another worker on the map."))
        _roster_link()
        return
    form = once("studio")
    paper = _paper(form, desk.facts.on)
    _preview(desk, paper)
    if st.button(_("Approve"), type="primary", key=form.key("approve")):
        _approve(desk, form, paper)


def _paper(form: Once, today: date) -> OrderPaper:
    left, right = st.columns(2)
    day = left.date_input(_("In force from"), value=today, min_value=today, format="YYYY-MM-DD",
                          key=form.key("day"))  # fmt: skip
    return order_fields(form, left, right, day)


def _preview(desk: Desk, paper: OrderPaper) -> None:
    found, plan = consequences_of(desk), desk.studio.plan
    cases = len(found.cases)
    going = {
        "hand_over": _("{n} open cases go to the new workers.", n=cases),
        "keep": _("{n} open cases stay with who has them.", n=cases),
    }
    vacant = sum(change.after is None for change in plan.changes.values())
    is_today = paper.effective_on == desk.facts.on
    lines = [
        _(
            "From {day} on, {n} grids with {homes} households have another worker; what was before"
            " that day stays as it was.",
            day=paper.effective_on,
            n=len(plan.changes),
            homes=found.households,
        ),
        going[paper.open_cases],
        _("{n} grids are left vacant.", n=vacant) if vacant else "",
        _("It is carried out at once.")
        if is_today
        else _("It is entered now and carried out on its day."),
    ]
    st.info(plain(" ".join(line for line in lines if line)))


def _approve(desk: Desk, form: Once, paper: OrderPaper) -> None:
    studio = desk.studio
    # Locks are an aid while planning; they are no part of what is decided.
    plan = replace(studio.plan, locked_grids=frozenset(), locked_workers=frozenset())
    with refusals_shown():
        try:
            done = approve_plan(
                desk.viewer, desk.store, plan, paper, desk.now,
                draft_id=studio.draft[0] if studio.draft else None,
            )  # fmt: skip
        except PlanConflict as conflict:
            studio.conflicts = conflict.lines
            st.rerun()
        studio.begin(replace(plan, changes={}, name=""))
        form.done(_done_text(done, paper))


def _done_text(done: Approved, paper: OrderPaper) -> str:
    if done.is_carried_out:
        return _(
            "Order {number} is in force: {grids} grids have another worker, {cases} open cases were"
            " handed over. Print the hand-over sheets on the roster page.",
            number=paper.order_no,
            grids=done.grids,
            cases=done.cases_handed_over,
        )
    return _(
        "Order {number} is entered: {grids} grids have another worker from {day} on. Print the"
        " hand-over sheets on the roster page.",
        number=paper.order_no,
        grids=done.grids,
        day=paper.effective_on,
    )


def _roster_link() -> None:
    st.link_button(_("Roster and hand-over sheets"), f"duty-roster?lang={language()}")


def _conflicts(desk: Desk) -> None:
    lines = desk.studio.conflicts
    st.error(
        _(
            "Nothing was applied: since these grids were planned, something else was decided about"
            " {n} of them.",
            n=len(lines),
        )
    )
    st.dataframe(_conflict_table(desk, lines), hide_index=True)
    st.button(_("Leave these grids out, keep the rest of the plan"), key="studio_conflict_leave",
              on_click=_settle, args=(desk, "leave"))  # fmt: skip
    if all(line.why == "changed" for line in lines):
        st.button(_("Plan these grids anew from that duty, wanting the same"),
                  key="studio_conflict_rebase", on_click=_settle,
                  args=(desk, "rebase"))  # fmt: skip


def _settle(desk: Desk, act: str) -> None:
    lines, desk.studio.conflicts = desk.studio.conflicts, ()
    found = {line.grid: line.found for line in lines}
    said = {"grids": list(found)} if act == "leave" else {"found": found}
    desk.studio.ask(act, **said)


def _conflict_table(desk: Desk, lines: tuple[ConflictLine, ...]) -> pd.DataFrame:
    zone = str(settings_now(desk.viewer, desk.store)["time_zone"])
    names = desk.worker_names()
    why = {
        "changed": _("another has it on that day"),
        "same_day": _("begins on that very day"),
        "later": _("something is decided for a later day"),
    }
    grid_names = dict(zip(desk.facts.grids["code"], desk.facts.grids["name"], strict=True))
    return pd.DataFrame(
        [
            {
                _("Grid"): grid_names.get(line.grid, line.grid),
                _("Planned from"): names.get(line.expected, line.expected),
                _("Found"): names.get(line.found, line.found),
                _("Why"): why[line.why],
                _("Since"): line.since and line.since.isoformat(),
                _("By order"): line.order_no,
                _("Entered by"): line.changed_by,
                _("Entered at"): local_time(line.changed_at, zone),
            }
            for line in lines
        ]
    )
