"""The sheets of a workbook that hold the numbers charts are drawn of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from casework.sentence import Sentence
from service.language import say
from service.packs.deck import Chart
from service.packs.edition import Edition
from service.packs.xlsx_page import Amount, Content, Page, Row
from service.packs.xlsx_tables import blocks_of

_PERCENT: Final = "0.0 %"
_EDGES: Final = (Sentence("{part}, from"), Sentence("{part}, to"))
_PLACES: Final = {
    "below": Sentence("lower than chance would explain"),
    "inside": Sentence("no more than chance may make it"),
    "above": Sentence("higher than chance would explain"),
}


def chart_pages(edition: Edition) -> Iterator[Page]:
    """Give a sheet for each chart: the numbers it is drawn of."""
    for slide, block in blocks_of(edition):
        if isinstance(block, Chart):
            title = block.title.told(edition.language) or slide.title.told(edition.language)
            draw = _funnel if block.kind == "funnel" else _series
            head, rows = draw(block, edition.language)
            name = say("Chart {title}", edition.language, title=title)
            yield Page(name, title, head, tuple(rows))


def _series(chart: Chart, language: str) -> tuple[tuple[str, ...], list[Row]]:
    form = _PERCENT if chart.as_percent else "#,##0.######"
    unit = chart.y_name.told(language)
    names = [one.name.told(language) for one in chart.series]
    head = [" · ".join(part for part in (name, unit) if part) for name in names]
    rows: list[Row] = [
        (name.told(language), *(_value(one.values[at], form) for one in chart.series))
        for at, name in enumerate(chart.categories)
    ]
    return (chart.x_name.told(language), *head), rows


def _value(value: float | None, form: str) -> Content:
    return "-" if value is None else Amount(value, form)


def _funnel(chart: Chart, language: str) -> tuple[tuple[str, ...], list[Row]]:
    form = _PERCENT if chart.as_percent else "0.######"
    rows: list[Row] = [
        (
            one.name.told(language),
            Amount(one.n, "#,##0"),
            Amount(one.m, "#,##0"),
            Amount(one.n / one.m, form) if one.m else "-",
            say(_PLACES[one.place], language),
        )
        for one in chart.points
    ]
    if chart.mean is not None:
        rows.append((say("All together", language), None, None, Amount(chart.mean, form)))
    limits = say("Within which chance alone keeps", language)
    for m, *edges in chart.limits:
        shown = (Amount(edge, form) for edge in edges)
        rows.append((limits, None, Amount(m, "#,##0"), None, None, *shown))
    share = chart.y_name.told(language)
    edges_of = [say(edge, language, part=part) for part in ("95 %", "99.8 %") for edge in _EDGES]
    place = say("Against chance", language)
    return (say("Unit", language), "n", "m", share, place, *edges_of), rows
