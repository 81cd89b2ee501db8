"""Rounds of the demonstration district."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data.place_store import load_places
from data.rows import insert_rows
from data.schema import round_checks
from service.cases.noting import office_day
from service.demonstration_life import BY

# Our choice: at most so many checks, else the days are fewer; one in 25 due days is missed, one
# check in 16 fails, and a check comes up to three days after its due day where there is time.
_MOST: Final = 60_000
_MISSED, _FAILED, _LATE_DAYS = 0.04, 0.06, 3
_FAULTS: Final = {
    "公共厕所": ("地面湿滑", "门锁损坏", "缺洗手液", "异味较重"),
    "": ("垃圾桶满溢", "周边有散落垃圾", "地面有污渍", "桶盖破损", "异味较重"),
}
_REMEDIES: Final = ("已清运", "已清扫", "已维修")


def keep_rounds(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today = office_day(conn, now)
    points = load_places(conn, "round", today)
    points = points[points["every_days"].notna() & points["valid_from"].notna()]
    if points.empty:
        return {"round_checks": 0}
    chance = np.random.default_rng(draw.getrandbits(64))
    frame = _righted(_checked(points.reset_index(drop=True), today, chance), today, chance)
    insert_rows(conn, round_checks, frame)
    return {"round_checks": len(frame)}


def _checked(points: pd.DataFrame, today: date, chance: np.random.Generator) -> pd.DataFrame:
    """Return a check of nearly every due day that is over, and of some that still run."""
    every = points["every_days"].to_numpy(dtype=np.int64)
    since = np.array([day.toordinal() for day in points["valid_from"]])
    days = int(_MOST / (1 / every).sum())
    skipped = np.maximum(0, -(-(today.toordinal() - days - since) // every))
    counts = np.maximum(0, (today.toordinal() - since) // every + 1 - skipped)
    rows = np.repeat(np.arange(len(points)), counts)
    step = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    due = since[rows] + (skipped[rows] + step) * every[rows]
    checked = due + chance.integers(0, np.minimum(every[rows], _LATE_DAYS + 1))
    # Of what is due today about half is done by now.
    is_done = np.where(due == today.toordinal(), 0.5, 1 - _MISSED) > chance.random(len(rows))
    kept = is_done & (checked <= today.toordinal())
    rows, due, checked = rows[kept], due[kept], checked[kept]
    failed = chance.random(len(rows)) < _FAILED
    kinds = points["kind"].to_numpy()[rows]
    picks = chance.integers(0, 1 << 30, len(rows))
    notes = [
        _pick(_FAULTS.get(kind, _FAULTS[""]), at) if bad else None
        for kind, bad, at in zip(kinds, failed, picks, strict=True)
    ]
    return pd.DataFrame(
        {
            "uid": [f"demo-{number}" for number in range(len(rows))],
            "place_id": points["id"].to_numpy()[rows].astype(np.int64),
            "due_on": [date.fromordinal(int(day)) for day in due],
            "checked_on": [date.fromordinal(int(day)) for day in checked],
            "result": np.where(failed, "fail", "pass"),
            "note": pd.Series(notes, dtype=object),
            "entered_by": BY,
        }
    )


def _righted(frame: pd.DataFrame, today: date, chance: np.random.Generator) -> pd.DataFrame:
    """Return the checks with what was put right within some days; of today's some never yet."""
    delay = chance.geometric(0.45, len(frame)) - 1
    picks = chance.integers(0, 1 << 30, len(frame))
    righted = [
        day + timedelta(days=int(more)) if result == "fail" else None
        for day, result, more in zip(frame["checked_on"], frame["result"], delay, strict=True)
    ]
    done = [day if day is not None and day < today else None for day in righted]
    said = [_pick(_REMEDIES, at) if day else None for day, at in zip(done, picks, strict=True)]
    return frame.assign(
        rectified_on=pd.Series(done, dtype=object), rectified_note=pd.Series(said, dtype=object)
    )


def _pick(words: tuple[str, ...], at: int) -> str:
    return words[int(at) % len(words)]
