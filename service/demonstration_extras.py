"""Supervision, a sweep, errands, mediation, referrals and joint handling in the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import sqlalchemy as sa

from casework.request import RequestKind
from data.demo import lives
from data.schema import (
    case_steps,
    case_units,
    mediations,
    referrals,
    supervisions,
    sweep_cases,
    sweeps,
)
from service.demonstration_life import Life

Rows = dict[sa.Table, list[dict[str, Any]]]
_DAY: Final = timedelta(days=1)
_OFFICE: Final = "督查室"
_MEDIATOR: Final = "人民调解员甲"
_PROGRAMMES: Final = ("临时救助", "慈善帮扶", "住房修缮补助")


def add_extras(lived: Sequence[Life], now: datetime, draw: Random) -> Rows:
    """Return the rows to keep beside the cases, whose events are left in their lives.

    ``case_id`` is a place in ``lived``.
    """
    rows: Rows = {}
    makers: tuple[Callable[[Sequence[Life], datetime, Random], Iterator[_Row]], ...] = (
        _supervised, _swept, _errands, _mediated, _referred, _joined,
    )  # fmt: skip
    for make in makers:
        for table, row in make(lived, now, draw):
            rows.setdefault(table, []).append(row)
    return rows


_Row = tuple[sa.Table, dict[str, Any]]


def _some(
    lived: Sequence[Life], count: int, draw: Random, fits: Callable[[Life], bool]
) -> list[tuple[int, Life]]:
    """Return some lives that fit, with their places, in order."""
    fitting = [(place, life) for place, life in enumerate(lived) if fits(life)]
    return sorted(draw.sample(fitting, min(count, len(fitting))), key=lambda one: one[0])


def _took_days(life: Life, days: float) -> bool:
    closed = life.case.closed_at
    return closed is not None and closed - life.case.reported_at > _DAY * days


def _supervised(lived: Sequence[Life], now: datetime, draw: Random) -> Iterator[_Row]:
    """Supervise a few cases that are late today, and a few that were settled under supervision."""
    late = _some(lived, 4, draw, lambda life: life.case.is_overdue_at(now))
    done = _some(lived, 4, draw, lambda life: _took_days(life, 4))
    for number, (place, life) in enumerate((*late, *done), start=1):
        case = life.case
        filing_no = f"督〔{now:%Y}〕{number:04}"
        opened = now - _DAY * 2 if case.is_open else case.reported_at + _DAY * 2
        opened = max(opened, case.reported_at + timedelta(minutes=30))
        due = opened + _DAY * draw.choice((1, 3, 7))
        said = {"filing_no": filing_no, "supervisor": _OFFICE, "reason": "群众反映强烈"}
        life.tell("supervision_opened", opened, said | {"due_at": due}, by=_OFFICE)
        row = {"case_id": place, **said, "opened_at": opened, "due_at": due}
        row |= {"ended_at": case.closed_at, "outcome": None}
        if case.closed_at is not None:
            outcome = "已督促办结"
            row["outcome"] = outcome
            ended = {"filing_no": filing_no, "outcome": outcome}
            life.tell("supervision_ended", case.closed_at, ended, by=_OFFICE)
        yield supervisions, row


def _swept(lived: Sequence[Life], now: datetime, draw: Random) -> Iterator[_Row]:
    """Sweep what leaks and floods: cases of the last month, to be settled within a fortnight."""
    opened = now - _DAY * 5
    cut_off, deadline = (opened - _DAY).date(), (now + _DAY * 14).date()
    name = "雨情隐患排查"
    yield (
        sweeps,
        {
            "id": 1, "name": name, "cut_off_on": cut_off, "owner": _OFFICE,
            "deadline_on": deadline, "opened_at": opened,
        },
    )  # fmt: skip

    def fits(life: Life) -> bool:
        case = life.case
        is_it = case.category in ("路面积水", "房屋漏水", "井盖缺失")
        is_known = opened - _DAY * 40 < case.reported_at < opened - _DAY * 2
        return is_it and is_known and case.merged_into is None

    for place, life in _some(lived, 12, draw, fits):
        details = {"sweep": name, "due_on": deadline.isoformat()}
        life.tell("sweep_found", opened, details, by=_OFFICE)
        yield sweep_cases, {"sweep_id": 1, "case_id": place}


def _errands(lived: Sequence[Life], now: datetime, draw: Random) -> Iterator[_Row]:
    """Give the errands of the last two months their checklists, done as far as they have come."""

    def fits(life: Life) -> bool:
        case = life.case
        is_it = case.kind is RequestKind.AGENT_SERVICE and case.accepted_at is not None
        return is_it and case.reported_at > now - _DAY * 60

    for place, life in _some(lived, 40, draw, fits):
        case = life.case
        start, end = case.accepted_at or now, case.closed_at or now
        agent = case.assigned_to or "社区窗口"
        life.tell("steps_set", start, {"step": list(lives.ERRAND)}, by=agent)
        done = len(lives.ERRAND) if case.closed_at else draw.randint(0, 2)
        for position, text in enumerate(lives.ERRAND, start=1):
            at = (start + (end - start) * position / 4).replace(microsecond=0)
            is_done = position <= done
            if is_done:
                details = {"position": position, "step": text, "done_by": agent}
                life.tell("step_checked", at, details, by=agent)
            yield (
                case_steps,
                {
                    "case_id": place, "position": position, "text": text,
                    "done_at": at if is_done else None, "done_by": agent if is_done else None,
                },
            )  # fmt: skip


def _mediated(lived: Sequence[Life], now: datetime, draw: Random) -> Iterator[_Row]:
    """Mediate in some of the neighbours' matters."""

    def fits(life: Life) -> bool:
        entry = life.rules.catalogue.entry(life.case.category)
        return bool(entry and entry.is_mediation and life.case.accepted_at)

    for place, life in _some(lived, 10, draw, fits):
        case = life.case
        opened = case.accepted_at or now
        life.tell("mediation_opened", opened, {"mediator": _MEDIATOR}, by="司法所")
        outcome = draw.choice(("agreed", "agreed", "agreed", "not_agreed", "withdrawn"))
        row = {"case_id": place, "mediator": _MEDIATOR, "opened_at": opened}
        row |= {"outcome": None, "ended_at": case.closed_at}
        if case.closed_at is not None:
            row["outcome"] = outcome
            details = {"mediator": _MEDIATOR, "outcome": outcome}
            life.tell("mediation_ended", case.closed_at, details, by="司法所")
        yield mediations, row


