"""Two label sets over the same machine: digital city management and the 12345 hotline.

Notes
-----
The seven links of digital city management (数字城管, rules of Fugou, 2019) are 信息收集, 案卷建立,
任务派遣, 任务处理, 处理反馈, 核实结案 and 综合评价; the eight of the hotline (国办发〔2020〕53号)
are 受理, 派单, 办理, 答复, 督办, 办结, 回访 and 评价.  督办 runs beside the others and is no state
here.  The words of side states are those of the trade, in both sets.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from casework.case_status import STATUS_TERMS, CaseStatus
from casework.move import MOVE_TERMS, Move
from casework.sentence import Term


class Labels(NamedTuple):
    """What a state or step is called: by us, in digital city management, on the hotline."""

    ours: Term
    digital_city: str
    hotline: str


_S, _M = CaseStatus, Move

_STATES: Final[dict[CaseStatus, tuple[str, str]]] = {
    _S.REPORTED: ("信息收集", "受理"),
    _S.ACCEPTED: ("案卷建立", "受理"),
    _S.DISPATCHED: ("任务派遣", "派单"),
    _S.HANDLING: ("任务处理", "办理"),
    _S.REPLIED: ("处理反馈", "答复"),
    _S.VERIFIED: ("核实", "答复"),
    _S.CLOSED: ("结案", "办结"),
    _S.VISITED_BACK: ("综合评价", "回访"),
    _S.BOUNCED: ("退回", "退回"),
    _S.EXTENDED: ("延期", "延期"),
    _S.SUSPENDED: ("缓办", "缓办"),
    _S.MERGED: ("合并", "合并"),
    _S.REJECTED: ("不予立案", "不予受理"),
    _S.VOID: ("作废", "作废"),
}

_MOVES: Final[dict[Move, tuple[str, str]]] = {
    _M.ACCEPT: ("立案", "受理"),
    _M.REJECT: ("不予立案", "不予受理"),
    _M.DISPATCH: ("派遣", "派单"),
    _M.ANSWER: ("直接办理", "直接答复"),
    _M.START: ("签收", "签收"),
    _M.BOUNCE: ("退回", "退回"),
    _M.EXTEND: ("延期", "延期"),
    _M.SUSPEND: ("缓办", "缓办"),
    _M.RESUME: ("恢复办理", "恢复办理"),
    _M.REPLY: ("处理反馈", "答复"),
    _M.PASS_CHECK: ("核查通过", "核查通过"),
    _M.FAIL_CHECK: ("返工", "重办"),
    _M.CLOSE: ("结案", "办结"),
    _M.FORCE_CLOSE: ("强制结案", "强制办结"),
    _M.VISIT_BACK: ("综合评价", "回访"),
    _M.REOPEN: ("返工", "重办"),
    _M.MERGE: ("合并", "合并"),
    _M.VOID: ("作废", "作废"),
    _M.MIRROR: ("同步", "同步"),
}

# What each Chinese word means, for whoever reads English.
_GLOSSES: Final = {
    "信息收集": Term("collecting information"),
    "案卷建立": Term("opening the file"),
    "任务派遣": Term("dispatching the task"),
    "任务处理": Term("handling the task"),
    "处理反馈": Term("reporting back"),
    "核实": Term("verifying"),
    "结案": Term("closing the file"),
    "综合评价": Term("evaluating the whole"),
    "受理": Term("taking the request"),
    "派单": Term("passing it on"),
    "办理": Term("dealing with it"),
    "答复": Term("answering"),
    "办结": Term("settling"),
    "回访": Term("calling back"),
    "退回": Term("sending back"),
    "延期": Term("extending"),
    "缓办": Term("suspending"),
    "恢复办理": Term("taking up again"),
    "合并": Term("merging"),
    "不予立案": Term("declining to open a file"),
    "不予受理": Term("declining the request"),
    "作废": Term("voiding"),
    "立案": Term("opening the file"),
    "派遣": Term("dispatching the task"),
    "直接办理": Term("settling directly"),
    "直接答复": Term("answering directly"),
    "签收": Term("signing for it"),
    "核查通过": Term("passing the check"),
    "返工": Term("doing it again"),
    "重办": Term("doing it again"),
    "强制结案": Term("closing without a check"),
    "强制办结": Term("settling without a check"),
    "同步": Term("following the other system"),
}


def labels(status: CaseStatus) -> Labels:
    """Return what a state is called: our word, and the Chinese word of each label set."""
    return Labels(STATUS_TERMS[status], *_STATES[status])


def move_labels(move: Move) -> Labels:
    """Return what a step is called: our word, and the Chinese word of each label set."""
    return Labels(MOVE_TERMS[move], *_MOVES[move])


def gloss(word: str) -> Term:
    """Return what a Chinese word of either label set means in English."""
    return _GLOSSES[word]
