"""What became of a promise, resolution or public work: told in words, never changed afterwards."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.progress import (
    PROGRESS_TERMS,
    ProgressEvent,
    ProgressKind,
    Standing,
    refuse_step,
    standing,
)
from casework.sentence import Term
from data.case_store import grids_within, units_below
from data.grid_store import valid_on
from data.progress_store import add_progress, progress_of
from data.promise_store import BEGINS, Kind
from data.schema import grids
from data.store import Store
from service.cases.noting import in_words, office_day
from service.errors import ServiceError
from service.photos import is_photo_seen
from service.promises.part import FARTHEST, kept_in_part
from service.scoping import grids_in_part

_HASH: Final = re.compile(r"[0-9a-f]{64}")
# What whoever works on it may say; all else is for those who keep the ledger.
REPORTED: Final = frozenset({ProgressKind.PROGRESS, ProgressKind.DONE})


def tell_progress(
    viewer: Viewer,
    store: Store,
    kind: Kind,
    code: str,
    event: ProgressEvent,
    now: datetime,
) -> Standing:
    """Add a word on how far something is, and return where it stands now.

    Parameters
    ----------
    event
        Its text is what was done, the evidence, why another day or why it is given up; never
        blank.  ``photo`` is the hash of a photograph that is kept (`service.photos`).

    Raises
    ------
    CaseworkError
        When the viewer may not report, or not move, give up or open again; when it cannot be told
        next (`casework.progress.refuse_step`).
    ServiceError
        When there is no such one in his part, the day lies ahead or before it began, nothing was
        said, the new due day is one before it began, or there is no such photograph.
    """
    require(
        viewer,
        Action.REPORT_PROGRESS if event.kind in REPORTED else Action.KEEP_PROMISES,
    )
    said = in_words(event.text, PROGRESS_TERMS[event.kind])
    with store.begin() as conn:
        keeps = event.kind not in REPORTED
        row = kept_in_part(conn, viewer, kind, code, keeps=keeps)
        begun: date = row[BEGINS[kind]]
        today = office_day(conn, now)
        if not begun <= event.happened_on <= today:
            raise ServiceError(
                "{day} cannot be: give a day from {first} to today, {today}.",
                day=event.happened_on,
                first=begun,
                today=today,
            )
        _refuse_due(event.due_on, begun, today)
        _refuse_photo(conn, viewer, event.photo)
        events = progress_of(conn, kind, ids=[row["id"]]).get(row["id"], [])
        refuse_step(standing(row["due_on"], events), event)
        made = ProgressEvent(
            event.kind, event.happened_on, said, event.percent, event.due_on, event.photo
        )
        add_progress(conn, kind, row["id"], made, entered_by=viewer.name, entered_at=now)
        return standing(row["due_on"], [*events, made])


def _refuse_due(due: date | None, begun: date, today: date) -> None:
    if due is not None and not begun <= due <= today + FARTHEST:
        raise ServiceError(
            "It cannot be due on {due}: give a day from {first} on, at most twenty years ahead.",
            due=due,
            first=begun,
        )


def _refuse_photo(conn: sa.Connection, viewer: Viewer, photo: str | None) -> None:
    if photo is None:
        return
    if not _HASH.fullmatch(photo) or not is_photo_seen(conn, viewer, photo):
        raise ServiceError(
            "There is no such photograph in the part of the district you see: {seen}. Add the"
            " photo first, or leave it out.",
            seen=photo[:12],
        )


def grid_of_photo(viewer: Viewer, store: Store, area: str | None, on: date) -> str | None:
    """Return the grid a photograph of an area is kept under, which decides who sees it.

    The area itself where it is a grid, else the first grid in force below it; None for the whole
    district.

    Raises
    ------
    CaseworkError
        When the viewer may not report progress.
    """
    require(viewer, Action.REPORT_PROGRESS)
    if area is None:
        return None
    with store.read() as conn:
        inside = grids_within(conn, units_below(conn, area))
        seen = grids_in_part(conn, viewer)
        inside = inside if seen is None else inside & seen
        wanted = sa.select(grids.c.code).where(valid_on(grids, on)).order_by(grids.c.code)
        return next((code for code in conn.scalars(wanted) if code in inside), None)


def word_of(kind: ProgressKind) -> Term:
    """Return what has to be said with an event."""
    words = {
        ProgressKind.DONE: Term("the evidence"),
        ProgressKind.DUE_CHANGED: Term("why another day"),
        ProgressKind.DROPPED: Term("why it is given up"),
        ProgressKind.REOPENED: Term("why it is opened again"),
    }
    return words.get(kind, Term("what was done"))
