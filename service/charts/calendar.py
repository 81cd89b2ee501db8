"""Charts of when cases come in: hours of the week, and the days of a year."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np

from casework.sentence import Sentence, Term
from casework.work_calendar import WEEKDAYS, holiday_term
from service.charts.look import Look
from service.charts.rendering import Spec, themed
from service.intake_calendar import MADE_UP, OFF, ROWS, IntakeCalendar
from service.language import say

Told = Literal["per_day", "count"]
# Beyond this part of the largest value the ground of a cell is near the other end of the ramp.
_TURNS: Final = 0.55
# fmt: off
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)
# fmt: on


def hours_chart(calendar: IntakeCalendar, look: Look, told: Told = "per_day") -> Spec:
    """Return the chart of days of the week by hours.

    Parameters
    ----------
    told
        ``per_day``: cases on one such day; ``count``: cases in all.
    """
    import altair as alt

    days = calendar.day_numbers
    values = calendar.per_day if told == "per_day" else calendar.hours.astype(float)
    shown = [row for row in range(len(ROWS)) if days[row]]
    names = {row: _row_name(row, int(days[row]), look) for row in shown}
    # Rows of very few days would take all the colour: those beyond the week's own are capped.
    usual = [row for row in shown if row < OFF] or shown
    most = max(float(np.nanmax(values[usual])), 1e-9)
    cells = [
        {
            "row": names[row],
            "hour": hour,
            "value": round(float(values[row, hour]), 2),
            "shown": _short(float(values[row, hour]), told),
            "n": int(calendar.hours[row, hour]),
            "days": int(days[row]),
            "ink": _ink(float(values[row, hour]) / most, look),
        }
        for row in shown
        for hour in range(24)
    ]
    title = (
        Sentence("cases in an hour of one such day")
        if told == "per_day"
        else Sentence("cases in all")
    )
    hours = alt.X(
        "hour:O",
        title=say(Sentence("Hour of the day, from (office time)"), look.language),
        axis=alt.Axis(labelAngle=0, grid=False, labelOverlap=False),
    )
    rows = alt.Y("row:N", sort=list(names.values()), title=None, axis=alt.Axis(grid=False))
    base = alt.Chart(alt.InlineData(values=cells)).encode(x=hours, y=rows)
    squares = base.mark_rect(stroke=look.colour("ground"), strokeWidth=1).encode(
        color=_colour(say(title, look.language), look, most),
        tooltip=[
            alt.Tooltip("row:N", title=say(Sentence("Day"), look.language)),
            alt.Tooltip("hour:Q", title=say(Sentence("Hour from"), look.language)),
            alt.Tooltip("n:Q", title=say(Sentence("Cases"), look.language), format=","),
            alt.Tooltip("days:Q", title=say(Sentence("Such days"), look.language)),
            alt.Tooltip("value:Q", title=say(title, look.language), format=".2f"),
        ],
    )
    words = base.mark_text(fontSize=round(look.type_px * 0.8)).encode(
        text="shown:N", color=alt.Color("ink:N", scale=None)
    )
    height = round(look.type_px * (2.3 * len(shown) + 8))
    both = (squares + words).resolve_scale(color="independent")
    return themed(both.properties(height=height), look)


def days_chart(calendar: IntakeCalendar, look: Look) -> Spec:
    """Return the chart of the days of a year, a column for each week.

    Public holidays are framed, working days made up for them are framed in dashes.
    """
    import altair as alt

    weekdays = [say(one, look.language) for one in WEEKDAYS]
    cells, months = _days(calendar, weekdays, look)
    weeks = alt.X(
        "week:O",
        title=None,
        axis=alt.Axis(
            values=sorted(months),
            labelExpr=_labels(months),
            labelAngle=0,
            labelAlign="left",
            labelOverlap=False,
            grid=False,
            ticks=False,
            domain=False,
        ),
    )
    rows = alt.Y("weekday:N", sort=weekdays, title=None, axis=alt.Axis(grid=False, ticks=False))
    base = alt.Chart(alt.InlineData(values=cells)).encode(x=weeks, y=rows)
    title = say(Sentence("cases on a day"), look.language)
    squares = base.mark_rect(stroke=look.colour("ground"), strokeWidth=2).encode(
        color=_colour(title, look, max(1, *(one.n for one in calendar.days))),
        tooltip=[
            alt.Tooltip("day:N", title=say(Sentence("Day"), look.language)),
            alt.Tooltip("kind:N", title=say(Sentence("What day"), look.language)),
            alt.Tooltip("value:Q", title=title, format=","),
        ],
    )
    frames = [
        base.transform_filter(alt.datum[field]).mark_rect(
            filled=False, stroke=look.colour("second"), strokeWidth=2, strokeDash=dash
        )
        for field, dash in (("off", [1, 0]), ("made_up", [3, 2]))
    ]
    height = round(look.type_px * (1.9 * 7 + 7))
    return themed(alt.layer(squares, *frames).properties(height=height), look)


def _days(
    calendar: IntakeCalendar, weekdays: list[str], look: Look
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Return a cell for each day, and by its first week the name of each month."""
    first = calendar.days[0].day
    start = first.toordinal() - first.weekday()
    cells: list[dict[str, Any]] = [
        {
            "week": (one.day.toordinal() - start) // 7,
            "weekday": weekdays[one.day.weekday()],
            "day": one.day.isoformat(),
            "value": one.n,
            "kind": _kind(one.row, one.holiday, look),
            "off": one.row == OFF,
            "made_up": one.row == MADE_UP,
        }
        for one in calendar.days
    ]
    months = {
        cell["week"]: _month(one.day.year, one.day.month, look)
        for cell, one in zip(cells, calendar.days, strict=True)
        if one.day.day == 1
    }
    return cells, months


def _labels(months: dict[int, str]) -> str:
    """Return the expression that names a month at its first week; all of it is ours."""
    said = ", ".join(f"'{week}': '{name}'" for week, name in months.items())
    return f"{{{said}}}[datum.value]"


def _month(year: int, month: int, look: Look) -> str:
    if look.is_chinese:
        return f"{month}月" if month > 1 else f"{year}年1月"
    name = _MONTHS[month - 1]
    return name if month > 1 else f"{name} {year}"


def _row_name(row: int, days: int, look: Look) -> str:
    return say(Sentence("{kind} ({days})", kind=ROWS[row], days=days), look.language)


def _kind(row: int, holiday: str | None, look: Look) -> str:
    if holiday is not None:
        return say(Term(holiday_term(holiday)), look.language)
    return say(ROWS[row], look.language)


def _short(value: float, told: Told) -> str:
    if told == "count" or value >= 10:
        return f"{value:,.0f}" if value else ""
    return f"{value:.1f}" if value >= 0.05 else ""


def _ink(part: float, look: Look) -> str:
    on_dark = (part > _TURNS) == (look.theme == "light")
    return "#ffffff" if on_dark else "#1d232b"


def _colour(title: str, look: Look, most: float) -> Any:  # noqa: ANN401 - altair is imported inside
    import altair as alt

    return alt.Color(
        "value:Q",
        title=title,
        scale=alt.Scale(range=list(look.ramp), domain=[0, most], clamp=True, interpolate="lab"),
        legend=alt.Legend(
            orient="top",
            gradientLength=look.type_px * 16,
            titleLimit=look.type_px * 40,
            tickCount=4,
        ),
    )
