"""The steps of a case: from which states, to which, and what has to be said with each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.case_status import OPEN_STATUSES, CaseStatus
from casework.sentence import Term

_S = CaseStatus


class Move(StrEnum):
    """A step that changes where a case stands."""

    ACCEPT = "accept"
    REJECT = "reject"
    DISPATCH = "dispatch"
    ANSWER = "answer"
    START = "start"
    BOUNCE = "bounce"
    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
    REPLY = "reply"
    PASS_CHECK = "pass_check"
    FAIL_CHECK = "fail_check"
    CLOSE = "close"
    FORCE_CLOSE = "force_close"
    VISIT_BACK = "visit_back"
    REOPEN = "reopen"
    MERGE = "merge"
    VOID = "void"
    MIRROR = "mirror"


@dataclass(frozen=True)
class Step:
    """One row of the table of legal moves.

    Attributes
    ----------
    sources
        The states from which it may be made.
    target
        The state it leads to; None when it is said with the step (`Move.MIRROR`).
    needs
        Facts that must be said with it, by name (`FACT_TERMS`); blanks are refused.
    """

    sources: frozenset[CaseStatus]
    target: CaseStatus | None
    needs: tuple[str, ...] = ()


def _step(sources: tuple[CaseStatus, ...], target: CaseStatus | None, *needs: str) -> Step:
    return Step(frozenset(sources), target, needs)


_AT_WORK: Final = (_S.HANDLING, _S.EXTENDED)

# The one table of legal moves.  What is not here is refused.
STEPS: Final[dict[Move, Step]] = {
    Move.ACCEPT: _step((_S.REPORTED,), _S.ACCEPTED, "category"),
    Move.REJECT: _step((_S.REPORTED, _S.ACCEPTED, _S.BOUNCED), _S.REJECTED, "reason"),
    Move.DISPATCH: _step((_S.ACCEPTED, _S.BOUNCED), _S.DISPATCHED, "unit"),
    # 直接办理: settled by whoever took it, without a dispatch.
    Move.ANSWER: _step((_S.ACCEPTED,), _S.REPLIED, "text"),
    Move.START: _step((_S.DISPATCHED,), _S.HANDLING),
    Move.BOUNCE: _step((_S.DISPATCHED, _S.HANDLING), _S.BOUNCED, "reason"),
    Move.EXTEND: _step(_AT_WORK, _S.EXTENDED, "reason", "extend_by", "approved_by", "asked_at"),
    Move.SUSPEND: _step(
        (_S.DISPATCHED, *_AT_WORK), _S.SUSPENDED, "reason", "approved_by", "asked_at"
    ),
    Move.RESUME: _step((_S.SUSPENDED,), _S.HANDLING),
    Move.REPLY: _step(_AT_WORK, _S.REPLIED, "text"),
    Move.PASS_CHECK: _step((_S.REPLIED,), _S.VERIFIED),
    Move.FAIL_CHECK: _step((_S.REPLIED,), _S.HANDLING, "reason"),
    Move.CLOSE: _step((_S.VERIFIED,), _S.CLOSED, "resolution"),
    # 强制结案: without a check that was passed, so somebody has to approve it.
    Move.FORCE_CLOSE: _step(
        (*_AT_WORK, _S.SUSPENDED, _S.REPLIED), _S.CLOSED, "resolution", "reason", "approved_by"
    ),
    Move.VISIT_BACK: _step((_S.CLOSED,), _S.VISITED_BACK, "satisfied"),
    Move.REOPEN: _step((_S.CLOSED, _S.VISITED_BACK), _S.HANDLING, "reason"),
    Move.MERGE: _step(OPEN_STATUSES, _S.MERGED, "merged_into"),
    Move.VOID: _step(tuple(one for one in CaseStatus if one is not _S.VOID), _S.VOID, "reason"),
    # What another system's file says of its own case; only an import may say so.
    Move.MIRROR: _step(tuple(CaseStatus), None, "to"),
}

# The answers a visit back can have.
SATISFIED: Final = ("yes", "no", "no_answer")

MOVE_TERMS: Final = {
    Move.ACCEPT: Term("Accept"),
    Move.REJECT: Term("Reject"),
    Move.DISPATCH: Term("Dispatch"),
    Move.ANSWER: Term("Answer directly"),
    Move.START: Term("Sign for it and start"),
    Move.BOUNCE: Term("Send back"),
    Move.EXTEND: Term("Extend"),
    Move.SUSPEND: Term("Suspend"),
    Move.RESUME: Term("Resume"),
    Move.REPLY: Term("Reply"),
    Move.PASS_CHECK: Term("Check passed"),
    Move.FAIL_CHECK: Term("Check failed"),
    Move.CLOSE: Term("Close the case"),
    Move.FORCE_CLOSE: Term("Close without a check"),
    Move.VISIT_BACK: Term("Visit back"),
    Move.REOPEN: Term("Reopen"),
    Move.MERGE: Term("Merge into another"),
    Move.VOID: Term("Void"),
    Move.MIRROR: Term("Follow the other system"),
}

FACT_TERMS: Final = {
    "category": Term("category"),
    "reason": Term("reason"),
    "unit": Term("owner unit"),
    "text": Term("text of the reply"),
    "extend_by": Term("by how long"),
    "approved_by": Term("approved by"),
    "asked_at": Term("asked for at"),
    "resolution": Term("resolution"),
    "satisfied": Term("answer of the visit back"),
    "merged_into": Term("number of the case that stands for it"),
    "to": Term("state"),
}


def legal_moves(status: CaseStatus) -> tuple[Move, ...]:
    """Return the steps a person may make from a state, in the order of the table."""
    return tuple(
        move for move, step in STEPS.items() if status in step.sources and move is not Move.MIRROR
    )
