"""The funnel plot as a native chart: units as points, limits and mean as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Final

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE

from casework.sentence import Sentence, Term
from service.language import say
from service.packs.deck import Chart
from service.packs.layout import Box
from service.packs.pptx_chart_book import PointBook
from service.packs.pptx_chart_dress import (
    dressed,
    hide_in_legend,
    ink_line,
    ink_shape,
    label_point,
    no_line,
    put_chart_shape,
)
from service.packs.pptx_sealed import day_of
from service.packs.pptx_stage import Stage
from service.packs.pptx_type import FIRST, INK, QUIET

_AXIS_PT: Final = 11.0
_NAMES: Final = {
    "inside": Term("within the limits"),
    "above": Term("above the limits"),
    "below": Term("below the limits"),
}
_MARKS: Final = {
    "inside": (XL_MARKER_STYLE.CIRCLE, "#7d7d7d"),
    "above": (XL_MARKER_STYLE.TRIANGLE, "#c8661a"),
    "below": (XL_MARKER_STYLE.DIAMOND, FIRST),
}
# Which column of the limits, at which level, in which dash.
_LIMITS: Final = (
    (1, "95 %", MSO_LINE.ROUND_DOT),
    (2, "95 %", MSO_LINE.ROUND_DOT),
    (3, "99.8 %", MSO_LINE.DASH),
    (4, "99.8 %", MSO_LINE.DASH),
)


def put_funnel(stage: Stage, chart: Chart, box: Box) -> None:
    """Put a funnel plot into a box; one without units is nothing.

    Notes
    -----
    The longest series comes first: LibreOffice leaves out a series that is shorter than the
    longest one and stands before it.
    """
    if not any(one.m > 0 for one in chart.points):
        return
    drawn = sorted(
        [*_lines(stage, chart), *_groups(stage, chart)], key=lambda one: -len(one.points)
    )
    book = PointBook("#,##0", day_of(stage.edition.deck.as_of))
    for one in drawn:
        series = book.add_series(one.name, "0.0%")
        for x, y in one.points:
            series.add_data_point(x, y)
        book.names[one.name] = one.names
    native = put_chart_shape(stage, XL_CHART_TYPE.XY_SCATTER, book, chart, box)
    native.has_legend = True
    dressed(stage, native, chart, _AXIS_PT, x_name=chart.x_name, y_name=chart.y_name)
    native.category_axis.minimum_scale = 0
    native.category_axis.tick_labels.number_format = "#,##0"
    native.category_axis.tick_labels.number_format_is_linked = False
    native.value_axis.minimum_scale, native.value_axis.maximum_scale = _reach(drawn)
    for series, one in zip(native.plots[0].series, drawn, strict=True):
        _dress(stage, series, one)
    hide_in_legend(native, [at for at, one in enumerate(drawn) if one.is_second])


@dataclass(frozen=True)
class _Drawn:
    """A series: points with names and a mark, or a line with a dash."""

    name: str
    points: tuple[tuple[float, float], ...]
    colour: str
    mark: Any = None
    dash: Any = None
    names: tuple[str, ...] = ()
    is_named: bool = False
    is_second: bool = False


def _groups(stage: Stage, chart: Chart) -> Iterator[_Drawn]:
    for place, term in _NAMES.items():
        found = [one for one in chart.points if one.place == place and one.m > 0]
        if found:
            mark, colour = _MARKS[place]
            yield _Drawn(
                say(term, stage.edition.language),
                tuple((one.m, one.n / one.m) for one in found),
                colour,
                mark,
                names=tuple(stage.told(one.name) for one in found),
                is_named=place != "inside",
            )


def _lines(stage: Stage, chart: Chart) -> Iterator[_Drawn]:
    language = stage.edition.language
    for at, level, dash in _LIMITS if chart.limits else ():
        is_second = at in (2, 4)
        said = (
            Sentence("{level} limits, upper line", level=level)
            if is_second
            else Sentence("{level} limits", level=level)
        )
        points = tuple((row[0], row[at]) for row in chart.limits)
        yield _Drawn(say(said, language), points, QUIET, dash=dash, is_second=is_second)
    if chart.mean is not None:
        sizes = [row[0] for row in chart.limits] or sorted({float(one.m) for one in chart.points})
        points = tuple((size, chart.mean) for size in sizes)
        yield _Drawn(say(Term("average of all"), language), points, INK, dash=MSO_LINE.SOLID)


def _reach(drawn: Sequence[_Drawn]) -> tuple[float, float]:
    """Return from where to where the axis of shares goes: whole tenths around all that is drawn."""
    shares = [y for one in drawn for _x, y in one.points]
    low, high = floor((min(shares) - 0.02) * 10) / 10, ceil((max(shares) + 0.02) * 10) / 10
    return max(low, 0.0) if min(shares) >= 0 else low, min(high, 1.0) if max(shares) <= 1 else high


def _dress(stage: Stage, series: Any, one: _Drawn) -> None:  # noqa: ANN401
    if one.mark is None:
        ink_line(series.format.line, one.colour, 1.5, one.dash)
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    no_line(series.format)
    series.marker.style = one.mark
    series.marker.size = 8
    ink_shape(series.marker.format, one.colour)
    if one.is_named:
        is_above = one.mark == _MARKS["above"][0]
        side = XL_LABEL_POSITION.ABOVE if is_above else XL_LABEL_POSITION.BELOW
        for at, name in enumerate(one.names):
            label_point(stage, series.points[at], name, side, _AXIS_PT)
