"""What was promised: which households are met by when and how often, and the turns that makes."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from casework.sentence import Term


class PlanKind(StrEnum):
    """A standing plan (普遍走访) counts every visit; a campaign those that were made for it."""

    STANDING = "standing"
    CAMPAIGN = "campaign"


class Every(StrEnum):
    """How often every household is met."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


PLAN_TERMS: Final = {
    PlanKind.STANDING: Term("standing plan"),
    PlanKind.CAMPAIGN: Term("campaign"),
}
EVERY_TERMS: Final = {
    Every.MONTH: Term("every month"),
    Every.QUARTER: Term("every quarter"),
    Every.HALF_YEAR: Term("every half year"),
    Every.YEAR: Term("every year"),
}
_MONTHS: Final = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """The days in which every household is to be met once; both ends included."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Return True when the day lies in it."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class VisitPlan:
    """A standing plan or a campaign.

    Attributes
    ----------
    area_codes
        Units and grids whose households are meant; empty for the whole district.
    since, until
        Half open; no end for a standing plan until further notice.
    every
        Once in each; None for once between `since` and `until`.
    question, options
        What a campaign asks, and the answers there are.
    ended_on
        The first day on which it no longer counts, where it was ended early.
    """

    code: str
    name: str
    kind: PlanKind
    purpose: str
    since: date
    until: date | None = None
    every: Every | None = None
    area_codes: tuple[str, ...] = ()
    question: str | None = None
    options: tuple[str, ...] = ()
    ended_on: date | None = None
    made_by: str = ""
    made_on: date | None = None
    version: int = 1

    @property
    def end(self) -> date | None:
        """Return the first day on which it no longer counts."""
        ends = [day for day in (self.until, self.ended_on) if day is not None]
        return min(ends) if ends else None

    def runs_on(self, day: date) -> bool:
        """Return True when it counts on this day."""
        return self.since <= day and (self.end is None or day < self.end)

    def turn_on(self, day: date) -> Turn | None:
        """Return the turn that holds a day; None when the plan does not run on it.

        Notes
        -----
        Turns are calendar months, quarters, half years or years, cut to the days of the plan.
        """
        if not self.runs_on(day):
            return None
        last = None if self.end is None else self.end - _DAY
        if self.every is None:
            return Turn(self.since, last)
        months = _MONTHS[self.every]
        start = date(day.year, (day.month - 1) // months * months + 1, 1)
        month = start.month + months - 1
        end = date(start.year, month, monthrange(start.year, month)[1])
        return Turn(max(start, self.since), end if last is None else min(end, last))
