"""A point of a round is checked; what failed is put right; what was written wrongly is void."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.plain_text import is_blank, seen_text
from casework.request import Channel
from casework.round_due import CheckResult
from casework.sentence import Term
from data.place_store import load_places
from data.round_store import add_check, change_check, find_check, stands
from data.schema import cases, round_checks
from data.store import Store
from service.cases.noting import in_words, office_day, refuse_long
from service.cases.registering import NewCase, register_case
from service.errors import ServiceError
from service.map_view import MapData
from service.rounds.points import rule_of, within

_UID: Final = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_NOTE: Final = Term("note")


@dataclass(frozen=True)
class NewCheck:
    """What was found at a point.

    Attributes
    ----------
    uid
        Made where it is written down: the same one again adds nothing.
    checked_on
        The day; no time.
    photo
        SHA-256 of a photograph that is kept (hexadecimal).
    case_text
        Makes a case of it in the same transaction; None for none.
    """

    uid: str
    place_code: str
    checked_on: date
    result: CheckResult | str
    note: str | None = None
    photo: str | None = None
    case_text: str | None = None


@dataclass(frozen=True)
class RecordedCheck:
    """A check as it is kept; ``due_on`` is the due day it counts for."""

    number: int
    uid: str
    place_code: str
    due_on: date
    checked_on: date
    result: str
    case_code: str | None


def record_check(viewer: Viewer, store: Store, new: NewCheck, now: datetime) -> RecordedCheck:
    """Return the check as it was recorded; the one that is kept when its uid is known already.

    Raises
    ------
    CaseworkError
        When the viewer may not check points, or not register the case he asks for.
    ServiceError
        When there is no such point in use on that day in the viewer's part, the day lies ahead, the
        result is unknown, or a failed check says nothing.
    """
    require(viewer, Action.CHECK_ROUND)
    with store.begin() as conn:
        found = find_check(conn, round_checks.c.uid == new.uid)
        if found is not None:
            _point(conn, viewer, store, found["place_code"], found["checked_on"])
            return _told(found)
        values, point = _checked(conn, viewer, store, new, office_day(conn, now))
        code = _case_of(viewer, store, new, point, now)
        if code:
            values["case_id"] = conn.scalar(sa.select(cases.c.id).where(cases.c.code == code))
        number = add_check(conn, values)
        kept = find_check(conn, round_checks.c.id == number)
    return _told(kept)


def rectify_check(
    viewer: Viewer,
    store: Store,
    number: int,
    on: date,
    now: datetime,
    note: str | None = None,
    photo: str | None = None,
) -> None:
    """Keep that what a check found was put right on a day.

    Raises
    ------
    CaseworkError
        When the viewer may not check points.
    ServiceError
        When there is no such check, nothing was found, it is void or put right already, or the day
        lies before the check or ahead.
    """
    require(viewer, Action.CHECK_ROUND)
    with store.begin() as conn:
        found = _found(conn, viewer, store, number)
        if found["result"] != CheckResult.FAIL or found["voided_on"]:
            raise ServiceError(
                "Nothing is to be put right at check {number}: choose a failed one.", number=number
            )
        _refuse_day(on, office_day(conn, now), found["checked_on"])
        values = {
            "rectified_on": on,
            "rectified_note": _text(note),
            "rectified_photo": _photo(photo),
        }
        if not change_check(conn, number, round_checks.c.rectified_on.is_(None), values):
            raise ServiceError(
                "Check {number} was put right on {day} already: nothing was changed.",
                number=number,
                day=found["rectified_on"],
            )


def void_check(viewer: Viewer, store: Store, number: int, reason: str, now: datetime) -> None:
    """Keep that a check was written down wrongly, and why; it counts no more.

    Raises
    ------
    CaseworkError
        When the viewer may not check points.
    ServiceError
        When there is no such check, it is void already, or no reason is given.
    """
    require(viewer, Action.CHECK_ROUND)
    why = in_words(reason, Term("reason"))
    with store.begin() as conn:
        _found(conn, viewer, store, number)
        values = {"voided_on": office_day(conn, now), "void_reason": why}
        if not change_check(conn, number, stands(), values):
            raise ServiceError(
                "Check {number} is void already: nothing was changed.", number=number
            )


def _checked(
    conn: sa.Connection, viewer: Viewer, store: Store, new: NewCheck, today: date
) -> tuple[dict[str, Any], dict[str, Any]]:
    if not _UID.fullmatch(new.uid):
        raise ServiceError(
            "The mark {seen} of a check cannot be used: letters, digits and - . : _ only, at most"
            " 80 of them.",
            seen=new.uid[:100],
        )
    if new.result not in tuple(CheckResult):
        raise ServiceError(
            "A check cannot come out as {seen}: it is pass or fail.", seen=str(new.result)
        )
    _refuse_day(new.checked_on, today, None)
    point = _point(conn, viewer, store, new.place_code, new.checked_on)
    rule = rule_of(point["every_days"], point["valid_from"], point["valid_to"])
    due_on = rule.due_on(new.checked_on) if rule else new.checked_on
    note, photo = _text(new.note or new.case_text), _photo(new.photo)
    if new.result == CheckResult.FAIL and not (note or photo):
        raise ServiceError("A check that failed says what was found: write a note or add a photo.")
    values = {
        "uid": new.uid,
        "place_id": point["id"],
        "due_on": due_on,
        "checked_on": new.checked_on,
        "result": str(new.result),
        "note": note,
        "photo": photo,
        "entered_by": viewer.name,
    }
    return values, point


def _point(
    conn: sa.Connection, viewer: Viewer, store: Store, code: str, on: date
) -> dict[str, Any]:
    """Return the point of a round in use on a day, in the viewer's part."""
    seen = _points(conn, viewer, store, code, on)
    if seen.empty:
        raise ServiceError(
            "There is no point {code} of a round in use on {day} in the part you see: choose one"
            " from the list.",
            code=code,
            day=on,
        )
    return dict(seen.astype(object).where(seen.notna(), None).iloc[0])


