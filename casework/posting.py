"""Workers, their dated postings to grids and their leave; all days are half open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from casework.errors import CaseworkError
from casework.sentence import Sentence

Duty = Literal["primary", "cover", "backup"]
# Who answers first: the primary; then whoever covers for stated days (顶岗); then a backup.
DUTY_ORDER: Final = ("primary", "cover", "backup")

FIRST_DAY: Final = 0
LAST_DAY: Final = date.max.toordinal() + 1


@dataclass(frozen=True)
class Worker:
    """A grid worker; outside his half-open service time he answers for nothing.

    `capacity` is his working time as a part of a full post.
    """

    code: str
    name: str
    phone: str | None = None
    capacity: float = 1.0
    valid_from: date | None = None
    valid_to: date | None = None

    def serves_on(self, day: int) -> bool:
        """Return True when this day (an ordinal) lies in his service time."""
        return ordinal(self.valid_from, FIRST_DAY) <= day < ordinal(self.valid_to, LAST_DAY)


@dataclass(frozen=True)
class Posting:
    """A worker's duty for a grid: `since <= day < until`, None is open on that side."""

    worker_code: str
    grid_code: str
    duty: Duty = "primary"
    since: date | None = None
    until: date | None = None
    order_no: str | None = None

    @property
    def start(self) -> int:
        """Return the first day as an ordinal."""
        return ordinal(self.since, FIRST_DAY)

    @property
    def end(self) -> int:
        """Return the day after the last as an ordinal."""
        return ordinal(self.until, LAST_DAY)


@dataclass(frozen=True)
class Leave:
    """Days on which a worker is away: `since <= day < until`."""

    worker_code: str
    since: date
    until: date


def clashes(postings: Iterable[Posting]) -> list[tuple[Posting, Posting]]:
    """Return each two primary postings of one grid that follow one another and overlap in days."""
    by_grid: dict[str, list[Posting]] = {}
    for posting in postings:
        if posting.duty == "primary":
            by_grid.setdefault(posting.grid_code, []).append(posting)
    return [pair for of_grid in by_grid.values() for pair in _overlapping(of_grid)]


def _overlapping(of_grid: list[Posting]) -> Iterator[tuple[Posting, Posting]]:
    of_grid = sorted(of_grid, key=lambda posting: posting.start)
    for i, posting in enumerate(of_grid):
        for later in of_grid[i + 1 :]:
            if later.start >= posting.end:
                break
            yield posting, later


def clash_sentence(first: Posting, second: Posting) -> Sentence:
    """Return the sentence that two primary workers answer for one grid on the same days."""
    return Sentence(
        "Grid {grid} would have two primary workers on the same days: {first} ({first_days}) and"
        " {second} ({second_days}). End one posting before the other begins.",
        grid=first.grid_code,
        first=first.worker_code,
        first_days=_days(first),
        second=second.worker_code,
        second_days=_days(second),
    )


def refuse_bad_postings(postings: Iterable[Posting]) -> None:
    """Do nothing when every posting can stand.

    Raises
    ------
    CaseworkError
        When a posting ends before it begins, or two primary postings of a grid overlap.
    """
    postings = list(postings)
    for posting in postings:
        if posting.end <= posting.start:
            raise CaseworkError(
                "The posting of {worker} to grid {grid} ends ({until}) before it begins ({since}):"
                " correct one of the two days.",
                worker=posting.worker_code,
                grid=posting.grid_code,
                since=posting.since,
                until=posting.until,
            )
    for first, second in clashes(postings):
        sentence = clash_sentence(first, second)
        raise CaseworkError(sentence.msgid, **sentence.params)


def ordinal(day: date | None, when_open: int) -> int:
    """Return the day as a number, `when_open` for an open end."""
    return when_open if day is None else day.toordinal()


def _days(posting: Posting) -> str:
    return f"{posting.since or '…'} – {posting.until or '…'}"
