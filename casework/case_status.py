"""The states of a case, whether they are open, and the words files use for them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from casework.sentence import Term


class CaseStatus(StrEnum):
    """Where a case stands; ask `is_open`, never compare the text.

    Notes
    -----
    The eight states in a row are those to which the seven links of digital city management and
    the eight of the 12345 hotline are mapped (`casework.vocabulary`); the rest are side states:
    退回, 延期, 缓办, 合并, 不予受理, 作废.
    """

    REPORTED = "reported"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    REPLIED = "replied"
    VERIFIED = "verified"
    CLOSED = "closed"
    VISITED_BACK = "visited_back"
    BOUNCED = "bounced"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    MERGED = "merged"
    REJECTED = "rejected"
    VOID = "void"

    @property
    def is_open(self) -> bool:
        """Return True while somebody still has something to do."""
        return self not in _DONE


_DONE: Final = frozenset(
    {
        CaseStatus.CLOSED,
        CaseStatus.VISITED_BACK,
        CaseStatus.MERGED,
        CaseStatus.REJECTED,
        CaseStatus.VOID,
    }
)
OPEN_STATUSES: Final = tuple(status for status in CaseStatus if status.is_open)

STATUS_TERMS: Final = {
    CaseStatus.REPORTED: Term("reported"),
    CaseStatus.ACCEPTED: Term("accepted"),
    CaseStatus.DISPATCHED: Term("dispatched"),
    CaseStatus.HANDLING: Term("being handled"),
    CaseStatus.REPLIED: Term("replied"),
    CaseStatus.VERIFIED: Term("verified"),
    CaseStatus.CLOSED: Term("closed"),
    CaseStatus.VISITED_BACK: Term("visited back"),
    CaseStatus.BOUNCED: Term("bounced"),
    CaseStatus.EXTENDED: Term("extended"),
    CaseStatus.SUSPENDED: Term("suspended"),
    CaseStatus.MERGED: Term("merged into another"),
    CaseStatus.REJECTED: Term("rejected"),
    CaseStatus.VOID: Term("void"),
}

# Words of files, arranged by the state they mean.
_WORDS: Final = {
    CaseStatus.REPORTED: "open new pending 待受理 待处理 未处理 信息收集 上报 已上报 未结案 未办结",
    CaseStatus.ACCEPTED: "受理 已受理 立案 已立案 案卷建立",
    CaseStatus.DISPATCHED: "assigned 派遣 已派遣 派单 已派单 任务派遣 交办",
    CaseStatus.HANDLING: "in_progress in-progress 处理中 办理 办理中 任务处理 处置中",
    CaseStatus.REPLIED: "handled resolved 处理反馈 答复 已答复 已处理 已处置",
    CaseStatus.VERIFIED: "核实 已核实 核查 已核查",
    CaseStatus.CLOSED: "close complete completed done 结案 已结案 办结 已办结",
    CaseStatus.VISITED_BACK: "回访 已回访 评价 已评价 综合评价",
    CaseStatus.SUSPENDED: "postponed 缓办",
    CaseStatus.EXTENDED: "延期",
    CaseStatus.BOUNCED: "returned 退回 回退",
    CaseStatus.MERGED: "duplicate 合并 重复",
    CaseStatus.REJECTED: "declined 不予受理 不予立案 不受理",
    CaseStatus.VOID: "voided cancelled canceled 作废 撤销",
}
_STATUS_OF_WORD: Final = {
    word: status for status, words in _WORDS.items() for word in (status.value, *words.split())
}


def status_of_word(text: str) -> CaseStatus | None:
    """Return the state a word of a file means, Chinese or English; None when it is not known."""
    return _STATUS_OF_WORD.get("_".join(text.lower().split()))