def _points(conn: sa.Connection, viewer: Viewer, store: Store, code: str, on: date) -> pd.DataFrame:
    """Return the point of this code where it is in use on a day in the viewer's part, else none."""
    frame = load_places(conn, "round", on)
    frame = frame[frame["code"] == code].reset_index(drop=True)
    return within(MapData.of(store).grids(on), frame, viewer.scope)


def _found(conn: sa.Connection, viewer: Viewer, store: Store, number: int) -> sa.RowMapping:
    found = find_check(conn, round_checks.c.id == number)
    is_seen = found is not None and not (
        _points(conn, viewer, store, found["place_code"], found["checked_on"]).empty
    )
    if found is None or not is_seen:
        raise ServiceError("There is no check {number}: choose one from the list.", number=number)
    return found


def _refuse_day(day: date, today: date, first: date | None) -> None:
    if day > today:
        raise ServiceError(
            "{day} lies ahead: give a day up to today, {today}.", day=day, today=today
        )
    if first is not None and day < first:
        raise ServiceError(
            "{day} lies before the check on {first}: give a day from then on.", day=day, first=first
        )


def _text(text: str | None) -> str | None:
    refuse_long(text, _NOTE)
    said = seen_text(text or "").strip()
    return None if is_blank(said) else said


def _photo(said: str | None) -> str | None:
    if said and not _HASH.fullmatch(said):
        raise ServiceError(
            "{seen} is not the mark of a photograph: take the photo again.", seen=said[:80]
        )
    return said or None


def _case_of(
    viewer: Viewer, store: Store, new: NewCheck, point: dict[str, Any], now: datetime
) -> str | None:
    if new.case_text is None:
        return None
    said = NewCase(
        new.case_text,
        channel=Channel.GRID_WORKER,
        address=point["address"] or point["name"],
        lon=point["lon"],
        lat=point["lat"],
    )
    return register_case(viewer, store, said, now).code


def _told(row: sa.RowMapping | None) -> RecordedCheck:
    assert row is not None
    return RecordedCheck(
        row["id"],
        row["uid"],
        row["place_code"],
        row["due_on"],
        row["checked_on"],
        row["result"],
        row["case_code"],
    )
