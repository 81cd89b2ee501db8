"""A worker's day as the phone keeps it: plain values, sentences in one language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from casework.sentence import Sentence
from service.day.day import Day
from service.day.hand_overs import CameOver
from service.day.matter import Matter
from service.day.own import Own
from service.language import say


def day_json(day: Day, language: str) -> dict[str, Any]:
    """Return the day as JSON values.

    Notes
    -----
    It holds no moment of asking: as long as nothing changes it is the same to the letter.
    """
    return {
        "worker": day.worker_code,
        "name": day.worker_name,
        "on": day.on.isoformat(),
        "matters": [_matter(one, language, ZoneInfo(day.zone)) for one in day.matters],
        "came": _came(day.came, language, ZoneInfo(day.zone)),
        "own": _own(day.own),
        "campaigns": [
            {"code": plan.code, "name": plan.name, "had": sorted(day.noticed[plan.code])}
            for plan in day.campaigns
        ],
    }


def _matter(one: Matter, language: str, zone: ZoneInfo) -> dict[str, Any]:
    told = {
        "kind": one.kind,
        "code": one.code,
        "title": one.title,
        "detail": one.detail,
        "urgency": one.urgency,
        "why": say(one.why, language),
    }
    if one.lon is not None and one.lat is not None:
        # A metre: as fine as "nearby" needs it.
        told |= {"lon": round(one.lon, 5), "lat": round(one.lat, 5)}
    return told | {name: _plain(value, language, zone) for name, value in one.more.items()}


def _came(came: CameOver, language: str, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "grids": [
            {
                "code": one.grid_code,
                "name": one.grid_name or one.grid_code,
                "why": say(_of_order(one.order_no, one.since, one.gave), language),
            }
            for one in came.grids
        ],
        "cases": [
            {"code": one.code, "gave": one.gave, "reason": one.reason, "is_seen": one.is_seen}
            for one in came.cases
        ],
    }


def _of_order(order_no: str, since: date, gave: str | None) -> Sentence:
    if gave is None:
        return Sentence("Yours since {day}, by order {order}.", day=since, order=order_no)
    return Sentence(
        "Yours since {day}, by order {order}; before with {worker}.",
        day=since,
        order=order_no,
        worker=gave,
    )


def _own(own: Own) -> dict[str, Any]:
    return {
        "replies_today": own.replies_today,
        "waiting": own.waiting_on_others,
        "plans": [
            {
                "code": one.code,
                "name": one.name,
                "first": one.first.isoformat(),
                "last": None if one.last is None else one.last.isoformat(),
                "occupied": one.occupied,
                "met": one.met,
                "declined": one.declined,
            }
            for one in own.plans
        ],
    }


def _plain(value: object, language: str, zone: ZoneInfo) -> object:
    if isinstance(value, Sentence):
        return say(value, language)
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else value
