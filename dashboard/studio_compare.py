"""Several drafts side by side, the best of each line marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from casework.plan import CoveragePlan
from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from dashboard.messages import plain
from dashboard.studio_figures import headline_figures
from dashboard.studio_state import Desk
from service.plans.consequences import consequences
from service.plans.measures import measure_plan

_MOST: Final = 6
_TODAY, _THIS = -2, -1


def compare(desk: Desk, drafts: Mapping[int, tuple[str, CoveragePlan]]) -> None:
    """Show a column for each chosen plan, a line for each figure."""
    plans = {
        _TODAY: (_("Today"), CoveragePlan(desk.facts.on)),
        _THIS: (_("The plan on the map"), desk.studio.plan),
        **drafts,
    }
    chosen = st.multiselect(
        _("Plans to compare"),
        list(plans),
        default=list(plans)[:4],
        format_func=lambda key: plain(plans[key][0]),
        max_selections=_MOST,
        key="studio_compared",
        placeholder=_("Choose"),
    )
    if not chosen:
        return
    head = tag("tr", tag("th"), *(tag("th", plans[key][0], kind="n") for key in chosen))
    lines = _lines(desk, [plans[key][1] for key in chosen])
    show(tag("div", tag("table", head, *lines), kind="scroll"))
    st.caption(_("★ marks the best of a line."))


def _lines(desk: Desk, plans: list[CoveragePlan]) -> list[Markup]:
    facts = desk.facts
    found = [measure_plan(facts, facts.areas_of(plan)) for plan in plans]
    lines = [
        _line(
            f"{figure.name} ({figure.unit})",
            [figure.value(one) for one in found],
            figure.digits,
            is_better_high=figure.is_better_high,
        )
        for figure in headline_figures(facts.size_band)
    ]
    cases = [float(_cases(desk, plan)) for plan in plans]
    return [*lines, _line(_("Open cases that would move"), cases, 0)]


def _cases(desk: Desk, plan: CoveragePlan) -> int:
    if not plan.changes:
        return 0
    return len(consequences(desk.viewer, desk.store, plan, desk.now).cases)


def _line(name: str, values: list[float], digits: int, *, is_better_high: bool = False) -> Markup:
    shown = [f"{value:,.{digits}f}" for value in values]
    best = f"{(max if is_better_high else min)(values):,.{digits}f}"
    is_tie = len(set(shown)) == 1
    cells = (
        tag("td", joined("★ ", tag("b", text)) if text == best and not is_tie else text, kind="n")
        for text in shown
    )
    return tag("tr", tag("td", name), *cells)
