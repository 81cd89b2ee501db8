"""A proposal: what is asked for, the search while it runs, what came of it, what else there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, get_args

import streamlit as st

from dashboard.i18n import _
from dashboard.messages import plain
from dashboard.refusals import refusals_shown
from dashboard.studio_state import WORKERS_KEY, Desk
from geo.balance import Found, Progress
from service.plans.asking import Kind
from service.plans.proposing import Ask, PlanProposal, propose_plan

_SHOWN_STEP: Final = 0.02
_SECONDS: Final = (2, 5, 10, 30, 60)
_USUAL_SECONDS, _USUAL_SHARE = 10, 15


def proposal_part(desk: Desk) -> None:
    """Show what can be asked for, and what came of the last proposal."""
    asked = _form(desk)
    st.button(_("Work out a proposal"), type="primary", key="studio_propose",
              on_click=_note, args=(desk, asked))  # fmt: skip
    if desk.studio.proposed:
        _result(desk, desk.studio.proposed)


def work_out(desk: Desk) -> None:
    """Work the proposal out that was asked for, and take it as the next step of the plan."""
    asks = desk.studio.asks
    if asks is None:
        return
    try:
        with refusals_shown():
            found = propose_plan(
                desk.viewer, desk.store, desk.studio.plan, asks, desk.now, _progress()
            )
            desk.studio.proposed = found
            desk.studio.do(found.plan)
            desk.studio.asks = None
            st.rerun()
    finally:
        # Whatever ended the search, it is not begun again by itself.
        desk.studio.asks = None


def _note(desk: Desk, asked: Ask) -> None:
    desk.studio.asks, desk.studio.proposed = asked, None


def _progress() -> Progress:
    bar = st.progress(0.0, _("The search begins…"))
    st.caption(_("Any click ends the search without a result."))
    shown = [-1.0]

    def tell(share: float, best: Found) -> None:
        if share - shown[0] < _SHOWN_STEP:
            return
        shown[0] = share
        bar.progress(min(share, 1.0), _("Best so far: {found}", found=_found_text(best)))

    return tell


def _form(desk: Desk) -> Ask:
    kinds = _kinds()
    kind = st.selectbox(
        _("What is wanted"), list(kinds), format_func=lambda key: kinds[key][0], key="studio_kind"
    )
    names = _offered(desk)
    about, takes = kinds[kind or "balance"][1:]
    workers = st.multiselect(about, list(names), format_func=names.__getitem__, key=WORKERS_KEY,
                             placeholder=_("Choose"))  # fmt: skip
    into: list[str] = []
    if takes:
        into = st.multiselect(takes, list(names), format_func=names.__getitem__,
                              key="studio_ask_into", placeholder=_("Choose"))  # fmt: skip
    left, right = st.columns(2)
    share = left.slider(
        _("Grids that may change hands, % at most"), 0, 100, _USUAL_SHARE, key="studio_ask_share"
    )
    seconds = right.select_slider(
        _("Time for the search, seconds"), _SECONDS, _USUAL_SECONDS, key="studio_ask_seconds"
    )
    keeps = st.checkbox(_("Keep workers within their communities"), key="studio_ask_keeps")
    return Ask(
        kind=kind or "balance",
        workers=tuple(workers),
        into=tuple(into),
        max_moved=share / 100,
        keeps_communities=keeps,
        seconds=float(seconds),
    )


def _kinds() -> dict[Kind, tuple[str, str, str | None]]:
    """Return what a proposal can be for: its name, whom it is about, who gives or takes."""
    taking = _("Who takes the grids (blank: those around)")
    kinds: dict[Kind, tuple[str, str, str | None]] = {
        "balance": (_("Balance workers"), _("These workers (blank: all who have grids)"), None),
        "open": (
            _("Open a post"),
            _("The worker who begins"),
            _("Who gives grids (blank: those around)"),
        ),
        "close": (_("Close a post"), _("The worker who ends"), taking),
        "split": (_("Split an area in two"), _("Whose area"), _("Who takes the other part")),
        "cover": (_("Cover workers on leave"), _("Who is on leave"), taking),
    }
    return {kind: kinds[kind] for kind in get_args(Kind)}


def _offered(desk: Desk) -> dict[str, str]:
    rows = desk.facts.workers[["code", "name"]].itertuples(index=False)
    return {code: f"{plain(name)} · {plain(code)}" for code, name in rows}


def _found_text(found: Found) -> str:
    said = _(
        "largest load {load} of the mean, {moved} grids change hands",
        load=f"{found.max_over_mean:.2f}",
        moved=found.moved,
    )
    broken = _("{n} areas in pieces", n=found.broken) if found.broken else ""
    return ", ".join(part for part in (said, broken) if part)


def _result(desk: Desk, found: PlanProposal) -> None:
    for sentence in found.sentences:
        st.markdown("- " + plain(_(sentence)))
    if len(found.alternatives) > 1:
        _alternatives(desk, found)


def _alternatives(desk: Desk, found: PlanProposal) -> None:
    front = found.proposal.front
    order = sorted(range(len(front)), key=lambda row: (front[row].moved, front[row].max_over_mean))
    words = {row: _found_text(front[row]) for row in order}
    best = next((row for row in order if front[row] is found.proposal.best), order[0])
    take: Callable[[], None] = lambda: desk.studio.ask(  # noqa: E731  one act of one widget
        "take", plan=found.alternatives[st.session_state["studio_front"]]
    )
    st.radio(
        _("What was found, from few changes to a better balance"),
        order,
        index=order.index(best),
        format_func=words.__getitem__,
        key="studio_front",
        on_change=take,
    )
