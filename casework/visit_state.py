"""What became of a visit, and what the visits of a turn say of a household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import IntEnum, StrEnum
from typing import Final

from casework.sentence import Term


class VisitResult(StrEnum):
    """What became of a visit."""

    MET = "met"
    NOT_HOME = "not_home"
    DECLINED = "declined"
    MOVED = "moved"


class DayPart(StrEnum):
    """The part of the day in which somebody came; finer is not kept."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class HomeState(IntEnum):
    """Where a household stands in one turn of a plan; the numbers are those of the arrays."""

    VACANT = 0
    TO_DO = 1
    NOT_HOME = 2
    MET = 3
    DECLINED = 4

    @property
    def is_done(self) -> bool:
        """Return True when nobody is sent again in this turn."""
        return self in (HomeState.MET, HomeState.DECLINED)

    @property
    def is_waiting(self) -> bool:
        """Return True when the household is on a list: somebody still has to come."""
        return self in (HomeState.TO_DO, HomeState.NOT_HOME)


RESULT_TERMS: Final = {
    VisitResult.MET: Term("met"),
    VisitResult.NOT_HOME: Term("not home"),
    VisitResult.DECLINED: Term("visit declined"),
    VisitResult.MOVED: Term("moved away"),
}
PART_TERMS: Final = {
    DayPart.MORNING: Term("morning"),
    DayPart.AFTERNOON: Term("afternoon"),
    DayPart.EVENING: Term("evening"),
}
STATE_TERMS: Final = {
    HomeState.VACANT: Term("empty home"),
    HomeState.TO_DO: Term("to visit"),
    HomeState.NOT_HOME: Term("not home"),
    HomeState.MET: Term("met"),
    HomeState.DECLINED: Term("visit declined"),
}

# When a morning ends and an evening begins, on the office's clock; our choice.
_NOON: Final = time(12)
_DUSK: Final = time(18)


def part_of(moment: time) -> DayPart:
    """Return the part of the day of a time on the office's clock."""
    if moment < _NOON:
        return DayPart.MORNING
    return DayPart.AFTERNOON if moment < _DUSK else DayPart.EVENING


@dataclass(frozen=True)
class Try:
    """One valid visit, as the rules look at it."""

    visited_on: date
    day_part: DayPart
    result: VisitResult


def state_of(
    is_occupied: bool, tries: Sequence[Try], lived_in_since: date | None = None
) -> HomeState:
    """Return where a household stands in a turn.

    Parameters
    ----------
    is_occupied
        Whether the home is lived in on the day looked at.
    tries
        The valid visits of the turn up to that day, in order (`in_order`).
    lived_in_since
        When those who live there moved in; visits before count for those who left.

    Notes
    -----
    Whoever was met once is met for the turn.  Else the last visit says it: after "declined" nobody
    is sent again in this turn, after "not home" somebody is.  A visit that found the old household
    gone begins anew: what came before it was theirs.
    """
    if not is_occupied:
        return HomeState.VACANT
    results = [one.result for one in counting(tries, lived_in_since)]
    if VisitResult.MET in results:
        return HomeState.MET
    return _BY_LAST[results[-1]] if results else HomeState.TO_DO


def counting(tries: Sequence[Try], lived_in_since: date | None = None) -> list[Try]:
    """Return the tries that were made at those who live there: after the last who moved away."""
    found: list[Try] = []
    for one in tries:
        if one.result is VisitResult.MOVED:
            found = []
        elif lived_in_since is None or one.visited_on >= lived_in_since:
            found.append(one)
    return found


_BY_LAST: Final = {
    VisitResult.DECLINED: HomeState.DECLINED,
    VisitResult.NOT_HOME: HomeState.NOT_HOME,
}
