"""The state of a finding on a day."""

from __future__ import annotations

from datetime import date

import pytest

from casework.oversight import FindingState, finding_state

DUE = date(2026, 5, 10)


@pytest.mark.parametrize(
    ("due_on", "rectified_on", "today", "state"),
    [
        (DUE, None, DUE, FindingState.OPEN),
        (DUE, None, date(2026, 5, 11), FindingState.OVERDUE),
        (None, None, date(2030, 1, 1), FindingState.OPEN),
        (DUE, date(2026, 6, 1), date(2026, 7, 1), FindingState.RECTIFIED),
    ],
)
def test_a_finding_is_overdue_from_the_day_after_it_was_due(
    due_on: date | None, rectified_on: date | None, today: date, state: FindingState
) -> None:
    assert finding_state(due_on, rectified_on, today) is state
