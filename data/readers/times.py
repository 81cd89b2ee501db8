"""Times as people and programs write them, into aware UTC times; a whole column at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.issues import RowIssue, refuse_row
from data.readers.cells import TEXT, arrow_text, cell_at, text_series, without_empty_words

Mask = NDArray[np.bool_]

_CLOCK = (
    r"(?:[T\s]*(?P<half>上午|下午|晚上|中午|凌晨)?\s*(?P<hour>\d{1,2})[::时点h]"
    r"(?:(?P<minute>\d{1,2})分?)?(?::?(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?秒?)?"
    r"\s*(?P<noon>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\s*$"
)
_YEAR_FIRST = (
    r"^(?P<a>\d{4})\s*[-/.年]\s*(?P<b>\d{1,2})\s*[-/.月]\s*(?P<c>\d{1,2})\s*[日号]?" + _CLOCK
)
_YEAR_LAST = r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{4})" + _CLOCK
_PACKED = (
    r"^(?P<a>(?:19|20)\d{2})(?P<b>\d{2})(?P<c>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?(?P<zone>Z)?$"
)
_MONTH = r"^(?P<a>\d{4})[-/年](?P<b>\d{1,2})月?$"
_NUMBER = r"^\d{5}(\.\d+)?$|^\d{10}$|^\d{13}$"
# Excel counts days from here (its 1900 is a leap year, so that day 60 on is right).
_EXCEL_ZERO = np.datetime64("1899-12-30", "us")
_FIRST, _LAST = np.datetime64("1900-01-01", "us"), np.datetime64("2200-01-01", "us")


def parse_times(
    values: Iterable[object], zone: str = "Asia/Shanghai"
) -> tuple[pd.DatetimeIndex, Mask]:
    """Return aware UTC times (NaT where blank or bad) and True for each value that is bad.

    Understood: ISO 8601 with or without a zone, 2016/7/27 8:39, 2016年7月27日 8时39分,
    20160727083948, Excel's day numbers, seconds and milliseconds since 1970, dates alone (midnight)
    and months alone.  03/04/2016 is read day first or month first as the rest of the column
    shows; where nothing shows it, it is bad.

    Parameters
    ----------
    values
        One column, of any type.
    zone
        Where a time without a zone was read off the clock.
    """
    times, bad, _ = _parse(values, zone)
    return times, bad


def read_times(
    values: Iterable[object], rows: Iterable[int], column: str, zone: str = "Asia/Shanghai"
) -> tuple[pd.DatetimeIndex, list[RowIssue]]:
    """Return the times of a column as `parse_times` does, and a refusal for each bad one."""
    text = _as_text(values)
    times, bad, unclear = _parse(text, zone)
    numbers = np.asarray(list(rows))
    issues = [
        _refuse_unclear(int(numbers[i]), column, cell_at(text, i))
        if unclear[i]
        else _refuse_bad(int(numbers[i]), column, cell_at(text, i))
        for i in np.flatnonzero(bad)
    ]
    return times, issues


def _as_text(values: Iterable[object]) -> pd.Series:
    if isinstance(values, pd.Series) and values.dtype == TEXT:
        return values.reset_index(drop=True)
    if isinstance(values, pd.Series | pd.Index | np.ndarray) and values.dtype.kind in "iufM":
        return arrow_text(pa.chunked_array([pa.array(values, from_pandas=True)]))
    return text_series(values)


def _parse(values: Iterable[object], zone: str) -> tuple[pd.DatetimeIndex, Mask, Mask]:
    text = without_empty_words(_as_text(values))
    made = np.full(len(text), np.datetime64("NaT", "us"))
    is_utc = np.zeros(len(text), dtype=bool)
    unclear = np.zeros(len(text), dtype=bool)
    whole = pa.chunked_array([pa.array(text, type=pa.large_string())])
    left = text.notna().to_numpy(copy=True)
    for pattern in (_YEAR_FIRST, _YEAR_LAST, _PACKED, _MONTH):
        if not left.any():
            break
        at, parts = _extract(whole, left, pattern)
        if len(at):
            made[at], is_utc[at], unclear[at] = _assemble(parts, pattern)
            left[at] = False
    _from_numbers(text, left, made, is_utc)
    made[(made < _FIRST) | (made >= _LAST)] = np.datetime64("NaT")
    times = _in_utc(made, is_utc, zone)
    return times, text.notna().to_numpy() & times.isna(), unclear


def _extract(
    whole: pa.ChunkedArray, left: Mask, pattern: str
) -> tuple[NDArray[np.int64], dict[str, pa.Array]]:
    """Return the places of the values that match, and their named parts."""
    found = pc.extract_regex(whole.filter(pa.array(left)), pattern).combine_chunks()
    is_match = found.is_valid().to_numpy(zero_copy_only=False)
    places = np.flatnonzero(left)[is_match]
    kept = found.filter(pa.array(is_match))
    return places, {name: kept.field(name) for name in [f.name for f in kept.type]}


def _number(parts: dict[str, pa.Array], name: str) -> NDArray[np.int64]:
    if name not in parts:
        return np.zeros(len(parts["a"]), dtype=np.int64)
    text = pc.if_else(pc.equal(parts[name], ""), "0", parts[name])
    return np.asarray(text.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False))


def _assemble(
    parts: dict[str, pa.Array], pattern: str
) -> tuple[NDArray[np.datetime64], Mask, Mask]:
    first, second, third = (_number(parts, name) for name in "abc")
    unclear = np.zeros(len(first), dtype=bool)
    if pattern == _YEAR_LAST:
        year, month, day, unclear = _order(first, second, third)
    else:
        year, month, day = first, second, np.ones_like(third) if pattern == _MONTH else third
    hour = _hours(parts, _number(parts, "hour"))
    minute, second_s = _number(parts, "minute"), _number(parts, "second")
    ok = (
        (month >= 1) & (month <= 12) & (day >= 1) & (hour <= 23) & (minute <= 59) & (second_s <= 59)
    )
    start = (year.clip(1, 9999) - 1970).astype("datetime64[Y]").astype("datetime64[M]")
    start = start + (month.clip(1, 12) - 1)
    ok &= day <= ((start + 1).astype("datetime64[D]") - start.astype("datetime64[D]")).astype(int)
    seconds = (hour * 60 + minute) * 60 + second_s
    micros = seconds * 1_000_000 + _micros(parts)
    offset, is_utc = _offsets(parts)
    made = start.astype("datetime64[D]").astype("datetime64[us]")
    made = made + (day - 1) * np.timedelta64(86_400_000_000, "us") + micros.astype("m8[us]")
    made = made - (offset * 60_000_000).astype("m8[us]")
    return np.where(ok & ~unclear, made, np.datetime64("NaT", "us")), is_utc, unclear


def _order(
    first: NDArray[np.int64], second: NDArray[np.int64], year: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Mask]:
    """Return year, month, day and what stays unclear, by the values that leave no choice."""
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    is_day_first = (first > 12) | (day_first and not month_first)
    clear = (first > 12) | (second > 12) | (first == second) | (day_first != month_first)
    month, day = np.where(is_day_first, second, first), np.where(is_day_first, first, second)
    return year, month, day, ~clear


def _hours(parts: dict[str, pa.Array], hour: NDArray[np.int64]) -> NDArray[np.int64]:
    if "noon" not in parts:
        return hour
    noon = pc.utf8_lower(parts["noon"])
    late = pc.or_(pc.starts_with(noon, "p"), pc.is_in(parts["half"], pa.array(["下午", "晚上"])))
    early = pc.or_(pc.starts_with(noon, "a"), pc.is_in(parts["half"], pa.array(["上午", "凌晨"])))
    is_late, is_early = (mask.to_numpy(zero_copy_only=False) for mask in (late, early))
    hour = np.where(is_late & (hour < 12), hour + 12, hour)
    return np.where(is_early & (hour == 12), 0, hour)


def _micros(parts: dict[str, pa.Array]) -> NDArray[np.int64]:
    if "part" not in parts:
        return np.zeros(len(parts["a"]), dtype=np.int64)
    padded = pc.utf8_slice_codeunits(pc.utf8_rpad(parts["part"], 6, "0"), 0, 6)
    return np.asarray(padded.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False))


def _offsets(parts: dict[str, pa.Array]) -> tuple[NDArray[np.int64], Mask]:
    """Return the minutes east of UTC and where a zone is written at all."""
    if "zone" not in parts:
        return np.zeros(len(parts["a"]), dtype=np.int64), np.zeros(len(parts["a"]), dtype=bool)
    zone = parts["zone"].fill_null("")
    written = pc.not_equal(zone, "").to_numpy(zero_copy_only=False)
    signed = pc.match_substring_regex(zone, "^[+-]").to_numpy(zero_copy_only=False)
    minutes = np.zeros(len(written), dtype=np.int64)
    if signed.any():
        digits = pc.replace_substring(zone.filter(pa.array(signed)), ":", "")
        hours = pc.utf8_slice_codeunits(digits, 1, 3).cast(pa.int64()).to_numpy()
        rest = pc.utf8_slice_codeunits(pc.utf8_rpad(digits, 5, "0"), 3, 5).cast(pa.int64())
        sign = np.where(pc.starts_with(digits, "-").to_numpy(zero_copy_only=False), -1, 1)
        minutes[signed] = sign * (hours * 60 + rest.to_numpy())
    return minutes, written


def _from_numbers(text: pd.Series, left: Mask, made: NDArray[np.datetime64], is_utc: Mask) -> None:
    """Fill in Excel's day numbers (local time) and seconds or milliseconds since 1970 (UTC)."""
    is_number = left & text.str.fullmatch(_NUMBER, na=False).to_numpy()
    if not is_number.any():
        return
    at = np.flatnonzero(is_number)
    values = pd.to_numeric(text.iloc[at]).to_numpy(dtype=np.float64)
    is_day = values < 1e5
    # Excel's fractions of a day carry errors below a millisecond.
    days = np.round(np.where(is_day, values, 0) * 86_400_000).astype("int64").astype("m8[ms]")
    since = np.where(values < 1e12, values * 1e6, values * 1e3)
    epoch = np.where(is_day, 0, since).astype("int64").astype("datetime64[us]")
    made[at] = np.where(is_day, _EXCEL_ZERO + days, epoch)
    is_utc[at] = ~is_day


def _in_utc(made: NDArray[np.datetime64], is_utc: Mask, zone: str) -> pd.DatetimeIndex:
    """Return aware times; a clock time that a change to summer time skipped or doubled is NaT."""
    local = pd.DatetimeIndex(made).tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    aware = pd.DatetimeIndex(made).tz_localize("UTC")
    return (
        pd.DatetimeIndex(
            np.where(is_utc, made, local.tz_convert("UTC").tz_localize(None)), tz="UTC"
        )
        if not is_utc.all()
        else aware
    )


def _refuse_bad(row: int, column: str, value: str) -> RowIssue:
    return refuse_row(
        "time.bad",
        row,
        column,
        value,
        "The time {seen} in column {header} is none that can be read: write it as 2016-07-27"
        " 08:39.",
        seen=value,
        header=column,
    )


def _refuse_unclear(row: int, column: str, value: str) -> RowIssue:
    return refuse_row(
        "time.unclear",
        row,
        column,
        value,
        "The date {seen} in column {header} can be read day first or month first, and no other"
        " value of the column decides: write the year first, as 2016-07-27.",
        seen=value,
        header=column,
    )
