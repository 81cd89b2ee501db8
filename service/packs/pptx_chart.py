"""Charts of a deck as native charts, whose numbers can be looked at and changed."""

from __future__ import annotations

from typing import Any, Final

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE

from service.charts.look import Look
from service.packs.chart_words import wrapped
from service.packs.deck import Chart
from service.packs.layout import Box
from service.packs.pptx_chart_book import CategoryBook
from service.packs.pptx_chart_dress import (
    dress_font,
    dressed,
    ink_line,
    ink_shape,
    put_chart_shape,
    spaced_names,
)
from service.packs.pptx_funnel import put_funnel
from service.packs.pptx_sealed import day_of
from service.packs.pptx_stage import Stage
from service.packs.pptx_table import put_block_title
from service.packs.pptx_type import SMALLEST_PT
from service.packs.text_width import width_in
from service.packs.words import NONE

AXIS_PT: Final = 12.0
_COLOURS: Final = Look("light", "projector").series
# Series are told apart by mark and dash as well as by colour.
_MARKERS: Final = (
    XL_MARKER_STYLE.CIRCLE,
    XL_MARKER_STYLE.SQUARE,
    XL_MARKER_STYLE.TRIANGLE,
    XL_MARKER_STYLE.DIAMOND,
)
_DASHES: Final = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.DASH_DOT)
# Lower charts have no room for the name of what is along the foot.
_ROOM_FOR_NAME: Final = 2.6
# More numbers than this at bars cannot be read.
_MOST_LABELS: Final = 36


def put_chart(stage: Stage, chart: Chart, box: Box) -> None:
    """Put a chart under its title; one without numbers is a title and nothing under it."""
    if chart.kind == "funnel":
        put_funnel(stage, chart, put_block_title(stage, stage.told(chart.title), box))
        return
    box = put_block_title(stage, _title(stage, chart), box)
    if chart.categories and chart.series:
        _put(stage, chart, box)


def _title(stage: Stage, chart: Chart) -> str:
    """Return the title with the unit of the values, which takes no room from the plot there."""
    title, unit = stage.told(chart.title), stage.told(chart.y_name)
    if not unit:
        return title
    return f"{title}（{unit}）" if stage.edition.language == "zh" else f"{title} ({unit})"


def _put(stage: Stage, chart: Chart, box: Box) -> None:
    is_standing = chart.kind == "lines" or stands(stage, chart, box)
    made_at = day_of(stage.edition.deck.as_of)
    book = CategoryBook(number_format(chart), made_at)
    book.categories = [stage.told(one) for one in chart.categories]
    for one in chart.series:
        book.add_series(stage.told(one.name), one.values)
    native = put_chart_shape(stage, _type(chart, is_standing), book, chart, box)
    native.has_legend = len(chart.series) > 1
    dressed(stage, native, chart, AXIS_PT, x_name=chart.x_name if box.h > _ROOM_FOR_NAME else NONE)
    if not is_standing:
        # Rows are read from above, as they stand in a table.
        native.category_axis.reverse_order = True
        native.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    if chart.kind == "lines":
        spaced_names(stage, native, chart, box, AXIS_PT)
    plot = native.plots[0]
    for at, series in enumerate(plot.series):
        _series(stage, chart, series, at)
    if chart.kind != "lines":
        plot.gap_width = 60
    if chart.kind == "stacked":
        plot.overlap = 100
    size = _label_pt(stage, chart, box, is_standing=is_standing)
    if size:
        _labels(stage, chart, plot, size)


def number_format(chart: Chart) -> str:
    """Return how the numbers of a chart are written: in percent, whole, or with one decimal."""
    if chart.as_percent:
        return "0.0%"
    values = [value for one in chart.series for value in one.values if value is not None]
    return "#,##0" if all(float(value).is_integer() for value in values) else "#,##0.0"


def stands(stage: Stage, chart: Chart, box: Box) -> bool:
    """Return whether the names under standing bars take two lines at most."""
    slot = (box.w - 0.8) / max(1, len(chart.categories)) * 0.92
    names = [stage.told(one) for one in chart.categories]
    words = [word for name in names if name.isascii() for word in name.split()]
    return all(len(wrapped(name, slot, AXIS_PT, most=3)) <= 2 for name in names) and all(
        width_in(word, AXIS_PT) <= slot for word in words
    )


def _type(chart: Chart, is_standing: bool) -> XL_CHART_TYPE:  # noqa: FBT001
    if chart.kind == "lines":
        return XL_CHART_TYPE.LINE_MARKERS
    if chart.kind == "stacked":
        return XL_CHART_TYPE.COLUMN_STACKED if is_standing else XL_CHART_TYPE.BAR_STACKED
    return XL_CHART_TYPE.COLUMN_CLUSTERED if is_standing else XL_CHART_TYPE.BAR_CLUSTERED


def _series(stage: Stage, chart: Chart, series: Any, at: int) -> None:  # noqa: ANN401
    colour = _COLOURS[at % len(_COLOURS)]
    if chart.kind != "lines":
        ink_shape(series.format, colour)
        series.invert_if_negative = False
        return
    series.smooth = False
    ink_line(series.format.line, colour, stage.pt(2.25), _DASHES[at % len(_DASHES)])
    series.marker.style = _MARKERS[at % len(_MARKERS)]
    series.marker.size = 7
    ink_shape(series.marker.format, colour)


def _label_pt(stage: Stage, chart: Chart, box: Box, *, is_standing: bool) -> float | None:
    """Return the type in which the numbers fit beside their bars, None where they do not."""
    count = len(chart.categories) * len(chart.series)
    if chart.kind == "lines" or count > _MOST_LABELS:
        return None
    beside = 1 if chart.kind == "stacked" else len(chart.series)
    slot = (box.w - 0.8 if is_standing else box.h - 0.9) / max(1, len(chart.categories)) / beside
    values = [value for one in chart.series for value in one.values if value is not None]
    texts = [f"{value * 100:.1f}%" if chart.as_percent else f"{value:,.1f}" for value in values]
    size = 11.0
    while size >= SMALLEST_PT:
        wide = max((width_in(text, size) for text in texts), default=0.0)
        if (wide if is_standing else size * 1.3 / 72) <= slot * 0.95:
            return size
        size -= 0.5
    return None


def _labels(stage: Stage, chart: Chart, plot: Any, size: float) -> None:  # noqa: ANN401
    plot.has_data_labels = True
    labels = plot.data_labels
    # In a stack nothing is no part of it: its zero would stand over its neighbour.
    labels.number_format = number_format(chart) + (";-0;;" if chart.kind == "stacked" else "")
    labels.number_format_is_linked = False
    labels.show_value = True
    is_within = chart.kind == "stacked"
    labels.position = XL_LABEL_POSITION.CENTER if is_within else XL_LABEL_POSITION.OUTSIDE_END
    dress_font(stage, labels.font, size, "#ffffff" if is_within else None)
