"""Values of any type into text, so that a code stays what was typed.

Whole numbers lose their ".0".  A number of more than 15 digits in a format that keeps numbers as
floats is written with an exponent (4.20502001001001E+15): its last digits are gone already, and
`data.readers.codes` refuses it in a column of codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# Excel keeps 15 significant digits; so does every decimal that goes through a double unharmed.
EXACT_DIGITS = 15
TEXT = pd.StringDtype(na_value=float("nan"))
# What people and programs write into a cell of numbers or times to say that it is empty.
EMPTY_WORDS = ("na", "n/a", "nan", "nat", "null", "none", "nil", "-", "--", "/", "无", "暂无", "空")


def text_of(value: object) -> str | None:
    """Return one value as text, None where it is missing or blank."""
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**EXACT_DIGITS else f"{value:.14E}"
    if isinstance(value, float):
        return _text_of_float(value)
    return _text_of_thing(value)


def _text_of_thing(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip() or None


def _text_of_float(value: float) -> str | None:
    if value != value:
        return None
    if value.is_integer() and abs(value) < 10**EXACT_DIGITS:
        return str(int(value))
    return repr(value).upper() if abs(value) < 10**EXACT_DIGITS else f"{value:.14E}"


def cell_at(text: pd.Series, place: int | np.integer[Any]) -> str:
    """Return the text of one filled cell."""
    return str(text.iloc[int(place)])


def text_series(values: Iterable[Any]) -> pd.Series:
    """Return any values as a text column (dtype str, missing or blank = NaN)."""
    return pd.Series([text_of(value) for value in values], dtype=TEXT)


def text_frame(columns: Mapping[str, Iterable[Any]], length: int) -> pd.DataFrame:
    """Return a text frame of these columns, RangeIndex of this length."""
    made = {name: text_series(values) for name, values in columns.items()}
    return pd.DataFrame(made, index=pd.RangeIndex(length))


def arrow_text(column: pa.ChunkedArray) -> pd.Series:
    """Return a column of an Arrow table as text, without a loop over its rows where it can."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return tidy_text(column)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return tidy_text(column.cast(pa.large_string()))
    if pa.types.is_floating(kind):
        return tidy_text(_float_text(column.cast(pa.float64())))
    if pa.types.is_timestamp(kind):
        return _time_text(column)
    return text_series(column.to_pylist())


def _float_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    none = pa.scalar(None, pa.float64())
    column = pc.if_else(pc.is_finite(column), column, none)
    is_whole = pc.and_(
        pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), 10.0**EXACT_DIGITS)
    )
    whole = pc.if_else(is_whole, column, none).cast(pa.int64()).cast(pa.large_string())
    return pc.coalesce(whole, pc.utf8_upper(column.cast(pa.large_string())))


def _time_text(column: pa.ChunkedArray) -> pd.Series:
    zone = column.type.tz
    text = column.cast(pa.timestamp(column.type.unit)).cast(pa.large_string())
    text = pc.replace_substring_regex(text, r"\.0+$", "")
    if zone:
        end, glue = (pa.scalar(part, pa.large_string()) for part in ("+00:00", ""))
        text = pc.binary_join_element_wise(text, end, glue)
    return tidy_text(text)


def without_empty_words(text: pd.Series) -> pd.Series:
    """Return a text column in which NA, null, 无 and their like are missing."""
    return text.mask(text.str.lower().isin(EMPTY_WORDS))


def tidy_text(column: pa.ChunkedArray) -> pd.Series:
    """Return a text column without outer blanks; what is blank then is missing."""
    text = pc.utf8_trim_whitespace(column.cast(pa.large_string()))
    text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.large_string()), text)
    return pd.Series(text.to_pandas(), dtype=TEXT)
