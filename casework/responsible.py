"""Who answers for a grid on a stretch of days, with the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from casework.posting import FIRST_DAY, LAST_DAY, Posting, Worker
from casework.sentence import Sentence

How = Literal["primary", "backup_for_leave", "backup_for_vacancy", "nobody"]


@dataclass(frozen=True)
class Responsible:
    """Who answers for a grid on a day, and why.

    Attributes
    ----------
    worker
        None when nobody does.
    backup
        Who would step in next; None when there is nobody.
    since, until
        Half-open days: of the posting for a primary; for a backup or nobody, the days on which
        this very answer holds.  None is open.
    order_no
        The number of the order the posting rests on.
    how
        primary, backup_for_leave, backup_for_vacancy or nobody.
    reason
        The sentence that explains it.
    """

    worker: Worker | None
    backup: Worker | None
    since: date | None
    until: date | None
    order_no: str | None
    how: How
    reason: Sentence

    def joined(self, later: Responsible) -> Responsible | None:
        """Return one answer for both stretches when the next says the same; None when not."""
        if self.how == "primary":
            return self if self == later else None
        same = self == replace(later, since=self.since, until=self.until)
        return replace(self, until=later.until) if same else None


def primary(posting: Posting, worker: Worker, backup: Worker | None) -> Responsible:
    """Return that the primary worker answers, as long as the posting runs."""
    reason = Sentence(
        "{worker} is the primary worker of grid {grid}.",
        worker=worker.name,
        grid=posting.grid_code,
    )
    return Responsible(
        worker, backup, posting.since, posting.until, posting.order_no, "primary", reason
    )


def stand_in(
    posting: Posting,
    worker: Worker,
    backup: Worker | None,
    away: Worker | None,
    stretch: tuple[int, int],
) -> Responsible:
    """Return that a backup answers: for the worker who is `away`, or else for nobody's grid."""
    since, until = _days(stretch)
    if away is None:
        reason = Sentence(
            "{worker} stands in: grid {grid} has no primary worker on this day.",
            worker=worker.name,
            grid=posting.grid_code,
        )
        how: How = "backup_for_vacancy"
    else:
        reason = Sentence(
            "{worker} stands in for {away}, who is on leave.", worker=worker.name, away=away.name
        )
        how = "backup_for_leave"
    return Responsible(worker, backup, since, until, posting.order_no, how, reason)


def nobody(
    grid_code: str, away: Worker | None = None, stretch: tuple[int, int] = (FIRST_DAY, LAST_DAY)
) -> Responsible:
    """Return that nobody answers: the primary worker is `away`, or there is none."""
    since, until = _days(stretch)
    reason = (
        Sentence(
            "Nobody answers for grid {grid} on this day. Post a primary worker.", grid=grid_code
        )
        if away is None
        else Sentence(
            "Nobody answers for grid {grid}: {away} is on leave and there is no backup. Post a"
            " backup.",
            grid=grid_code,
            away=away.name,
        )
    )
    return Responsible(None, None, since, until, None, "nobody", reason)


def _days(stretch: tuple[int, int]) -> tuple[date | None, date | None]:
    """Return the days of two ordinals, None for the two open ends."""
    since, until = stretch
    return (
        None if since == FIRST_DAY else date.fromordinal(since),
        None if until == LAST_DAY else date.fromordinal(until),
    )
