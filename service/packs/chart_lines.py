"""Lines of a pack over periods, as a Vega-Lite specification."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from service.charts.rendering import Spec
from service.packs.chart_sheet import LINE, TYPE_PT, Mark, Sheet, cycled
from service.packs.chart_words import distinct, shortened
from service.packs.text_width import width_in

Row = dict[str, Any]
_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "triangle-down")
# What the axis of values takes at the left, in inches.
_AXIS_IN: Final = 0.9


def lines(sheet: Sheet) -> tuple[Sheet, Spec]:
    """Return a line for each series, and its sheet; a period without a number is a gap."""
    names, colours = sheet.series, sheet.colours
    shapes = cycled(_SHAPES, len(names))
    marks = tuple(Mark(*one) for one in zip(names, colours, shapes, strict=True))
    sheet = replace(sheet, marks=marks)
    periods = _periods(sheet)
    rows = [
        {"period": period, "series": name, "value": value}
        for name, one in zip(names, sheet.chart.series, strict=True)
        for period, value in zip(periods, one.values, strict=False)
    ]
    colour = _by_series(names, colours)
    spec: Spec = {
        "data": {"values": rows},
        "encoding": {"x": _across(sheet, periods), "y": _along(sheet, rows)},
        "layer": [
            {
                "mark": {"type": "line", "invalid": "break-paths-show-path-domains"},
                "encoding": {"color": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
                "encoding": {"color": colour, "shape": _by_series(names, shapes)},
            },
            _numbers(sheet, rows),
        ],
    }
    return sheet, spec


def _by_series(names: list[str], looks: list[str]) -> Row:
    return {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": names, "range": looks},
        "legend": None,
    }


def _periods(sheet: Sheet) -> list[str]:
    told = [name.told(sheet.language) for name in sheet.chart.categories]
    return distinct([shortened(name, sheet.w_in / 4, TYPE_PT) for name in told])


def _slot(sheet: Sheet) -> float:
    return (sheet.w_in - _AXIS_IN) / max(1, len(sheet.chart.categories))


def _across(sheet: Sheet, periods: list[str]) -> Row:
    """Return the axis of periods; every second or so from the last where room is short."""
    widest = max((width_in(name, TYPE_PT) for name in periods), default=0.0) + 0.12
    step = max(1, -(-int(widest * 1000) // max(1, int(_slot(sheet) * 1000))))
    return {
        "field": "period",
        "type": "ordinal",
        "sort": periods,
        "scale": {"domain": periods, "padding": max(0.5, widest / 2 / _slot(sheet))},
        "axis": {
            "title": sheet.axis_title(sheet.chart.x_name.told(sheet.language), sheet.w_in * 0.8),
            "values": periods[::-1][::step][::-1],
            "labelAngle": 0,
            "labelOverlap": False,
            "grid": False,
        },
    }


def _reach(sheet: Sheet, rows: list[Row]) -> tuple[float, float]:
    """Return from where to where values are drawn, with room for the numbers at the points."""
    values = [row["value"] for row in rows if row["value"] is not None] or [0.0, 1.0]
    # Shares move within a few points: from nought they would be one flat line.
    low = min(values) if sheet.chart.as_percent else min(0.0, *values)
    high = max(values)
    edge = ((high - low) or abs(high) or 1.0) * (TYPE_PT * LINE + 8) / sheet.plot_pt
    return max(0.0, low - edge) if low >= 0 else low - edge, high + edge


def _along(sheet: Sheet, rows: list[Row]) -> Row:
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": list(_reach(sheet, rows)), "nice": False, "zero": False},
        "axis": sheet.value_axis(),
    }


def _numbers(sheet: Sheet, rows: list[Row]) -> Row:
    """Return the numbers at the points: of one line all that have room, of more the last."""
    told = [{**row, "said": sheet.number(row["value"])} for row in rows if row["value"] is not None]
    widest = max((width_in(row["said"], TYPE_PT) for row in told), default=0.0)
    if len(sheet.chart.series) > 1 or widest > _slot(sheet):
        last = {row["series"]: row for row in told}
        told = _apart(list(last.values()), rows, sheet)
    return {
        "data": {"values": told},
        "mark": {"type": "text", "dy": -10, "baseline": "bottom", "fontSize": TYPE_PT},
        "encoding": {"text": {"field": "said"}},
    }


def _apart(last: list[Row], rows: list[Row], sheet: Sheet) -> list[Row]:
    """Return the last numbers that do not stand on one another, the highest first."""
    low, high = _reach(sheet, rows)
    room = (high - low) * TYPE_PT * LINE / sheet.plot_pt
    kept: list[Row] = []
    for row in sorted(last, key=lambda one: -one["value"]):
        if all(abs(row["value"] - other["value"]) >= room for other in kept):
            kept.append(row)
    return kept
