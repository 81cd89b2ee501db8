"""One demonstration case living its life: every step through the rules, its clocks with it.

The effects on clocks are those of `service.cases.effects`, kept in memory instead of in rows: a
thousand cases live a year in a second.  A test takes one life both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from casework.case import Case, CaseEvent
from casework.lifecycle import Stamp, advance, note
from casework.limit import Limit
from casework.move import Move
from casework.tier import Tier
from data.rule_store import Rules
from service.cases.clock import Clock, timed
from service.cases.clocks import new_clock

BY: Final = "demonstration"


@dataclass
class Life:
    """A case, its clocks, the levels that had it, and what happened to it, in order.

    Attributes
    ----------
    clocks
        With ``case_id`` 0 until they are kept.
    tiers
        ``[tier, entered_at, left_at, reason]`` each.
    """

    rules: Rules
    case: Case
    clocks: list[Clock] = field(default_factory=list)
    tiers: list[list[Any]] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)

    def begin(self, entered_by: str, serial: int) -> None:
        """Report the case: its first event, the clocks for telling the person and settling it."""
        case, at = self.case, self.case.reported_at
        told = {
            "code": case.code,
            "serial": serial,
            "status": case.status.value,
            "channel": case.channel,
            "assigned_to": case.assigned_to,
        }
        told = {name: value for name, value in told.items() if value is not None}
        self.events.append(CaseEvent(case.code, "reported", BY, entered_by, at, at, told))
        self._start("reply", at)
        self._start("resolve", at)
        self.tiers.append([case.tier, at, None, None])
        self.case = replace(case, moved_at=at, due_at=self._due())

    def step(self, move: Move, at: datetime, by: str = BY, **facts: object) -> None:
        """Take a legal step at a time.

        Raises
        ------
        CaseworkError
            When it is not legal from here or its time cannot be.
        """
        before = self.case
        self.case, event = advance(before, move, Stamp(by, by, at, at), facts)
        self.events.append(event)
        if move in _EFFECTS:
            _EFFECTS[move](self, at, facts)
        if before.is_open and not self.case.is_open:
            self.tiers[-1][2] = at
        due = self._due()
        if due != self.case.due_at:
            self.case = replace(self.case, due_at=due)

    def tell(
        self,
        kind: str,
        at: datetime,
        details: Mapping[str, object],
        changes: Mapping[str, object] | None = None,
        by: str = BY,
    ) -> None:
        """Leave an event that leaves the state as it is."""
        self.case, event = note(self.case, kind, Stamp(by, by, at, at), details, changes)
        self.events.append(event)

    def tell_progress(self, at: datetime, text: str, by: str = BY) -> None:
        """Tell the person about progress: the level's clock for that is met."""
        self.tell("told", at, {"text": text}, by=by)
        self.stop(at, "reply")

    def send_up(self, at: datetime, reason: str, by: str = BY) -> None:
        """Give the case to the level above, with its own clock for telling the person."""
        tier = self.case.tier
        above = Tier(tier + 1)
        details = {"tier_from": int(tier), "tier_to": int(above), "reason": reason}
        self.tell("sent_up", at, details, {"tier": above}, by)
        self.stop(at, "reply", ended_by="escalated")
        self._start("reply", at)
        self.tiers[-1][2] = at
        self.tiers.append([above, at, None, reason])

    def absorb(self, other: Life, at: datetime) -> None:
        """Stand for another report of the same matter, which is merged into this case.

        Both clocks of this case run then and are due before those of the other one, which was
        reported later: so they go on as they are.
        """
        other.step(Move.MERGE, at, merged_into=self.case.code)
        count = self.case.report_count + other.case.report_count
        details = {"merged": other.case.code, "report_count": count}
        self.tell("merged", at, details, {"report_count": count})

    def runs_at(self, name: str, at: datetime) -> bool:
        """Return whether a clock of this name ran at a time, without ever standing still."""
        return any(
            c.name == name
            and c.started_at <= at
            and not c.pauses
            and (not c.met_at or c.met_at > at)
            for c in self.clocks
        )

    def stop(self, at: datetime, *names: str, ended_by: str = "met") -> None:
        """End running clocks of these names, or all."""
        for one in self._open(*names):
            ran = timed(self.rules.calendar, _running(one, at)) if one.is_paused else one
            self._put(one, replace(ran, met_at=at, ended_by=ended_by))

    def _start(self, name: str, at: datetime) -> None:
        clock = new_clock(self.rules, 0, self.case, name, at)
        if clock is not None:
            self.clocks.append(clock)

    def _again(self, stage: str, at: datetime) -> None:
        before = next((one for one in reversed(self.clocks) if one.name == stage), None)
        rule = self.rules.profile.stages.get(stage)
        is_going_on = rule is not None and rule.counting == "cumulative"
        if before is None or before.met_at is None or not is_going_on:
            self._start(stage, at)
            return
        pauses = (*before.pauses, (before.met_at, at))
        goes_on = replace(before, pauses=pauses, met_at=None, ended_by=None)
        self._put(before, timed(self.rules.calendar, goes_on))

    def _pause(self, at: datetime) -> None:
        for one in self._open():
            still = replace(one, pauses=(*one.pauses, (at, None)), is_paused=True)
            self._put(one, timed(self.rules.calendar, still))

    def _resume(self, at: datetime) -> None:
        for one in self._open():
            if one.is_paused:
                self._put(one, timed(self.rules.calendar, _running(one, at)))

    def _extend(self, limit: Limit) -> None:
        more = {"kind": limit.kind.value, "amount": limit.amount}
        for one in self._open("resolve", "handle"):
            longer = replace(one, extensions=(*one.extensions, more))
            self._put(one, timed(self.rules.calendar, longer))

    def _reopen(self, at: datetime, reason: object) -> None:
        self._start("reply", at)
        self._start("resolve", at)
        self._again("handle", at)
        self.tiers.append([self.case.tier, at, None, reason])

    def _open(self, *names: str) -> list[Clock]:
        return [c for c in self.clocks if c.met_at is None and (not names or c.name in names)]

    def _put(self, old: Clock, new: Clock) -> None:
        self.clocks[next(n for n, one in enumerate(self.clocks) if one is old)] = new

    def _due(self) -> datetime | None:
        last = next((one for one in reversed(self.clocks) if one.name == "resolve"), None)
        if last is None or (self.case.is_open and last.met_at is not None):
            return None
        return last.due_at


