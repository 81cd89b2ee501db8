"""A bulletin is put together: its lines frozen, its words kept, its day of appeals set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from casework.access import Action, Viewer, require
from casework.period import Period
from casework.sentence import Term
from data.bulletin_store import add_bulletin, bulletins_named, newest_words
from data.store import Store
from service.areas import area_path
from service.bulletins.facts import PARTS, Part
from service.bulletins.gathering import Gathering, gather
from service.bulletins.wording import Texts, checked_words, refuse_blame, usual_words
from service.cases.noting import in_words, office_day
from service.errors import ServiceError

# Working days in a week: what units usually have to answer.
USUAL_APPEALS: Final = timedelta(days=5)


@dataclass(frozen=True)
class NewBulletin:
    """What a bulletin is to be.

    Attributes
    ----------
    area
        Code of the part it is about; None for all the viewer sees.
    appeals_until
        Last day on which units contest its lines before it is published.
    words
        By language and key (`service.bulletins.wording.KEYS`); what is left out is as in the
        bulletin before.
    """

    title: str
    period: Period
    appeals_until: date
    area: str | None = None
    parts: tuple[Part, ...] = PARTS
    words: Mapping[str, Mapping[str, str]] | None = None


def build_bulletin(viewer: Viewer, store: Store, new: NewBulletin, now: datetime) -> str:
    """Return the code of the draft that was put together from the records of now.

    Raises
    ------
    CaseworkError
        When the viewer may not put out bulletins.
    ServiceError
        When the area lies outside his part, the days are impossible, the words rank or blame, or
        there is nothing to tell.
    """
    require(viewer, Action.PUT_OUT_BULLETIN)
    title = in_words(new.title, Term("title"))
    refuse_blame(title)
    area = new.area or viewer.scope
    with store.begin() as conn:
        today = office_day(conn, now)
        _refuse_days(new, today)
        if area is not None:
            area_path(viewer, store, area, today)
        words = checked_words(new.words, _words_before(newest_words(conn)))
        asked = Gathering(viewer, store, new.period.until(today), area, now, today)
        lines = gather(asked, _parts(new.parts))
        if not lines:
            raise ServiceError(
                "There is nothing to tell of {period} in this part: choose another period or part.",
                period=new.period.name,
            )
        start = f"TB{today:%Y%m%d}-"
        code = f"{start}{bulletins_named(conn, start) + 1}"
        head = {
            "code": code, "title": title, "period": new.period.until(today).key, "area": area,
            "as_of": now, "words": words, "built_by": viewer.name, "built_at": now,
            "appeals_until": new.appeals_until,
        }  # fmt: skip
        add_bulletin(conn, head, [one.as_row() for one in lines])
    return code


def words_now(viewer: Viewer, store: Store) -> Texts:
    """Return the words a new bulletin begins with: those of the one before, else the usual ones."""
    require(viewer, Action.PUT_OUT_BULLETIN)
    with store.read() as conn:
        return _words_before(newest_words(conn))


def _words_before(kept: Mapping[str, Mapping[str, str]] | None) -> Texts:
    usual = usual_words()
    return {name: {**usual[name], **(kept or {}).get(name, {})} for name in usual}


def _parts(said: tuple[Part, ...]) -> tuple[Part, ...]:
    unknown = [one for one in said if one not in PARTS]
    if unknown or not said:
        raise ServiceError(
            "A bulletin has no part {seen}: choose from {known}.",
            seen=", ".join(unknown) or "-",
            known=", ".join(PARTS),
        )
    return tuple(one for one in PARTS if one in said)


def _refuse_days(new: NewBulletin, today: date) -> None:
    if new.appeals_until <= today:
        raise ServiceError(
            "Units cannot contest until {day}, and today is {today}: give them until a later day.",
            day=new.appeals_until,
            today=today,
        )
    if new.period.first > today:
        raise ServiceError(
            "The period begins on {day}, after today: choose one that has begun.",
            day=new.period.first,
        )
