"""A visit as it is told and as it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from casework.request import Urgency, Wish
from casework.sentence import Sentence
from casework.visit import DayPart, VisitResult
from data.schema import cases, households, visits


@dataclass(frozen=True)
class NewVisit:
    """What is said of a visit.

    Attributes
    ----------
    uid
        Given where the visit is written down; the same one sent again adds nothing.
    worker_code
        Who was there.
    needs, has_consent
        Of the nine wishes, only with the household's consent.
    photo
        SHA-256 of a photograph that is kept.
    campaigns
        Codes of the campaigns it was made for; a standing plan counts every visit.
    case_text
        Makes a case of these words, in the same step; with `category` and `urgency` if said.
    """

    uid: str
    household_code: str
    worker_code: str
    visited_on: date
    day_part: DayPart
    result: VisitResult
    needs: tuple[Wish, ...] = ()
    has_consent: bool = False
    note: str | None = None
    photo: str | None = None
    campaigns: tuple[str, ...] = ()
    case_text: str | None = None
    category: str | None = None
    urgency: Urgency = Urgency.ORDINARY


@dataclass(frozen=True)
class RecordedVisit:
    """A visit as it is kept; two answers about the same one are equal.

    Attributes
    ----------
    case_code
        Number of the case that was made of it.
    is_void
        Whether it was withdrawn.
    is_new
        Whether it was added just now.
    warnings
        What is doubtful about its case, told once.
    """

    uid: str
    household_code: str
    worker_code: str
    visited_on: date
    day_part: DayPart
    result: VisitResult
    needs: tuple[Wish, ...]
    note: str | None
    case_code: str | None
    is_void: bool
    is_new: bool = field(default=False, compare=False)
    warnings: tuple[Sentence, ...] = field(default=(), compare=False)


def find_visit(conn: sa.Connection, uid: str) -> sa.RowMapping | None:
    """Return the row of a visit, with ``household_code, grid_code, case_code``, None for none."""
    wanted = (
        sa.select(
            visits,
            households.c.code.label("household_code"),
            households.c.grid_code,
            cases.c.code.label("case_code"),
        )
        .join(households, households.c.id == visits.c.household_id)
        .outerjoin(cases, cases.c.id == visits.c.case_id)
        .where(visits.c.uid == uid)
    )
    return conn.execute(wanted).mappings().first()


def visit_of(
    row: Mapping[str, Any] | sa.RowMapping,
    *,
    is_new: bool = False,
    warnings: tuple[Sentence, ...] = (),
) -> RecordedVisit:
    """Return the visit that a row of `find_visit` holds."""
    names = ("uid", "household_code", "worker_code", "visited_on", "note", "case_code")
    return RecordedVisit(
        **{name: row[name] for name in names},
        day_part=DayPart(row["day_part"]),
        result=VisitResult(row["result"]),
        needs=tuple(Wish(one) for one in row["needs"] or ()),
        is_void=row["voided_on"] is not None,
        is_new=is_new,
        warnings=warnings,
    )