def _running(clock: Clock, at: datetime) -> Clock:
    """Return the clock with its open pause ended."""
    begun = clock.pauses[-1][0]
    return replace(clock, pauses=(*clock.pauses[:-1], (begun, max(begun, at))), is_paused=False)


def _dispatched(life: Life, at: datetime, _: dict[str, object]) -> None:
    life.stop(at, "dispatch")
    life._again("handle", at)


def _bounced(life: Life, at: datetime, _: dict[str, object]) -> None:
    life.stop(at, "handle", ended_by="bounced")
    life._again("dispatch", at)


def _replied(life: Life, at: datetime, _: dict[str, object]) -> None:
    life.stop(at, "dispatch", "handle", "reply")
    life._start("check", at)


def _failed(life: Life, at: datetime, _: dict[str, object]) -> None:
    life.stop(at, "check")
    life._again("handle", at)


def _forced(life: Life, at: datetime, _: dict[str, object]) -> None:
    life.stop(at, "resolve")
    life.stop(at, ended_by="closed")


_EFFECTS: Final[dict[Move, Callable[[Life, datetime, dict[str, Any]], None]]] = {
    Move.ACCEPT: lambda life, at, _: life._start("dispatch", at),
    Move.DISPATCH: _dispatched,
    Move.BOUNCE: _bounced,
    Move.ANSWER: _replied,
    Move.REPLY: _replied,
    Move.PASS_CHECK: lambda life, at, _: life.stop(at, "check"),
    Move.FAIL_CHECK: _failed,
    Move.EXTEND: lambda life, _, said: life._extend(Limit.parse(said["extend_by"])),
    Move.SUSPEND: lambda life, at, _: life._pause(at),
    Move.RESUME: lambda life, at, _: life._resume(at),
    Move.CLOSE: lambda life, at, _: life.stop(at),
    Move.FORCE_CLOSE: _forced,
    Move.REOPEN: lambda life, at, said: life._reopen(at, said["reason"]),
    Move.MERGE: lambda life, at, _: life.stop(at, ended_by="merged"),
    Move.VOID: lambda life, at, _: life.stop(at, ended_by="void"),
    Move.REJECT: lambda life, at, _: life.stop(at, ended_by="rejected"),
}
