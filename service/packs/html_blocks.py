"""What stands on a slide, as HTML: figures, tables, charts, maps, lines."""

from __future__ import annotations

from functools import lru_cache
from itertools import zip_longest
from typing import Final

from service.packs.chart_drawing import chart_svg, sparkline_svg
from service.packs.deck import Block, Card, Cards, Cell, Chart, Column, Lines, Picture, Table
from service.packs.edition import Edition
from service.packs.html_marks import picture_address, tag
from service.packs.layout import Box
from service.packs.paging import lines_pt, table_pt, table_widths
from service.sheet_page import Html, joined, speaker

_SPARK: Final = Box(0, 0, 1.05, 0.4)
# From so high on, cards stand in two rows.
_TWO_ROWS_IN: Final = 3.5


def block_html(block: Block, box: Box, edition: Edition, above: str) -> Html:
    """Return a block in its box, without its title where the same stands ``above`` already."""
    return tag(
        "div",
        _content(block, box, edition, above),
        class_=f"block {type(block).__name__.lower()}",
        style=place(box),
    )


def place(box: Box) -> str:
    """Return where a box stands, as CSS."""
    sides = (("left", box.x), ("top", box.y), ("width", box.w), ("height", box.h))
    return ";".join(f"{name}:{inches:.3f}in" for name, inches in sides)


def _content(block: Block, box: Box, edition: Edition, above: str) -> Html:
    language = edition.language
    if isinstance(block, Cards):
        return _cards(block, box, language)
    if isinstance(block, Table):
        return _table(block, box, language, above)
    if isinstance(block, Chart):
        return _chart(block, box, language)
    if isinstance(block, Picture):
        return _picture(block, edition)
    return _lines(block, box, language, above)


def _cards(block: Cards, box: Box, language: str) -> Html:
    count = len(block.cards)
    rows = 2 if count > 4 and box.h > _TWO_ROWS_IN else 1
    columns = max(1, -(-count // rows))
    cards = [_card(one, language) for one in block.cards]
    return tag("div", *cards, class_="cards", style=f"--columns:{columns};--rows:{rows}")


def _card(card: Card, language: str) -> Html:
    beside = [
        tag(
            "p",
            tag("span", one.against.told(language), class_="against"),
            " ",
            tag("span", one.text.told(language), class_=one.sense),
            class_="beside",
        )
        for one in card.beside
    ]
    return tag(
        "section",
        tag("h3", card.name.told(language)),
        tag("div", tag("b", card.value), _spark(card, language), class_="row"),
        tag("p", card.said.told(language), class_="said"),
        *beside,
        class_="card late" if card.is_late else "card",
        data_figure=card.key,
    )


def _spark(card: Card, language: str) -> Html:
    known = [f"{name} {amount:g}" for name, amount in card.trend if amount is not None]
    if len(known) < 2:
        return Html("")
    drawn = (sparkline_svg(card, _SPARK.w, _SPARK.h, language, dark) for dark in (False, True))
    return _by_light(*drawn, alt=", ".join(known), class_="spark")


def _by_light(light: str, dark: str, *, alt: str, class_: str) -> Html:
    """Return a picture for a light ground and one for a dark ground; one of them is shown."""
    return joined(
        tag("img", src=picture_address(svg), alt=alt, class_=f"{class_} {ground}")
        for svg, ground in ((light, "on-light"), (dark, "on-dark"))
    )


def _table(table: Table, box: Box, language: str, above: str) -> Html:
    page = f" {table.page}/{table.pages}" if table.pages > 1 else ""
    title = table.title.told(language) + page
    size = table_pt(table, box)
    widths = table_widths(table, box.w, size)
    columns = [tag("col", style=f"width:{width / box.w:.3%}") for width in widths]
    head = tag("tr", *(_head(one, language) for one in table.columns))
    rows = list(table.rows)
    total = rows.pop() if table.has_total and rows else None
    parts = [
        tag("colgroup", *columns),
        tag("thead", head),
        tag("tbody", *(_row(row, table, language) for row in rows)),
    ]
    if total:
        parts.append(tag("tfoot", _row(total, table, language)))
    # A wide table is moved sideways on a phone, with a finger or the keys.
    shown = tag("table", *parts, style=f"--pt:{size:g}pt")
    scroll = tag("div", shown, class_="scroll", tabindex="0", role="group", aria_label=title)
    return joined((_title(title, above), scroll))


def _head(column: Column, language: str) -> Html:
    unit = tag("small", column.unit.told(language)) if column.unit else Html("")
    return tag("th", column.name.told(language), unit, scope="col", class_=column.align)


def _row(row: tuple[Cell, ...], table: Table, language: str) -> Html:
    cells = zip(row, table.columns, strict=True)
    return tag("tr", *(_cell(*one, language, at == 0) for at, one in enumerate(cells)))


def _cell(cell: Cell, column: Column, language: str, is_first: bool) -> Html:  # noqa: FBT001
    kind = f"{column.align} late" if cell.is_late else column.align
    text = cell.text.told(language)
    if is_first:
        return tag("th", text, scope="row", class_=kind)
    return tag("td", text, class_=kind)


def _chart(chart: Chart, box: Box, language: str) -> Html:
    drawn = (_drawn(chart, box, language, dark) for dark in (False, True))
    shown = _by_light(*drawn, alt=_chart_told(chart, language), class_="drawn")
    # So wide that its type stays readable on a phone, where it is moved sideways.
    return tag("div", shown, class_="scroll", style=f"--wide:{box.w * 72:.0f}")


@lru_cache(maxsize=512)
def _drawn(chart: Chart, box: Box, language: str, dark: bool) -> str:  # noqa: FBT001
    return chart_svg(chart, box, language, dark)


def _chart_told(chart: Chart, language: str) -> str:
    """Return what a chart shows, for those who do not see it: its title and its numbers."""
    told = [chart.title.told(language)]
    names = [one.told(language) for one in chart.categories]
    for series in chart.series:
        pairs = zip_longest(names, series.values, fillvalue="")
        told.append(
            f"{series.name.told(language)}: "
            + ", ".join(f"{name} {_number(value, chart)}" for name, value in pairs)
        )
    told += [f"{one.name.told(language)} {one.n}/{one.m}" for one in chart.points]
    return "; ".join(told)


def _number(value: object, chart: Chart) -> str:
    if not isinstance(value, int | float):
        return "-"
    return f"{value:.1%}" if chart.as_percent else f"{value:g}"


def _picture(picture: Picture, edition: Edition) -> Html:
    alt, svg = picture.alt.told(edition.language), edition.svg(picture)
    if svg is None:
        _ = speaker(edition.language)
        return tag("p", _("This map is not shown outside the office: {map}.", map=alt))
    shown = tag("img", src=picture_address(svg), alt=alt, class_="map")
    return tag("div", shown, class_="scroll")


def _lines(block: Lines, box: Box, language: str, above: str) -> Html:
    lines = []
    for line in block.lines:
        when = tag("span", line.when.told(language), class_="when") if line.when else Html("")
        text = tag("span", line.text.told(language), class_=line.sense)
        lines.append(tag("li", when, text))
    shown = tag("ul", *lines, class_="lines", style=f"--pt:{lines_pt(block, box):g}pt")
    return joined((_title(block.title.told(language), above), shown))


def _title(title: str, above: str) -> Html:
    return tag("h3", title) if title not in ("", above) else Html("")
