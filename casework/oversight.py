"""What was found in a township, and whether it is rectified: the state on a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from casework.sentence import Term


class FindingState(StrEnum):
    """Where a finding stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    RECTIFIED = "rectified"


FINDING_TERMS: Final = {
    FindingState.OPEN: Term("to be rectified"),
    FindingState.OVERDUE: Term("overdue"),
    FindingState.RECTIFIED: Term("rectified"),
}


def finding_state(due_on: date | None, rectified_on: date | None, today: date) -> FindingState:
    """Return where a finding stands; one without a due day is never overdue."""
    if rectified_on is not None:
        return FindingState.RECTIFIED
    is_late = due_on is not None and today > due_on
    return FindingState.OVERDUE if is_late else FindingState.OPEN
