"""Where a supervision (督查督办) stands: running, overdue, ended in time or late."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from casework.sentence import Term


class SupervisionState(StrEnum):
    """Where a supervision stands at a moment; `ENDED` is one that had no day to be ended by."""

    RUNNING = "running"
    OVERDUE = "overdue"
    ENDED_ON_TIME = "ended_on_time"
    ENDED_LATE = "ended_late"
    ENDED = "ended"

    @property
    def is_due(self) -> bool:
        """Return True for what counts as due: ended by or after its day, or past it and running."""
        return self in _DUE


_DUE: Final = (
    SupervisionState.OVERDUE,
    SupervisionState.ENDED_ON_TIME,
    SupervisionState.ENDED_LATE,
)
SUPERVISION_TERMS: Final = {
    SupervisionState.RUNNING: Term("running"),
    SupervisionState.OVERDUE: Term("overdue"),
    SupervisionState.ENDED_ON_TIME: Term("ended on time"),
    SupervisionState.ENDED_LATE: Term("ended late"),
    SupervisionState.ENDED: Term("ended, no day was set"),
}


def supervision_state(
    due_at: datetime | None, ended_at: datetime | None, now: datetime
) -> SupervisionState:
    """Return where a supervision stands; ended at the very moment it was due is on time."""
    if ended_at is None:
        is_late = due_at is not None and due_at < now
        return SupervisionState.OVERDUE if is_late else SupervisionState.RUNNING
    if due_at is None:
        return SupervisionState.ENDED
    return SupervisionState.ENDED_LATE if due_at < ended_at else SupervisionState.ENDED_ON_TIME
