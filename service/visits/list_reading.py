"""What a list of visits says: old lists from spreadsheets, in the words people write there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from casework.visit import DayPart, VisitResult
from data.issues import RowIssue, refuse_row
from data.readers.files import read_table
from data.readers.reading import Reading
from data.readers.times import read_times
from service.errors import ServiceError

# Per column what people write above it, in the order of trust.
_HEADS: Final[dict[str, tuple[str, ...]]] = {
    "household": (
        "住户编号",
        "住户编码",
        "户编号",
        "户号",
        "房屋编码",
        "household",
        "code",
        "编号",
    ),
    "address": ("地址", "住址", "门牌", "address"),
    "visited_on": ("走访日期", "走访时间", "入户日期", "日期", "时间", "visited_on", "date", "day"),
    "result": ("走访结果", "走访情况", "结果", "情况", "result"),
    "day_part": ("时段", "day_part", "part"),
    "worker": ("网格员编号", "网格员编码", "工号", "网格员", "走访人", "worker"),
}
_WORDS: Final[dict[VisitResult, tuple[str, ...]]] = {
    VisitResult.MET: ("met", "见面", "已见面", "已访", "已走访", "走访成功", "在家"),
    VisitResult.NOT_HOME: ("not_home", "not home", "不在家", "未在家", "无人", "家中无人", "未遇"),
    VisitResult.DECLINED: ("declined", "拒访", "婉拒", "拒绝", "谢绝"),
    VisitResult.MOVED: ("moved", "搬走", "已搬离", "已搬走", "搬离", "迁出", "空户"),
}
_PARTS: Final[dict[DayPart, tuple[str, ...]]] = {
    DayPart.MORNING: ("morning", "上午", "早上"),
    DayPart.AFTERNOON: ("afternoon", "下午", "中午"),
    DayPart.EVENING: ("evening", "晚上", "晚间", "夜间"),
}
_RESULT_OF: Final = {word: one.value for one, words in _WORDS.items() for word in words}
_PART_OF: Final = {word: one.value for one, words in _PARTS.items() for word in words}


def read_visits(
    path: Path, columns: Mapping[str, str], sheet: str | None, zone: str
) -> tuple[Reading, pd.DataFrame, list[RowIssue]]:
    """Return the rows of a list, and what is wrong with them.

    Returns
    -------
    tuple
        The reading; ``row, household, address, visited_on, result, day_part, worker`` of the rows
        that can be read (None where nothing is said; the morning where no part of the day is);
        the issues.

    Raises
    ------
    DataError
        When the file cannot be used at all.
    ServiceError
        When there is no column for the household, the day or the result.
    """
    reading = read_table(path, sheet=sheet)
    heads = _heads(list(reading.frame.columns), columns)
    raw = pd.DataFrame({name: _text(reading.frame, heads.get(name)) for name in _HEADS})
    times, issues = read_times(raw["visited_on"], reading.rows, heads["visited_on"], zone)
    days = pd.Series(times.tz_convert(zone).date, dtype=object)
    results = [_RESULT_OF.get(_plain(one)) for one in raw["result"]]
    parts = [_PART_OF.get(_plain(one), DayPart.MORNING.value) for one in raw["day_part"]]
    told = raw.assign(
        row=reading.rows,
        visited_on=days.where(pd.notna(times), None),
        result=pd.Series(results, dtype=object),
        day_part=pd.Series(parts, dtype=object),
    )
    issues = [*reading.issues, *issues, *_unread(raw, told, heads)]
    bad = {issue.row for issue in issues if issue.is_refused}
    return reading, told.loc[~told["row"].isin(bad)].reset_index(drop=True), issues


def _heads(names: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    found = dict(said)
    for exact in (True, False):
        for role, words in _HEADS.items():
            free = [name for name in names if name not in found.values()]
            fit = [
                name
                for word in words
                for name in free
                if (_plain(name) == word if exact else word in _plain(name))
            ]
            if role not in found and fit:
                found[role] = fit[0]
    missing = [role for role in ("visited_on", "result") if found.get(role) not in names]
    if not {found.get("household"), found.get("address")} & set(names):
        missing.insert(0, "household")
    if missing:
        raise ServiceError(
            "The list has no column for {missing}; its columns are {columns}: name them as"
            " role=COLUMN.",
            missing=", ".join(missing),
            columns=", ".join(names) or "-",
        )
    return {role: name for role, name in found.items() if name in names}


def _text(frame: pd.DataFrame, column: str | None) -> pd.Series:
    if column is None:
        return pd.Series([None] * len(frame), dtype=object)
    text = frame[column].astype(object)
    return text.where(text.notna(), None).reset_index(drop=True)


def _plain(word: Any) -> str:  # noqa: ANN401 - a cell
    return str(word or "").strip().casefold()


def _unread(raw: pd.DataFrame, told: pd.DataFrame, heads: Mapping[str, str]) -> list[RowIssue]:
    """Return a refusal of each row without a household, a day or a known result."""
    issues = []
    rows = zip(told["row"].tolist(), raw.to_dict("records"), told["result"], strict=True)
    for row, said, result in rows:
        if not said["household"] and not said["address"]:
            issues.append(
                refuse_row(
                    "visit.household",
                    row,
                    heads.get("household", heads.get("address")),
                    None,
                    "The row names no household: fill in its code or its address.",
                )
            )
        if not said["visited_on"]:
            issues.append(
                refuse_row(
                    "visit.day",
                    row,
                    heads["visited_on"],
                    None,
                    "The row has no day: fill in the day of the visit.",
                )
            )
        if result is None:
            issues.append(_unknown_result(row, heads["result"], said["result"]))
    return issues


def _unknown_result(row: int, column: str, seen: object) -> RowIssue:
    return refuse_row(
        "visit.result",
        row,
        column,
        seen,
        "{seen} is no result of a visit: write one of {words}.",
        seen=str(seen or "-"),
        words="见面, 不在家, 婉拒, 搬走",
    )
