"""The log verified: every entry computed anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.access_log import end_of
from data.access_log_rows import log_breaks
from data.ledger_check import Break, Wrong
from data.store import Store
from service.access_log.seeing import note_look

MOST_FAULTS: Final = 1000


@dataclass(frozen=True)
class LogReport:
    """What verifying found.

    Attributes
    ----------
    is_whole
        True when nothing was changed, removed or added past the log.
    entries
        How many there are by its end.
    head
        Hash of the last entry: note it elsewhere.
    faults
        What is wrong; the first `MOST_FAULTS` of them.
    """

    is_whole: bool
    entries: int
    head: str
    faults: tuple[Sentence, ...]


def verify_log(viewer: Viewer, store: Store) -> LogReport:
    """Return whether the log is whole, and if not, which entries are at fault.

    Raises
    ------
    CaseworkError
        When the viewer may not read the log.
    DataError
        When the log has lost its end.
    """
    require(viewer, Action.VIEW_AUDIT)
    note_look(viewer, store, "access_log")
    with store.read() as conn:
        end, breaks = end_of(conn), log_breaks(conn)
    faults = tuple(_said(one) for one in breaks[:MOST_FAULTS])
    return LogReport(not breaks, end.number, end.hash, faults)


def _said(found: Break) -> Sentence:
    if found.wrong is Wrong.MISSING:
        return Sentence(
            "Entries {number} to {last} are missing from the log: rows were removed.",
            number=found.number,
            last=found.last,
        )
    if found.wrong is Wrong.INSERTED:
        return Sentence(
            "Entry {number} has no place in the log: it was put there past the program.",
            number=found.number,
        )
    return Sentence(
        "Entry {number} of the log was changed: it does not fit the chain.", number=found.number
    )
