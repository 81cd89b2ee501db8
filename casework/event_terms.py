"""What an event of a case is called, whatever made it."""

from __future__ import annotations

from typing import Final

from casework.move import MOVE_TERMS, Move
from casework.sentence import Term

EVENT_TERMS: Final = {
    "reported": Term("Reported"),
    "closed": Term("Closed"),
    "corrected": Term("Corrected by a file"),
    "placed": Term("Placed again on changed grids"),
    "given_to_worker": Term("Given to a worker"),
    "handed_over": Term("Handed over"),
    "sent_up": Term("Sent up to the next level"),
    "told": Term("The person was told about progress"),
    "unit_joined": Term("A unit joined"),
    "unit_left": Term("A unit left"),
    "clock_recomputed": Term("Due date computed anew"),
    "reminder": Term("Reminder raised"),
    "bulletin": Term("Put into the bulletin"),
    "merged": Term("Another report was merged into this case"),
    "supervision_opened": Term("Supervision opened"),
    "supervision_logged": Term("Noted by the supervisor"),
    "supervision_ended": Term("Supervision ended"),
}


def event_term(kind: str) -> str:
    """Return what an event is called: a step by its name, an unknown kind as it is."""
    if kind in set(Move):
        return MOVE_TERMS[Move(kind)]
    return EVENT_TERMS.get(kind, kind)
