"""Dates and durations of a case that cannot well be true, found one case at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from casework.sentence import Sentence

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
TOO_QUICK: Final = timedelta(minutes=1)
TOO_LONG: Final = timedelta(days=3653)
# Clocks of two machines may differ this much before a time counts as lying in the future.
CLOCK_SLACK: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """One implausible thing: a stable name, the column it is about, the sentence."""

    code: str
    column: str
    sentence: Sentence


def implausible_times(
    reported_at: datetime,
    closed_at: datetime | None,
    due_at: datetime | None,
    now: datetime,
) -> list[Finding]:
    """Return what is implausible about the times of one case, empty when nothing is.

    Parameters
    ----------
    reported_at, closed_at, due_at, now
        Aware datetimes.

    Notes
    -----
    The limits are our choice: before 1990 no such system existed (and a date of 1899, 1900 or 1970
    is the zero of a spreadsheet or computer); nobody settles a matter within a minute; ten years
    (3653 days) is longer than any limit of the trade; clocks may differ by ten minutes.
    """
    return [
        *_about_date("reported_at", reported_at, now),
        *_about_closing(reported_at, closed_at, now),
        *_about_due(reported_at, due_at),
    ]


def _about_date(column: str, moment: datetime, now: datetime) -> Iterator[Finding]:
    if moment < EARLIEST:
        yield Finding(
            f"{column}.before_1990",
            column,
            Sentence(
                "The time {seen} lies before 1990, as when an empty date was read as zero:"
                " correct it or leave it empty.",
                seen=_shown(moment),
            ),
        )
    elif moment > now + CLOCK_SLACK:
        yield Finding(
            f"{column}.future",
            column,
            Sentence(
                "The time {seen} lies in the future: check the date and the time zone.",
                seen=_shown(moment),
            ),
        )


def _about_closing(
    reported_at: datetime, closed_at: datetime | None, now: datetime
) -> Iterator[Finding]:
    if closed_at is None:
        return
    yield from _about_date("closed_at", closed_at, now)
    took = closed_at - reported_at
    if took < timedelta(0):
        yield Finding(
            "closed_at.before_reported",
            "closed_at",
            Sentence(
                "The case was closed ({closed}) before it was reported ({reported}): check whether"
                " the two columns are exchanged or in different time zones.",
                closed=_shown(closed_at),
                reported=_shown(reported_at),
            ),
        )
    elif took < TOO_QUICK:
        yield Finding(
            "closed_at.too_quick",
            "closed_at",
            Sentence(
                "The case was closed {seconds} seconds after it was reported: check whether it was"
                " entered only after it had been settled.",
                seconds=int(took.total_seconds()),
            ),
        )
    elif took > TOO_LONG:
        yield Finding(
            "closed_at.too_long",
            "closed_at",
            Sentence(
                "The case took {days} days from report to closing, more than ten years: check both"
                " dates.",
                days=took.days,
            ),
        )


def _about_due(reported_at: datetime, due_at: datetime | None) -> Iterator[Finding]:
    if due_at is not None and due_at < reported_at:
        yield Finding(
            "due_at.before_reported",
            "due_at",
            Sentence(
                "The case was due ({due}) before it was reported ({reported}): check both dates.",
                due=_shown(due_at),
                reported=_shown(reported_at),
            ),
        )


def _shown(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")
