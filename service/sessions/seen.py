"""Sessions, turns of duty and figures as a viewer sees them, and the notices still to be posted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.contact_duty import NOTICE_DAYS, SessionState, TurnState, is_valid_notice, turns_of
from casework.period import Period
from casework.work_calendar import WorkCalendar
from data.rows import records
from data.rule_store import rules_of
from data.session_store import case_codes_of, held_notices, load_duties, load_sessions
from data.store import Store
from service.scoping import units_serving_part
from service.sessions.figures import duty_of, held_days
from service.sessions.part import in_part

TURN_COLUMNS: Final = (
    "duty_id", "holder", "place_code", "place_name", "unit_code", "rule", "starts", "due_on",
    "first", "until", "state", "planned_on",
)  # fmt: skip
FIGURE_COLUMNS: Final = (
    "duty_id", "holder", "place_name", "rule", "weekday", "starts", "since", "until", "month_due",
    "month_met", "month_open", "year_due", "year_met", "last_on", "next_on",
)  # fmt: skip
# For so many days ahead notices still to be posted are told.
AHEAD: Final = timedelta(days=14)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class SessionFigures:
    """How the contact points do in a month and in its year, each figure with its two numbers.

    Attributes
    ----------
    duties
        `FIGURE_COLUMNS`, one row per duty in force in the year, by holder and place.  ``month_*``
        are the turns due in the month, ``open`` those that can still be met; ``year_*`` those due
        in the year up to the day asked.
    held, valid
        Sessions held in the year up to the day, and those of them announced in time.
    """

    duties: pd.DataFrame
    held: int
    valid: int

    def total(self, column: str) -> int:
        """Return the sum of one of the counts."""
        return int(self.duties[column].sum())


def sessions_of(viewer: Viewer, store: Store, since: date, until: date) -> pd.DataFrame:
    """Return the sessions of ``since <= held_on < until`` in the viewer's part.

    Returns
    -------
    DataFrame
        `data.session_store.SESSION_COLUMNS`, ``has_valid_notice`` and ``cases`` (numbers of those
        that came of it), by day.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        frame = in_part(conn, viewer, load_sessions(conn, since, until))
        codes = case_codes_of(conn, [int(one) for one in frame["id"]])
    notices = zip(frame["notice_posted_on"], frame["held_on"], strict=True)
    return frame.assign(
        has_valid_notice=[is_valid_notice(*one) for one in notices],
        cases=[", ".join(codes.get(one, ())) for one in frame["id"]],
    )


def turns_seen(viewer: Viewer, store: Store, since: date, until: date, today: date) -> pd.DataFrame:
    """Return the turns of duty due ``since <= day < until`` in the viewer's part.

    Returns
    -------
    DataFrame
        `TURN_COLUMNS`: ``state`` is a `TurnState`, ``planned_on`` the first day in the turn for
        which a session is planned.

    Raises
    ------
    CaseworkError
        When the viewer may not look; `OutsideCover` when the calendar of a year is missing.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        known = _known(conn, viewer, since, until)
    rows = [row for one in records(known.duties) for row in known.turns(one, since, until, today)]
    frame = pd.DataFrame(rows, columns=list(TURN_COLUMNS), dtype=object)
    return frame.sort_values(["due_on", "holder", "place_code"], ignore_index=True)


def session_figures(viewer: Viewer, store: Store, month: Period, today: date) -> SessionFigures:
    """Return the figures of a whole month, and of its year up to today.

    Raises
    ------
    CaseworkError
        When the viewer may not look; `OutsideCover` when the calendar of the year is missing.
    """
    require(viewer, Action.VIEW_VISITS)
    year = Period.holding(month.first, "year")
    end = min(today, year.last) + _DAY
    with store.read() as conn:
        known = _known(conn, viewer, year.first, year.last + _DAY)
        done = held_notices(conn, year.first, end)
        inside = units_serving_part(conn, viewer)
    in_year = [
        _figures(known, one, month, year, today)
        for one in records(known.duties)
        if one["since"] <= year.last and (one["until"] is None or one["until"] > year.first)
    ]
    held = [(posted, day) for unit, day, posted in done if inside is None or unit in inside]
    valid = sum(is_valid_notice(posted, day) for posted, day in held)
    frame = pd.DataFrame(in_year, columns=list(FIGURE_COLUMNS), dtype=object)
    return SessionFigures(frame, len(held), valid)


def notices_to_post(viewer: Viewer, store: Store, today: date) -> pd.DataFrame:
    """Return the sessions planned for the next days that are not announced yet, the nearest first.

    Returns
    -------
    DataFrame
        As `sessions_of`, with ``post_by``: the last day on which a notice is in time.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    frame = sessions_of(viewer, store, today, today + AHEAD)
    is_planned = (frame["state"] == SessionState.PLANNED).to_numpy(dtype=bool)
    without = frame.loc[is_planned & ~frame["has_valid_notice"].to_numpy(dtype=bool)]
    made: pd.DataFrame = without.assign(
        post_by=[day - NOTICE_DAYS * _DAY for day in without["held_on"]]
    )
    return made


@dataclass(frozen=True)
class _Known:
    """Duties of the viewer's part, the days held and planned for each, and the calendar."""

    duties: pd.DataFrame
    held: dict[int, list[date]]
    planned: dict[int, list[date]]
    calendar: WorkCalendar

    def turns(
        self, row: dict[str, Any], since: date, until: date, today: date
    ) -> list[dict[str, Any]]:
        held, planned = self.held.get(row["id"], ()), self.planned.get(row["id"], ())
        kept = {name: row[name] for name in TURN_COLUMNS[1:7]}
        return [
            kept
            | {
                "duty_id": row["id"], "due_on": turn.due_on, "first": turn.first,
                "until": turn.until, "state": turn.state_on(held, today),
                "planned_on": min(filter(turn.holds, planned), default=None),
            }
            for turn in turns_of(duty_of(row), since, until, self.calendar)
        ]  # fmt: skip


def _known(conn: sa.Connection, viewer: Viewer, since: date, until: date) -> _Known:
    return _Known(
        in_part(conn, viewer, load_duties(conn)),
        held_days(conn, since, until),
        held_days(conn, since, until, SessionState.PLANNED),
        rules_of(conn).calendar,
    )


def _figures(
    known: _Known, row: dict[str, Any], month: Period, year: Period, today: date
) -> dict[str, Any]:
    in_month = known.turns(row, month.first, month.last + _DAY, today)
    in_year = known.turns(row, year.first, min(today, year.last) + _DAY, today)
    kept = {name: row[name] for name in FIGURE_COLUMNS[1:8]}
    held = [day for day in known.held.get(row["id"], ()) if day <= today]
    ahead = [day for day in known.planned.get(row["id"], ()) if day >= today]
    return kept | {
        "duty_id": row["id"],
        "month_due": len(in_month),
        "month_met": _count(in_month, TurnState.MET),
        "month_open": _count(in_month, TurnState.OPEN),
        "year_due": len(in_year),
        "year_met": _count(in_year, TurnState.MET),
        "last_on": max(held, default=None),
        "next_on": min(ahead, default=None),
    }


def _count(turns: Collection[dict[str, Any]], state: TurnState) -> int:
    return sum(turn["state"] is state for turn in turns)
