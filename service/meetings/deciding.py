"""A decision is written down: what, whose it is, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.case_store import units_below
from data.meeting_store import add_decision, load_items, next_code
from data.rows import records
from data.schema import decisions
from data.store import Store
from service.cases.keeping import fetch
from service.cases.noting import in_words
from service.errors import ServiceError
from service.meetings.keeping import Meeting, meeting_kept, refuse_ahead
from service.meetings.owners import areas_in, unit_name


@dataclass(frozen=True)
class NewDecision:
    """A decision as it is written down.

    Attributes
    ----------
    meeting
        Code of the meeting that made it.
    owner_unit
        Code of the unit whose it is (`service.meetings.owners.owner_units`).
    due_on
        The last day on which it is done in time.
    item
        Number of the agenda item under which it was made; None for a free one.
    case_code
        Of a case it is about; that of the item where none is told.
    area
        What it is about; that of the meeting where none is told.
    """

    meeting: str
    text: str
    owner_unit: str
    due_on: date
    item: int | None = None
    case_code: str | None = None
    area: str | None = None


def decide(viewer: Viewer, store: Store, new: NewDecision, now: datetime) -> str:
    """Write down what a meeting decided and return its code.

    It was made on the day of the meeting, whenever it is written down.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When nothing is said, there is no such unit, item or case, the area is not that of the
        meeting, it is due before it was made, or the meeting is not his or lies ahead.
    """
    require(viewer, Action.KEEP_MEETINGS)
    text = in_words(new.text, Term("decision"))
    with store.begin() as conn:
        meeting = meeting_kept(conn, viewer, new.meeting)
        refuse_ahead(conn, meeting, now)
        if new.due_on < meeting.held_on:
            raise ServiceError(
                "It would be due on {due_on}, before it was decided on {day}: give a later day.",
                due_on=new.due_on,
                day=meeting.held_on,
            )
        code = next_code(conn, decisions, f"D{meeting.held_on:%Y%m%d}-")
        add_decision(
            conn,
            {
                "code": code, "meeting_id": meeting.id, "item_id": new.item,
                "case_id": _case_id(conn, viewer, meeting, new), "text": text,
                "owner_unit": new.owner_unit,
                "owner_name": unit_name(conn, viewer, new.owner_unit, meeting.held_on),
                "area": _area(conn, viewer, meeting, new.area), "made_on": meeting.held_on,
                "due_on": new.due_on, "entered_by": viewer.name,
            },
        )  # fmt: skip
    return code


def _case_id(conn: sa.Connection, viewer: Viewer, meeting: Meeting, new: NewDecision) -> int | None:
    of_item = None
    if new.item is not None:
        found = [one for one in records(load_items(conn, meeting.id)) if one["id"] == new.item]
        if not found:
            raise ServiceError(
                "There is no item {item} on the agenda of {code}: choose one of the list.",
                item=new.item,
                code=meeting.code,
            )
        of_item = found[0]["case_id"]
    return fetch(conn, viewer, new.case_code).id if new.case_code else of_item


def _area(conn: sa.Connection, viewer: Viewer, meeting: Meeting, area: str | None) -> str | None:
    """Return what the decision is about: it lies within what the meeting is about."""
    if area is None or area == meeting.area:
        return meeting.area
    inside = None if meeting.area is None else units_below(conn, meeting.area)
    is_known = area in areas_in(conn, viewer, meeting.held_on)
    if not is_known or (inside is not None and area not in inside):
        raise ServiceError(
            "{area} does not lie within what the meeting {code} is about: name a unit within it, or"
            " none.",
            area=area,
            code=meeting.code,
        )
    return area
