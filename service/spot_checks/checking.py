"""What was found at a place that was drawn, and that it was put right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.plain_text import is_blank, seen_text
from casework.sentence import Term
from data.spot_store import change_spot_check, find_draw, find_spot_check
from data.store import Store
from service.cases.noting import office_day, refuse_long
from service.errors import ServiceError
from service.spot_checks.frame import elements_of

ANSWERS: Final = ("yes", "no", "none")
ANSWER_TERMS: Final = {"yes": Term("yes"), "no": Term("no"), "none": Term("does not apply")}
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Found:
    """What was found at a place.

    Attributes
    ----------
    version
        Of the check as it was seen: changed meanwhile, it is refused.
    answers
        ``yes``, ``no`` or ``none`` (does not apply) for every key of the form.
    is_staffed
        Whether the place was staffed; None where that is not asked.  A place's, not a person's.
    problem, due_on
        What has to be put right, and by when.
    """

    version: int
    checked_on: date
    answers: Mapping[str, str] = field(default_factory=dict)
    is_staffed: bool | None = None
    problem: str | None = None
    due_on: date | None = None
    photo: str | None = None


def record_spot_check(
    viewer: Viewer, store: Store, draw_code: str, code: str, found: Found, now: datetime
) -> None:
    """Keep what was found; a second time it replaces what was written down before.

    Raises
    ------
    CaseworkError
        When the viewer may not record spot checks.
    ServiceError
        When the place was not drawn or lies outside the viewer's part, it was changed meanwhile,
        the day lies ahead or before the checks begin, a question is not answered, or staff is asked
        after for a grid, which has one worker.
    """
    require(viewer, Action.RECORD_CHECK)
    with store.begin() as conn:
        draw, check = _drawn(conn, viewer, store, draw_code, code)
        today = office_day(conn, now)
        _refuse_day(found.checked_on, draw["since"], today)
        if draw["subject"] == "grid" and found.is_staffed is not None:
            raise ServiceError(
                "Whether grid {code} is staffed cannot be kept: that would be about one person.",
                code=code,
            )
        problem = _text(found.problem)
        due_on = found.due_on if problem else None
        if due_on is not None and due_on < found.checked_on:
            raise ServiceError(
                "{day} lies before the check on {first}: give a day from then on.",
                day=due_on,
                first=found.checked_on,
            )
        values = {
            "checked_on": found.checked_on,
            "answers": _answers(draw["form"], found.answers),
            "is_staffed": found.is_staffed,
            "problem": problem,
            "due_on": due_on,
            "photo": _photo(found.photo),
            "entered_by": viewer.name,
        }
        if problem is None:
            values |= {"rectified_on": None, "rectified_note": None}
        _change(conn, check, found.version, values)


def rectify_spot_check(
    viewer: Viewer,
    store: Store,
    draw_code: str,
    code: str,
    version: int,
    on: date,
    now: datetime,
    note: str | None = None,
) -> None:
    """Keep that the problem at a place was put right on a day.

    Raises
    ------
    CaseworkError
        When the viewer may not record spot checks.
    ServiceError
        When there is no problem, it was put right already or changed meanwhile, or the day lies
        ahead or before the check.
    """
    require(viewer, Action.RECORD_CHECK)
    with store.begin() as conn:
        _draw, check = _drawn(conn, viewer, store, draw_code, code)
        if check["problem"] is None or check["rectified_on"] is not None:
            raise ServiceError(
                "Nothing is to be put right at {code}: there is no problem, or it was put right.",
                code=code,
            )
        _refuse_day(on, check["checked_on"], office_day(conn, now))
        _change(conn, check, version, {"rectified_on": on, "rectified_note": _text(note)})


def _drawn(
    conn: sa.Connection, viewer: Viewer, store: Store, draw_code: str, code: str
) -> tuple[sa.RowMapping, sa.RowMapping]:
    draw = find_draw(conn, draw_code)
    check = find_spot_check(conn, draw["id"], code) if draw else None
    if draw is None or check is None or not _is_seen(viewer, store, draw, code):
        raise ServiceError(
            "{code} was not drawn in {draw}, or lies outside the part you see: choose one from the"
            " list.",
            code=code,
            draw=draw_code,
        )
    return draw, check


def _is_seen(viewer: Viewer, store: Store, draw: sa.RowMapping, code: str) -> bool:
    if viewer.scope is None:
        return True
    seen = elements_of(store, draw["subject"], None, viewer.scope, at=draw["announced_on"])
    return code in set(seen["code"])


def _change(
    conn: sa.Connection, check: sa.RowMapping, version: int, values: dict[str, object]
) -> None:
    if not change_spot_check(conn, check["id"], version, values):
        raise ServiceError(
            "The check of {code} was changed by somebody else meanwhile: look at it again, nothing"
            " was written.",
            code=check["code"],
        )


def _answers(form: list[dict[str, str]], said: Mapping[str, str]) -> dict[str, str]:
    keys = [one["key"] for one in form]
    missing = [one["question"] for one in form if said.get(one["key"]) not in ANSWERS]
    if missing or set(said) - set(keys):
        raise ServiceError(
            "Every question is answered yes, no or none (does not apply); this one is not: {seen}.",
            seen=missing[0] if missing else ", ".join(sorted(set(said) - set(keys))),
        )
    return {key: said[key] for key in keys}


def _refuse_day(day: date, first: date, today: date) -> None:
    if not first <= day <= today:
        raise ServiceError(
            "{day} cannot be: give a day from {first} to today, {today}.",
            day=day,
            first=first,
            today=today,
        )


def _text(text: str | None) -> str | None:
    refuse_long(text, Term("problem"))
    said = seen_text(text or "").strip()
    return None if is_blank(said) else said


def _photo(said: str | None) -> str | None:
    if said and not _HASH.fullmatch(said):
        raise ServiceError(
            "{seen} is not the mark of a photograph: take the photo again.", seen=said[:80]
        )
    return said or None
