"""Two columns of text into positions; every cell that is none is refused with its row."""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data.issues import RowIssue, note_row, refuse_row
from data.readers.cells import cell_at, without_empty_words
from data.readers.reading import refused_rows
from data.readers.shapes import EDGE, counts_in_degrees

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

# 119°17'30.5"E, 北纬30度42分, E 119 17 30; degrees, then minutes, then seconds.
_SEXAGESIMAL = (
    r"^(?P<before>[NSEW东西南北]|东经|西经|北纬|南纬)?\s*(?P<sign>-?)"
    r"(?P<degrees>\d{1,3}(?:\.\d+)?)\s*[°度º]\s*"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*['′’分]\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:\"|″|”|''|秒)\s*)?"
    r"(?P<after>[NSEW东西南北])?$"
)
_GROUPED = r"^[+-]?\d{1,3}(,\d{3})+$"


def positions(
    frame: pd.DataFrame, rows: Rows, columns: tuple[str, str], crs: str | None
) -> tuple[Numbers, Numbers, list[RowIssue]]:
    """Return x and y of two text columns, NaN where blank or refused, and what is wrong.

    Understood: decimal points and commas, full-width digits, degrees with minutes and seconds.
    Both blank, or both zero, is a blank coordinate and no refusal; only one blank is refused.
    """
    issues: list[RowIssue] = []
    numbers = []
    cells = [without_empty_words(frame[column]) for column in columns]
    for column, text in zip(columns, cells, strict=True):
        values, bad = to_numbers(text)
        issues += [
            _refuse_text(int(rows[i]), column, cell_at(text, i)) for i in np.flatnonzero(bad)
        ]
        numbers.append(values)
    x, y = numbers
    blank_x, blank_y = (text.isna().to_numpy() for text in cells)
    for i in np.flatnonzero(blank_x != blank_y):
        column = columns[0] if blank_x[i] else columns[1]
        issues.append(
            refuse_row(
                "coordinate.half",
                int(rows[i]),
                column,
                None,
                "Only one of the two coordinates is given: fill in {header}, or leave both blank.",
                header=column,
            )
        )
    is_zero = (x == 0) & (y == 0)
    issues += [_note_zero(int(rows[i]), columns[0]) for i in np.flatnonzero(is_zero)]
    x[is_zero] = y[is_zero] = np.nan
    issues += range_issues(x, y, rows, columns, crs)
    bad = np.isin(rows, refused_rows(issues))
    x[bad] = y[bad] = np.nan
    return x, y, issues


def range_issues(
    x: Numbers, y: Numbers, rows: Rows, columns: tuple[str, str], crs: str | None
) -> list[RowIssue]:
    """Return a refusal for each position in degrees that is not on the earth."""
    if not counts_in_degrees(crs, x, y):
        return []
    far = (np.abs(x) > 180 + EDGE) | (np.abs(y) > 90 + EDGE)
    return [_refuse_far(int(rows[i]), columns, x[i], y[i]) for i in np.flatnonzero(far)]


def to_numbers(text: pd.Series) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the numbers of a text column and True for each cell that is filled but no number."""
    values = _plain_numbers(text)
    filled = text.notna().to_numpy()
    rest = np.flatnonzero(filled & ~np.isfinite(values))
    if len(rest):
        values[rest] = _unusual(text.iloc[rest])
    return values, filled & ~np.isfinite(values)


def _plain_numbers(text: pd.Series) -> Numbers:
    try:  # twice as quick, but all or nothing
        exact = pa.array(text, type=pa.large_string()).cast(pa.float64())
        return np.array(exact.to_numpy(zero_copy_only=False), dtype=np.float64)
    except pa.ArrowInvalid:
        return np.array(pd.to_numeric(text, errors="coerce"), dtype=np.float64)


def _unusual(text: pd.Series) -> Numbers:
    # NFKC would turn ° ′ ″ into other signs in part; only digits, points and letters matter here.
    plain = text.astype(object).map(lambda cell: unicodedata.normalize("NFKC", cell).strip())
    commas = plain[plain.str.contains(",", regex=False)]
    is_grouped = len(commas) > 0 and commas.str.fullmatch(_GROUPED).all()
    if not is_grouped:  # 119,283 alone may be a thousand: refuse unless another cell decides
        plain = plain.str.replace(r"^([+-]?\d+),(\d+)$", r"\1.\2", regex=True)
    values = np.array(pd.to_numeric(plain, errors="coerce"), dtype=np.float64)
    values[~np.isfinite(values)] = np.nan
    left = np.flatnonzero(np.isnan(values))
    if len(left):
        values[left] = _sexagesimal(plain.iloc[left])
    return values


def _sexagesimal(text: pd.Series) -> Numbers:
    upper = text.str.upper().str.replace("\u2032", "'").str.replace("\u2033", '"')
    parts = upper.str.extract(_SEXAGESIMAL)
    degrees, minutes, seconds = (
        pd.to_numeric(parts[name], errors="coerce").to_numpy(dtype=np.float64)
        for name in ("degrees", "minutes", "seconds")
    )
    minutes, seconds = np.nan_to_num(minutes), np.nan_to_num(seconds)
    side = parts["before"].fillna("") + parts["after"].fillna("")
    is_back = side.str.contains("[SW西南]") ^ (parts["sign"] == "-")
    values = (degrees + minutes / 60 + seconds / 3600) * np.where(is_back, -1.0, 1.0)
    values[(minutes >= 60) | (seconds >= 60)] = np.nan
    return np.asarray(values, dtype=np.float64)


def _note_zero(row: int, column: str) -> RowIssue:
    return note_row(
        "coordinate.zero",
        row,
        column,
        "0",
        "Both coordinates are 0, which stands for a position that was not taken: the row counts as"
        " one without coordinates.",
    )


def _refuse_text(row: int, column: str, value: str) -> RowIssue:
    return refuse_row(
        "coordinate.text",
        row,
        column,
        value,
        "The coordinate {seen} in column {header} is not a number: write it as decimal degrees"
        " such as 111.302208, or in metres.",
        seen=value,
        header=column,
    )


def _refuse_far(row: int, columns: tuple[str, str], x: float, y: float) -> RowIssue:
    seen = f"{x:.12g}, {y:.12g}"
    if abs(x) <= 90 + EDGE and abs(y) <= 180 + EDGE:
        return refuse_row(
            "coordinate.swapped",
            row,
            columns[1],
            seen,
            "The position {seen} is not on the earth, but would be the other way round: longitude"
            " and latitude look swapped. Name {lat} as longitude and {lon} as latitude, or correct"
            " the row.",
            seen=seen,
            lon=columns[0],
            lat=columns[1],
        )
    return refuse_row(
        "coordinate.range",
        row,
        columns[0],
        seen,
        "The position {seen} is not on the earth (degrees of longitude up to 180, of latitude up"
        " to 90): correct it, or state the coordinate system if these are metres.",
        seen=seen,
    )
