"""Met of due, and valid notices of sessions held, each with its two numbers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.contact_duty import (
    ContactDuty,
    DutyRule,
    SessionState,
    TurnState,
    is_valid_notice,
    turns_of,
)
from casework.work_calendar import WorkCalendar
from data.rows import records
from data.rule_store import rules_of
from data.session_store import duty_days, held_notices, load_duties
from data.store import Store

COUNTS: Final = ("duties_due", "duties_met", "sessions_held", "notices_valid")
# No turn is longer than a month.
_REACH: Final = timedelta(days=31)


def session_counts(store: Store, day_from: date, day_until: date) -> pd.DataFrame:
    """Return what was due and done ``day_from <= day < day_until``, per unit of the places.

    Returns
    -------
    DataFrame
        ``unit_code`` (community, village or street of the place; None where it has none) and
        `COUNTS`; one row per unit of which there is anything to count, by code.

    Raises
    ------
    OutsideCover
        When a weekly duty is asked about in a year that the work calendar does not cover.

    Notes
    -----
    A turn counts as due on its due day (`casework.contact_duty.DutyTurn`): a month on its last day,
    so that a month that is not over yet is not in the figure.  For whoever sees a part of the
    district the caller takes the rows of its units.
    """
    with store.read() as conn:
        duties, notices = load_duties(conn), held_notices(conn, day_from, day_until)
        calendar = rules_of(conn).calendar
        held = held_days(conn, day_from, day_until)
    rows = [
        {"unit_code": unit, "duties_due": 1, "duties_met": int(state is TurnState.MET)}
        for unit, state in _turn_states(duties, calendar, held, day_from, day_until)
    ]
    rows += [
        {"unit_code": unit, "sessions_held": 1, "notices_valid": int(is_valid_notice(posted, day))}
        for unit, day, posted in notices
    ]
    frame = pd.DataFrame(rows, columns=["unit_code", *COUNTS])
    frame[list(COUNTS)] = frame[list(COUNTS)].fillna(0).astype("int64")
    return frame.groupby("unit_code", dropna=False, as_index=False)[list(COUNTS)].sum()


def duty_of(row: dict[str, Any]) -> ContactDuty:
    """Return the duty that a row of `data.session_store.load_duties` holds."""
    return ContactDuty(DutyRule(row["rule"]), row["since"], row["until"], row["weekday"])


def held_days(
    conn: sa.Connection, since: date, until: date, state: SessionState = SessionState.HELD
) -> dict[int, list[date]]:
    """Return the days on which each duty's sessions were held, or are planned, in order.

    Those of a month before and after the days asked for are among them: a turn may reach so far.
    """
    return duty_days(conn, since - _REACH, until + _REACH, state.value)


def _turn_states(
    duties: pd.DataFrame,
    calendar: WorkCalendar,
    held: dict[int, list[date]],
    since: date,
    until: date,
) -> list[tuple[str | None, TurnState]]:
    return [
        (row["unit_code"], turn.state_on(held.get(row["id"], ()), until))
        for row in records(duties)
        for turn in turns_of(duty_of(row), since, until, calendar)
    ]
