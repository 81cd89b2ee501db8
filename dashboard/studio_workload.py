"""The workload that comes with one worker's area, part by part, before and after."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from dashboard.messages import plain
from service.plans.facts import StudioFacts
from service.plans.measures import PlanMeasures, worker_sentences

_WHOSE = "studio_workload_of"


def workload(
    facts: StudioFacts, before: PlanMeasures, after: PlanMeasures, order: list[int]
) -> None:
    """Show the parts for a chosen worker, offered in an order of rows."""
    if not order:
        return
    codes = [str(facts.workers["code"].iloc[row]) for row in order]
    names = dict(zip(facts.workers["code"], facts.workers["name"], strict=True))
    chosen = st.selectbox(
        _("Workload of"),
        codes,
        format_func=lambda code: f"{plain(names[code])} · {plain(code)}",
        key=_WHOSE,
    )
    code = chosen or codes[0]
    _parts(before, after, facts.worker_row(code))
    for sentence in worker_sentences(after, facts, code):
        st.caption(plain(_(sentence)))


def _parts(before: PlanMeasures, after: PlanMeasures, row: int) -> None:
    parts = {
        "household_hours": _("Households"),
        "open_case_hours": _("Open cases"),
        "expected_case_hours": _("Expected cases"),
        "visit_hours": _("Visits due"),
        "walking_hours": _("Walking"),
        "hours": _("In all"),
    }
    head = joined(
        tag("th", _("Hours a month")),
        tag("th", _("today"), kind="n"),
        tag("th", _("planned"), kind="n"),
    )
    lines = [_row(name, before, after, column, row) for column, name in parts.items()]
    show(tag("table", tag("tr", head), *lines))


def _row(name: str, before: PlanMeasures, after: PlanMeasures, column: str, row: int) -> Markup:
    values = [f"{m.lines[column].iloc[row]:,.1f}" for m in (before, after)]
    return tag("tr", tag("td", name), *(tag("td", value, kind="n") for value in values))
