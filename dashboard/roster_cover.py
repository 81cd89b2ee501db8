"""Substitutes for a leave: proposed on request, chosen by a person, posted by an order."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.once import Once, once
from dashboard.refusals import refusals_shown
from dashboard.roster_words import days_text, person
from data.store import Store
from service.cases.noting import LONGEST
from service.plans.order_paper import OrderPaper
from service.roster.cover_acts import cover_leave
from service.roster.leaves import LeaveLine
from service.roster.proposing import propose_substitutes
from service.roster.workers import workers_on

_NOBODY = ""


def cover_form(viewer: Viewer, store: Store, line: LeaveLine, now: datetime, today: date) -> None:
    """Show who could stand in for each grid of a leave, and post them."""
    heading(_("Cover this leave"))
    if not line.grids:
        st.caption(_("This worker has no grids of his own on these days: nothing to cover."))
        return
    done = once("roster")
    frame = workers_on(viewer, store, today)
    names = dict(zip(frame["code"], frame["name"], strict=True))
    if may(viewer, Action.PLAN_COVERAGE):
        with refusals_shown():
            _propose(viewer, store, line, now, done)
    with st.form(done.key(f"cover_{line.id}"), border=False):
        chosen = {grid: _choice(line, grid, names, done) for grid in line.grids}
        paper = _paper(line, today, done)
        if not st.form_submit_button(_("Post the substitutes"), type="primary"):
            return
        wanted = {grid: code for grid, code in chosen.items() if code}
        kept = cover_leave(viewer, store, line.id, wanted, paper, now)
        done.done(
            _("{count} grids are covered by order {number}.", count=len(wanted),
              number=kept.order_no)
        )  # fmt: skip


def _propose(viewer: Viewer, store: Store, line: LeaveLine, now: datetime, done: Once) -> None:
    """Show the button that fills in a proposal; it decides nothing."""
    told = done.key(f"told_{line.id}")
    if st.button(_("Propose substitutes"), key=done.key(f"propose_{line.id}")):
        found = propose_substitutes(viewer, store, line.id, now)
        for grid in line.grids:
            st.session_state[_key(line, grid, done)] = found.worker_of.get(grid, _NOBODY)
        st.session_state[told] = found.sentences
    for sentence in st.session_state.get(told, ()):
        st.caption(plain(_(sentence)))


def _choice(line: LeaveLine, grid: str, names: dict[str, str], done: Once) -> str:
    grid_name = next((one.grid_name for one in line.stand_ins if one.grid_code == grid), grid)
    texts = {_NOBODY: _("no substitute")}
    texts |= {code: person(name, code) for code, name in names.items() if code != line.worker}
    chosen = st.selectbox(
        plain(grid_name),
        list(texts),
        format_func=texts.__getitem__,
        key=_key(line, grid, done),
    )
    return str(chosen or _NOBODY)


def _key(line: LeaveLine, grid: str, done: Once) -> str:
    return done.key(f"cover_{line.id}_{grid}")


def _paper(line: LeaveLine, today: date, done: Once) -> OrderPaper:
    first = max(line.since, today)
    st.caption(plain(_("The substitutes answer {days}.", days=days_text(first, line.until))))
    left, right = st.columns(2)
    number = left.text_input(
        _("Order number"), key=done.key(f"cover_no_{line.id}"), autocomplete="off"
    )
    approved_by = right.text_input(
        _("Approved by"), key=done.key(f"cover_by_{line.id}"), autocomplete="off"
    )
    reason = st.text_input(
        _("Reason"), value=_("leave"), max_chars=LONGEST, key=done.key(f"cover_why_{line.id}")
    )
    return OrderPaper(number, first, reason, approved_by, until=line.until)
