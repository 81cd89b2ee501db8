"""What follows when a due time has passed: a reminder, a line in the bulletin, the level above."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from casework.deadlines import due_after
from casework.limit import Limit
from casework.rulebook import Profile
from casework.sentence import Sentence, Term
from casework.tier import Tier
from casework.work_calendar import OutsideCover, WorkCalendar

# The clock that runs until the person is told about progress: the only one that sends a case up.
REPLY_CLOCK: Final = "reply"
# Why a case went up when nobody sent it: kept with its level, translated where it is shown.
OVERDUE_REPLY: Final = Term("the person was not told about progress in time")


class NoticeKind(StrEnum):
    """What is raised for a clock that has run out, each once."""

    REMINDER = "reminder"
    BULLETIN = "bulletin"
    SENT_UP = "sent_up"


NOTICE_TERMS: Final = {
    NoticeKind.REMINDER: Term("reminder"),
    NoticeKind.BULLETIN: Term("bulletin line"),
    NoticeKind.SENT_UP: Term("sent up"),
}


class FallsDue(NamedTuple):
    """When a notice falls due (aware UTC), or why that cannot be said."""

    at: datetime | None
    trouble: Sentence | None = None


class Ladder:
    """The rungs after a due time, as a rule book's profile states them.

    Parameters
    ----------
    calendar
        The office's own; a year it lacks is said, never guessed.
    profile
        Where the limits stand.

    Notes
    -----
    Hotline rules of 12345: overdue by one day 催办, by five working days 通报 (field notes 2.4);
    from the city nothing goes up (S1.1).  Clocks that ran out at the same moment are computed once.
    """

    def __init__(self, calendar: WorkCalendar, profile: Profile) -> None:
        self._calendar = calendar
        self._profile = profile
        self._known: dict[tuple[datetime, Limit], FallsDue] = {}

    def states(self, kind: NoticeKind) -> bool:
        """Return True when the profile says at any level when such a notice falls due."""
        return any(self.limit(kind, REPLY_CLOCK, tier) is not None for tier in Tier)

    def limit(self, kind: NoticeKind, clock: str, tier: Tier) -> Limit | None:
        """Return how long after the due time of such a clock it falls due; None for never."""
        if kind is NoticeKind.REMINDER:
            return self._profile.reminder_after
        if kind is NoticeKind.BULLETIN:
            return self._profile.bulletin_after
        rule = self._profile.tiers.get(tier)
        if clock != REPLY_CLOCK or tier.above is None or rule is None:
            return None
        return rule.goes_up_after

    def falls_due(self, kind: NoticeKind, clock: str, tier: Tier, due_at: datetime) -> FallsDue:
        """Return when a notice falls due for a clock that was due at `due_at` (aware UTC).

        Parameters
        ----------
        clock
            Name of the clock: ``reply``, ``resolve`` or a stage.
        tier
            The level it runs at.
        """
        limit = self.limit(kind, clock, tier)
        if limit is None:
            return FallsDue(None)
        known = self._known.get((due_at, limit))
        if known is None:
            known = self._known[due_at, limit] = self._computed(due_at, limit)
        return known

    def _computed(self, due_at: datetime, limit: Limit) -> FallsDue:
        try:
            return FallsDue(due_after(self._calendar, due_at, limit))
        except OutsideCover as error:
            return FallsDue(None, Sentence(error.msgid, **error.params))
