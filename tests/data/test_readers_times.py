"""Times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.readers.times import parse_times, read_times

MORNING = pd.Timestamp("2016-07-27 00:39:00", tz="UTC")


@pytest.mark.parametrize(
    "written",
    [
        "2016-07-27 08:39",
        "2016-07-27T08:39:00",
        "2016-07-27T08:39:00.000+08:00",
        "2016-07-27T00:39:00Z",
        "2016-07-27 00:39:00 UTC",
        "2016-07-26T19:39:00-0500",
        "2016/7/27 8:39",
        "2016.7.27 08:39:00",
        "2016年7月27日 8时39分",
        "2016年07月27日08时39分00秒",
        "2016年7月27日 上午8:39",
        "2016/7/27 8:39:00 AM",
        "27/07/2016 08:39",
        "7/27/2016 8:39 am",
        "20160727083900",
        "20160727T083900",
        "1469579940",
        "1469579940000",
        "42578.3604166667",
        42578.3604166667,
        1469579940000,
        datetime(2016, 7, 27, 8, 39),  # noqa: DTZ001  as openpyxl gives them
        datetime(2016, 7, 27, 0, 39, tzinfo=UTC),
    ],
)
def test_one_time_in_many_writings(written: object) -> None:
    times, bad = parse_times([written])
    assert (times[0], bad[0]) == (MORNING, False)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2016-07-27", "2016-07-26 16:00"),
        ("20160727", "2016-07-26 16:00"),
        ("42578", "2016-07-26 16:00"),
        ("2022-01", "2021-12-31 16:00"),
        ("2016年7月", "2016-06-30 16:00"),
        ("2016/7/27 下午3点", "2016-07-27 07:00"),
        ("7/27/2016 12:00 AM", "2016-07-26 16:00"),
        ("7/27/2016 12:05 PM", "2016-07-27 04:05"),
        ("2016-02-29", "2016-02-28 16:00"),
        ("1988-06-01 12:00", "1988-06-01 03:00"),  # summer time in China, 1986 to 1991
    ],
)
def test_dates_alone_and_halves_of_the_day(written: str, expected: str) -> None:
    times, bad = parse_times([written])
    assert times[0] == pd.Timestamp(expected, tz="UTC") and not bad[0]


@pytest.mark.parametrize(
    "written",
    [
        "2016-02-30",
        "2015-02-29",
        "2016-13-01",
        "2016-07-27 25:00",
        "2016-07-27 08:61",
        "yesterday",
        "0001-01-01",
        "9999-12-31",
        "27/7/16",
        "2016-07-27 08:39 PST",
        "=NOW()",
        "1",
        "31/31/2016",
    ],
)
def test_what_is_no_time_is_bad_and_nothing_else(written: str) -> None:
    times, bad = parse_times(["2016-07-27 08:39", written, None, "", "NULL", float("nan")])
    assert bad.tolist() == [False, True, False, False, False, False]
    assert times.isna().tolist() == [False, *[True] * 5]


@pytest.mark.parametrize(
    ("column", "months"),
    [
        (["03/04/2016", "13/04/2016"], [4, 4]),
        (["03/04/2016", "04/13/2016"], [3, 4]),
        (["03/04/2016", "04/13/2016", "13/05/2016"], [None, 4, 5]),
        (["03/04/2016", "05/05/2016"], [None, 5]),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_column(
    column: list[str], months: list[int | None]
) -> None:
    times, bad = parse_times(column, "UTC")
    assert [None if pd.isna(t) else t.month for t in times] == months
    assert bad.tolist() == [month is None for month in months]


def test_issues_name_row_column_value_and_the_way_out() -> None:
    _, issues = read_times(["03/04/2016", "soon", "2016-01-01"], [2, 3, 4], "上报时间")
    assert [(i.code, i.row, i.column, i.value) for i in issues] == [
        ("time.unclear", 2, "上报时间", "03/04/2016"),
        ("time.bad", 3, "上报时间", "soon"),
    ]
    assert all("2016-07-27" in issue.msgid.format(**issue.params) for issue in issues)


def test_a_time_of_another_zone_is_read_in_that_zone() -> None:
    times, _ = parse_times(["2016-07-27 08:39"], "America/New_York")
    assert times[0] == pd.Timestamp("2016-07-27 12:39", tz="UTC")


def test_a_clock_time_that_never_was_or_was_twice_is_bad() -> None:
    _, bad = parse_times(["1986-05-04 02:30", "1986-09-14 01:30", "1986-09-14 03:30"])
    assert bad.tolist() == [True, True, False]


def test_frames_of_any_type_are_taken() -> None:
    aware = pd.Series(pd.to_datetime(["2016-07-27T00:39Z", None]))
    naive = pd.Series(pd.to_datetime(["2016-07-27T08:39", None]))
    excel = pd.Series([42578.3604166667, np.nan])
    for series in (aware, naive, excel):
        times, bad = parse_times(series)
        assert times[0] == MORNING and pd.isna(times[1]) and not bad.any()
    times, bad = parse_times([])
    assert len(times) == len(bad) == 0


@given(
    st.datetimes(datetime(1993, 1, 1), datetime(2199, 1, 1)),  # noqa: DTZ001
    st.integers(-14 * 60 + 1, 14 * 60 - 1),
)
def test_any_iso_time_is_the_same_instant_as_pythons(naive: datetime, minutes: int) -> None:
    aware = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    local = naive.replace(tzinfo=timezone(timedelta(hours=8)))
    times, bad = parse_times([aware.isoformat(), naive.isoformat(sep=" ")])
    assert not bad.any()
    assert times[0] == pd.Timestamp(aware) and times[1] == pd.Timestamp(local)
