"""The charts of a pack as pictures: SVG of the size of their box, type of 12 points.

One unit of a picture is a point of the slide.  Title, names of axes, legend and numbers are in
the picture; texts are values, never expressions.
"""

from __future__ import annotations

from html import escape
from typing import Final

from service.charts.look import Look
from service.packs.chart_bars import bars
from service.packs.chart_framing import framed
from service.packs.chart_funnel import funnel
from service.packs.chart_lines import lines
from service.packs.chart_sheet import Sheet
from service.packs.chart_words import plain
from service.packs.deck import Card, Chart
from service.packs.layout import Box

_SPARK_PAD: Final = 3.0


def chart_svg(chart: Chart, box: Box, language: str, dark: bool = False) -> str:  # noqa: FBT001, FBT002
    """Return a chart with its title as SVG, as large as its box (72 units for an inch).

    Parameters
    ----------
    box
        Where it stands on the slide; of it the width and the height are used.
    dark
        Whether it stands on a dark ground; the picture has none of its own.
    """
    sheet = Sheet(chart, box.w, box.h, Look("dark" if dark else "light", "print", language))
    draw = {"funnel": funnel, "lines": lines}.get(chart.kind, bars)
    dressed, spec = draw(sheet)
    return framed(spec, dressed)


def sparkline_svg(
    card: Card,
    w_in: float,
    h_in: float,
    language: str = "zh",
    dark: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """Return the course of a figure as a small line without axes, the last period as a dot.

    A period without a number is a gap.
    """
    look = Look("dark" if dark else "light", "print", language)
    width, height = w_in * 72, h_in * 72
    runs, ink = _runs(card, width, height), look.colour("first")
    parts = [
        f'<polyline points="{" ".join(f"{x:.2f},{y:.2f}" for x, y in run)}" fill="none"'
        f' stroke="{ink}" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>'
        for run in runs
    ]
    dots = [run[0] for run in runs if len(run) == 1]
    dots += [runs[-1][-1]] if runs and card.trend[-1][1] is not None else []
    parts += [f'<circle cx="{x:.2f}" cy="{y:.2f}" r="2.4" fill="{ink}"/>' for x, y in dots]
    told = (
        f"{plain(card.name.told(language))}: {card.trend[0][0]} – {card.trend[-1][0]}"
        if runs
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.2f} {height:.2f}"'
        f' width="{width:.2f}" height="{height:.2f}" role="img"'
        f' aria-label="{escape(told)}">{"".join(parts)}</svg>'
    )


def _runs(card: Card, width: float, height: float) -> list[list[tuple[float, float]]]:
    """Return the points of the line in pieces, one for each stretch of periods with numbers."""
    values = [value for _, value in card.trend if value is not None]
    if not values:
        return []
    low, span = min(values), (max(values) - min(values)) or 1.0
    step = (width - 2 * _SPARK_PAD) / max(1, len(card.trend) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for at, (_, value) in enumerate(card.trend):
        if value is None:
            runs.append([])
            continue
        up = (value - low) / span if max(values) > low else 0.5
        y = height - _SPARK_PAD - up * (height - 2 * _SPARK_PAD)
        runs[-1].append((_SPARK_PAD + at * step, y))
    return [run for run in runs if run]
