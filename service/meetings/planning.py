"""A meeting is planned with its agenda, moved, held or cancelled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.meeting import MeetingKind, MeetingState, Presence
from casework.plain_text import one_line
from casework.sentence import Term
from data.meeting_store import (
    add_meeting,
    keep_attendance,
    load_decisions,
    load_meetings,
    next_code,
)
from data.pack_store import kept_pack, packs_kept
from data.schema import decisions, meetings
from data.store import Store
from service.cases.noting import in_words, refuse_long
from service.errors import ServiceError
from service.meetings.keeping import (
    Meeting,
    keep_meeting,
    meeting_kept,
    meeting_seen,
    refuse_ahead,
    refuse_frozen,
)
from service.meetings.owners import refuse_foreign_area, unit_name
from service.meetings.part import Part, seen_meetings
from service.meetings.proposing import fill

_LEAST_JOINT = 2


@dataclass(frozen=True)
class NewMeeting:
    """A meeting as it is planned.

    Attributes
    ----------
    kind
        ``dispatch``, ``review`` or ``joint``; a joint one names two units or more.
    area
        What it is about; None for the whole district.
    pack
        Code of the review pack it is to go through.
    units
        Codes of the units that are invited.
    """

    name: str
    kind: str
    held_on: date
    place: str | None = None
    area: str | None = None
    pack: str | None = None
    units: tuple[str, ...] = ()


def plan_meeting(viewer: Viewer, store: Store, new: NewMeeting, now: datetime) -> str:
    """Plan a meeting, propose its agenda, and return its code.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When something is not said, the area is not one he keeps, there is no such unit or pack, or
        a joint meeting names fewer than two units.
    """
    require(viewer, Action.KEEP_MEETINGS)
    name = in_words(new.name, Term("name"))
    kind = _kind(new.kind)
    with store.begin() as conn:
        refuse_foreign_area(conn, viewer, new.area, new.held_on)
        invited = _invited(conn, viewer, new, kind)
        code = next_code(conn, meetings, f"M{new.held_on:%Y%m%d}-")
        number = add_meeting(
            conn,
            {
                "code": code, "name": name, "kind": kind.value, "held_on": new.held_on,
                "place": _place(new.place), "area": new.area,
                "pack_id": _pack_id(conn, viewer, new.pack), "state": MeetingState.PLANNED.value,
                "entered_by": viewer.name, "entered_at": now,
            },
        )  # fmt: skip
        for unit, called in invited.items():
            keep_attendance(conn, number, unit, called, Presence.INVITED.value)
        fill(conn, viewer, meeting_seen(conn, viewer, code))
    return code


@dataclass(frozen=True)
class Plan:
    """What can still be changed of a meeting that is planned."""

    name: str
    held_on: date
    place: str | None = None
    pack: str | None = None


def change_plan(
    viewer: Viewer, store: Store, code: str, version: int, plan: Plan, now: datetime
) -> None:
    """Change name, day, place and pack of a meeting that is still planned.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When the meeting is not his, has changed or was held, there is no such pack, or another
        day is given after something was decided.
    """
    require(viewer, Action.KEEP_MEETINGS)
    del now
    name = in_words(plan.name, Term("name"))
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        refuse_frozen(kept)
        if plan.held_on != kept.held_on:
            _refuse_decided(conn, kept)
        values: dict[str, Any] = {
            "name": name, "held_on": plan.held_on, "place": _place(plan.place),
            "pack_id": _pack_id(conn, viewer, plan.pack),
        }  # fmt: skip
        keep_meeting(conn, kept, values)
        if plan.pack != kept.pack:
            fill(conn, viewer, replace(kept, pack=plan.pack, held_on=plan.held_on))


def hold_meeting(viewer: Viewer, store: Store, code: str, version: int, now: datetime) -> None:
    """Note that a meeting took place: from now on its agenda is as it was.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When the meeting is not his, has changed, was held already, or its day lies ahead.
    """
    require(viewer, Action.KEEP_MEETINGS)
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        refuse_frozen(kept)
        refuse_ahead(conn, kept, now)
        keep_meeting(conn, kept, {"state": MeetingState.HELD.value})


def cancel_meeting(viewer: Viewer, store: Store, code: str, version: int, now: datetime) -> None:
    """Note that a meeting does not take place; what was open goes to the next one.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When the meeting is not his, has changed, was held, or something was decided at it.
    """
    require(viewer, Action.KEEP_MEETINGS)
    del now
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        refuse_frozen(kept)
        _refuse_decided(conn, kept)
        keep_meeting(conn, kept, {"state": MeetingState.CANCELLED.value})


def meetings_of(viewer: Viewer, store: Store) -> pd.DataFrame:
    """Return the meetings the viewer sees: `data.meeting_store.MEETING_COLUMNS`, the latest first.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        return seen_meetings(conn, viewer, load_meetings(conn))


def meeting_of(viewer: Viewer, store: Store, code: str) -> Meeting:
    """Return a meeting as it stands.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    ServiceError
        When there is none of this code for him.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        return meeting_seen(conn, viewer, code)


def packs_to_choose(viewer: Viewer, store: Store) -> pd.DataFrame:
    """Return the packs a meeting of this viewer can go through, as `data.pack_store.packs_kept`.

    Raises
    ------
    CaseworkError
        When the viewer may not see packs.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        part, frame = Part.of(conn, viewer), packs_kept(conn)
    return frame.loc[[part.holds(area) for area in frame["area"]]]


def _kind(name: str) -> MeetingKind:
    if name not in set(MeetingKind):
        raise ServiceError(
            "There is no kind of meeting {kind}: choose one of {known}.",
            kind=name,
            known=", ".join(MeetingKind),
        )
    return MeetingKind(name)


def _invited(
    conn: sa.Connection, viewer: Viewer, new: NewMeeting, kind: MeetingKind
) -> dict[str, str]:
    units: Collection[str] = dict.fromkeys(new.units)
    if kind is MeetingKind.JOINT and len(units) < _LEAST_JOINT:
        raise ServiceError(
            "A joint meeting names two units or more, and {n} was named: name the units that meet.",
            n=len(units),
        )
    return {unit: unit_name(conn, viewer, unit, new.held_on) for unit in units}


def _refuse_decided(conn: sa.Connection, meeting: Meeting) -> None:
    if len(load_decisions(conn, decisions.c.meeting_id == meeting.id)):
        raise ServiceError(
            "Something was decided at {code} on {day}: note that it was held instead.",
            code=meeting.code,
            day=meeting.held_on,
        )


def _place(said: str | None) -> str | None:
    refuse_long(said, Term("place"))
    return one_line(said or "") or None


def _pack_id(conn: sa.Connection, viewer: Viewer, code: str | None) -> int | None:
    if not code:
        return None
    kept = kept_pack(conn, code)
    if kept is None or not Part.of(conn, viewer).holds(kept.head["area"]):
        raise ServiceError("There is no pack {code} here: choose one of the list.", code=code)
    return kept.id
