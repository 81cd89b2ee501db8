"""When a point of a round is due: every so many days from a first day, by rule alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from casework.errors import CaseworkError
from casework.sentence import Term

# From here due days are counted where nobody knows since when a point is in use: a Monday, so that
# a weekly point is due on Mondays.
ANCHOR: Final = date(2000, 1, 3)
LONGEST_DAYS: Final = 366


class CheckResult(StrEnum):
    """What was found at a point."""

    PASS = "pass"
    FAIL = "fail"


RESULT_TERMS: Final = {CheckResult.PASS: Term("passed"), CheckResult.FAIL: Term("failed")}


@dataclass(frozen=True)
class RoundRule:
    """A point is passed once in every so many days.

    Attributes
    ----------
    every_days
        Days from one due day to the next.
    since, until
        First day the point is in use, and the first it is not; None for not known, and for open.

    Raises
    ------
    CaseworkError
        When the number of days is below 1 or above `LONGEST_DAYS`.

    Notes
    -----
    The days from one due day to the day before the next are its stretch.  A check counts for the
    due day of the stretch in which it was made, so that what was missed stays missed.
    """

    every_days: int
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.every_days <= LONGEST_DAYS:
            raise CaseworkError(
                "A round cannot pass every {seen} days: give a number from 1 to {most}.",
                seen=self.every_days,
                most=LONGEST_DAYS,
            )

    def due_on(self, day: date) -> date | None:
        """Return the due day in whose stretch a day lies, None when the point is not in use."""
        if (self.since and day < self.since) or (self.until and day >= self.until):
            return None
        return day - timedelta(days=(day - self._first).days % self.every_days)

    def due_days(self, first: date, end: date) -> tuple[date, ...]:
        """Return the due days from `first` to the day before `end`, in order."""
        first = max(first, self.since) if self.since else first
        end = min(end, self.until) if self.until else end
        ahead = (self._first - first).days % self.every_days
        count = max(0, -(-((end - first).days - ahead) // self.every_days))
        start = first + timedelta(days=ahead)
        return tuple(start + timedelta(days=self.every_days * at) for at in range(count))

    def waits_since(self, day: date, last_check: date | None) -> date | None:
        """Return the due day since which the point waits for a check, as things stand on a day.

        Parameters
        ----------
        last_check
            The last day up to `day` on which it was checked; None when it never was.

        Returns
        -------
        date | None
            None when it has been checked in the present stretch, or is not in use.  Where neither
            a check nor a first day is known, the present due day.
        """
        present = self.due_on(day)
        if present is None or last_check is None:
            return present and (self.since or present)
        checked = last_check - timedelta(days=(last_check - self._first).days % self.every_days)
        following = checked + timedelta(days=self.every_days)
        return following if following <= present else None

    @property
    def _first(self) -> date:
        return self.since or ANCHOR
