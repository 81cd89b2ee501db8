"""Tables and lists of a deck as tables of a presentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn

from casework.sentence import Sentence
from service.language import say
from service.packs.deck import Cell, Lines, Table
from service.packs.layout import BODY_PT, CELL_PAD_IN, LEADING, ROW_PAD_IN, Box
from service.packs.paging import (
    BLOCK_TITLE_IN,
    WHEN_SHARE,
    lines_pt,
    table_pt,
    table_widths,
)
from service.packs.pptx_stage import Stage
from service.packs.pptx_type import (
    BAD,
    FIRST,
    INK,
    INKS,
    LATE_SIGN,
    LINE,
    QUIET,
    SMALLEST_PT,
    Kind,
    line_of,
    shortened,
    solid,
    write,
)
from service.packs.text_width import BOLD, lines_of, longest_word, width_in

# "No Style, No Grid" of every PowerPoint: what is seen is set on the cells.
_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_EMU: Final = 914_400
_MARKS: Final = {"good": "√\u00a0", "bad": LATE_SIGN, "plain": ""}


@dataclass(frozen=True)
class Piece:
    """What stands in a cell of a table: paragraphs of text, how it looks."""

    text: str
    ink: str = INK
    is_bold: bool = False
    is_right: bool = False
    unit: str = ""

    def word_in(self, pt: float) -> float:
        """Return how wide its longest word is, in inches."""
        return max(longest_word(self.text, pt), longest_word(self.unit, pt)) * (
            BOLD if self.is_bold else 1.0
        )


def put_table(stage: Stage, table: Table, box: Box) -> None:
    """Put a table, or a page of one, under its title."""
    told = stage.told(table.title)
    size = table_pt(table, box)
    if told and table.pages > 1:
        said = Sentence("Page {page} of {count}", page=table.page, count=table.pages)
        told = f"{told} · {say(said, stage.edition.language)}"
    box = put_block_title(stage, told, box)
    head = [
        Piece(stage.told(one.name), "#ffffff", True, one.align == "right", stage.told(one.unit))
        for one in table.columns
    ]
    rows = [[_piece(stage, table, row, at) for at in range(len(row))] for row in table.rows]
    if table.has_total and rows:
        rows[-1] = [Piece(one.text, one.ink, True, one.is_right) for one in rows[-1]]
    grid = _Grid(stage, box, table_widths(table, box.w, size), size)
    shape = grid.put([head, *rows], told or stage.told(table.title))
    properties = shape.table._tbl.tblPr
    properties.set("firstRow", "1")
    properties.set("lastRow", "1" if table.has_total else "0")
    grid.colour_head(shape.table)
    if table.has_total and len(shape.table.rows) == len(rows) + 1:
        grid.line_over(shape.table, len(rows))


def put_lines(stage: Stage, block: Lines, box: Box) -> None:
    """Put a list: when or which at the left, what at the right; a sign tells good and bad."""
    told = stage.told(block.title)
    size = lines_pt(block, box)
    box = put_block_title(stage, told, box)
    if not block.lines:
        return
    rows = []
    has_when = any(one.when for one in block.lines)
    for one in block.lines:
        what = Piece(_MARKS[one.sense] + stage.told(one.text), INKS[one.sense])
        rows.append([Piece(stage.told(one.when), QUIET), what] if has_when else [what])
    grid = _Grid(stage, box, _list_widths(rows, box.w, size), size)
    grid.put(rows, told)


def _list_widths(rows: list[list[Piece]], width: float, size: float) -> list[float]:
    """Return the widths of a list: when as wide as it needs, within a third."""
    if len(rows[0]) == 1:
        return [width]
    needed = max(width_in(row[0].text, size) for row in rows) * 1.3 + 2 * CELL_PAD_IN
    when = max(width * WHEN_SHARE * 0.6, min(needed, width / 3))
    return [when, width - when]


def put_block_title(stage: Stage, told: str, box: Box) -> Box:
    """Put the title of a block on top of its box and return what is left of the box."""
    if not told:
        return box
    text = shortened(told, BODY_PT, box.w, 1)
    head = Box(box.x, box.y, box.w, BLOCK_TITLE_IN)
    stage.text(head, [[(text, stage.kind(BODY_PT, FIRST, is_bold=True))]], "Block title")
    return Box(box.x, box.y + BLOCK_TITLE_IN, box.w, box.h - BLOCK_TITLE_IN)


def _piece(stage: Stage, table: Table, row: Sequence[Cell], at: int) -> Piece:
    cell, column = row[at], table.columns[at]
    text = stage.told(cell.text)
    if cell.is_late:
        return Piece(LATE_SIGN + text, BAD, is_bold=True, is_right=column.align == "right")
    return Piece(text, is_right=column.align == "right")


@dataclass(frozen=True)
class _Grid:
    stage: Stage
    box: Box
    widths: list[float]
    pt: float

    def put(self, rows: list[list[Piece]], name: str) -> Any:  # noqa: ANN401
        """Put the rows into the box, in smaller type and cut off where they do not fit."""
        size = self._size(rows)
        if sum(self._heights(rows, size)) > self.box.h:
            rows = self._cut(rows, size)
        heights = self._heights(rows, size)
        place = self.stage.place(self.box)
        shape = self.stage.slide.shapes.add_table(
            len(rows), len(self.widths), *place[:2], place[2], 1
        )
        shape.name = "Table"
        shape._element.nvGraphicFramePr.cNvPr.set("descr", name)
        table = shape.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _STYLE
        table._tbl.tblPr.set("bandRow", "0")
        table._tbl.tblPr.set("firstRow", "0")
        for at, width in enumerate(self.widths):
            table.columns[at].width = round(width * self.stage.plan.x * _EMU)
        for at, (row, height) in enumerate(zip(rows, heights, strict=True)):
            table.rows[at].height = round(height * self.stage.plan.y * _EMU)
            for column, piece in enumerate(row):
                self._cell(table.cell(at, column), piece, self._whole(piece, column, size))
        shape.height = sum(row.height for row in table.rows)
        return shape

    def colour_head(self, table: Any) -> None:  # noqa: ANN401
        for cell in table.rows[0].cells:
            cell._tc.get_or_add_tcPr().append(solid(FIRST))

    def line_over(self, table: Any, row: int) -> None:  # noqa: ANN401
        for cell in table.rows[row].cells:
            properties = cell._tc.get_or_add_tcPr()
            properties.insert(0, line_of(INK, 1.5, "lnT"))

    def _size(self, rows: list[list[Piece]]) -> float:
        size = self.pt
        while size > SMALLEST_PT and sum(self._heights(rows, size)) > self.box.h:
            size -= 0.5
        return size

    def _heights(self, rows: list[list[Piece]], size: float) -> list[float]:
        return [
            max(self._lines(one, at, size) for at, one in enumerate(row)) * size * LEADING / 72
            + ROW_PAD_IN
            for row in rows
        ]

    def _lines(self, piece: Piece, at: int, size: float) -> int:
        room = self.widths[at] - 2 * CELL_PAD_IN
        lines = lines_of(piece.text, size, room)
        return lines + lines_of(piece.unit, size, room) if piece.unit else lines

    def _whole(self, piece: Piece, at: int, size: float) -> float:
        """Return the type in which no word of a cell is broken, as asked where none helps."""
        room, smaller = self.widths[at] - 2 * CELL_PAD_IN, size
        while smaller > SMALLEST_PT and piece.word_in(smaller) > room:
            smaller -= 0.5
        return smaller if piece.word_in(smaller) <= room else size

    def _cut(self, rows: list[list[Piece]], size: float) -> list[list[Piece]]:
        """Return the rows with long texts cut off; the last says how many rows are left out.

        Notes
        -----
        Decks are paged before they are written, so that rows are left out of what nobody paged.
        """
        cut = rows
        for most in range(12, 0, -1):
            cut = [[self._shorter(one, at, size, most) for at, one in enumerate(r)] for r in rows]
            if sum(self._heights(cut, size)) <= self.box.h:
                return cut
        kept, room = 0, self.box.h - size * LEADING / 72 - ROW_PAD_IN
        for height in self._heights(cut, size):
            room -= height
            kept += room >= 0
        said = say(Sentence("and {n} more", n=len(rows) - kept), self.stage.edition.language)
        return [*cut[:kept], [Piece(f"… {said}"), *(Piece("") for _ in self.widths[1:])]]

    def _shorter(self, piece: Piece, at: int, size: float, most: int) -> Piece:
        text = shortened(piece.text, size, self.widths[at] - 2 * CELL_PAD_IN, most)
        return Piece(text, piece.ink, piece.is_bold, piece.is_right, piece.unit)

    def _cell(self, cell: Any, piece: Piece, size: float) -> None:  # noqa: ANN401
        pad, over = CELL_PAD_IN * self.stage.plan.x, ROW_PAD_IN / 2 * self.stage.plan.y
        cell.margin_left = cell.margin_right = round(pad * _EMU)
        cell.margin_top = cell.margin_bottom = round(over * _EMU)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        kind = self.stage.kind(size, piece.ink, is_bold=piece.is_bold)
        frame = cell.text_frame
        write(frame.paragraphs[0], [(piece.text, kind)], self.stage.face)
        if piece.unit:
            small = Kind(kind.pt, piece.ink, is_bold=False)
            write(frame.add_paragraph(), [(piece.unit, small)], self.stage.face)
        for paragraph in frame.paragraphs:
            paragraph._p.get_or_add_pPr().set("algn", "r" if piece.is_right else "l")
        properties = cell._tc.get_or_add_tcPr()
        properties.append(line_of(LINE, 0.75, "lnB"))
