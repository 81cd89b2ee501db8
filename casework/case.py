"""A case: its states, its channel, its kind of need, and the three stored facts about people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from casework.sentence import Term


class CaseStatus(StrEnum):
    """Where a case stands; ask `is_open`, never compare the text.

    Notes
    -----
    The eight states in a row are those to which the seven links of digital city management and
    the eight of the 12345 hotline are mapped; the rest are side states.
    """

    REPORTED = "reported"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    HANDLED = "handled"
    VERIFIED = "verified"
    CLOSED = "closed"
    VISITED_BACK = "visited_back"
    POSTPONED = "postponed"
    EXTENDED = "extended"
    RETURNED = "returned"
    CONTESTED = "contested"
    MERGED = "merged"
    VOID = "void"

    @property
    def is_open(self) -> bool:
        """Return True while somebody still has something to do."""
        return self not in _DONE


_DONE: Final = frozenset(
    {CaseStatus.CLOSED, CaseStatus.VISITED_BACK, CaseStatus.MERGED, CaseStatus.VOID}
)
OPEN_STATUSES: Final = tuple(status for status in CaseStatus if status.is_open)


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


STATUS_TERMS: Final = {
    CaseStatus.REPORTED: Term("reported"),
    CaseStatus.ACCEPTED: Term("accepted"),
    CaseStatus.DISPATCHED: Term("dispatched"),
    CaseStatus.HANDLING: Term("being handled"),
    CaseStatus.HANDLED: Term("handled"),
    CaseStatus.VERIFIED: Term("verified"),
    CaseStatus.CLOSED: Term("closed"),
    CaseStatus.VISITED_BACK: Term("visited back"),
    CaseStatus.POSTPONED: Term("postponed"),
    CaseStatus.EXTENDED: Term("extended"),
    CaseStatus.RETURNED: Term("returned"),
    CaseStatus.CONTESTED: Term("contested"),
    CaseStatus.MERGED: Term("merged into another"),
    CaseStatus.VOID: Term("void"),
}

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

# Words of files, arranged by the state they mean.
_WORDS: Final = {
    CaseStatus.REPORTED: "open new pending 待受理 待处理 未处理 信息收集 上报 已上报 未结案 未办结",
    CaseStatus.ACCEPTED: "受理 已受理 立案 已立案 案卷建立",
    CaseStatus.DISPATCHED: "assigned 派遣 已派遣 派单 已派单 任务派遣 交办",
    CaseStatus.HANDLING: "in_progress in-progress 处理中 办理 办理中 任务处理 处置中",
    CaseStatus.HANDLED: "resolved 处理反馈 答复 已答复 已处理 已处置",
    CaseStatus.VERIFIED: "核实 已核实 核查 已核查",
    CaseStatus.CLOSED: "close complete completed done 结案 已结案 办结 已办结",
    CaseStatus.VISITED_BACK: "回访 已回访 评价 已评价 综合评价",
    CaseStatus.POSTPONED: "缓办",
    CaseStatus.EXTENDED: "延期",
    CaseStatus.RETURNED: "退回 回退",
    CaseStatus.CONTESTED: "申诉",
    CaseStatus.MERGED: "duplicate 合并 重复",
    CaseStatus.VOID: "voided cancelled canceled 作废 撤销",
}
_STATUS_OF_WORD: Final = {
    word: status for status, words in _WORDS.items() for word in (status.value, *words.split())
}


def status_of_word(text: str) -> CaseStatus | None:
    """Return the state a word of a file means, Chinese or English; None when it is not known."""
    return _STATUS_OF_WORD.get("_".join(text.lower().split()))


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
