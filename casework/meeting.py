"""Words of meetings: their kinds and states, who was represented, and marks on cases for them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from casework.sentence import Term


class MeetingKind(StrEnum):
    """What a meeting is for."""

    DISPATCH = "dispatch"
    REVIEW = "review"
    JOINT = "joint"


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Presence(StrEnum):
    """Whether a unit was represented; invited until it is told."""

    INVITED = "invited"
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


class ItemKind(StrEnum):
    """What an item of an agenda is about."""

    DECISIONS = "decisions"
    CASE = "case"
    SLIDES = "slides"
    TOPIC = "topic"


class Flag(StrEnum):
    """Why a case is marked for a meeting; it says something of the matter, never of a person."""

    KEY = "key"
    HOT = "hot"
    HARD = "hard"


MEETING_TERMS: Final = {
    MeetingKind.DISPATCH: Term("dispatch meeting"),
    MeetingKind.REVIEW: Term("review meeting"),
    MeetingKind.JOINT: Term("joint meeting"),
}
MEETING_STATE_TERMS: Final = {
    MeetingState.PLANNED: Term("meeting planned"),
    MeetingState.HELD: Term("meeting held"),
    MeetingState.CANCELLED: Term("meeting cancelled"),
}
PRESENCE_TERMS: Final = {
    Presence.INVITED: Term("invited"),
    Presence.PRESENT: Term("represented"),
    Presence.EXCUSED: Term("excused"),
    Presence.ABSENT: Term("not represented"),
}
FLAG_TERMS: Final = {
    Flag.KEY: Term("key matter"),
    Flag.HOT: Term("much-discussed matter"),
    Flag.HARD: Term("difficult matter"),
}