def _referred(lived: Sequence[Life], now: datetime, draw: Random) -> Iterator[_Row]:
    """Refer a few requests to aid programmes."""
    asked = _some(
        lived, 8, draw, lambda life: life.case.category == "房屋漏水" and _took_days(life, 6)
    )
    for place, life in asked:
        case = life.case
        at = case.reported_at + _DAY * 2
        answered = at + _DAY * 3
        programme = draw.choice(_PROGRAMMES)
        outcome = draw.choice(("granted", "granted", "declined", None))
        referred = {"programme": programme, "referred_on": at.date().isoformat()}
        life.tell("referral_made", at, referred, by="民政窗口")
        if outcome is not None:
            details = {"programme": programme, "outcome": outcome}
            details["outcome_on"] = answered.date().isoformat()
            life.tell("referral_ended", answered, details, by="民政窗口")
        yield (
            referrals,
            {
                "case_id": place, "programme": programme, "referred_on": at.date(),
                "outcome": outcome, "outcome_on": answered.date() if outcome else None,
            },
        )  # fmt: skip


def _joined(lived: Sequence[Life], now: datetime, draw: Random) -> Iterator[_Row]:
    """Let a second unit join in handling some open cases."""

    def fits(life: Life) -> bool:
        return life.case.status.value == "handling" and life.case.unit_code not in (None, "CG")

    for place, life in _some(lived, 8, draw, fits):
        since = life.case.moved_at or now
        life.tell("unit_joined", since, {"unit": "CG", "reason": "需联合执法"}, by="派遣席")
        yield case_units, {"case_id": place, "unit_code": "CG", "since": since}
