"""Bars of a pack, beside each other or stacked, as a Vega-Lite specification."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from casework.sentence import Sentence
from service.charts.rendering import Spec
from service.figure import NONE
from service.language import say
from service.packs.chart_sheet import LINE, SMALL_PT, TYPE_PT, Mark, Sheet
from service.packs.chart_words import distinct, ink_on, wrapped
from service.packs.text_width import width_in
from service.publication import HIDDEN

Row = dict[str, Any]
# Names come with their breaks.
_BREAK: Final = "split(datum.label, '\\n')"
# The first of two lines stands half a line over the middle of its bar.
_CENTRED: Final = {
    "condition": {"test": "indexof(datum.value, '\\n') >= 0", "value": -TYPE_PT * LINE / 2},
    "value": 0,
}
_NAMES_SHARE: Final = 0.36
_LEAST_ROW_PT: Final = 13.0
# What a number within a bar keeps free at its ends, in inches.
_FREE_IN: Final = 0.08


def bars(sheet: Sheet) -> tuple[Sheet, Spec]:
    """Return bars beside each other, or stacked, along the categories, and their sheet.

    They stand where the names of the categories and the numbers have room, and lie where not.
    """
    is_stacked = sheet.chart.kind == "stacked"
    marks = tuple(Mark(*one) for one in zip(sheet.series, sheet.colours, strict=True))
    sheet = replace(sheet, marks=marks)
    stands = _stands(sheet, is_stacked=is_stacked)
    count = shown = len(sheet.chart.categories)
    if not stands:
        shown = min(count, max(1, int((sheet.plot_pt - SMALL_PT) / _LEAST_ROW_PT)))
    if shown < count:
        said = Sentence("The first {shown} of {count}.", shown=shown, count=count)
        sheet = replace(sheet, notes=(say(said, sheet.language),))
    names = _names(sheet, shown, stands=stands)
    rows = list((_stacked if is_stacked else _beside)(sheet, names))
    across, along = ("x", "y") if stands else ("y", "x")
    reach = _reach(sheet, rows, stands=stands)
    if is_stacked:
        layers = _stack_layers(sheet, rows, reach, along)
    else:
        layers = _beside_layers(sheet, rows, across, along)
    spec: Spec = {
        "data": {"values": rows},
        "encoding": {
            across: {
                "field": "name",
                "type": "ordinal",
                "sort": names,
                "scale": {"domain": names, "paddingInner": 0.25, "paddingOuter": 0.12},
                "axis": _name_axis(sheet, stands=stands),
            },
            along: {
                "field": "start" if is_stacked else "value",
                "type": "quantitative",
                "stack": None,
                "scale": {"domain": reach, "nice": False},
                "axis": sheet.value_axis(is_upright=stands),
            },
        },
        "layer": layers,
    }
    return sheet, spec


def _stands(sheet: Sheet, *, is_stacked: bool) -> bool:
    """Return whether names under standing bars take two lines at most, and numbers fit."""
    chart = sheet.chart
    slot = (sheet.w_in - 0.8) / max(1, len(chart.categories))
    for name in chart.categories:
        told = name.told(sheet.language)
        longest = max((width_in(word, TYPE_PT) for word in told.split()), default=0.0)
        is_words = told.isascii() and longest > slot * 0.95
        if is_words or len(wrapped(told, slot * 0.95, TYPE_PT, most=3)) > 2:
            return False
    numbers = [sheet.number(value) for one in chart.series for value in one.values]
    widest = max((width_in(text, TYPE_PT) for text in numbers), default=0.0)
    return widest <= slot * 0.85 / (1 if is_stacked else max(1, len(chart.series)))


def _names(sheet: Sheet, shown: int, *, stands: bool) -> list[str]:
    told = [name.told(sheet.language) for name in sheet.chart.categories[:shown]]
    if stands:
        slot = (sheet.w_in - 0.8) / max(1, shown)
        return distinct(["\n".join(wrapped(name, slot * 0.95, TYPE_PT)) for name in told])
    lines = max(1, min(2, int(sheet.plot_pt / max(1, shown) / (TYPE_PT * LINE))))
    room = sheet.w_in * _NAMES_SHARE
    return distinct(["\n".join(wrapped(name, room, TYPE_PT, most=lines)) for name in told])


def _name_axis(sheet: Sheet, *, stands: bool) -> Row:
    told = sheet.chart.x_name.told(sheet.language)
    return {
        "title": sheet.axis_title(told, sheet.w_in * 0.8 if stands else sheet.plot_pt / 72),
        "labelExpr": _BREAK,
        **({} if stands else {"labelOffset": _CENTRED}),
        "labelAngle": 0,
        "labelOverlap": False,
        "ticks": False,
        "grid": False,
    }


def _beside(sheet: Sheet, names: list[str]) -> Iterator[Row]:
    for series, colour, one in zip(sheet.series, sheet.colours, sheet.chart.series, strict=True):
        for name, value in zip(names, one.values, strict=False):
            yield {
                "name": name,
                "series": series,
                "value": value,
                "said": sheet.number(value),
                "colour": colour,
            }


def _colour(sheet: Sheet) -> Row:
    return {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": sheet.series, "range": sheet.colours},
        "legend": None,
    }


def _beside_layers(sheet: Sheet, rows: list[Row], across: str, along: str) -> list[Row]:
    offset: Row = {}
    if len(sheet.chart.series) > 1:
        offset = {f"{across}Offset": {"field": "series", "sort": sheet.series}}
    layers: list[Row] = [{"mark": {"type": "bar"}, "encoding": {"color": _colour(sheet), **offset}}]
    for is_less in (False, True):
        chosen = [row for row in rows if ((row["value"] or 0) < 0) == is_less]
        if chosen:
            layers.append(_ends(sheet, chosen, offset, along, is_less=is_less))
    return layers


def _ends(sheet: Sheet, rows: list[Row], offset: Row, along: str, *, is_less: bool) -> Row:
    """Return the numbers at the ends of bars."""
    sign = -1 if is_less else 1
    if along == "y":
        place = {"baseline": "top" if is_less else "bottom", "dy": -3 * sign}
    else:
        place = {"align": "right" if is_less else "left", "baseline": "middle", "dx": 4 * sign}
    # Where there is no number, that is said at the foot of the bar: of a count it is hidden.
    none = HIDDEN if sheet.chart.counts and not sheet.chart.as_percent else NONE
    told = [{**row, "value": row["value"] or 0, "said": row["said"] or none} for row in rows]
    return {
        "data": {"values": told},
        "mark": {"type": "text", "fontSize": TYPE_PT, **place},
        "encoding": {"text": {"field": "said"}, **offset},
    }


def _stacked(sheet: Sheet, names: list[str]) -> Iterator[Row]:
    tops = [0.0] * len(names)
    for row in _beside(sheet, names):
        at = names.index(row["name"])
        value = row["value"] or 0.0
        start, tops[at] = tops[at], tops[at] + value
        yield {**row, "start": start, "end": tops[at], "middle": start + value / 2}


def _stack_layers(sheet: Sheet, rows: list[Row], reach: list[float], along: str) -> list[Row]:
    plot_in = sheet.plot_pt / 72 if along == "y" else sheet.w_in * (1 - _NAMES_SHARE) - 0.3
    scale = plot_in / (reach[1] - reach[0])
    readable = [
        {**row, "ink": ink_on(row["colour"])}
        for row in rows
        if row["value"] and row["value"] * scale >= _need(row, along)
    ]
    return [
        {
            "mark": {"type": "bar"},
            "encoding": {f"{along}2": {"field": "end"}, "color": _colour(sheet)},
        },
        {
            "data": {"values": readable},
            "mark": {"type": "text", "fontSize": TYPE_PT, "baseline": "middle", "align": "center"},
            "encoding": {
                along: {"field": "middle", "type": "quantitative"},
                "text": {"field": "said"},
                "color": {"field": "ink", "scale": None, "type": "nominal"},
            },
        },
    ]


def _need(row: Row, along: str) -> float:
    long = TYPE_PT * LINE / 72 if along == "y" else width_in(row["said"], TYPE_PT)
    return long + _FREE_IN


def _reach(sheet: Sheet, rows: list[Row], *, stands: bool) -> list[float]:
    """Return from where to where values are drawn, with room for the numbers at the ends."""
    values = [row.get("end", row["value"]) or 0.0 for row in rows]
    low, high = min([0.0, *values]), max([0.0, *values])
    span = (high - low) or 1.0
    if sheet.chart.kind == "stacked":
        return [low, low + span * 1.02]
    widest = max((width_in(row["said"], TYPE_PT) for row in rows), default=0.0) + _FREE_IN
    plot_in = sheet.plot_pt / 72 if stands else sheet.w_in * (1 - _NAMES_SHARE) - 0.3
    need = (TYPE_PT * LINE / 72 + _FREE_IN) if stands else widest
    edge = span * min(0.5, need / max(0.2, plot_in - need))
    return [low - edge if low < 0 else 0.0, high + edge]
