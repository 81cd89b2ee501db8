"""When another period is looked at, so that it can be compared with one that is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casework.period import Period
from casework.sentence import Sentence
from service.clock import midnight


def end_of(period: Period, zone: ZoneInfo) -> datetime:
    """Return the moment at which a period ends: midnight after its last day."""
    return midnight(period.last + timedelta(days=1), zone)


def like_moment(other: Period, period: Period, as_of: datetime, zone: ZoneInfo) -> datetime:
    """Return when another period is looked at, to be compared with a period as of a moment.

    Notes
    -----
    The one rule behind every "period before" and "year before".  A whole period is looked at as
    long after its end, so that none of its days is missing and both had the same time for closing
    what came in.  Of one cut at a day the same days count up to the same time of day, all days
    where the other has fewer.
    """
    here, end = as_of.astimezone(zone), end_of(period, zone)
    if period.is_whole or here >= end:
        return end_of(other, zone) + (here - end)
    since = here - midnight(period.first, zone)
    return min(midnight(other.first, zone) + since, end_of(other, zone))


def is_beside(other: Period, period: Period) -> bool:
    """Return whether the other one is the period before, or that of the year before."""
    days = (other.first, other.last)
    return any(days == (one.first, one.last) for one in (period.previous(), period.year_before()))


def name_at(period: Period, as_of: datetime, zone: ZoneInfo, *, is_stock: bool = False) -> Sentence:
    """Return how a period is called that is looked at at a moment: until when, or as of when."""
    here = as_of.astimezone(zone)
    if is_stock:
        moment = f"{here:%Y-%m-%d %H:%M}"
        return Sentence("{period} (as it stood on {moment})", period=period.name, moment=moment)
    if here >= end_of(period, zone):
        return period.name
    return Sentence("{period} until {time}", period=period.name, time=f"{here:%m-%d %H:%M}")
