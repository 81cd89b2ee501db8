"""When cases come in: the hours of the week and the days of the year, in words and as charts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from casework.access import Viewer
from casework.period import Period
from dashboard.chart_panel import show_chart
from dashboard.comparison_choice import segments
from dashboard.i18n import _
from dashboard.markup import show, tag
from data.store import Store
from service.charts.calendar import days_chart, hours_chart
from service.intake_calendar import IntakeCalendar, intake_calendar

# Twenty-four columns and fifty-three need their room: a narrow screen moves the chart sideways.
_ROOM: Final = """<style>
.st-key-then_hours, .st-key-then_days { overflow-x: auto; }
.st-key-then_hours [data-testid=stVegaLiteChart], .st-key-then_days [data-testid=stVegaLiteChart]
 { min-width: 820px; }
</style>"""


def intake_board(
    viewer: Viewer, store: Store, period: Period, area: str | None, now: datetime
) -> None:
    """Show when the cases of a period came in, and those of its year."""
    st.html(_ROOM)
    found = intake_calendar(viewer, store, period, now, area)
    show(tag("h3", _(found.text)), *_notes(found))
    words = {"per_day": _("On one such day"), "count": _("In all")}
    told = segments("told", _("Cases are told"), list(words), lambda one: words[one])
    with st.container(key="then_hours"):
        show_chart(
            lambda look: hours_chart(found, look, "count" if told == "count" else "per_day"),
            "intake-hours",
            _(found.text),
        )
    year = intake_calendar(viewer, store, Period.holding(period.last, "year"), now, area)
    show(
        tag("h3", _(year.day_text)),
        tag("p", _("Framed: public holidays; dashed: working days made up."), kind="quiet"),
        *_notes(year),
    )
    with st.container(key="then_days"):
        show_chart(lambda look: days_chart(year, look), "intake-days", _(year.day_text))


def _notes(found: IntakeCalendar) -> list[str]:
    return [tag("p", _(one), kind="quiet") for one in found.notes]
