"""Text tables: CSV, TSV and their kin, packed or not, with any of four delimiters."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from data.errors import DataError
from data.formulas import QUOTED
from data.issues import RowIssue, refuse_row
from data.limits import UNPACKED_BYTES, mib
from data.readers.cells import cell_at, tidy_text
from data.readers.encodings import BROKEN, broken_cell, decode
from data.readers.headers import ROWS_LOOKED_AT, column_names, find_header
from data.readers.reading import Reading, refuse_many_cells

DELIMITERS = (",", ";", "\t", "|")
EXTRA = "\x00extra"
# Where the delimiter and the header are looked for: thirty rows of any table people make.
TOP_CHARACTERS = 500_000
# Stands alone in the last row unless a quotation mark before it stays open.
END = "\x00end"


def read_delimited(path: Path, encoding: str | None = None) -> Reading:
    """Return the rows of a text table, all cells as text.

    Raises
    ------
    DataError
        When the file is not text, has no rows below its header, or a quotation mark stays open.
    """
    text, used = decode(_bytes(path), encoding, path.name)
    text, delimiter, skipped = _delimiter(text)
    top = _records(text, delimiter, ROWS_LOOKED_AT)
    at = find_header(top)
    if at is None:
        raise DataError("The file {file} holds no row that names columns.", file=path.name)
    names = column_names(top[at], path.name)
    # Short rows are filled up, so that lines count as much as delimiters.
    refuse_many_cells(path.name, text.count("\n") + text.count("\r") + 1, len(names))
    cells = _cells(text, delimiter, len(names), path.name)
    rows = np.arange(1, len(cells) + 1, dtype=np.int64) + skipped
    is_kept = cells.notna().any(axis=1).to_numpy() & (np.arange(len(cells)) > at)
    if not is_kept.any():
        raise DataError(
            "The file {file} has a header and no rows below it: nothing to read.", file=path.name
        )
    cells, rows = cells[is_kept].reset_index(drop=True), rows[is_kept]
    issues = _too_many(cells, rows, len(names))
    frame = cells.drop(columns=EXTRA).set_axis(names, axis=1)
    unnamed = [n for n, head in zip(names, top[at], strict=True) if not head.strip()]
    frame = frame.drop(columns=[name for name in unnamed if frame[name].isna().all()])
    issues += _broken(frame, rows, used)
    return Reading(path.name, frame, rows, encoding=used, issues=issues)


def _bytes(path: Path) -> bytes:
    try:
        is_packed = path.name.lower().endswith(".gz")
        with gzip.open(path) if is_packed else path.open("rb") as stream:
            raw = stream.read(UNPACKED_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            "The file {file} cannot be unpacked ({cause}): copy or export it again.",
            file=path.name,
            cause=str(error),
        ) from error
    if len(raw) > UNPACKED_BYTES:
        raise DataError(
            "The file {file} holds more than {limit} of text: cut it into parts.",
            file=path.name,
            limit=mib(UNPACKED_BYTES),
        )
    return raw


def _delimiter(text: str) -> tuple[str, str, int]:
    """Return the text without a `sep=` line, the delimiter and how many lines were taken off."""
    stated = re.match(r"sep=(.)\r?\n", text[:20], re.IGNORECASE)
    if stated:
        return text[stated.end() :], stated.group(1), 1
    return text, max(DELIMITERS, key=lambda mark: _fit(text, mark)), 0


def _fit(text: str, mark: str) -> tuple[float, int]:
    """Return how well a delimiter cuts the top rows: the share of rows alike, then their width."""
    widths = [len(row) for row in _records(text, mark, ROWS_LOOKED_AT) if any(row)]
    wide = max(widths, default=1)
    if wide == 1:
        return 0.0, 1
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 1)


def _records(text: str, delimiter: str, count: int | None) -> list[list[str]]:
    found: list[list[str]] = []
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text[:TOP_CHARACTERS], newline=""), delimiter=delimiter)
    for row in reader:
        found.append(row)
        if len(found) == count:
            break
    return found


def _cells(text: str, delimiter: str, width: int, file: str) -> pd.DataFrame:
    """Return every row of the file (header and blank ones too), one column more than named."""
    try:
        columns = _quickly(text, delimiter, width)
    except pa.ArrowInvalid:  # rows differ in length, or a quotation mark stays open
        columns = _slowly(text, delimiter, width, file)
    names: list[object] = [*range(width), EXTRA]
    return pd.DataFrame(dict(zip(names, map(_tidy, columns), strict=True)))


def _quickly(text: str, delimiter: str, width: int) -> list[pa.ChunkedArray]:
    """Return the columns of a file whose rows are all as wide as its header, and an empty one."""
    names = [str(place) for place in range(width)]
    ended = _ended(text, END + delimiter * (width - 1))
    table = pa_csv.read_csv(
        io.BytesIO(ended.encode()),
        read_options=pa_csv.ReadOptions(column_names=names),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
        ),
    )
    if table.column(0)[-1].as_py() != END:
        raise pa.ArrowInvalid("a quotation mark stays open")
    table = table.slice(0, table.num_rows - 1)
    nothing = pa.chunked_array([pa.nulls(table.num_rows, pa.large_string())])
    return [*table.columns, nothing]


def _ended(text: str, last: str) -> str:
    return f"{text}{last}" if text.endswith(("\n", "\r")) else f"{text}\n{last}"


def _slowly(text: str, delimiter: str, width: int, file: str) -> list[pa.ChunkedArray]:
    """Return the same for any file; short rows are filled up, the surplus stands in the last."""
    reader = csv.reader(io.StringIO(_ended(text, END), newline=""), delimiter=delimiter)
    made = [
        [*row[:width], *[""] * (width - len(row)), delimiter.join(row[width:])] for row in reader
    ]
    if made.pop()[0] != END:
        raise DataError(
            "The file {file} cannot be cut into rows after row {row}: a quotation mark there is"
            " not closed. Close it or save the table as .xlsx.",
            file=file,
            row=len(made),
        )
    return [
        pa.chunked_array([pa.array(column, type=pa.large_string())])
        for column in zip(*made, strict=True)
    ]


def _tidy(column: pa.ChunkedArray) -> pd.Series:
    text = tidy_text(column)
    is_quoted = text.str.startswith("'", na=False)
    if is_quoted.any():  # an apostrophe that our own writer put before a formula
        text = text.where(~is_quoted, text.str.replace(QUOTED, r"\1", regex=True))
    return text


def _too_many(cells: pd.DataFrame, rows: np.ndarray, width: int) -> list[RowIssue]:
    over = np.flatnonzero(cells[EXTRA].notna().to_numpy())
    return [
        refuse_row(
            "row.too_many_cells",
            int(rows[i]),
            None,
            cell_at(cells[EXTRA], i),
            "The row has more cells than the header has columns ({width}); left over: {seen}."
            " Put text that holds the delimiter between quotation marks.",
            width=width,
            seen=cell_at(cells[EXTRA], i),
        )
        for i in over
    ]


def _broken(frame: pd.DataFrame, rows: np.ndarray, encoding: str) -> list[RowIssue]:
    return [
        broken_cell(int(rows[i]), column, cell_at(frame[column], i), encoding)
        for column in frame.columns
        for i in np.flatnonzero(frame[column].str.contains(BROKEN, regex=False, na=False))
    ]
