"""The deadlines: what is late, what falls due next, and what was raised because of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import pandas as pd

from casework.access import Viewer
from casework.escalation import NoticeKind
from casework.sentence import Term
from data.store import Store


class Due(StrEnum):
    """What falls due: the word to the person, the settling of the matter, or a stage on the way."""

    REPLY = "reply"
    RESOLVE = "resolve"
    STAGE = "stage"


class Band(StrEnum):
    """Where a clock stands; the bands before a due time lie inside one another."""

    OVERDUE = "overdue"
    IN_24_HOURS = "in_24_hours"
    TODAY = "today"
    THIS_WEEK = "this_week"
    PAUSED = "paused"
    NOT_COMPUTED = "not_computed"


DUE_TERMS: Final = {
    Due.REPLY: Term("reply due"),
    Due.RESOLVE: Term("to be settled"),
    Due.STAGE: Term("stage due"),
}
BAND_TERMS: Final = {
    Band.OVERDUE: Term("overdue"),
    Band.IN_24_HOURS: Term("due within 24 hours"),
    Band.TODAY: Term("due today"),
    Band.THIS_WEEK: Term("due this week"),
    Band.PAUSED: Term("standing still"),
    Band.NOT_COMPUTED: Term("due date cannot be computed"),
}
LIST_COLUMNS: Final = (
    "code", "clock", "due_at", "tier", "unit_code", "unit", "worker", "grid_name", "trouble",
)  # fmt: skip
NOTICE_COLUMNS: Final = (
    "code", "clock", "falls_due_at", "raised_at", "tier", "unit_code", "unit", "worker",
    "grid_name",
)  # fmt: skip


@dataclass(frozen=True)
class BoardLine:
    """How many clocks run for a level, a unit or all, and how many of them stand in each band.

    ``key`` is the tier's number or the unit's code, None for all or for no unit yet.
    """

    key: int | str | None
    name: str | Term
    running: int
    counts: Mapping[Band, int]

    def shown(self, band: Band) -> str:
        """Return the count as text, "-" where no clock runs at all."""
        return str(self.counts[band]) if self.running else "-"


@dataclass(frozen=True)
class NoticeCount:
    """How many notices of a kind were raised in the last 7 days, and how many are in force.

    A reminder or bulletin line is in force while its clock runs, a sending-up while the case is
    open.
    """

    kind: NoticeKind
    raised_lately: int
    in_force: int


@dataclass(frozen=True)
class DeadlineBoard:
    """The counts of the page, as of one moment, for what one viewer sees.

    Attributes
    ----------
    table
        One row per ``due`` (`Due`), ``tier``, ``unit_code``, with ``running`` and one column of
        counts per `Band`.
    """

    as_of: datetime
    table: pd.DataFrame
    unit_names: Mapping[str, str]
    notices: tuple[NoticeCount, ...]

    def total(self, due: Due) -> BoardLine:
        """Return the line of all clocks of a kind."""
        raise NotImplementedError

    def by_tier(self, due: Due) -> tuple[BoardLine, ...]:
        """Return one line per level, all four of them."""
        raise NotImplementedError

    def by_unit(self, due: Due) -> tuple[BoardLine, ...]:
        """Return one line per owner unit that has a running clock, by code, no unit last."""
        raise NotImplementedError


def deadlines(viewer: Viewer, store: Store, now: datetime) -> DeadlineBoard:
    """Return the counts of clocks per band, level and unit, and of notices.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    raise NotImplementedError


def deadline_list(
    viewer: Viewer,
    store: Store,
    now: datetime,
    due: Due,
    band: Band,
    *,
    tier: int | None = None,
    unit: str | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """Return the clocks behind one count of the board (`LIST_COLUMNS`), the earliest due first.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    raise NotImplementedError


def notice_list(
    viewer: Viewer,
    store: Store,
    now: datetime,
    kind: NoticeKind,
    *,
    is_in_force: bool = False,
    limit: int | None = None,
) -> pd.DataFrame:
    """Return the notices behind one count (`NOTICE_COLUMNS`), the newest first.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    raise NotImplementedError
