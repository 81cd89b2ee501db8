"""Times and durations as the viewer reads them: the district's zone, his language."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.i18n import _
from service.actor_words import zone_text


def local_time(moment: datetime | None, zone: str) -> str:
    """Return a moment as 2026-03-01 14:30 in this time zone; a dash for none."""
    if moment is None or pd.isna(moment):
        return "–"
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def zone_word(zone: str) -> str:
    """Return what a time zone is called."""
    return zone_text(zone, _)


def local_times(moments: pd.Series, zone: str) -> pd.Series:
    """Return aware times as text in this zone, None where missing."""
    text = moments.dt.tz_convert(ZoneInfo(zone)).dt.strftime("%Y-%m-%d %H:%M").astype(object)
    return text.where(moments.notna(), None)


def duration(length: timedelta) -> str:
    """Return a length of time in days and hours, or in hours and minutes below a day."""
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return _("{days} d {hours} h", days=f"{days:,}", hours=hours)
    return _("{hours} h {minutes} min", hours=hours, minutes=minutes)
