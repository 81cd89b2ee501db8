"""CSV that Excel opens rightly and cannot be made to run anything.

A text cell that a spreadsheet takes for a formula (`data.formulas`) gets an apostrophe in front.
Plain numbers such as -75.57 stay as they are.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.formulas import DANGEROUS, NUMBER
from data.readers.cells import arrow_text


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write comma separated text in UTF-8 with a byte order mark, which Excel needs."""
    _safe(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def write_tsv(path: Path, frame: pd.DataFrame) -> None:
    """Write tab separated text, otherwise as `write_csv`."""
    _safe(frame).to_csv(path, index=False, encoding="utf-8-sig", sep="\t", lineterminator="\r\n")


def text_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with every column as text except numbers; times with their zone."""
    return pd.DataFrame(
        {
            name: frame[name] if frame[name].dtype.kind in "iuf" else _text(frame[name])
            for name in frame.columns
        }
    )


def _text(column: pd.Series) -> pd.Series:
    text = arrow_text(pa.chunked_array([pa.array(column, from_pandas=True)]))
    return text.set_axis(column.index)


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    made = text_columns(frame)
    for name in made.columns:
        if made[name].dtype.kind not in "iuf":
            made[name] = neutral(made[name])
    return made.rename(columns={name: neutral(pd.Series([str(name)])).iat[0] for name in made})


def neutral(text: pd.Series) -> pd.Series:
    """Return text with an apostrophe before each cell that could be taken for a formula."""
    risky = text.str.contains(DANGEROUS, regex=True, na=False)
    risky &= ~text.str.fullmatch(NUMBER, na=False)
    return text.where(~risky, "'" + text)
