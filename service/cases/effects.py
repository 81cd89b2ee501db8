"""What a step does to the clocks and the level of a case, by the name of the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.case import Case
from casework.deadlines import due_after
from casework.limit import Limit
from casework.move import Move
from data.rule_store import Rules
from service.cases import clocks
from service.cases.tiers import enter_tier, leave_tier
from service.errors import ServiceError


@dataclass(frozen=True)
class Turn:
    """A step that is being taken: the case before and after it, and what is said with it."""

    conn: sa.Connection
    rules: Rules
    case_id: int
    before: Case
    case: Case
    at: datetime
    said: Mapping[str, Any]

    def start(self, *names: str) -> None:
        """Start clocks now."""
        for name in names:
            clocks.start(self.conn, self.rules, self.case_id, self.case, name, self.at)

    def again(self, stage: str) -> None:
        """Start a stage that may have been entered before."""
        clocks.again(self.conn, self.rules, self.case_id, self.case, stage, self.at)

    def stop(self, *names: str, ended_by: str = "met") -> None:
        """End clocks now: those named, or all."""
        calendar = self.rules.calendar
        clocks.stop(self.conn, calendar, self.case_id, self.at, names, ended_by)


def follow(move: Move, turn: Turn) -> datetime | None:
    """Return the case's due time after a step has had its effects on clocks and level."""
    clocks.adopt_stated(turn.conn, turn.case_id, turn.before)
    if move in _EFFECTS:
        _EFFECTS[move](turn)
    if turn.before.is_open and not turn.case.is_open:
        leave_tier(turn.conn, turn.case_id, turn.at)
    return clocks.resolve_due(turn.conn, turn.case_id, turn.case)


def _accept(turn: Turn) -> None:
    if turn.case.category != turn.before.category:
        clocks.restate_resolve(turn.conn, turn.rules, turn.case_id, turn.case)
    turn.start("dispatch")


def _dispatch(turn: Turn) -> None:
    turn.stop("dispatch")
    turn.again("handle")


def _bounce(turn: Turn) -> None:
    turn.stop("handle", ended_by="bounced")
    turn.again("dispatch")


def _reply(turn: Turn) -> None:
    turn.stop("dispatch", "handle", "reply")
    turn.start("check")


def _fail_check(turn: Turn) -> None:
    turn.stop("check")
    turn.again("handle")


def _extend(turn: Turn) -> None:
    limit = Limit.parse(str(turn.said["extend_by"]))
    _refuse_too_long(turn, limit)
    clocks.extend(turn.conn, turn.rules.calendar, turn.case_id, limit)


def _suspend(turn: Turn) -> None:
    clocks.pause(turn.conn, turn.rules.calendar, turn.case_id, turn.at)


def _resume(turn: Turn) -> None:
    clocks.resume(turn.conn, turn.rules.calendar, turn.case_id, turn.at)


def _force_close(turn: Turn) -> None:
    turn.stop("resolve")
    turn.stop(ended_by="closed")


def _reopen(turn: Turn) -> None:
    turn.start("reply", "resolve")
    turn.again("handle")
    enter_tier(turn.conn, turn.case_id, turn.case.tier, turn.at, turn.said["reason"])


def _refuse_too_long(turn: Turn, limit: Limit) -> None:
    running = clocks.open_clocks(turn.conn, turn.case_id, ("resolve",))
    if not running:
        raise ServiceError(
            "Case {code} has no due time, so there is nothing to extend.", code=turn.case.code
        )
    allowed = turn.rules.profile.extension
    if len(running[-1].extensions) >= allowed.max_times:
        raise ServiceError(
            "Case {code} was already extended {count} times, as often as the rule book allows:"
            " settle it, or ask for its suspension.",
            code=turn.case.code,
            count=len(running[-1].extensions),
        )
    longest = allowed.max_limit
    if longest and _is_longer(turn, limit, longest):
        raise ServiceError(
            "Case {code} cannot be extended by {asked}: the rule book allows {longest} at most.",
            code=turn.case.code,
            asked=str(limit),
            longest=str(longest),
        )


def _is_longer(turn: Turn, limit: Limit, longest: Limit) -> bool:
    # Of one kind they compare without a calendar, which may lack the next year.
    if limit.kind is longest.kind:
        return limit.amount > longest.amount
    calendar = turn.rules.calendar
    return due_after(calendar, turn.at, limit) > due_after(calendar, turn.at, longest)


_EFFECTS: Final[dict[Move, Callable[[Turn], None]]] = {
    Move.ACCEPT: _accept,
    Move.DISPATCH: _dispatch,
    Move.BOUNCE: _bounce,
    Move.REPLY: _reply,
    Move.ANSWER: _reply,
    Move.PASS_CHECK: lambda turn: turn.stop("check"),
    Move.FAIL_CHECK: _fail_check,
    Move.EXTEND: _extend,
    Move.SUSPEND: _suspend,
    Move.RESUME: _resume,
    Move.CLOSE: lambda turn: turn.stop(),
    Move.FORCE_CLOSE: _force_close,
    Move.REOPEN: _reopen,
    Move.MERGE: lambda turn: turn.stop(ended_by="merged"),
    Move.VOID: lambda turn: turn.stop(ended_by="void"),
    Move.REJECT: lambda turn: turn.stop(ended_by="rejected"),
}
