"""Short words for tests of meetings: two communities, a meeting, a decision."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from casework.access import OPERATOR, Role, Viewer
from data.store import Store
from service.meetings.deciding import NewDecision, decide
from service.meetings.planning import NewMeeting, meeting_of, plan_meeting
from tests.service.conftest import NOW

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
CLERK = Viewer("录入员", Role.CLERK)
PRESENTER = Viewer("主持人", Role.PRESENTER)
WORKER = Viewer("网格员", Role.WORKER, "D")


def meeting(store: Store, held_on: date = TODAY, viewer: Viewer = OPERATOR, **said: Any) -> str:
    """Plan a meeting and return its code."""
    new = NewMeeting(**({"name": "六月调度会", "kind": "dispatch", "held_on": held_on} | said))
    return plan_meeting(viewer, store, new, NOW)


def version(store: Store, code: str) -> int:
    return meeting_of(OPERATOR, store, code).version


def decision(
    store: Store,
    at: str,
    text: str = "清淤一次",
    *,
    due_on: date = TODAY + 10 * DAY,
    owner: str = "C1",
    now: datetime = NOW,
    **said: Any,
) -> str:
    """Decide something at a meeting and return its code."""
    return decide(OPERATOR, store, NewDecision(at, text, owner, due_on, **said), now)
