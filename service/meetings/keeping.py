"""A meeting as it is kept; whoever saw an older version is told so, and loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from casework.access import Viewer
from casework.meeting import MEETING_STATE_TERMS, MeetingKind, MeetingState
from data.meeting_store import change_meeting, load_meetings
from data.rows import records
from data.schema import meetings
from service.cases.noting import office_day
from service.errors import ServiceError
from service.meetings.part import Part, seen_meetings


class MeetingChanged(ServiceError):
    """Somebody else changed the meeting first; nothing was overwritten."""


@dataclass(frozen=True)
class Meeting:
    """A meeting as it stands.

    Attributes
    ----------
    area
        What it is about; None for the whole district.
    pack
        Code of the review pack it goes through.
    minutes
        What was written of it as a whole.
    version
        Counted up with every change.
    may_keep
        Whether it lies in the part of whoever asked.
    """

    id: int
    code: str
    name: str
    kind: MeetingKind
    held_on: date
    place: str | None
    area: str | None
    pack: str | None
    state: MeetingState
    minutes: str | None
    version: int
    may_keep: bool

    @property
    def is_planned(self) -> bool:
        """Return True while its agenda can still be changed."""
        return self.state is MeetingState.PLANNED

    @property
    def is_held(self) -> bool:
        """Return True when it took place."""
        return self.state is MeetingState.HELD


def meeting_seen(conn: sa.Connection, viewer: Viewer, code: str) -> Meeting:
    """Return a meeting that this viewer sees.

    Raises
    ------
    ServiceError
        When there is none of this code for him.
    """
    found = records(seen_meetings(conn, viewer, load_meetings(conn, meetings.c.code == code)))
    if not found:
        raise ServiceError("There is no meeting {code} here: choose one of the list.", code=code)
    return as_meeting(found[0], Part.of(conn, viewer))


def as_meeting(row: dict[str, Any], part: Part) -> Meeting:
    """Return a meeting from a row of `data.meeting_store.MEETING_COLUMNS`."""
    return Meeting(
        row["id"], row["code"], row["name"], MeetingKind(row["kind"]), row["held_on"],
        row["place"], row["area"], row["pack"], MeetingState(row["state"]), row["minutes"],
        row["version"], part.holds(row["area"]),
    )  # fmt: skip


def meeting_kept(
    conn: sa.Connection, viewer: Viewer, code: str, version: int | None = None
) -> Meeting:
    """Return a meeting that this viewer keeps and that is still of the version he saw.

    Parameters
    ----------
    version
        None where what is added takes nothing away from anybody.

    Raises
    ------
    MeetingChanged
        When it is no longer that version.
    ServiceError
        When there is none for him, it is not his to keep, or it was cancelled.
    """
    found = meeting_seen(conn, viewer, code)
    if not found.may_keep:
        raise ServiceError(
            "The meeting {code} is about more than the part you keep: ask whoever called it.",
            code=code,
        )
    if found.state is MeetingState.CANCELLED:
        raise ServiceError("The meeting {code} was cancelled: plan another one.", code=code)
    if version is not None and version != found.version:
        raise _changed(found)
    return found


def refuse_frozen(meeting: Meeting) -> None:
    """Do nothing while the agenda of a meeting can still be changed.

    Raises
    ------
    ServiceError
        When the meeting was held.
    """
    if not meeting.is_planned:
        raise ServiceError(
            "The agenda of {code} is as it was ({state}): add what is to be corrected to the"
            " minutes.",
            code=meeting.code,
            state=MEETING_STATE_TERMS[meeting.state],
        )


def refuse_ahead(conn: sa.Connection, meeting: Meeting, now: datetime) -> date:
    """Return the office's day, when that of the meeting has come.

    Raises
    ------
    ServiceError
        When it lies ahead.
    """
    today = office_day(conn, now)
    if today < meeting.held_on:
        raise ServiceError(
            "The meeting {code} is on {day}, which lies ahead: wait for the day, or move the"
            " meeting.",
            code=meeting.code,
            day=meeting.held_on,
        )
    return today


def keep_meeting(
    conn: sa.Connection, meeting: Meeting, values: dict[str, Any] | None = None
) -> None:
    """Write over the version that was read, and count one more.

    Raises
    ------
    MeetingChanged
        When somebody else has done so meanwhile.
    """
    if not change_meeting(conn, meeting.id, meeting.version, values or {}):
        raise _changed(meeting)


def _changed(meeting: Meeting) -> MeetingChanged:
    return MeetingChanged(
        "Somebody else changed the meeting {code} while you wrote. Nothing was overwritten, and"
        " what you typed is still here: look at what stands there now, then do it once more.",
        code=meeting.code,
    )
