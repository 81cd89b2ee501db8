"""Excel workbooks: codes as text, the header fixed, nothing that calculates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from data.errors import DataError
from data.writers.text import text_columns

# The limits of the format itself (Microsoft, "Excel specifications and limits").
ROWS_LIMIT = 1_048_576
CELL_LIMIT = 32_767
_WIDEST = 40
# What XML 1.0 cannot hold besides control characters: halves of characters, and two that are none.
_NO_CHARACTERS = dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd")


def write_workbook(path: Path, frame: pd.DataFrame) -> None:
    """Write one sheet; every text cell is text in Excel's eyes too, whatever it begins with.

    Raises
    ------
    DataError
        When there are more rows, or longer cells, than a sheet can hold.
    """
    write_sheets(path, {"Sheet1": frame})


def write_sheets(path: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    """Write several tables, each on a sheet of its name; refused like one of them."""
    book = Workbook(write_only=True)
    for name, frame in sheets.items():
        _fill(book.create_sheet(name), frame)
    book.save(path)


def _fill(sheet: WriteOnlyWorksheet, frame: pd.DataFrame) -> None:
    if len(frame) + 1 > ROWS_LIMIT:
        raise DataError(
            "The table has {rows} rows, a sheet holds {limit}: write it as .csv.",
            rows=len(frame),
            limit=ROWS_LIMIT - 1,
        )
    plain = text_columns(frame)
    _refuse_long(plain)
    sheet.freeze_panes = "A2"
    head = _text_style(sheet, is_bold=True)
    for place, name in enumerate(plain.columns, start=1):
        longest = max([len(str(name)) * 2, *plain[name].head(200).astype(str).str.len()])
        sheet.column_dimensions[get_column_letter(place)].width = min(longest + 2, _WIDEST)
    sheet.append([_cell(sheet, str(name), head) for name in plain.columns])
    for row in _rows(sheet, plain):
        sheet.append(row)


def _refuse_long(frame: pd.DataFrame) -> None:
    for name in frame.columns:
        if frame[name].dtype.kind in "iuf":
            continue
        longest = frame[name].str.len().max()
        if longest > CELL_LIMIT:
            raise DataError(
                "A cell of column {header} holds {length} characters, a sheet at most {limit}:"
                " write the table as .csv.",
                header=name,
                length=int(longest),
                limit=CELL_LIMIT,
            )


def _rows(sheet: WriteOnlyWorksheet, frame: pd.DataFrame) -> Iterator[list[Any]]:
    like = _text_style(sheet, is_bold=False)
    columns = [
        [None if pd.isna(value) else value for value in frame[name].tolist()]
        if frame[name].dtype.kind in "iuf"
        else [None if pd.isna(value) else _cell(sheet, value, like) for value in frame[name]]
        for name in frame.columns
    ]
    yield from map(list, zip(*columns, strict=True))


def _cell(sheet: WriteOnlyWorksheet, text: str, like: WriteOnlyCell) -> WriteOnlyCell:
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text).translate(_NO_CHARACTERS)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl would make a formula of what begins with =
    cell._style = like._style  # shared: to build a style for each cell takes most of the time
    return cell


def _text_style(sheet: WriteOnlyWorksheet, *, is_bold: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, "")
    cell.number_format = "@"
    cell.quotePrefix = True
    cell.font = Font(bold=is_bold)
    return cell
