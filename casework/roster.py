"""The duty roster: which worker answers for which grid on which day, past or future."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from casework.errors import CaseworkError
from casework.posting import (
    FIRST_DAY,
    LAST_DAY,
    Leave,
    Posting,
    Worker,
    ordinal,
    refuse_bad_postings,
)
from casework.sentence import Sentence

__all__ = ["DutyRoster", "Leave", "Posting", "Responsible", "Worker"]

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


class DutyRoster:
    """Answers `responsible_on` for any grid and day; immutable, built once per duty revision."""

    def __init__(
        self,
        workers: Iterable[Worker],
        postings: Iterable[Posting],
        leaves: Iterable[Leave] = (),
    ) -> None:
        self._workers = {worker.code: worker for worker in workers}
        self._leaves: dict[str, list[Leave]] = {}
        for leave in leaves:
            self._leaves.setdefault(leave.worker_code, []).append(leave)
        by_grid: dict[str, list[Posting]] = {}
        for posting in postings:
            by_grid.setdefault(posting.grid_code, []).append(posting)
        self._spans = {grid: self._spans_of(grid, of_grid) for grid, of_grid in by_grid.items()}

    @classmethod
    def from_rows(
        cls,
        workers: Iterable[Worker],
        postings: Iterable[Posting],
        leaves: Iterable[Leave] = (),
    ) -> DutyRoster:
        """Return the roster of these rows.

        Raises
        ------
        CaseworkError
            When two primary postings of a grid overlap, a posting ends before it begins, or its
            worker is unknown.
        """
        workers, postings = list(workers), list(postings)
        _refuse_strangers({worker.code for worker in workers}, postings)
        refuse_bad_postings(postings)
        return cls(workers, postings, leaves)

    @property
    def grid_codes(self) -> frozenset[str]:
        """Return the codes of the grids that ever had a posting."""
        return frozenset(self._spans)

    def responsible_on(self, grid_code: str, day: date) -> Responsible:
        """Return who answers for this grid on this day, and why."""
        found = self._spans.get(grid_code)
        if found is None:
            return _nobody(grid_code)
        starts, answers = found
        return answers[bisect_right(starts, day.toordinal()) - 1]

    def responsible_many(
        self, pairs: Iterable[tuple[str | None, date]]
    ) -> list[Responsible | None]:
        """Return who answers for each (grid, day), None where the grid is None, in order.

        Notes
        -----
        A dictionary and a binary search per pair.
        """
        return [
            None if grid_code is None else self.responsible_on(grid_code, day)
            for grid_code, day in pairs
        ]

    def _spans_of(
        self, grid_code: str, postings: list[Posting]
    ) -> tuple[list[int], list[Responsible]]:
        """Return the first days (ordinals) on which the answer may change, and the answers."""
        postings = sorted(postings, key=lambda p: (p.duty != "primary", p.start, p.worker_code))
        starts: list[int] = []
        answers: list[Responsible] = []
        for start, end in pairwise([*sorted(self._turns(postings)), LAST_DAY]):
            answer = self._answer(grid_code, postings, start, end)
            if answers and _is_same(answers[-1], answer):
                answers[-1] = _longer(answers[-1], answer)
            else:
                starts.append(start)
                answers.append(answer)
        return starts, answers

    def _turns(self, postings: list[Posting]) -> set[int]:
        turns = {FIRST_DAY}
        for posting in postings:
            worker = self._workers[posting.worker_code]
            turns |= {posting.start, posting.end}
            turns |= {ordinal(worker.valid_from, FIRST_DAY), ordinal(worker.valid_to, LAST_DAY)}
            for leave in self._leaves.get(worker.code, ()):
                turns |= {leave.since.toordinal(), leave.until.toordinal()}
        return turns - {LAST_DAY}

    def _answer(self, grid_code: str, postings: list[Posting], start: int, end: int) -> Responsible:
        active = [p for p in postings if p.start <= start < p.end]
        present = [p for p in active if self._is_present(p.worker_code, start)]
        if not present:
            return self._answer_nobody(grid_code, active, start, end)
        chosen = present[0]
        worker = self._workers[chosen.worker_code]
        others = [p.worker_code for p in present if p.worker_code != worker.code]
        backup = self._workers[others[0]] if others else None
        if chosen.duty == "primary":
            return Responsible(
                worker,
                backup,
                chosen.since,
                chosen.until,
                chosen.order_no,
                "primary",
                Sentence(
                    "{worker} is the primary worker of grid {grid}.",
                    worker=worker.name,
                    grid=grid_code,
                ),
            )
        return self._answer_backup(grid_code, chosen, backup, active, (start, end))

    def _answer_backup(
        self,
        grid_code: str,
        chosen: Posting,
        backup: Worker | None,
        active: list[Posting],
        span: tuple[int, int],
    ) -> Responsible:
        worker = self._workers[chosen.worker_code]
        away = self._on_leave(active, span[0])
        how: How = "backup_for_leave" if away else "backup_for_vacancy"
        reason = (
            Sentence(
                "{worker} stands in for {away}, who is on leave.",
                worker=worker.name,
                away=away.name,
            )
            if away
            else Sentence(
                "{worker} stands in: grid {grid} has no primary worker on this day.",
                worker=worker.name,
                grid=grid_code,
            )
        )
        return Responsible(
            worker, backup, _day(span[0]), _day(span[1]), chosen.order_no, how, reason
        )

    def _answer_nobody(
        self, grid_code: str, active: list[Posting], start: int, end: int
    ) -> Responsible:
        away = self._on_leave(active, start)
        if away is None:
            return _nobody(grid_code, _day(start), _day(end))
        reason = Sentence(
            "Nobody answers for grid {grid}: {away} is on leave and there is no backup. Post a"
            " backup.",
            grid=grid_code,
            away=away.name,
        )
        return Responsible(None, None, _day(start), _day(end), None, "nobody", reason)

    def _on_leave(self, active: list[Posting], day: int) -> Worker | None:
        """Return the primary worker who is in service but away on this day."""
        for posting in active:
            worker = self._workers[posting.worker_code]
            if posting.duty == "primary" and worker.serves_on(day):
                return worker
        return None

    def _is_present(self, worker_code: str, day: int) -> bool:
        return self._workers[worker_code].serves_on(day) and not any(
            leave.since.toordinal() <= day < leave.until.toordinal()
            for leave in self._leaves.get(worker_code, ())
        )


def _nobody(grid_code: str, since: date | None = None, until: date | None = None) -> Responsible:
    reason = Sentence(
        "Nobody answers for grid {grid} on this day. Post a primary worker.", grid=grid_code
    )
    return Responsible(None, None, since, until, None, "nobody", reason)


def _is_same(first: Responsible, second: Responsible) -> bool:
    if first.how == "primary":
        return first == second
    return first == replace(second, since=first.since, until=first.until)


def _longer(first: Responsible, second: Responsible) -> Responsible:
    return first if first.how == "primary" else replace(first, until=second.until)


def _day(number: int) -> date | None:
    """Return the day of an ordinal, None for the two open ends."""
    return None if number in (FIRST_DAY, LAST_DAY) else date.fromordinal(number)


def _refuse_strangers(worker_codes: set[str], postings: list[Posting]) -> None:
    for posting in postings:
        if posting.worker_code not in worker_codes:
            raise CaseworkError(
                "Grid {grid} is posted to the worker {worker}, who is not known: import the worker"
                " first.",
                grid=posting.grid_code,
                worker=posting.worker_code,
            )
