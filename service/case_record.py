"""One case as it is told: where it lies and why, who answers, its clocks, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.case import CaseStatus, NeedClass
from casework.catalogue import Unit
from casework.move import Move
from casework.request import RequestKind, Urgency, Voice, Wish
from casework.tier import Tier
from service.case_lines import (
    ClockLine,
    EventLine,
    NoticeLine,
    SupervisionLine,
    TierLine,
    limit_text,
)
from service.cases.errands import StepLine
from service.cases.mediation import Mediation
from service.cases.referrals import Referral
from service.grid_place import GridPlace, named, why_there

__all__ = [
    "CaseRecord",
    "ClockLine",
    "EventLine",
    "GridPlace",
    "Mediation",
    "NoticeLine",
    "Person",
    "Referral",
    "StepLine",
    "SupervisionLine",
    "TierLine",
    "limit_text",
    "named",
    "why_there",
]


@dataclass(frozen=True)
class Person:
    """A worker as the record names one; the code alone where nobody of that code is known."""

    code: str
    name: str | None
    phone: str | None


@dataclass(frozen=True)
class CaseRecord:
    """Everything kept about one case; times aware UTC, positions EPSG:4490.

    Attributes
    ----------
    version
        Of the case as it is told here: said again with every step.
    serial
        The running number in the ledger; None for a case that has none.
    unit, unit_code, joint_units
        The owner unit (its code as name where the catalogue lacks it), the units that have
        joined in and not left.
    merged
        Numbers of the cases that this one stands for.
    overdue_by
        Positive only for an open case whose due time has passed.
    took
        From report to closing.
    legal
        The steps this viewer may take from here, in the order of the table of moves.
    """

    code: str
    version: int
    serial: int | None
    status: CaseStatus
    legal: tuple[Move, ...]
    kind: RequestKind | None
    urgency: Urgency
    need: NeedClass | None
    voice: Voice | None
    wish: Wish | None
    tier: Tier
    unit: Unit | None
    joint_units: tuple[str, ...]
    resolution: str | None
    is_closing_forced: bool
    satisfaction: str | None
    rework_count: int
    bounce_count: int
    report_count: int
    merged_into: str | None
    merged: tuple[str, ...]
    category: str | None
    channel: str | None
    summary: str | None
    address: str | None
    lon: float | None
    lat: float | None
    place: GridPlace
    responsible_at_report: Person | None
    first_handler: Person | None
    assigned_to: Person | None
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    overdue_by: timedelta | None
    took: timedelta | None
    events: tuple[EventLine, ...]
    clocks: tuple[ClockLine, ...]
    tiers: tuple[TierLine, ...]
    notices: tuple[NoticeLine, ...]
    supervision: tuple[SupervisionLine, ...]
    steps: tuple[StepLine, ...]
    mediation: Mediation | None
    referrals: tuple[Referral, ...]

    @property
    def unit_code(self) -> str | None:
        """Return the code of the owner unit."""
        return None if self.unit is None else self.unit.code
