"""Texts longer than a cell of a spreadsheet: cut where they are shown, and their row refused."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.issues import RowIssue, refuse_row
from data.limits import CELL_CHARACTERS
from data.readers.reading import Reading

_SHOWN = 60


def without_long_cells(reading: Reading) -> Reading:
    """Return the reading with its too long texts cut, and a refusal for each."""
    issues: list[RowIssue] = []
    cut: dict[str, pd.Series] = {}
    for name in reading.frame.columns:
        text = reading.frame[name]
        lengths = text.str.len().to_numpy(dtype=np.float64, na_value=0)
        long = np.flatnonzero(lengths > CELL_CHARACTERS)
        if len(long):
            cut[name] = text.str.slice(0, CELL_CHARACTERS)
            issues += [_refusal(int(reading.rows[i]), name, text.iloc[i]) for i in long]
    return reading.with_changes(issues, frame=reading.frame.assign(**cut)) if cut else reading


def _refusal(row: int, column: str, text: str) -> RowIssue:
    return refuse_row(
        "text.long",
        row,
        column,
        text[:_SHOWN],
        "The text in column {header} has {seen} characters, more than the {most} a cell of a"
        " spreadsheet holds: shorten it. It begins with {start}.",
        header=column,
        seen=len(text),
        most=CELL_CHARACTERS,
        start=text[:_SHOWN],
    )
