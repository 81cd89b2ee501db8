"""Words of the log of who saw, took or changed what: what happened, and by which door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from casework.sentence import Term
from casework.viewer import Viewer


class What(StrEnum):
    """What somebody did."""

    SAW = "saw"
    TOOK = "took"
    CHANGED = "changed"
    REFUSED = "refused"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    FAILED = "failed"


class Door(StrEnum):
    """How somebody came in."""

    SCREEN = "screen"
    ADDRESS = "address"
    COMMAND = "command"
    PROGRAM = "program"


WHAT_TERMS: Final = {
    What.SAW: Term("saw"),
    What.TOOK: Term("took away"),
    What.CHANGED: Term("changed"),
    What.REFUSED: Term("was refused"),
    What.SIGNED_IN: Term("signed in"),
    What.SIGNED_OUT: Term("signed out"),
    What.FAILED: Term("failed to sign in"),
}
DOOR_TERMS: Final = {
    Door.SCREEN: Term("the screens"),
    Door.ADDRESS: Term("an address of the server"),
    Door.COMMAND: Term("the command line"),
    Door.PROGRAM: Term("the program"),
}


@dataclass(frozen=True)
class Entry:
    """One entry, before it has a number, a moment and a door.

    Attributes
    ----------
    viewer
        Who; his name and role are kept.
    act
        Name of the act, the list or the kind of file.
    code
        Of the thing; None where it is about no single one.
    details
        Never contacts, names of residents or words of people.
    """

    viewer: Viewer
    what: What
    act: str
    code: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
