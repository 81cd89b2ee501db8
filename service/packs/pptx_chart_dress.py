"""How a native chart looks: type on every text of it, quiet lines, names of the axes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from service.packs.deck import Chart
from service.packs.layout import Box
from service.packs.pptx_stage import Stage
from service.packs.pptx_type import INK, LINE, QUIET, Kind, add_run, dress, line_of, solid
from service.packs.text_width import width_in
from service.packs.words import NONE, Words


def put_chart_shape(stage: Stage, kind: Any, book: Any, chart: Chart, box: Box) -> Any:  # noqa: ANN401
    """Put a native chart into a box and return it."""
    shape = stage.slide.shapes.add_chart(kind, *stage.place(box), book)
    shape.name = "Chart"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", stage.told(chart.title))
    return shape.chart


def dressed(
    stage: Stage,
    native: Any,  # noqa: ANN401
    chart: Chart,
    pt: float,
    *,
    x_name: Words = NONE,
    y_name: Words = NONE,
) -> None:
    """Set type, axes and legend of a chart; its title stands over it on the slide."""
    native.has_title = False
    dress_font(stage, native.font, pt)
    _axis(stage, native.category_axis, x_name, pt, has_grid=False)
    _axis(stage, native.value_axis, y_name, pt, has_grid=True)
    marks = native.value_axis.tick_labels
    marks.number_format = "0%" if chart.as_percent else "General"
    marks.number_format_is_linked = False
    if native.has_legend:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
        dress_font(stage, native.legend.font, pt)


def dress_font(stage: Stage, font: Any, pt: float, ink: str | None = None) -> None:  # noqa: ANN401
    """Set the type of a part of a chart."""
    dress(font._rPr, stage.face, Kind(stage.pt(pt), ink or INK))


def ink_line(line: Any, ink: str, pt: float, dash: Any) -> None:  # noqa: ANN401
    """Set a line's colour, width and dash."""
    line.width = Pt(pt)
    line.dash_style = dash
    element = line._get_or_add_ln()
    for fill in [*element.findall(qn("a:solidFill")), *element.findall(qn("a:noFill"))]:
        element.remove(fill)
    element.insert(0, solid(ink))


def ink_shape(form: Any, colour: str) -> None:  # noqa: ANN401
    """Fill a shape with a colour, its edge as well."""
    properties = form._element.get_or_add_spPr()
    for child in list(properties):
        properties.remove(child)
    properties.append(solid(colour))
    properties.append(line_of(colour, 0.75))


def no_line(form: Any) -> None:  # noqa: ANN401
    """Draw no line between points."""
    form.line.fill.background()


def _axis(stage: Stage, axis: Any, name: Words, pt: float, *, has_grid: bool) -> None:  # noqa: ANN401
    axis.has_major_gridlines = has_grid
    axis.has_minor_gridlines = False
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if has_grid:
        ink_line(axis.major_gridlines.format.line, LINE, 0.75, MSO_LINE.SOLID)
    ink_line(axis.format.line, QUIET, 0.75, MSO_LINE.SOLID)
    dress_font(stage, axis.tick_labels.font, pt)
    told = stage.told(name)
    axis.has_title = bool(told)
    if told:
        frame = axis.axis_title.text_frame
        add_run(frame.paragraphs[0], told, stage.face, stage.kind(pt, QUIET))


def label_point(stage: Stage, point: Any, text: str, position: Any, pt: float) -> None:  # noqa: ANN401
    """Write a name beside a point of a chart."""
    label = point.data_label
    add_run(label.text_frame.paragraphs[0], text, stage.face, stage.kind(pt, INK))
    label.position = position


def spaced_names(stage: Stage, native: Any, chart: Chart, box: Box, pt: float) -> None:  # noqa: ANN401
    """Write every second or third name along the foot where not all fit.

    LibreOffice writes all of them and turns them.
    """
    names = [stage.told(one) for one in chart.categories]
    wide = max(width_in(name, pt) for name in names) * 1.15
    slot = (box.w - 0.6) / len(names)
    axis = native.category_axis._element
    skip = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="{max(1, ceil(wide / slot))}"/>')
    axis.find(qn("c:lblOffset")).addnext(skip)


def hide_in_legend(native: Any, numbers: Sequence[int]) -> None:  # noqa: ANN401
    """Leave series out of the legend: the second line of a pair is told by the first."""
    legend = native.legend._element
    place = legend.find(qn("c:legendPos"))
    for number in sorted(numbers, reverse=True):
        place.addnext(
            parse_xml(
                f'<c:legendEntry {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/>'
                "</c:legendEntry>"
            )
        )
