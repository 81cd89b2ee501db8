"""What a figure is: its name, its formula, the rows it counts and the rows it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import sqrt
from typing import Final, Literal

from casework.case_status import OPEN_STATUSES, CaseStatus
from casework.columns import Columns, Flag, OneRow, Value
from casework.errors import CaseworkError
from casework.sentence import Sentence, Term


class Sheet(StrEnum):
    """What one counted row is.

    Each sheet has the columns ``code, status, tier, unit_code, grid_code, urgency, channel`` of
    the case beside its own:

    - CASES: every column of the case;
    - DISPATCHED: cases that were dispatched, with ``dispatched_at``, the first time;
    - VISITED: cases that were visited back, with ``visited_at``, the last time;
    - CLOSED: every column of the case, and ``handover_count``;
    - CHECKS: one row per check, with ``checked_at, is_passed``;
    - CLOCKS: one row per clock, with ``name, clock_tier, due_at, met_at, ended_by, is_paused`` and
      the case's ``accepted_at``;
    - SUPERVISIONS: ``due_at, ended_at``;
    - MEDIATIONS: ``ended_at, outcome``.

    Of the sheets of work outside of cases (`WorkFigure`) one row is a grid, unit or place with
    its numbers of the period:

    - HOMES: the households of a grid, with ``occupied, met, needs``;
    - SESSIONS: the contact points of a unit, with ``due, met, held, announced``;
    - ROOMS: a unit that is to have a room, with ``units, with_room``;
    - ROUNDS: a point of a round, with ``due, checked, failed, rectified``;
    - DRAWN: what was drawn for a spot check, with ``drawn, checked, staff_checked, staffed,
      problems, rectified``;
    - DECISIONS, PROMISES, RESOLUTIONS, PROJECTS: one of them whose due day lies in the period and
      has come, with ``due, done, kept``;
    - PROJECT_AREAS: an area that a public work is to reach, with ``areas, reached``;
    - PROJECT_CASES: a case that a public work closed in the period, with ``closed``.
    """

    CASES = "cases"
    DISPATCHED = "dispatched"
    VISITED = "visited"
    CLOSED = "closed"
    CHECKS = "checks"
    CLOCKS = "clocks"
    SUPERVISIONS = "supervisions"
    MEDIATIONS = "mediations"
    HOMES = "homes"
    SESSIONS = "sessions"
    ROOMS = "rooms"
    ROUNDS = "rounds"
    DRAWN = "drawn"
    DECISIONS = "decisions"
    PROMISES = "promises"
    RESOLUTIONS = "resolutions"
    PROJECTS = "projects"
    PROJECT_AREAS = "project_areas"
    PROJECT_CASES = "project_cases"


class Form(StrEnum):
    """What a figure's value is.

    - SHARE: ``n`` of ``m`` rows, in percent;
    - MEAN: the sum of a column (`Indicator.adds`) over ``m`` rows;
    - COUNT: ``n`` rows, and nothing to divide by;
    - PER_THOUSAND: ``n`` rows for each 1,000 of the ``m`` households that live there today; of a
      `WorkFigure`, of those it says.
    """

    SHARE = "share"
    MEAN = "mean"
    COUNT = "count"
    PER_THOUSAND = "per_thousand"


Better = Literal["more", "less"]


@dataclass(frozen=True)
class Window:
    """The time a figure is about, half open, and the moment it is looked at (all aware)."""

    start: datetime
    end: datetime
    as_of: datetime


Condition = Callable[[Columns, Window], Flag]

# Tags by which a figure may choose its rows: none of them says how far a case has come.
_TAGS: Final = frozenset({"code", "urgency", "channel", "kind", "tier", "clock_tier", "name"})
_NOON: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)


def all_rows(row: Columns, window: Window) -> Flag:
    """Return every row."""
    return row["code"].is_not_null()


@dataclass(frozen=True, kw_only=True)
class NamedFigure:
    """What is said of every figure, whatever it counts.

    Attributes
    ----------
    key, name, chinese
        How it is called: by programs, in English, and officially.
    formula, source
        As printed with every value.
    sheet
        What one row is.
    excluded
        In words, what is left out.
    is_local
        True where the source gives a name without a formula, and the formula is ours.
    form
        What the value is.
    is_stock
        True where it says what there is at ``as_of``, whatever the period.
    better
        Which way is the good one; None where neither is, as more work is not worse work.
    """

    key: str
    name: Term
    chinese: str
    formula: Sentence
    source: str
    sheet: Sheet
    excluded: tuple[Sentence, ...] = ()
    is_local: bool = False
    form: Form = Form.SHARE
    is_stock: bool = False
    better: Better | None = None

    @property
    def depends_on_moment(self) -> bool:
        """Return whether a period that is over has another value the later it is looked at."""
        return self.is_stock or self.form is Form.SHARE


@dataclass(frozen=True, kw_only=True)
class WorkFigure(NamedFigure):
    """One figure of work outside of cases: a sum ``n`` of a sum ``m`` over the rows of its sheet.

    Attributes
    ----------
    adds, of
        The columns whose sums are ``n`` and ``m``.
    """

    adds: str
    of: str


@dataclass(frozen=True, kw_only=True)
class Indicator(NamedFigure):
    """One figure of cases: ``n`` rows that count, of ``m`` rows.

    Attributes
    ----------
    belongs
        The time that decides to which period a row belongs; rows for which it has not come yet at
        ``as_of`` are shown apart.
    counts
        Which of the ``m`` rows make up ``n``.
    about
        Which rows it is about, by their tags alone.
    stays
        Which rows are not excluded; ``excluded`` says in words what is.
    waiting
        Which of the ``m`` rows may still come right: not yet due.
    is_on_time
        True where it asks whether something was done in time.
    adds
        A column whose sum is ``n``: a number per row, not a share of rows.

    Raises
    ------
    CaseworkError
        When it asks what was done in time but would leave out what is open and overdue: such a
        figure says 100 % as long as nothing late is ever closed.
    """

    belongs: str
    counts: Condition
    about: Condition = all_rows
    stays: Condition = all_rows
    waiting: Condition | None = None
    is_on_time: bool = False
    adds: str | None = None

    def __post_init__(self) -> None:
        if self.is_on_time and not self._keeps_open_overdue():
            raise CaseworkError(
                "The figure {key} would leave out what is open and overdue: count what fell due in"
                " the period, not what was closed.",
                key=self.key,
            )

    def is_among(self, row: Columns, window: Window) -> Flag:
        """Return the rows of the denominator: of the period, come by then, not excluded."""
        return self._in_period(row, window) & (row[self.belongs] < window.as_of)

    def is_counted(self, row: Columns, window: Window) -> Flag:
        """Return the rows of the numerator, all of them among those of the denominator."""
        return self.is_among(row, window) & self.counts(row, window)

    def is_pending(self, row: Columns, window: Window) -> Flag:
        """Return the rows that are not yet due: of the denominator if it says so, else apart."""
        if self.waiting is not None:
            return self.is_among(row, window) & self.waiting(row, window)
        if self.is_stock:
            return row["code"].is_null()
        return self._in_period(row, window) & (row[self.belongs] >= window.as_of)

    def _in_period(self, row: Columns, window: Window) -> Flag:
        asked = self.about(row, window) & self.stays(row, window)
        if self.is_stock:
            return asked
        when = row[self.belongs]
        return (when >= window.start) & (when < window.end) & asked

    def _keeps_open_overdue(self) -> bool:
        window = Window(_NOON - timedelta(days=1), _NOON, _NOON)
        names = _Noted()
        self.about(names, window)
        rows = (_open_overdue(status) for status in OPEN_STATUSES if status not in _STANDING)
        kept = all(self.stays(row, window) for row in rows)
        return self.belongs == "due_at" and names.seen <= _TAGS and bool(kept)


_STANDING: Final = (CaseStatus.SUSPENDED,)


class _Noted:
    """A row that only notes which columns are asked for."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Value:
        self.seen.add(name)
        return Value(None)


