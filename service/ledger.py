"""The ledger verified: every event, every serial, every case against what was told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.event_words import with_words
from data.ledger import GENESIS, Head, head_of
from data.ledger_check import Break, Wrong, find_breaks
from data.ledger_rows import ledger_rows
from data.ledger_words import Spoilt, WordCheck, WordFault
from data.schema import case_events, cases, ledger_rewrites
from data.store import Store
from service.cases.keeping import fetch
from service.ledger_cases import Fault, Told, case_faults

__all__ = ["Fault", "LedgerReport", "case_ledger", "ledger_end", "verify_ledger"]

# A ledger that is wholly broken would name every row.
MOST_FAULTS: Final = 1000


@dataclass(frozen=True)
class LedgerReport:
    """What verifying found.

    Attributes
    ----------
    is_whole
        True when nothing was changed, removed or added past the ledger.
    events, cases
        How many there are.
    head
        Hash of the last event: note it elsewhere, and ask for it at the next verification.
    faults
        What is wrong, by ledger number; the first `MOST_FAULTS` of them.
    fault_count
        How many there are in all.
    """

    is_whole: bool
    events: int
    cases: int
    head: str
    faults: list[Fault]
    fault_count: int


def verify_ledger(viewer: Viewer, store: Store, head: str | None = None) -> LedgerReport:
    """Return whether the ledger is whole, and if not, which rows are at fault.

    The whole chain is computed anew in one read transaction, while others may write.

    Parameters
    ----------
    head
        A hash noted earlier: the ledger has to hold it still.

    Raises
    ------
    CaseworkError
        When the viewer may not verify the ledger.
    DataError
        When the ledger has lost its head.
    """
    require(viewer, Action.VERIFY_LEDGER)
    with store.read() as conn:
        end = head_of(conn)
        told = Told(None if head is None else head.strip().lower())
        words = WordCheck(conn)
        breaks = list(find_breaks(told.listen(words.listen(ledger_rows(conn))), end))
        told.has_seen_head |= told.wanted in _earlier_ends(conn)
        codes = {row.id: row.code for row in conn.execute(sa.select(cases.c.id, cases.c.code))}
        faults = [_fault(one, codes) for one in breaks]
        faults += [_word_fault(one, codes) for one in words.faults()]
        faults += case_faults(conn, told, end)
    if not told.has_seen_head and told.wanted != GENESIS:
        faults.append(_rewritten(told.wanted))
    faults.sort(key=_place)
    return LedgerReport(
        not faults, told.events, len(codes), end.hash, faults[:MOST_FAULTS], len(faults)
    )


def ledger_end(viewer: Viewer, store: Store) -> Head:
    """Return the end of the ledger, to be noted elsewhere.

    Raises
    ------
    CaseworkError
        When the viewer may not verify the ledger.
    """
    require(viewer, Action.VERIFY_LEDGER)
    with store.read() as conn:
        return head_of(conn)


def case_ledger(viewer: Viewer, store: Store, code: str) -> list[dict[str, Any]]:
    """Return the events of one case in the order of the ledger, with their numbers and hashes.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such case in the part he sees.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        kept = fetch(conn, viewer, code)
        of_case = sa.select(case_events).where(case_events.c.case_id == kept.id)
        rows = with_words(conn, conn.execute(of_case.order_by(case_events.c.number)).mappings())
        return [{name: row[name] for name in row if name not in {"id", "case_id"}} for row in rows]


def _fault(found: Break, codes: dict[int, str]) -> Fault:
    row = found.row
    code = None if row is None else codes.get(row.case_id)
    return Fault(found.number, None if row is None else row.id, code, _said(found, code))


def _said(found: Break, code: str | None) -> Sentence:
    of_what = {"number": found.number, "code": code or "-"}
    if found.wrong is Wrong.MISSING:
        return Sentence(
            "Events {number} to {last} are missing from the ledger: rows were removed.",
            number=found.number,
            last=found.last,
        )
    if found.wrong is Wrong.INSERTED:
        return Sentence(
            "Row {id} of the events (case {code}, number {number}) has no place in the ledger: it"
            " was put there past the program.",
            id=None if found.row is None else found.row.id,
            **of_what,
        )
    if found.wrong is Wrong.RESEALED:
        return Sentence(
            "Event {number} of case {code} was changed and sealed anew: the event after it"
            " remembers another hash.",
            **of_what,
        )
    if found.wrong is Wrong.END:
        return Sentence(
            "Event {number} of case {code}, the last one, is not the one that the head of the"
            " ledger remembers: the event or the head was changed.",
            **of_what,
        )
    return Sentence(
        "Event {number} of case {code} was changed: it does not fit its hash.", **of_what
    )


_SPOILT: Final = {
    Spoilt.CHANGED: Term("were changed: they do not fit the hash in the event"),
    Spoilt.GONE: Term("are gone: their row was removed past the program"),
    Spoilt.ERASED: Term("were erased, and no later event of the case tells of it"),
}


def _word_fault(found: WordFault, codes: dict[int, str]) -> Fault:
    row = found.row
    code = codes.get(row.case_id)
    return Fault(
        row.number,
        row.id,
        code,
        Sentence(
            "The words of event {number} of case {code} {spoilt}.",
            number=row.number,
            code=code or "-",
            spoilt=_SPOILT[found.spoilt],
        ),
    )


def _earlier_ends(conn: sa.Connection) -> set[str]:
    """Return the ends the ledger had before a new version sealed it anew."""
    return set(conn.scalars(sa.select(ledger_rewrites.c.hash_then)))


def _rewritten(head: str | None) -> Fault:
    return Fault(
        None,
        None,
        None,
        Sentence(
            "The hash {head} is nowhere in the ledger: the ledger was rewritten since it was noted,"
            " or it is the hash of another database.",
            head=head,
        ),
    )


def _place(fault: Fault) -> tuple[bool, float, str]:
    number = fault.number if isinstance(fault.number, int | float) else 0
    return (fault.number is None, number, str(fault.case_code))
