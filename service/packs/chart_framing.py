"""A chart's plot under its head: one SVG of title, notes, legend and what Vega-Lite draws."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from service.charts.look import FONT
from service.charts.rendering import Spec, themed, to_svg
from service.packs.chart_sheet import (
    LINE,
    SIGN_IN,
    SMALL_PT,
    TITLE_PT,
    TYPE_PT,
    Mark,
    Sheet,
    mark_in,
)

_MARK: Final = re.compile(r'<clipPath id="(clip\d+)"')
_MARKED: Final = re.compile(r'(<clipPath id="|clip-path="url\(#)(clip\d+)("|\)")')
# Corners of a sign around its middle, in points; a circle has none.
_CORNERS: Final = {
    "square": ((-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)),
    "triangle-up": ((0, -5), (5, 4), (-5, 4)),
    "triangle-down": ((0, 5), (5, -4), (-5, -4)),
    "diamond": ((0, -5.5), (5, 0), (0, 5.5), (-5, 0)),
}


def framed(spec: Spec, sheet: Sheet) -> str:
    """Return the whole picture: the head, and the plot in what is left."""
    width, height = sheet.w_in * 72, sheet.h_in * 72
    head = _head(sheet)
    top = min(sheet.head_pt, height - 24)
    plot = _numbered(to_svg(_dressed(spec, sheet, round(width), round(height - top))))
    said = escape(" ".join(sheet.title))
    start = plot.index(">", plot.index("<svg")) + 1
    opening = plot[plot.index("<svg") : start]
    placed = opening.replace("<svg", f'<svg y="{top:.1f}"', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}"'
        f' width="{width:.1f}" height="{height:.1f}" role="img" aria-label="{said}">'
        f"{head}{placed}{plot[start:]}</svg>"
    )


def _numbered(svg: str) -> str:
    """Return a picture with its marks counted from 0: the renderer counts on from the last one."""
    marks = {mark: f"clip{at}" for at, mark in enumerate(_MARK.findall(svg))}
    return _MARKED.sub(lambda one: one[1] + marks.get(one[2], one[2]) + one[3], svg)


def _dressed(spec: Spec, sheet: Sheet, width: int, height: int) -> Spec:
    axis = {"labelLimit": 0, "titleLimit": 0, "maxExtent": width, "titlePadding": 5}
    return themed(
        spec
        | {
            "width": width,
            "height": height,
            "config": {
                "padding": {"left": 1, "right": 3, "top": 5, "bottom": 1},
                "background": None,
                "axis": sheet.look.config["axis"] | axis,
            },
        },
        sheet.look,
    )


def _head(sheet: Sheet) -> str:
    parts, y = [], 0.0
    ink, quiet = sheet.look.colour("ink"), sheet.look.colour("quiet")
    for lines, size, colour, weight in (
        (sheet.title, TITLE_PT, sheet.look.colour("first"), "bold"),
        (sheet.small, SMALL_PT, quiet, "normal"),
    ):
        for line in lines:
            parts.append(_text(line, 0, y + size, size, colour, weight))
            y += size * LINE
    for row in sheet.legend:
        x = 0.0
        for mark in row:
            parts.append(_sign(mark, x + 6, y + TYPE_PT * 0.72))
            parts.append(_text(mark.name, x + SIGN_IN * 72, y + TYPE_PT * 1.08, TYPE_PT, ink))
            x += mark_in(mark) * 72
        y += TYPE_PT * 1.45
    return "".join(parts)


def _text(  # noqa: PLR0913
    line: str, x: float, y: float, size: float, colour: str, weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{escape(FONT)}" font-size="{size}"'
        f' font-weight="{weight}" fill="{colour}" xml:space="preserve">{escape(line)}</text>'
    )


def _sign(mark: Mark, x: float, y: float) -> str:
    if mark.shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{mark.colour}"/>'
    corners = _CORNERS[mark.shape]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{points}" fill="{mark.colour}"/>'
