"""What a worker does at a household or a point: a visit, a notice, a check, with a photograph."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

import sqlalchemy as sa

from casework.request import Wish
from casework.visit import DayPart, VisitResult, part_of
from data.schema import households, places
from data.settings_store import office_zone
from service.campaigns.notices import deliver_notice
from service.cases.noting import office_day
from service.day.receiving import Answer, Receiving
from service.emergency.lines import confirm
from service.errors import ServiceError
from service.photos import keep_picture
from service.rounds.checking import NewCheck, record_check
from service.visits.recording import record_visit
from service.visits.visit import NewVisit

T = TypeVar("T", bound=StrEnum)


def visit(one: Receiving) -> Answer:
    """Keep a visit with what was noted; its note becomes a case where that was asked for."""
    with one.store.begin() as conn:
        local = one.message.at.astimezone(office_zone(conn))
        code = one.message.text("household")
        photo = _photo(one, conn, households, code)
        kept = record_visit(
            one.viewer,
            one.store,
            NewVisit(
                uid=one.message.uid,
                household_code=code,
                worker_code=one.message.worker,
                visited_on=local.date(),
                day_part=_part(one, local),
                result=_of(VisitResult, one.message.text("result")),
                needs=tuple(_of(Wish, need) for need in one.message.texts("needs")),
                has_consent=one.message.yes("consent"),
                note=one.message.text_or_none("note"),
                photo=photo,
                campaigns=one.message.texts("campaigns"),
                case_text=one.message.text_or_none("case_text"),
            ),
            one.now,
        )
    return {"household": code} | ({"new_case": kept.case_code} if kept.case_code else {})


def notice(one: Receiving) -> Answer:
    """Keep that the notice of a campaign was delivered."""
    code = one.message.text("household")
    plan = one.message.text("plan")
    deliver_notice(one.viewer, one.store, plan, [code], _day(one), one.now)
    return {"household": code}


def check(one: Receiving) -> Answer:
    """Keep what was found at a point of a round."""
    code = one.message.text("place")
    with one.store.begin() as conn:
        kept = record_check(
            one.viewer,
            one.store,
            NewCheck(
                uid=one.message.uid,
                place_code=code,
                checked_on=_day(one),
                result=one.message.text("result"),
                note=one.message.text_or_none("note"),
                photo=_photo(one, conn, places, code),
                case_text=one.message.text_or_none("case_text"),
            ),
            one.now,
        )
    return {"place": code} | ({"new_case": kept.case_code} if kept.case_code else {})


def emergency(one: Receiving) -> Answer:
    """Keep what was found at a household of an emergency; the word found last counts."""
    code = one.message.text("household")
    kept = confirm(
        one.viewer, one.store, one.message.text("emergency"), code, one.message.text("state"),
        one.now, told_at=one.message.at,
    )  # fmt: skip
    return {"household": code, "found": kept.state}


def _photo(one: Receiving, conn: sa.Connection, table: sa.Table, code: str) -> str | None:
    if one.picture is None:
        return None
    grid = conn.scalar(sa.select(table.c.grid_code).where(table.c.code == code))
    return keep_picture(one.viewer, one.store, one.picture, grid, one.now)


def _day(one: Receiving) -> date:
    with one.store.read() as conn:
        return office_day(conn, one.message.at)


def _part(one: Receiving, local: datetime) -> DayPart:
    said = one.message.text_or_none("part")
    return part_of(local.time()) if said is None else _of(DayPart, said)


def _of(kind: type[T], value: str) -> T:
    try:
        return kind(value)
    except ValueError as error:
        raise ServiceError(
            "A message of the phone page cannot be used: {name} is {seen}. Reload the page and say"
            " it again.",
            name=kind.__name__,
            seen=value[:60],
        ) from error
