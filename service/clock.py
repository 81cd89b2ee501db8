"""The clock: the only place that reads it; everything else is told the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"


def now() -> datetime:
    """Return this moment as an aware UTC datetime."""
    return datetime.now(UTC)


def today(zone: str = DEFAULT_ZONE) -> date:
    """Return the day it is in this time zone (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the aware moment at which a day begins in a time zone."""
    return datetime.combine(day, time.min, zone)
