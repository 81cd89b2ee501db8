"""Excel workbooks, as people make them: titles above, merged cells, empty rows, several sheets."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import openpyxl
from openpyxl import Workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from data.errors import DataError
from data.limits import MERGED_CELLS, MERGED_RANGES, SHEET_CELLS, SHEET_ROWS, SHEETS
from data.readers.archives import open_archive
from data.readers.cells import text_frame, text_of
from data.readers.genuine import require_plain_parts
from data.readers.headers import column_names, find_header
from data.readers.reading import Reading

Row = list[Any]
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^<>]*ref="([A-Z0-9:]+)"')


def read_sheet(path: Path, sheet: str | None = None) -> Reading:
    """Return the rows of one sheet, all cells as text; formulas give their last value.

    A cell merged over several rows counts for each of them.

    Raises
    ------
    DataError
        When the workbook is damaged, or several sheets are filled and none is named.
    """
    with _open_workbook(path) as (book, archive):
        name, filled = _choose(book, sheet, path.name)
        cells = _cells(book[name])
        _fill_merged(cells, archive, book[name])
        sheets = tuple(book.sheetnames) if sheet else tuple(filled)
    top = [[text_of(cell) for cell in row] for row in cells[:30]]
    at = find_header(top)
    body = [
        (i + 1, row) for i, row in enumerate(cells) if at is not None and i > at and any_in(row)
    ]
    if at is None or not body:
        raise DataError(
            "The sheet {sheet} of {file} has no rows below a header: nothing to read.",
            sheet=name,
            file=path.name,
        )
    width = max(len(row) for _, row in body)
    header = [*top[at], *[None] * (width - len(top[at]))]
    while (
        header
        and header[-1] is None
        and not any(len(r) >= len(header) and r[len(header) - 1] is not None for _, r in body)
    ):
        header.pop()
    columns = {
        column: [row[i] if i < len(row) else None for _, row in body]
        for i, column in enumerate(column_names(header, path.name))
    }
    rows = np.array([number for number, _ in body], dtype=np.int64)
    return Reading(path.name, text_frame(columns, len(body)), rows, sheet=name, sheets=sheets)


def any_in(row: Row) -> bool:
    """Return True when any cell of the row is filled."""
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


@contextmanager
def _open_workbook(path: Path) -> Iterator[tuple[Workbook, ZipFile]]:
    with open_archive(path) as archive:
        require_plain_parts(archive, path.name)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(path, read_only=True, data_only=True)
                try:
                    yield book, archive
                finally:
                    book.close()
        except DataError:
            raise
        except Exception as error:  # noqa: BLE001  openpyxl raises whatever the XML trips over
            raise DataError(
                "The workbook {file} cannot be read ({cause}): open it in Excel or WPS and save it"
                " as .xlsx again.",
                file=path.name,
                cause=f"{type(error).__name__}: {error}",
            ) from error


def _choose(book: Workbook, sheet: str | None, file: str) -> tuple[str, list[str]]:
    names = [ws.title for ws in book.worksheets]
    if len(names) > SHEETS:
        raise DataError(
            "The workbook {file} has {seen} sheets, more than {most}: save the one that is needed"
            " in a workbook of its own.",
            file=file,
            seen=len(names),
            most=SHEETS,
        )
    if sheet is not None:
        if sheet not in names:
            raise DataError(
                "The workbook {file} has no sheet {sheet}: it has {sheets}.",
                file=file,
                sheet=sheet,
                sheets=", ".join(names),
            )
        return sheet, names
    shown = [ws for ws in book.worksheets if ws.sheet_state == "visible"]
    filled = [ws.title for ws in shown if _is_filled(ws)]
    if not filled:
        raise DataError("The workbook {file} has no filled sheet: nothing to read.", file=file)
    if len(filled) > 1:
        raise DataError(
            "The workbook {file} has several filled sheets ({sheets}): say which one to read.",
            file=file,
            sheets=", ".join(filled),
        )
    return filled[0], filled


def _is_filled(sheet: ReadOnlyWorksheet) -> bool:
    sheet.reset_dimensions()
    return any(any_in(list(row)) for row in sheet.iter_rows(max_row=200, values_only=True))


def _cells(sheet: ReadOnlyWorksheet) -> list[Row]:
    """Return all rows up to the last filled one (Excel may keep 1,048,576 formatted ones)."""
    sheet.reset_dimensions()  # some programs write A1 as the dimension of a full sheet
    cells: list[Row] = []
    last = 0
    seen = 0
    for number, row in enumerate(sheet.iter_rows(max_row=SHEET_ROWS, values_only=True), start=1):
        is_filled = any_in(list(row))
        seen += len(row)
        if seen > SHEET_CELLS:
            raise DataError(
                "The sheet {sheet} has more than {most} cells: bring it as CSV or in parts.",
                sheet=sheet.title,
                most=SHEET_CELLS,
            )
        cells.append(list(row) if is_filled else [])
        last = number if is_filled else last
    return cells[:last]


def _fill_merged(cells: list[Row], archive: ZipFile, sheet: ReadOnlyWorksheet) -> None:
    """Give every row of a cell merged downwards the value of its top."""
    source = getattr(sheet, "_worksheet_path", None)
    if source is None or source not in archive.namelist():
        return
    filled = 0
    for count, found in enumerate(_MERGED.finditer(archive.read(source)), start=1):
        left, top, _, bottom = range_boundaries(found.group(1).decode())
        filled += (bottom or 0) - (top or 0)
        if count > MERGED_RANGES or filled > MERGED_CELLS:
            raise DataError(
                "The sheet {sheet} has more than {most} merged cells: unmerge them, or save the"
                " sheet as CSV.",
                sheet=sheet.title,
                most=MERGED_CELLS if filled > MERGED_CELLS else MERGED_RANGES,
            )
        if None in (left, top, bottom) or top > len(cells) or left > len(cells[top - 1]):
            continue
        value = cells[top - 1][left - 1]
        for row in cells[top : min(bottom, len(cells))]:
            if len(row) >= left and row[left - 1] is None and any_in(row):
                row[left - 1] = value
