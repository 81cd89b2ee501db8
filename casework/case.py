"""A case: its channel, its kind of need, and the three stored facts about people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from casework.case_status import OPEN_STATUSES, STATUS_TERMS, CaseStatus, status_of_word
from casework.sentence import Term

__all__ = [
    "CHANNEL_TERMS",
    "NEED_TERMS",
    "OPEN_STATUSES",
    "STATUS_TERMS",
    "Case",
    "CaseEvent",
    "CaseStatus",
    "Channel",
    "NeedClass",
    "status_of_word",
]


class NeedClass(StrEnum):
    """How pressing a request is: the four kinds 急 愁 难 盼."""

    URGENT = "urgent"
    WORRY = "worry"
    HARD = "hard"
    HOPE = "hope"


class Channel(StrEnum):
    """How a case came in."""

    GRID_WORKER = "grid_worker"
    HOTLINE = "hotline"
    ONLINE = "online"
    COUNTER = "counter"
    HOME_VISIT = "home_visit"
    LEADER_CONTACT = "leader_contact"
    OTHER = "other"


NEED_TERMS: Final = {
    NeedClass.URGENT: Term("urgent need"),
    NeedClass.WORRY: Term("worry"),
    NeedClass.HARD: Term("hard matter"),
    NeedClass.HOPE: Term("hope"),
}

CHANNEL_TERMS: Final = {
    Channel.GRID_WORKER: Term("grid worker"),
    Channel.HOTLINE: Term("hotline"),
    Channel.ONLINE: Term("online"),
    Channel.COUNTER: Term("service counter"),
    Channel.HOME_VISIT: Term("home visit"),
    Channel.LEADER_CONTACT: Term("leader's contact point"),
    Channel.OTHER: Term("other channel"),
}


@dataclass(frozen=True)
class Case:
    """One matter to be dealt with.

    Attributes
    ----------
    code
        Its number, never reused.
    reported_at, due_at, closed_at
        Aware UTC.
    lon, lat
        CGCS2000 (EPSG:4490); None when it has no position.
    grid_code, how, why_no_grid
        Where it lies and how that was found, or why it lies in no grid.
    responsible_at_report
        The worker on duty for the grid when the case was reported; never changes.
    first_handler
        Who took it first and answers for it to the end; never changes.
    assigned_to
        Who has it today; changes by a hand-over, with an event.
    """

    code: str
    reported_at: datetime
    status: CaseStatus = CaseStatus.REPORTED
    channel: Channel | None = None
    category: str | None = None
    summary: str | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    grid_code: str | None = None
    how: str | None = None
    why_no_grid: str | None = None
    responsible_at_report: str | None = None
    first_handler: str | None = None
    assigned_to: str | None = None

    @property
    def is_open(self) -> bool:
        """Return True while somebody still has something to do."""
        return self.status.is_open

    def is_overdue_at(self, moment: datetime) -> bool:
        """Return True when the case is open and its due time has passed."""
        return self.is_open and self.due_at is not None and self.due_at < moment


@dataclass(frozen=True)
class CaseEvent:
    """One thing that happened to a case: two persons (acted, entered) and two times."""

    case_code: str
    kind: str
    acted_by: str
    entered_by: str
    happened_at: datetime
    recorded_at: datetime
    details: Mapping[str, object] = field(default_factory=dict)