def _open_overdue(status: CaseStatus) -> Columns:
    """Return a row of any sheet that is open, was due an hour ago, and has nothing done."""
    reported = _NOON - timedelta(days=9)
    done = ("accepted_at", "replied_at", "closed_at", "met_at", "ended_at", "ended_by", "outcome")
    return OneRow(
        dict.fromkeys(done)
        | {"code": "1", "status": status.value, "is_paused": False, "reported_at": reported}
        | {"due_at": _NOON - timedelta(hours=1)}
    )


# 97.5 % point of the normal distribution: two-sided 95 %.
_Z: Final = 1.959963984540054


def wilson(n: int, m: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share of ``n`` in ``m``, None where there is nothing.

    Notes
    -----
    E. B. Wilson's score interval (1927): it never leaves 0 to 1 and is honest for few rows.
    """
    if m == 0:
        return None
    share, weight = n / m, _Z * _Z / m
    middle = (share + weight / 2) / (1 + weight)
    half = _Z * sqrt(share * (1 - share) / m + weight / (4 * m)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def poisson_interval(n: int) -> tuple[float, float]:
    """Return the 95 % interval of the number that is to be expected where ``n`` came.

    Notes
    -----
    Byar's approximation to the exact one of Garwood (1936), after Breslow and Day, Statistical
    Methods in Cancer Research II (1987): within 1 % of it, from five on within a thousandth.
    """
    low = n * (1 - 1 / (9 * n) - _Z / (3 * sqrt(n))) ** 3 if n else 0.0
    above = n + 1
    return max(0.0, low), above * (1 - 1 / (9 * above) + _Z / (3 * sqrt(above))) ** 3
