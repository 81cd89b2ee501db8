"""What happens to a demonstration case between its report and today: drawn, then lived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from casework.case_status import CaseStatus
from casework.move import Move
from casework.tier import Tier
from data.demo import lives
from service.demonstration_life import Life

_DESK, _DISPATCHER, _CHECKER, _CALLER = "受理席", "派遣席", "核查席", "回访席"
_COUNCIL: Final = "居民理事会"
_DAY: Final = timedelta(days=1)
# Of those who were visited back: satisfied, not satisfied, no answer.  Our choice.
_ANSWERS: Final = {"yes": 0.86, "no": 0.06, "no_answer": 0.08}
# How far a case under way has come.  Our choice.
_STAGES: Final = {
    "accepted": 4, "dispatched": 14, "bounced": 2, "handling": 46, "extended": 8, "suspended": 6,
    "replied": 12, "verified": 5,
}  # fmt: skip
_YOUNG: Final = timedelta(hours=3)


_Act = tuple[datetime, Callable[[datetime], None]]


class Story:
    """The life of one case, told step by step.

    Parameters
    ----------
    life
        The case as it was reported.
    end
        When it is closed, or today for one that is open.
    now
        Today.
    draw
        Where chance comes from.
    workers
        Codes of workers a case may be handed to.
    """

    def __init__(
        self, life: Life, end: datetime, now: datetime, draw: Random, workers: Sequence[str]
    ) -> None:
        self.life, self.now, self.draw, self.workers = life, now, draw, workers
        self.begun, self.end = life.case.reported_at, end
        self.span = end - self.begun
        self.unit = life.case.unit_code or "SQ"

    def settled(self) -> None:
        """Live until it is closed at `end`, and on to the visit back."""
        drawn = self.draw.random()
        if self.life.case.tier is Tier.COUNCIL or (self._is_question() and drawn < 0.5):
            self._answered_directly()
        else:
            self._handled(drawn)
            if drawn > 0.992:
                self._closed_by_force()
            else:
                self._checked_and_closed(drawn)
        self._visited_back()

    def under_way(self, kind: str) -> None:
        """Live until today, and be open: ``late`` in nobody's favour, or ``waiting``."""
        age = self.now - self.begun
        if kind == "waiting":
            self._reach("suspended")
            return
        if age < _YOUNG and self.draw.random() < 0.7:
            return
        stage = self.draw.choices(list(_STAGES), list(_STAGES.values()))[0]
        if stage in ("accepted", "bounced") and age > _DAY:
            stage = "dispatched"
        if kind == "late" and stage in ("extended", "suspended"):
            stage = "handling"
        self._reach(stage)

    def dropped(self, move: Move) -> None:
        """Be rejected or made void soon after the report."""
        at = self._soon(20, 240, 0.5)
        said = lives.REJECTED if move is Move.REJECT else lives.VOID
        self.life.step(move, at, _DESK, reason=self.draw.choice(said))

    def _reach(self, stage: str) -> None:
        accepted = self._soon(3, 40, 0.1)
        self._accept(accepted)
        if stage == "accepted":
            return
        dispatched = self._soon(45, 110, 0.3)
        self._dispatch(dispatched)
        if stage == "bounced":
            self._do(Move.BOUNCE, self._part(0.5), self.unit, reason=lives.BOUNCED)
        if stage in ("dispatched", "bounced"):
            for at, act in self._told(self._part(0.5), self.end):
                act(at)
            return
        started = self._soon(120, 400, 0.55)
        self.life.step(Move.START, started, self.unit)
        if stage in ("handling", "extended", "suspended"):
            self._working(stage, started)
        else:
            self._do(Move.REPLY, self._part(0.9), self.unit, text=lives.ANSWERS)
            if stage == "verified":
                self.life.step(Move.PASS_CHECK, self._part(0.96), _CHECKER)

    def _working(self, stage: str, started: datetime) -> None:
        acts = self._told(started, self.end)
        if stage != "handling":
            off = max(started, min(self._part(0.58), _whole(started + _DAY)))
            move = Move.EXTEND if stage == "extended" else Move.SUSPEND
            acts.append((off, partial(self._put_off, move)))
        for at, act in sorted(acts, key=_first):
            act(at)

    def _handled(self, drawn: float) -> None:
        """Live from the report to where the work is done but for the reply."""
        self._accept(self._soon(3, 40, 0.1))
        dispatched = self._soon(45, 110, 0.3)
        wrong = 0.10 < drawn < 0.16
        self._dispatch(dispatched, "CG" if wrong and self.unit != "CG" else None)
        if wrong:
            self._do(Move.BOUNCE, self._part(0.35), "CG", reason=lives.BOUNCED)
            self._dispatch(self._part(0.4))
        started = self._part(0.45) if wrong else self._soon(120, 400, 0.55)
        self.life.step(Move.START, started, self.unit)
        between = self._between(started, drawn)
        for at, act in sorted([*between, *self._told(started, self._part(0.68))], key=_first):
            act(at)
        if 0.94 < drawn < 0.985:
            self._sent_up(drawn)

    def _between(self, started: datetime, drawn: float) -> list[_Act]:
        """Return what happens while the work goes on, if anything, with its times."""
        off = max(started, min(self._part(0.58), _whole(started + _DAY)))
        if 0.16 < drawn < 0.20:
            return [(off, partial(self._put_off, Move.EXTEND))]
        if 0.20 < drawn < 0.22:
            return [(off, partial(self._put_off, Move.SUSPEND)), (self._part(0.64), self._resume)]
        if 0.22 < drawn < 0.26:
            return [(self._part(0.58), self._reply_badly), (self._part(0.62), self._fail)]
        return [(self._part(0.6), self._hand_over)] if 0.26 < drawn < 0.30 else []

    def _sent_up(self, drawn: float) -> None:
        self.life.send_up(self._part(0.69), self.draw.choice(lives.SENT_UP), self.unit)
        if drawn > 0.98:
            self.life.send_up(self._part(0.695), self.draw.choice(lives.SENT_UP), self.unit)

    def _reply_badly(self, at: datetime) -> None:
        self._do(Move.REPLY, at, self.unit, text=lives.ANSWERS)

    def _fail(self, at: datetime) -> None:
        self._do(Move.FAIL_CHECK, at, _CHECKER, reason=lives.FAILED)

    def _resume(self, at: datetime) -> None:
        if self.life.case.status is CaseStatus.SUSPENDED:
            self.life.step(Move.RESUME, at, self.unit)

    def _checked_and_closed(self, drawn: float) -> None:
        replied = self.end - min(timedelta(minutes=30 + 400 * drawn), self.span * 0.3)
        checked = self.end - min(timedelta(minutes=3 + 25 * drawn), self.span * 0.1)
        self._do(Move.REPLY, _whole(replied), self.unit, text=lives.ANSWERS)
        self.life.step(Move.PASS_CHECK, _whole(checked), _CHECKER)
        self._close(self.end)

    def _closed_by_force(self) -> None:
        self.life.step(
            Move.FORCE_CLOSE, self.end, _CHECKER, resolution="已纳入整治项目统一实施",
            reason="项目已立项", approved_by=lives.APPROVER,
        )  # fmt: skip

    def _answered_directly(self) -> None:
        by = _COUNCIL if self.life.case.tier is Tier.COUNCIL else _DESK
        self._accept(self._soon(3, 40, 0.2))
        self._do(Move.ANSWER, self._part(0.8), by, text=lives.ANSWERS)
        self.life.step(Move.PASS_CHECK, self._part(0.9), _CHECKER)
        self._close(self.end)

    def _visited_back(self) -> None:
        at = _whole(self.end + _DAY * self.draw.uniform(0.5, 5))
        if self.draw.random() > 0.6 or at > self.now:
            return
        answer = self.draw.choices(list(_ANSWERS), list(_ANSWERS.values()))[0]
        self.life.step(Move.VISIT_BACK, at, _CALLER, satisfied=answer)
        again = at + _DAY
        if answer == "no" and self.draw.random() < 0.4 and again < self.now:
            self._do(Move.REOPEN, again, _CALLER, reason=lives.REOPENED)
            self._settled_again(again)

    def _settled_again(self, at: datetime) -> None:
        if at + 2 * _DAY > self.now:
            return
        self._do(Move.REPLY, at + _DAY, self.unit, text=lives.ANSWERS)
        self.life.step(Move.PASS_CHECK, at + _DAY * 1.5, _CHECKER)
        self._close(at + 2 * _DAY)

    def _accept(self, at: datetime) -> None:
        self.life.step(Move.ACCEPT, at, _DESK, category=self.life.case.category)

    def _dispatch(self, at: datetime, unit: str | None = None) -> None:
        self.life.step(Move.DISPATCH, at, _DISPATCHER, unit=unit or self.unit)

    def _close(self, at: datetime) -> None:
        self._do(Move.CLOSE, at, _CHECKER, resolution=lives.RESOLUTIONS)

    def _hand_over(self, at: datetime) -> None:
        case = self.life.case
        other = self.draw.choice(self.workers)
        if case.assigned_to is None or other == case.assigned_to:
            return
        reason = self.draw.choice(lives.HANDED)
        details = {"from": case.assigned_to, "to": other, "reason": reason}
        self.life.tell("handed_over", at, details, {"assigned_to": other}, by=_DISPATCHER)

    def _put_off(self, move: Move, at: datetime) -> None:
        """Extend or suspend when that can still be asked for before the time is up."""
        due = self.life.case.due_at
        if due is None or at >= due:
            return
        words = lives.EXTENDED if move is Move.EXTEND else lives.SUSPENDED
        said: dict[str, Any] = {"extend_by": "3 working_days"} if move is Move.EXTEND else {}
        said |= {"approved_by": lives.APPROVER, "asked_at": at}
        self.life.step(move, at, self.unit, reason=self.draw.choice(words), **said)

    def _told(self, earliest: datetime, latest: datetime) -> list[_Act]:
        """Return when the person is told about progress: nearly always within five days."""
        days = self.draw.uniform(1, 4.5) if self.draw.random() < 0.93 else self.draw.uniform(5, 9)
        at = max(earliest, _whole(self.begun + _DAY * days))
        return [(at, self._tell)] if at <= latest else []

    def _tell(self, at: datetime) -> None:
        self.life.tell_progress(at, self.draw.choice(lives.TOLD), self.unit)

    def _do(self, move: Move, at: datetime, by: str, **said: Sequence[str]) -> None:
        """Take a step with one of these words said."""
        facts: dict[str, Any] = {name: self.draw.choice(words) for name, words in said.items()}
        self.life.step(move, at, by, **facts)

    def _soon(self, low: float, high: float, share: float) -> datetime:
        """Return some minutes after the report, but within this share of the life."""
        minutes = timedelta(minutes=self.draw.uniform(low, high))
        return _whole(self.begun + min(minutes, self.span * share))

    def _part(self, share: float) -> datetime:
        return _whole(self.begun + self.span * share)

    def _is_question(self) -> bool:
        return self.life.case.category == "咨询"


def _first(act: _Act) -> datetime:
    return act[0]


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
