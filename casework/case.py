"""A case: what it is about, where it stands, and the three stored facts about people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from casework.case_status import OPEN_STATUSES, STATUS_TERMS, CaseStatus, status_of_word
from casework.columns import is_late_case
from casework.request import (
    CHANNEL_TERMS,
    NEED_TERMS,
    Channel,
    NeedClass,
    RequestKind,
    Urgency,
    Voice,
    Wish,
)
from casework.tier import Tier

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


@dataclass(frozen=True)
class Case:
    """One matter to be dealt with.

    Attributes
    ----------
    code
        Its number, never reused.
    reported_at, moved_at, due_at, accepted_at, replied_at, closed_at
        Aware UTC.  ``moved_at`` is when the last step happened, ``due_at`` when the matter has
        to be settled, ``accepted_at`` and ``replied_at`` when it first came so far.
    category, kind, urgency, need, voice, wish
        Tags of the request, never of a person.
    lon, lat
        CGCS2000 (EPSG:4490); None when it has no position.
    grid_code, how, why_no_grid
        Where it lies and how that was found, or why it lies in no grid.
    tier, unit_code
        The level that has it now, and the owner unit it was dispatched to.
    responsible_at_report
        The worker on duty for the grid when the case was reported; never changes.
    first_handler
        Who took it first and answers for it to the end; never changes (首办责任).
    assigned_to
        Who has it today; changes by a hand-over, with an event.
    resolution
        How the matter was settled, in words; there is no closing without it.
    rework_count, bounce_count
        Failed checks and reopenings; dispatches sent back.
    merged_into, report_count
        The case that stands for this one; how many reports this one stands for.
    version
        Counts every change: whoever moves a case says which one he saw.
    """

    code: str
    reported_at: datetime
    status: CaseStatus = CaseStatus.REPORTED
    channel: Channel | str | None = None
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
    kind: RequestKind | None = None
    urgency: Urgency = Urgency.ORDINARY
    need: NeedClass | None = None
    voice: Voice | None = None
    wish: Wish | None = None
    tier: Tier = Tier.STREET
    unit_code: str | None = None
    accepted_at: datetime | None = None
    replied_at: datetime | None = None
    moved_at: datetime | None = None
    resolution: str | None = None
    is_closing_forced: bool = False
    rework_count: int = 0
    bounce_count: int = 0
    merged_into: str | None = None
    report_count: int = 1
    satisfaction: str | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Return True while somebody still has something to do."""
        return self.status.is_open

    def is_overdue_at(self, moment: datetime) -> bool:
        """Return True when the case is open and its due time has passed."""
        return is_late_case(self.status, self.due_at, moment)


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
