"""What changed in each part of the area, and how the whole stands against periods before."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.sentence import Sentence
from dashboard.area_choice import LEVEL_TERMS
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from data.store import Store
from service.figure_changes import Compared, compare
from service.map_difference import Differences
from service.map_periods import PeriodAsk
from service.period_changes import UnitChange, unit_changes, whole_change


def headline(viewer: Viewer, store: Store, found: Differences, ask: PeriodAsk) -> None:
    """Show the whole: both periods and the change, then against the period and the year before."""
    whole = whole_change(viewer, found)
    second = found.second
    (told,) = compare(viewer, store, [ask.figure], second.period, second.as_of, ask.area)
    show(
        tag("p", tag("b", _(found.indicator.name) + ": "), tag("span", _(whole.text))),
        tag("p", *_beside(told), kind="quiet"),
    )


def _beside(told: Compared) -> list[Markup]:
    sides = (
        (_("Against the period before: "), told.change, told.reason),
        (_("Against the year before: "), told.change_year, told.reason_year),
    )
    return [
        joined(label, _(change.text) if change else _(reason) if reason else "-", " ")
        for label, change, reason in sides
    ]


def unit_table(viewer: Viewer, store: Store, found: Differences, area: str | None) -> None:
    """Show what changed in each part right below the area, and the table to take away."""
    lines = unit_changes(viewer, store, found, area)
    if not lines:
        return
    frame = _frame(lines, (_(found.first.name), _(found.second.name)))
    st.dataframe(frame, hide_index=True, width="stretch", key="then_units")
    download_table(frame, "then-and-now", key="then_units_file")


def _frame(lines: Sequence[UnitChange], periods: tuple[str, str]) -> pd.DataFrame:
    first, second = periods
    return pd.DataFrame(
        {
            _("Part"): [_name(line) for line in lines],
            first: [_said(line.told[0]) for line in lines],
            second: [_said(line.told[1]) for line in lines],
            _("Change"): [None if math.isnan(one.change) else one.change for one in lines],
            _("Beyond chance"): [_("yes") if one.is_apart else _("may be chance") for one in lines],
            _("In words"): [_(line.text) for line in lines],
        }
    )


def _name(line: UnitChange) -> str:
    if line.step is None:
        return _("in no grid of the map")
    return line.step.name or _(LEVEL_TERMS[line.step.level])


def _said(value: Sentence | str) -> str:
    return value if isinstance(value, str) else _(value)
