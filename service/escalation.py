"""Reminders, bulletin lines and sendings-up, raised each once for what has run out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, NamedTuple

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import Case
from casework.escalation import OVERDUE_REPLY, REPLY_CLOCK, Ladder, NoticeKind
from casework.tier import Tier
from data import clock_store
from data.clock_store import LateClock
from data.event_store import add_events
from data.rule_store import Rules, rules_of
from data.store import Store, bump
from service.cases.clock import row_of
from service.cases.clocks import new_clock
from service.errors import ServiceError
from service.escalation_report import EscalationReport, EscalationStopped, Tally

__all__ = ["CHUNK", "EscalationReport", "EscalationStopped", "escalate"]

CHUNK: Final = 5000


class _Notice(NamedTuple):
    kind: NoticeKind
    clock: LateClock
    falls_due_at: datetime


def escalate(
    viewer: Viewer,
    store: Store,
    now: datetime,
    *,
    as_of: datetime | None = None,
    chunk: int = CHUNK,
    is_dry_run: bool = False,
) -> EscalationReport:
    """Return what was raised for all running clocks whose due time has passed.

    Parameters
    ----------
    now
        When it runs: what is written bears this time.
    as_of
        The moment to judge by, `now` by default; a later one only to look ahead.
    chunk
        How many clock ids one transaction covers.
    is_dry_run
        Only say what would be raised.

    Raises
    ------
    CaseworkError
        When the viewer may not escalate.
    ServiceError
        When something was to be raised as of a time that has not come.
    EscalationStopped
        On any failure on the way, with the report of what is done and kept.

    Notes
    -----
    Portions are fixed ranges of clock ids in rising order, each judged and written in one
    transaction, so a run killed anywhere and run again leaves what one run would have left.
    """
    require(viewer, Action.ESCALATE)
    moment = as_of or now
    if moment > now and not is_dry_run:
        raise ServiceError(
            "Nothing can be raised as of {moment}, which is still to come: look ahead with"
            " --dry-run.",
            moment=moment,
        )
    tally = Tally()
    try:
        with store.read() as conn:
            rules = rules_of(conn)
            moment = rules.calendar.local(moment)
            ladder = Ladder(rules.calendar, rules.profile)
            tally.not_stated = tuple(kind for kind in NoticeKind if not ladder.states(kind))
            tally.without_due = clock_store.count_without_due(conn)
            ids = clock_store.late_clock_ids(conn, moment)
        for first in sorted({one // chunk * chunk for one in ids}):
            with _transaction(store, is_dry_run=is_dry_run) as conn:
                rules = rules_of(conn)
                notices, part = _due_now(conn, rules, moment, range(first, first + chunk))
                if notices and not is_dry_run:
                    _raise_all(conn, viewer, rules, notices, now)
            tally.add(part)
    except Exception as error:
        raise EscalationStopped(tally.report(moment, is_dry_run=is_dry_run), error) from error
    return tally.report(moment, is_dry_run=is_dry_run)


def _transaction(store: Store, *, is_dry_run: bool) -> AbstractContextManager[sa.Connection]:
    return store.read() if is_dry_run else store.begin()


def _due_now(
    conn: sa.Connection, rules: Rules, moment: datetime, ids: range
) -> tuple[list[_Notice], Tally]:
    """Return the notices that have fallen due for a range of clocks and were not raised yet."""
    late = clock_store.late_clocks(conn, moment, ids[0], ids[-1])
    raised = clock_store.notices_raised(conn, ids[0], ids[-1])
    ladder = Ladder(rules.calendar, rules.profile)
    tally = Tally()
    tally.looked_at = len(late)
    notices = []
    for clock, kind in _not_raised(late, raised):
        at, trouble = ladder.falls_due(kind, clock.name, Tier(clock.tier), clock.due_at)
        if trouble is not None:
            tally.put_off[kind] += 1
            tally.troubles[str(trouble)] = trouble
        elif at is not None and at <= moment:
            notices.append(_Notice(kind, clock, at))
            tally.raised[kind, Tier(clock.tier)] += 1
    return notices, tally


def _not_raised(
    late: Sequence[LateClock], raised: set[tuple[int, str]]
) -> Iterator[tuple[LateClock, NoticeKind]]:
    """Yield each clock with each kind of notice that may still be raised for it.

    Only the level that has a case sends it up, and by one clock, should it have several.
    """
    replies = (one for one in reversed(late) if one.name == REPLY_CLOCK)
    sends_up = {one.case_id: one.id for one in replies if one.tier == one.case_tier}
    for clock in late:
        for kind in NoticeKind:
            may_be = kind is not NoticeKind.SENT_UP or sends_up.get(clock.case_id) == clock.id
            if may_be and (clock.id, kind.value) not in raised:
                yield clock, kind


def _raise_all(
    conn: sa.Connection, viewer: Viewer, rules: Rules, notices: list[_Notice], now: datetime
) -> None:
    """Write the notices, an event for each, and send up what goes up."""
    frame = pd.DataFrame(
        {
            "clock_id": [one.clock.id for one in notices],
            "case_id": [one.clock.case_id for one in notices],
            "kind": [one.kind.value for one in notices],
            "falls_due_at": pd.to_datetime([one.falls_due_at for one in notices], utc=True),
        }
    )
    clock_store.add_notices(conn, frame.assign(raised_at=pd.Timestamp(now)))
    for kind in NoticeKind:
        of_kind = [one for one in notices if one.kind is kind]
        add_events(
            conn,
            [one.clock.case_id for one in of_kind],
            kind.value,
            acted_by=viewer.name,
            entered_by=viewer.name,
            recorded_at=now,
            details=[_details(one) for one in of_kind],
        )
    _send_up(conn, rules, [one.clock for one in notices if one.kind is NoticeKind.SENT_UP], now)
    bump(conn, "cases")


def _send_up(conn: sa.Connection, rules: Rules, clocks: Sequence[LateClock], now: datetime) -> None:
    """Give cases to the level above: its row, its own reply clock where one is stated."""
    for tier in sorted({Tier(one.tier) for one in clocks}):
        case_ids = [one.case_id for one in clocks if one.tier == tier]
        clock_store.end_clocks(conn, case_ids, REPLY_CLOCK, "escalated", now)
        above = tier.above or tier
        clock_store.change_tier(conn, case_ids, int(above), str(OVERDUE_REPLY), now)
        begun = new_clock(rules, 0, Case("", now, tier=above), REPLY_CLOCK, now)
        if begun is not None:
            rows = pd.DataFrame([row_of(begun)] * len(case_ids))
            clock_store.add_clocks(conn, rows.assign(case_id=case_ids))


def _details(notice: _Notice) -> dict[str, object]:
    """Return what the ledger keeps of a notice beside its kind and times."""
    clock = notice.clock
    said: dict[str, object] = {
        "clock": clock.name,
        "tier": clock.tier,
        "due_at": clock.due_at.isoformat(),
        "falls_due_at": notice.falls_due_at.isoformat(),
    }
    if notice.kind is NoticeKind.SENT_UP:
        said |= {"tier_from": clock.tier, "tier_to": clock.tier + 1, "reason": str(OVERDUE_REPLY)}
    return said
