"""A merger of many units into fewer, proposed: neighbours of moderate size."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _
from dashboard.markup import figures, show
from dashboard.messages import plain
from dashboard.reorganise_state import Desk
from service.reorganise.merging import MergeAsk, MergeProposal, merge_proposal
from service.reorganise.plan import Level

_PROPOSED = "reorganise_proposed"


def merger_part(desk: Desk) -> None:
    """Show what can be asked for, and what came of it."""
    st.caption(
        _(
            "The proposal takes the units in force on the day, not the steps planned so far; taken"
            " over, it begins a new plan that can be changed by hand."
        )
    )
    ask = _form(desk)
    if st.button(_("Work out a proposal"), type="primary", key="reorganise_propose"):
        with st.spinner(_("Looking for neighbours of moderate size…")):
            found = merge_proposal(desk.viewer, desk.store, ask, desk.now)
        st.session_state[_PROPOSED] = found
    proposed = st.session_state.get(_PROPOSED)
    if isinstance(proposed, MergeProposal):
        _result(desk, proposed)


def _form(desk: Desk) -> MergeAsk:
    words: dict[Level, str] = {"community": _("Communities"), "street": _("Streets")}
    left, right = st.columns(2)
    level = left.selectbox(
        _("Units that are merged"), list(words), format_func=words.__getitem__,
        key="reorganise_merge_level",
    )  # fmt: skip
    units = desk.seen.units
    count = int((units["level"] == level).sum())
    into = right.number_input(
        _("Into how many ({n} now)", n=count), min_value=1, max_value=max(count, 1),
        value=max(count // 2, 1), key=f"reorganise_into_{level}",
    )  # fmt: skip
    keeps = st.checkbox(
        _("Each stays within the unit above it"), value=True, key="reorganise_keeps"
    )
    seconds = st.select_slider(
        _("Time for the search, seconds"), (2, 5, 10, 30, 60), 10, key="reorganise_seconds"
    )
    return MergeAsk(
        on=desk.bench.plan.on,
        into=int(into),
        level=level or "community",
        keeps_parents=keeps,
        seconds=float(seconds),
    )


def _result(desk: Desk, found: MergeProposal) -> None:
    show(
        figures(
            [
                (_("units"), f"{len(found.units):,}"),
                (_("largest by the mean"), f"{found.max_over_mean:.2f}"),
                (_("seconds"), f"{found.seconds:.1f}"),
            ]
        )
    )
    st.dataframe(
        found.units.rename(
            columns={
                "code": _("Code"),
                "name": _("Name"),
                "units": _("Merged units"),
                "grids": _("Grids"),
                "households": _("Households"),
                "area_km2": _("Area, km²"),
                "pieces": _("Pieces"),
                "compactness": _("Compactness"),
            }
        ),
        hide_index=True,
    )
    if st.button(plain(_("Take it over as the plan")), key="reorganise_take_merger"):
        desk.try_step(found.plan)
        st.rerun()
