"""Codes are text: a number that a spreadsheet has rounded is refused, never repaired."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from data.issues import RowIssue, refuse_row
from data.readers.cells import TEXT, cell_at

# 1.5E+14, 4.20502e+11, 4E+15; but 5E03 is a real code of a district ("5E", "03").
_ROUNDED = r"[+-]?(\d+[.,]\d+[eE][+-]?\d+|\d+[eE]\+\d+)"
_DECIMAL = r"\d{4,}\.0+"
_ERROR = r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)|#+"


def check_codes(values: Iterable[object], rows: Iterable[int], column: str) -> list[RowIssue]:
    """Return a refusal for each code that has been through a number; blank codes are not judged.

    Notes
    -----
    Excel keeps 15 significant digits, so a code of 16 to 20 digits typed as a number is lost.
    """
    codes = pd.Series(values, dtype=TEXT).str.strip()
    numbers = np.asarray(rows)
    suspect = codes.str.fullmatch(f"{_ROUNDED}|{_DECIMAL}|{_ERROR}", na=False)
    return [_refusal(cell_at(codes, i), int(numbers[i]), column) for i in np.flatnonzero(suspect)]


def _refusal(code: str, row: int, column: str) -> RowIssue:
    if re.fullmatch(_ROUNDED, code):
        return refuse_row(
            "code.rounded",
            row,
            column,
            code,
            "The code {seen} in column {header} is a number that lost its last digits: format the"
            " column as text in the source table, type the codes again and bring the file again.",
            seen=code,
            header=column,
        )
    if re.fullmatch(_DECIMAL, code):
        return refuse_row(
            "code.decimal",
            row,
            column,
            code,
            "The code {seen} in column {header} was written as a decimal number: format the column"
            " as text in the source table and bring the file again.",
            seen=code,
            header=column,
        )
    return refuse_row(
        "code.formula_error",
        row,
        column,
        code,
        "The code in column {header} is the error {seen} of a formula: put the code itself there.",
        seen=code,
        header=column,
    )
