"""How much of a table fits a slide, in the language that needs more room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from service.packs.deck import Cell, Column, Line, Lines, Table
from service.packs.layout import BODY_PT, CELL_PAD_IN, LEADING, ROW_PAD_IN, TABLE_PT, Box
from service.packs.text_width import BOLD, SLACK, lines_of, longest_word, width_in

_LANGUAGES: Final = ("zh", "en")
# Heading of a block that has a title.
BLOCK_TITLE_IN: Final = 0.34
# Where there is room, columns are kept wide enough for bold type and wider fonts.
_WIDER: Final = (1.2, 1.0)
# Numbers, days and names up to this width stand in one line, as far as there is room at all.
_SHORT_IN: Final = 1.6
_LINE_GAP_IN: Final = 0.08
# Tried in this order where there is room: what is read from the last row is read from the first.
_TABLE_SIZES: Final = (18.0, 16.0, 14.0)
_LINE_SIZES: Final = (20.0, 18.0, 16.0)
# Larger type has to fit with some room, as no two programs break lines alike.
_KEPT_FREE: Final = 0.93
# Part of a list's width that tells when.
WHEN_SHARE: Final = 0.2


def widths_of(columns: Sequence[Column], width_in: float) -> list[float]:
    """Return the width of each column in inches."""
    whole = sum(one.share for one in columns)
    return [one.share / whole * width_in for one in columns]


def table_widths(table: Table, room_in: float, type_pt: float = TABLE_PT) -> list[float]:
    """Return the width of each column in inches, by what stands in it in either language.

    Every column is as wide as its longest word, then as its longest text as far as the room goes;
    what is left is dealt out by the columns' shares.  Where not even the words fit, and on one of
    several pages, the shares alone decide.
    """
    shares = widths_of(table.columns, room_in)
    if table.pages > 1:
        return shares
    fitting = [_dealt(table, room_in, type_pt, wider) for wider in _WIDER]
    # The first of those with which the table is lowest.
    found = [one for one in fitting if one] or [shares]
    return min(found, key=lambda widths: round(_height(table, widths, type_pt), 3))


def _height(table: Table, widths: Sequence[float], type_pt: float) -> float:
    rows = sum(row_height(row, widths, type_pt) for row in table.rows)
    return head_height(table, widths, type_pt) + rows


def _dealt(table: Table, room_in: float, type_pt: float, wider: float) -> list[float]:
    """Return the widths for type so much wider than it is set; none where no word would fit."""
    wanted = [_wanted(table, at, type_pt * wider) for at in range(len(table.columns))]
    least, whole = sum(one[0] for one in wanted), sum(one[1] for one in wanted)
    if least > room_in:
        return []
    if whole > room_in:
        more = (room_in - least) / (whole - least)
        return [low + (high - low) * more for low, high in wanted]
    left = (room_in - whole) / room_in
    shares = widths_of(table.columns, room_in)
    return [one[1] + share * left for one, share in zip(wanted, shares, strict=True)]


def _wanted(table: Table, at: int, type_pt: float) -> tuple[float, float]:
    """Return how wide a column has to be for its longest word, and for its longest text."""
    column = table.columns[at]
    heads = (column.name.zh, column.name.en, column.unit.zh, column.unit.en)
    cells = [row[at] for row in table.rows]
    # What is late may be written with a sign before it.
    texts = ["! " * one.is_late + text for one in cells for text in (one.text.zh, one.text.en)]
    # Headings are bold.
    word = max(longest_word(text, type_pt) for text in heads) * BOLD
    least = max(word, *(_unbroken(one, type_pt) for one in texts), 0.0)
    whole = max(least, *(width_in(one, type_pt) * BOLD for one in (*heads, *texts)))
    return least / SLACK + 2.1 * CELL_PAD_IN, whole / SLACK + 2.1 * CELL_PAD_IN


def _unbroken(text: str, type_pt: float) -> float:
    """Return how wide what may not be broken in a text is; a short text is not broken at all."""
    wide = width_in(text, type_pt)
    return wide if wide <= _SHORT_IN else longest_word(text, type_pt)


def table_pt(table: Table, box: Box) -> float:
    """Return the type size of a table in points: the largest at which it fits its box.

    One of several pages has the least, so that all pages of a table are alike.
    """
    if table.pages > 1:
        return TABLE_PT
    free = (box.h - (BLOCK_TITLE_IN if table.title else 0)) * _KEPT_FREE
    for size in _TABLE_SIZES:
        widths = table_widths(table, box.w, size)
        if _height(table, widths, size) <= free and _holds_words(table, widths, size):
            return size
    return TABLE_PT


def _holds_words(table: Table, widths: Sequence[float], type_pt: float) -> bool:
    """Return whether larger type breaks no cell into more lines, and no heading beyond two."""
    least = table_widths(table, sum(widths))
    heads = [Cell(column.name) for column in table.columns]
    return all(
        lines_of(text, type_pt, width - 2 * CELL_PAD_IN)
        <= max(
            2 if row is heads else 1,
            lines_of(text, TABLE_PT, at_least - 2 * CELL_PAD_IN),
        )
        for row in (*table.rows, heads)
        for cell, width, at_least in zip(row, widths, least, strict=True)
        for text in (cell.text.zh, cell.text.en)
    )


def lines_pt(block: Lines, box: Box) -> float:
    """Return the type size of a list in points: the largest at which it fits its box."""
    free = (box.h - (BLOCK_TITLE_IN if block.title else 0)) * _KEPT_FREE
    for size in _LINE_SIZES:
        if sum(line_height(one, box.w, size) for one in block.lines) <= free:
            return size
    return BODY_PT


def row_height(cells: Sequence[Cell], widths: Sequence[float], type_pt: float = TABLE_PT) -> float:
    """Return how high a row of a table is, in inches."""
    lines = max(
        lines_of(cell.text.told(language), type_pt, width - 2 * CELL_PAD_IN)
        for cell, width in zip(cells, widths, strict=True)
        for language in _LANGUAGES
    )
    return lines * type_pt / 72 * LEADING + ROW_PAD_IN


def head_height(table: Table, widths: Sequence[float], type_pt: float = TABLE_PT) -> float:
    """Return how high the heading of a table is, in inches; the unit stands beneath the name."""
    lines = max(
        lines_of(column.name.told(language), type_pt, width - 2 * CELL_PAD_IN) + bool(column.unit)
        for column, width in zip(table.columns, widths, strict=True)
        for language in _LANGUAGES
    )
    return lines * type_pt / 72 * LEADING + ROW_PAD_IN


def paged(table: Table, box: Box) -> tuple[Table, ...]:
    """Return a table as pages that fit a box; a table without rows is one page.

    A row that is higher than the box has a page of its own.
    """
    widths = table_widths(table, box.w)
    free = box.h - head_height(table, widths) - (BLOCK_TITLE_IN if table.title else 0)
    pages = list(_filled(table.rows, widths, free)) or [[]]
    count = len(pages)
    # The columns of all pages are alike.
    columns = [replace(one, share=wide) for one, wide in zip(table.columns, widths, strict=True)]
    return tuple(
        replace(
            table,
            columns=table.columns if count == 1 else tuple(columns),
            rows=tuple(rows),
            page=number,
            pages=count,
            has_total=table.has_total and number == count,
        )
        for number, rows in enumerate(pages, start=1)
    )


def _filled(
    rows: Sequence[tuple[Cell, ...]], widths: Sequence[float], free: float
) -> Iterator[list[tuple[Cell, ...]]]:
    page: list[tuple[Cell, ...]] = []
    left = free
    for row in rows:
        height = row_height(row, widths)
        if page and height > left:
            yield page
            page, left = [], free
        page.append(row)
        left -= height
    if page:
        yield page


def lines_that_fit(block: Lines, box: Box) -> tuple[Lines, int]:
    """Return as many lines as fit a box, and how many are left out."""
    left = box.h - (BLOCK_TITLE_IN if block.title else 0)
    kept: list[Line] = []
    for one in block.lines:
        left -= line_height(one, box.w)
        if left < 0:
            break
        kept.append(one)
    return replace(block, lines=tuple(kept)), len(block.lines) - len(kept)


def line_height(line: Line, width_in: float, type_pt: float = BODY_PT) -> float:
    """Return how high a line of a list is, in inches."""
    room = width_in * (1 - WHEN_SHARE) if line.when else width_in
    lines = max(lines_of(line.text.told(language), type_pt, room) for language in _LANGUAGES)
    return lines * type_pt / 72 * LEADING + _LINE_GAP_IN
