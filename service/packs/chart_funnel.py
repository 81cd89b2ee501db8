"""The funnel plot of a pack, as a Vega-Lite specification."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Any, Final

from casework.sentence import Sentence
from service.charts.rendering import Spec
from service.language import say
from service.packs.chart_sheet import TYPE_PT, Mark, Sheet
from service.packs.chart_words import distinct, shortened
from service.packs.deck import FunnelPoint
from service.packs.text_width import width_in

Row = dict[str, Any]
Rect = tuple[float, float, float, float]
# Where a name may stand: which end of it is at the point, and how far off in points.
_SIDES: Final = {
    "right": ("left", 8, 0),
    "left": ("right", -8, 0),
    "above": ("center", 0, -13),
    "below": ("center", 0, 13),
}
_AXIS_IN: Final = 0.8
_COLOURS: Final = {"below": "first", "inside": "neutral", "above": "second"}
_SHAPES: Final = {"below": "triangle-down", "inside": "circle", "above": "triangle-up"}


def funnel(sheet: Sheet) -> tuple[Sheet, Spec]:
    """Return units by size between the limits that chance alone draws, and their sheet.

    Those outside are told by colour, shape and name.
    A name that finds no room is left to the table.
    """
    words = _words(sheet)
    marks = tuple(
        Mark(words[place], sheet.look.colour(_COLOURS[place]), shape)
        for place, shape in _SHAPES.items()
    )
    sheet = replace(sheet, notes=_key_of_lines(sheet), marks=marks)
    left, right, low, high = _frame(sheet)
    x: Row = {
        "field": "m",
        "type": "quantitative",
        "scale": {"type": "sqrt", "domain": [left, right], "nice": False, "zero": False},
        "axis": {
            "title": sheet.axis_title(sheet.chart.x_name.told(sheet.language), sheet.w_in * 0.8),
            "format": ",d",
            "tickCount": 6,
            "grid": False,
            "labelOverlap": True,
        },
    }
    y: Row = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False, "zero": False},
        "axis": sheet.value_axis(),
    }
    layers = [*_limits(sheet), *_mean(sheet), _points(sheet), *_names(sheet)]
    return sheet, {"encoding": {"x": x, "y": y}, "layer": layers}


def _words(sheet: Sheet) -> dict[str, str]:
    return {
        "below": say("lower than chance would explain", sheet.language),
        "inside": say("no more than chance may make it", sheet.language),
        "above": say("higher than chance would explain", sheet.language),
    }


def _key_of_lines(sheet: Sheet) -> tuple[str, ...]:
    if sheet.chart.mean is None:
        return ()
    said = Sentence(
        "Line: all together {target}. Dotted: 95 in 100 lie within by chance alone; dashed: 99.8"
        " in 100.",
        target=sheet.number(sheet.chart.mean),
    )
    return (say(said, sheet.language),)


def _frame(sheet: Sheet) -> tuple[float, float, float, float]:
    """Return from where to where sizes and values are drawn: all points, and the mean."""
    chart = sheet.chart
    sizes = [float(one.m) for one in chart.points] or [row[0] for row in chart.limits] or [1.0]
    values = [_value(one) for one in chart.points]
    middle = sorted(chart.limits)[len(chart.limits) // 3 :][:1]
    values += [edge for row in middle for edge in row[1:]] + [chart.mean or 0.0]
    edge = (max(values) - min(values)) * 0.08 or 0.01
    top = max(values) + edge
    low = max(0.0, min(values) - edge)
    return max(1, min(sizes) * 0.85), max(sizes) * 1.08 + 1, low, min(1.03, top)


def _value(point: FunnelPoint) -> float:
    return point.n / point.m if point.m else 0.0


def _limits(sheet: Sheet) -> list[Row]:
    quiet = sheet.look.colour("quiet")
    return [
        {
            "data": {
                "values": [{"m": row[0], "value": row[at]} for row in sorted(sheet.chart.limits)]
            },
            "mark": {"type": "line", "strokeDash": dash, "color": quiet, "clip": True},
        }
        for at, dash in ((1, [2, 4]), (2, [2, 4]), (3, [9, 5]), (4, [9, 5]))
    ]


def _mean(sheet: Sheet) -> list[Row]:
    if sheet.chart.mean is None:
        return []
    return [
        {
            "data": {"values": [{"value": sheet.chart.mean}]},
            "mark": {"type": "rule", "color": sheet.look.colour("ink")},
            "encoding": {"x": None},
        }
    ]


def _points(sheet: Sheet) -> Row:
    rows = [{"m": one.m, "value": _value(one), "place": one.place} for one in sheet.chart.points]
    colours = [sheet.look.colour(name) for name in _COLOURS.values()]
    return {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.9},
        "encoding": {
            what: {
                "field": "place",
                "type": "nominal",
                "scale": {"domain": list(_SHAPES), "range": looks},
                "legend": None,
            }
            for what, looks in (("color", colours), ("shape", list(_SHAPES.values())))
        },
    }


def _names(sheet: Sheet) -> list[Row]:
    """Return the names of those outside beside their points."""
    found: dict[str, list[Row]] = {}
    for point, name, side in _placed(sheet):
        found.setdefault(side, []).append({"m": point.m, "value": _value(point), "name": name})
    rim = {"stroke": sheet.look.colour("ground"), "strokeWidth": 3, "strokeJoin": "round"}
    return [
        {
            "data": {"values": rows},
            "mark": {
                "type": "text",
                "align": _SIDES[side][0],
                "baseline": "middle",
                "dx": _SIDES[side][1],
                "dy": _SIDES[side][2],
                "fontSize": TYPE_PT,
                **under,
            },
            "encoding": {"text": {"field": "name"}},
        }
        for under in (rim, {})
        for side, rows in found.items()
    ]


def _placed(sheet: Sheet) -> list[tuple[FunnelPoint, str, str]]:
    """Return where a name has room, the farthest from the mean first."""
    outside = [one for one in sheet.chart.points if one.place != "inside"]
    outside.sort(key=lambda one: -abs(_value(one) - (sheet.chart.mean or 0.0)) * sqrt(one.m))
    told = [shortened(one.name.told(sheet.language), sheet.w_in * 0.4, TYPE_PT) for one in outside]
    dots = {id(one): _rect(sheet, one, "", "right") for one in sheet.chart.points}
    taken: list[Rect] = []
    found = []
    for one, name in zip(outside, distinct(told), strict=True):
        others = [rect for mark, rect in dots.items() if mark != id(one)] + taken
        for side in _SIDES:
            rect = _rect(sheet, one, name, side)
            if _is_within(sheet, rect) and not any(_meet(rect, other) for other in others):
                found.append((one, name, side))
                taken.append(rect)
                break
    return found


def _plot(sheet: Sheet) -> tuple[float, float]:
    """Return about how large the plot is, in points."""
    return (sheet.w_in - _AXIS_IN) * 72, sheet.plot_pt


def _rect(sheet: Sheet, point: FunnelPoint, name: str, side: str) -> Rect:
    """Return about where a name stands in the plot: left, top, right, bottom in points."""
    (width, height), (left, right, low, high) = _plot(sheet), _frame(sheet)
    x = (sqrt(point.m) - sqrt(left)) / (sqrt(right) - sqrt(left)) * width
    y = (high - _value(point)) / (high - low) * height
    if not name:
        return x - 5, y - 5, x + 5, y + 5
    align, dx, dy = _SIDES[side]
    long = width_in(name, TYPE_PT) * 72
    start = x + dx - {"left": 0, "center": long / 2, "right": long}[align]
    return start, y + dy - TYPE_PT * 0.6, start + long, y + dy + TYPE_PT * 0.6


def _is_within(sheet: Sheet, rect: Rect) -> bool:
    width, height = _plot(sheet)
    return rect[0] >= 0 and rect[1] >= -4 and rect[2] <= width and rect[3] <= height


def _meet(a: Rect, b: Rect) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
