"""What a contact may be used for, and how that was agreed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from casework.sentence import Term


class Purpose(StrEnum):
    """What somebody may be called for."""

    ANSWER = "answer"
    VISIT = "visit"
    EMERGENCY = "emergency"


class Consent(StrEnum):
    """How it was agreed."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    ONLINE = "online"
    HOUSEHOLD = "household"
    FILE = "file"
    BEFORE = "before"


PURPOSE_TERMS: Final = {
    Purpose.ANSWER: Term("to answer a request"),
    Purpose.VISIT: Term("to agree on a home visit"),
    Purpose.EMERGENCY: Term("in an emergency"),
}

CONSENT_TERMS: Final = {
    Consent.SPOKEN: Term("agreed in words"),
    Consent.WRITTEN: Term("agreed in writing"),
    Consent.ONLINE: Term("agreed online"),
    Consent.HOUSEHOLD: Term("as the household agreed"),
    Consent.FILE: Term("agreed, as the file says"),
    Consent.BEFORE: Term("agreed before this was asked"),
}

# What may be said when a contact is typed in; the other ways are noted by the program itself.
ASKED: Final = (Consent.SPOKEN, Consent.WRITTEN, Consent.ONLINE)
EVERY_PURPOSE: Final = tuple(Purpose)


def purposes_of(said: object) -> tuple[Purpose, ...]:
    """Return purposes as they are kept; a contact without any was given for all of them."""
    known = set(Purpose)
    if not isinstance(said, list | tuple):
        return EVERY_PURPOSE
    return tuple(Purpose(one) for one in said if one in known)
