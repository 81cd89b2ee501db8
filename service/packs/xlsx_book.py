"""The workbook itself: formats, widths, what stays in sight, what is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any, Final

from casework.plain_text import seen_text
from service.packs.edition import Edition
from service.packs.text_width import lines_of, width_in
from service.packs.xlsx_page import Amount, Content, Link, Page, Row

_UNFIT: Final = re.compile(r"[\ufffe\uffff]")
# The limits of the format itself (Microsoft, "Excel specifications and limits").
_CELL_SIGNS: Final = 32_767
_FOOT_SIGNS: Final = 200
_TYPE_PT: Final = 11.0
# A digit of the type Excel measures columns by, in inches.
_DIGIT_IN: Final = 7 / 96
_NARROWEST: Final = 9.0
_WIDEST: Final = 48.0
_BLUE: Final = "#1f5a96"
_A4: Final = 9
# Widths of the first sheet's columns, in digits.
_FRONT: Final = (44.0, 76.0)
_LINE_PT: Final = 15.5
_HIGHEST_PT: Final = 400.0


class Book:
    """A workbook that is being written.

    Parameters
    ----------
    edition
        Whose title, place and moment stand in the file's properties, and whose foot on paper.
    """

    def __init__(self, edition: Edition) -> None:
        import xlsxwriter

        self._out = BytesIO()
        self._book = xlsxwriter.Workbook(self._out, {"in_memory": True})
        self._edition = edition
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        deck, language = edition.deck, edition.language
        self._book.set_properties(
            {
                "title": _plain(deck.title.told(language)),
                "author": _plain(deck.place.told(language)),
                "comments": f"SHA-256 {edition.sha256}",
                "created": deck.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0),
            }
        )

    def add_front(self, page: Page) -> None:
        """Write the first sheet: names at the left, what they are at the right."""
        sheet = self._sheet(page)
        for column, width in enumerate(_FRONT):
            sheet.set_column(column, column, width)
        for at, row in enumerate(page.rows, start=2):
            self._row(sheet, at, row, _FRONT, (False, False), {})

    def add(self, page: Page) -> None:
        """Write a sheet: its heading, the names of the columns, rows, a total, notes."""
        sheet = self._sheet(page)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)
        widths = [_width(page, column) for column in range(len(page.head))]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        aligned = [_is_of_numbers(page, column) for column in range(len(page.head))]
        self._row(sheet, 1, page.head, widths, aligned, _HEAD)
        last = len(page.rows) - 1
        for at, row in enumerate(page.rows):
            own = _TOTAL if page.has_total and at == last else {}
            self._row(sheet, at + 2, row, widths, aligned, own)
        for at, note in enumerate(page.notes, start=len(page.rows) + 3):
            sheet.write_string(at, 0, _plain(note), self._format(**_TEXT, font_color="#5b6470"))

    def written(self) -> bytes:
        """Return the workbook as a file."""
        self._book.close()
        return self._out.getvalue()

    def _sheet(self, page: Page) -> Any:  # noqa: ANN401
        sheet = self._book.add_worksheet(page.name)
        sheet.write_string(0, 0, _plain(page.title), self._format(bold=True, font_size=14))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.set_header("&C" + _foot(self._edition.watermark))
        sheet.set_footer("&L" + _foot(self._edition.footer) + "&R&P / &N")
        return sheet

    def _row(  # noqa: PLR0913
        self,
        sheet: Any,  # noqa: ANN401
        at: int,
        row: Row,
        widths: Sequence[float],
        aligned: Sequence[bool],
        own: Mapping[str, object],
    ) -> None:
        """Write a row as high as its longest text; texts among numbers stand at the right."""
        lines = 1
        for column, content in enumerate(row):
            side = {"align": "right"} if aligned[column] else {"align": "left", "indent": 1}
            self._cell(sheet, at, column, content, {**side, **own})
            told = _shown(content).split("\n")
            room = (widths[column] - 2) * _DIGIT_IN
            lines = max(lines, sum(lines_of(line, _TYPE_PT, room) for line in told))
        sheet.set_row(at, min(_HIGHEST_PT, lines * _LINE_PT))

    def _cell(
        self,
        sheet: Any,  # noqa: ANN401
        at: int,
        column: int,
        content: Content,
        own: Mapping[str, object],
    ) -> None:
        if isinstance(content, Amount):
            form = self._format(num_format=content.form, valign="top", **own)
            sheet.write_number(at, column, content.value, form)
        elif isinstance(content, Link):
            address = "internal:'" + content.sheet.replace("'", "''") + "'!A1"
            linked = self._format(font_color=_BLUE, underline=1, valign="top", **own)
            sheet.write_url(at, column, address, linked, string=_plain(content.text))
        elif content is not None:
            sheet.write_string(at, column, _plain(content), self._format(**_TEXT, **own))

    def _format(self, **wanted: object) -> Any:  # noqa: ANN401
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_size": _TYPE_PT, **wanted})
        return self._formats[key]


# A text is kept as one when it is changed by hand, too.
_TEXT: Final[dict[str, object]] = {
    "num_format": "@",
    "quote_prefix": True,
    "text_wrap": True,
    "valign": "top",
}
_HEAD: Final = {"bold": True, "font_color": "#ffffff", "bg_color": _BLUE}
_TOTAL: Final = {"bold": True, "top": 2}


def _plain(text: str) -> str:
    return _UNFIT.sub("", seen_text(text))[:_CELL_SIGNS]


def _foot(text: str) -> str:
    """Return a text for the edge of a printed page, where & begins an order."""
    return " ".join(_plain(text).split())[: _FOOT_SIGNS // 2].replace("&", "&&")


def _width(page: Page, column: int) -> float:
    """Return how wide a column is, in digits."""
    told = [page.head[column], *(_shown(row[column]) for row in page.rows if column < len(row))]
    inches = max(
        (width_in(line, _TYPE_PT) for text in told for line in text.split("\n")), default=0.0
    )
    return min(_WIDEST, max(_NARROWEST, inches / _DIGIT_IN + 3))


def _is_of_numbers(page: Page, column: int) -> bool:
    return any(isinstance(row[column], Amount) for row in page.rows if column < len(row))


def _shown(content: Content) -> str:
    if isinstance(content, Amount):
        return f"{content.value:,.6g}" + (" %" if "%" in content.form else "")
    return content.text if isinstance(content, Link) else content or ""
