"""Implausible dates and durations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from casework.case_times import implausible_times

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
REPORTED = datetime(2024, 4, 1, 8, tzinfo=UTC)


def _codes(*times: datetime | None) -> list[str]:
    return [finding.code for finding in implausible_times(*times, NOW)]  # type: ignore[arg-type]


def test_ordinary_times_are_plausible() -> None:
    day = timedelta(days=1)
    assert _codes(REPORTED, None, None) == []
    assert _codes(REPORTED, REPORTED + day, REPORTED + 2 * day) == []
    assert _codes(REPORTED, REPORTED + timedelta(minutes=1), REPORTED) == []
    assert _codes(NOW, None, NOW + 30 * day) == []


@pytest.mark.parametrize(
    ("reported", "closed", "due", "code"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), None, None, "reported_at.before_1990"),
        (datetime(1899, 12, 30, tzinfo=UTC), None, None, "reported_at.before_1990"),
        (NOW + timedelta(days=1), None, None, "reported_at.future"),
        (REPORTED, NOW + timedelta(days=1), None, "closed_at.future"),
        (REPORTED, REPORTED - timedelta(seconds=1), None, "closed_at.before_reported"),
        (REPORTED, REPORTED, None, "closed_at.too_quick"),
        (REPORTED, REPORTED + timedelta(seconds=59), None, "closed_at.too_quick"),
        (datetime(2010, 1, 1, tzinfo=UTC), REPORTED, None, "closed_at.too_long"),
        (REPORTED, None, REPORTED - timedelta(days=1), "due_at.before_reported"),
    ],
)
def test_each_implausible_time_is_found_alone(
    reported: datetime, closed: datetime | None, due: datetime | None, code: str
) -> None:
    assert _codes(reported, closed, due) == [code]


def test_all_faults_of_a_case_are_found_together() -> None:
    codes = _codes(NOW + timedelta(days=2), NOW + timedelta(days=1), NOW)
    assert codes == [
        "reported_at.future",
        "closed_at.future",
        "closed_at.before_reported",
        "due_at.before_reported",
    ]


def test_clocks_may_differ_by_ten_minutes_and_zones_do_not_matter() -> None:
    assert _codes(NOW + timedelta(minutes=10), None, None) == []
    assert _codes(NOW + timedelta(minutes=11), None, None) == ["reported_at.future"]
    beijing = timezone(timedelta(hours=8))
    assert _codes(REPORTED, (REPORTED + timedelta(hours=1)).astimezone(beijing), None) == []


def test_a_finding_names_its_column_and_says_the_values() -> None:
    (finding,) = implausible_times(REPORTED, REPORTED - timedelta(hours=1), None, NOW)
    assert finding.column == "closed_at"
    assert "2024-04-01 07:00" in str(finding.sentence)
