"""A word left in the ledger of a case whose state stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from casework.access import Viewer
from casework.lifecycle import note
from casework.plain_text import is_blank, seen_text
from casework.sentence import Term
from data.settings_store import office_zone
from service.cases.keeping import Kept, keep, stamp_of
from service.errors import ServiceError

LONGEST = 500


def leave_note(
    conn: sa.Connection,
    viewer: Viewer,
    kept: Kept,
    kind: str,
    details: Mapping[str, object],
    now: datetime,
    changes: Mapping[str, object] | None = None,
) -> Kept:
    """Return the case as it now is, with an event that leaves its state as it was."""
    noted, event = note(kept.case, kind, stamp_of(viewer, now), details, changes)
    return keep(conn, kept, noted, event)


def in_words(text: str | None, what: Term) -> str:
    """Return a person's text without the blanks around it.

    Raises
    ------
    ServiceError
        When nothing is left of it, or it is longer than `LONGEST` characters.
    """
    said = seen_text(text or "").strip()
    if is_blank(said):
        raise ServiceError("Nothing was said for this: {what}. Fill it in.", what=what)
    refuse_long(said, what)
    return said


def refuse_long(text: object, what: Term, most: int = LONGEST) -> None:
    """Do nothing when this is no text, or a text of at most so many characters.

    Raises
    ------
    ServiceError
        With how many it has.
    """
    if isinstance(text, str) and len(text) > most:
        raise ServiceError(
            "This text has {count} characters: {what} may have {most}. Shorten it.",
            count=len(text),
            what=what,
            most=most,
        )


def office_day(conn: sa.Connection, moment: datetime) -> date:
    """Return the day it is in the office at a moment."""
    return moment.astimezone(office_zone(conn)).date()
