"""Contact duties and sessions of the demonstration district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.contact_duty import ContactDuty, DutyRule, DutyTurn, turns_of
from casework.work_calendar import OutsideCover, WorkCalendar
from data.place_store import load_places
from data.rows import insert_rows, records
from data.rule_store import rules_of
from data.schema import contact_duties, sessions
from service.cases.noting import office_day

# Public offices, no persons; each comes to one contact point.
_MONTHLY: Final = (
    "区委书记", "区长", "区委副书记", "常务副区长", "区委政法委书记", "分管民政副区长",
    "分管城建副区长", "分管教育副区长", "区人大主任", "区政协主席", "区纪委书记", "区委组织部部长",
)  # fmt: skip
_WEEKLY: Final = "党工委书记"
_BY: Final = "demonstration"
_BACK: Final = timedelta(days=460)
_AHEAD: Final = timedelta(days=40)
_DAY: Final = timedelta(days=1)
# Our choice of shares: how many turns are kept, and how the notice was posted.
_KEPT, _IN_TIME, _LATE = 0.95, 0.92, 0.97
_WEDNESDAY: Final = 2
# What becomes of a session that is not held: it is cancelled, or nobody has written down anything.
_NOT_HELD: Final[tuple[dict[str, Any], ...]] = (
    {"state": "cancelled", "reason": "参加防汛值守", "request_count": None},
    {"state": "planned", "request_count": None},
)


def keep_sessions(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today = office_day(conn, now)
    places = records(load_places(conn, "contact", today))
    if not places:
        return {"contact_duties": 0, "sessions": 0}
    duties = list(_duties(places, today - _BACK, draw))
    insert_rows(conn, contact_duties, pd.DataFrame(duties, dtype=object))
    calendar = rules_of(conn).calendar
    rows = [row for duty in duties for row in _sessions(duty, calendar, today, draw)]
    if rows:
        insert_rows(conn, sessions, pd.DataFrame(rows, dtype=object))
    return {"contact_duties": len(duties), "sessions": len(rows)}


def _duties(places: list[dict[str, Any]], since: date, draw: Random) -> Iterator[dict[str, Any]]:
    """Give leaders of the district a place each once a month, those of streets every Wednesday."""
    first = since.replace(day=1)
    evening = [one for one in places if one["kind"] == "领导联系点"] or places[:1]
    number = 0
    for place in evening:
        number += 1
        yield _duty(number, place["name"].removesuffix("领导联系点") + _WEEKLY, place, first) | {
            "rule": DutyRule.WEEKLY.value, "weekday": _WEDNESDAY, "starts": "19:00",
        }  # fmt: skip
    for holder, place in zip(_MONTHLY, draw.sample(places, min(len(places), 12)), strict=False):
        number += 1
        yield _duty(number, holder, place, first)


def _duty(number: int, holder: str, place: Mapping[str, Any], since: date) -> dict[str, Any]:
    return {
        "id": number, "holder": holder, "place_id": place["id"],
        "rule": DutyRule.MONTHLY.value, "weekday": None, "starts": "09:00", "since": since,
        "until": None, "entered_by": _BY,
    }  # fmt: skip


def _sessions(
    row: dict[str, Any], calendar: WorkCalendar, today: date, draw: Random
) -> Iterator[dict[str, Any]]:
    duty = ContactDuty(DutyRule(row["rule"]), row["since"], None, row["weekday"])
    try:
        turns = turns_of(duty, row["since"], today + _AHEAD, calendar)
    except OutsideCover:
        turns = ()
    for turn in turns:
        day = _day(duty, turn, calendar, draw)
        if day is None:
            continue
        is_kept = day >= today or draw.random() < _KEPT
        yield _session(row, day, today, draw) | ({} if is_kept else draw.choice(_NOT_HELD))


def _day(duty: ContactDuty, turn: DutyTurn, calendar: WorkCalendar, draw: Random) -> date | None:
    if duty.rule is DutyRule.WEEKLY:
        return turn.due_on
    count = (turn.until - turn.first).days
    days = (turn.first + n * _DAY for n in range(draw.randrange(min(count, 24)), count))
    try:
        return next((day for day in days if calendar.is_workday(day)), None)
    except OutsideCover:
        return None


def _session(row: dict[str, Any], day: date, today: date, draw: Random) -> dict[str, Any]:
    posted = _posted(day, draw)
    is_held = day < today
    return {
        "place_id": row["place_id"], "duty_id": row["id"], "held_on": day,
        "starts": row["starts"], "subject": None,
        "notice_posted_on": posted if posted is not None and posted <= today else None,
        "state": "held" if is_held else "planned",
        "request_count": draw.choice((0, 1, 2, 2, 3, 4, 6)) if is_held else None,
        "reason": None, "entered_by": _BY, "entered_on": min(day, today), "version": 1,
    }  # fmt: skip


def _posted(day: date, draw: Random) -> date | None:
    """Return when a notice was posted: mostly days before, now and then too late or never."""
    chance = draw.random()
    if chance < _IN_TIME:
        return day - draw.randint(1, 6) * _DAY
    return day if chance < _LATE else None
