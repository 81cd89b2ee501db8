"""Conditions that several figures share, and in words what each of them leaves out."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from casework.case_status import OPEN_STATUSES, CaseStatus
from casework.columns import Columns, Flag
from casework.indicator import Condition, Window, all_rows
from casework.request import Urgency
from casework.sentence import Sentence

__all__ = ["all_rows"]

_S = CaseStatus

VOID_OUT: Final = Sentence("void cases")
MERGED_OUT: Final = Sentence("cases merged into another, which stands for them")
REJECTED_OUT: Final = Sentence("rejected cases")
SUSPENDED_OUT: Final = Sentence("suspended cases (缓办), as long as they stand still")
DATELESS_OUT: Final = Sentence("cases without a due time")
GIVEN_UP_OUT: Final = Sentence(
    "clocks that ended before their time was up because the case was passed up, sent back or closed"
    " without a check"
)
DONE_WITH_OUT: Final = (VOID_OUT, MERGED_OUT, REJECTED_OUT)
DUE_OUT: Final = (SUSPENDED_OUT, *DONE_WITH_OUT, DATELESS_OUT)


def not_in(*statuses: CaseStatus) -> Condition:
    """Return the condition that a case is in none of these states."""
    return lambda row, _: row["status"].is_not_in(statuses)


# How a clock can end without that for which it ran (merged, void and rejected cases are out).
_GIVEN_UP: Final = ("escalated", "bounced", "closed")

is_real: Final = not_in(_S.VOID, _S.MERGED, _S.REJECTED)
is_to_settle: Final = not_in(_S.VOID, _S.MERGED, _S.REJECTED, _S.SUSPENDED)


def is_urgent(row: Columns, _: Window) -> Flag:
    """Return urgent and very urgent cases."""
    return row["urgency"].is_in((Urgency.URGENT, Urgency.VERY_URGENT))


def is_closed(row: Columns, window: Window) -> Flag:
    """Return cases closed by then."""
    return row["closed_at"] <= window.as_of


def is_closed_on_time(row: Columns, window: Window) -> Flag:
    """Return cases closed by then, and not after their due time."""
    return is_closed(row, window) & (row["closed_at"] <= row["due_at"])


def is_accepted(row: Columns, window: Window) -> Flag:
    """Return cases accepted by then."""
    return row["accepted_at"] <= window.as_of


_NEVER_OVER: Final = (*OPEN_STATUSES, _S.VOID)
_SOON: Final = timedelta(hours=24)


def is_open_then(row: Columns, window: Window) -> Flag:
    """Return cases that had been reported by then, and were not over.

    Notes
    -----
    The rule of the map of an earlier day (`service.map_then.cases_then`): one that was merged or
    rejected counts as open until its last step, one that was reopened all the time, and one that
    is over since nobody knows when not at all.
    """
    over = row["status"].is_not_in(_NEVER_OVER)
    later = row["closed_at"] >= window.as_of
    stepped = row["closed_at"].is_null() & (row["moved_at"] >= window.as_of)
    is_open = row["status"].is_in(OPEN_STATUSES) | (over & (later | stepped))
    return is_open & (row["reported_at"] < window.as_of)


def is_due_soon(row: Columns, window: Window) -> Flag:
    """Return open cases not late yet that fall due within 24 hours."""
    due = row["due_at"]
    return is_open_then(row, window) & (due >= window.as_of) & (due < window.as_of + _SOON)


def clock(name: str, tier: int | None = None) -> Condition:
    """Return the condition that a clock is of this name, and of this level."""

    def about(row: Columns, _: Window) -> Flag:
        named = row["name"].equals(name)
        return named if tier is None else named & row["clock_tier"].equals(tier)

    return about


def clock_stays(row: Columns, window: Window) -> Flag:
    """Return clocks that run, were met, or ended otherwise only after their time was up."""
    ended_late = row["ended_by"].is_in(_GIVEN_UP) & (row["met_at"] > row["due_at"])
    ended = row["ended_by"].is_null() | row["ended_by"].equals("met") | ended_late
    return is_real(row, window) & row["is_paused"].equals(False) & ended


CLOCK_OUT: Final = (SUSPENDED_OUT, *DONE_WITH_OUT, GIVEN_UP_OUT)


def is_met(row: Columns, window: Window) -> Flag:
    """Return clocks met by then."""
    return row["ended_by"].equals("met") & (row["met_at"] <= window.as_of)


def is_met_on_time(row: Columns, window: Window) -> Flag:
    """Return clocks met by then, and not after their due time."""
    return is_met(row, window) & (row["met_at"] <= row["due_at"])
