"""Cases beside the ledger: what is stored of them, and what was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.sentence import Sentence, Term
from casework.told_facts import TOLD, tell
from data.ledger import Head, instant
from data.ledger_rows import LedgerRow
from data.schema import cases

_WORDS: Final = {
    "code": Term("number"),
    "serial": Term("serial"),
    "status": Term("state"),
    "closed_at": Term("closing time"),
    "assigned_to": Term("worker"),
    "resolution": Term("resolution"),
    "satisfaction": Term("answer of the visit back"),
    "tier": Term("level"),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: ledger number, id of the row, number of the case, and what."""

    number: Any
    row_id: int | None
    case_code: str | None
    sentence: Sentence


class Told:
    """What a ledger tells while it is read: of each case, and whether it holds a hash.

    Parameters
    ----------
    wanted
        A hash noted earlier, if there is one.
    """

    def __init__(self, wanted: str | None = None) -> None:
        self.wanted = wanted
        self.has_seen_head = wanted is None
        self.events = 0
        self.facts: dict[Any, dict[str, Any]] = {}
        self.last: dict[Any, LedgerRow] = {}

    def listen(self, rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
        """Yield the rows as they come, keeping what they tell."""
        for row in rows:
            self.events += 1
            self.has_seen_head = self.has_seen_head or row.hash == self.wanted
            tell(self.facts.setdefault(row.case_id, {}), str(row.kind), row.details, row.at)
            self.last[row.case_id] = row
            yield row


def case_faults(conn: sa.Connection, told: Told, head: Head) -> list[Fault]:
    """Return what is wrong with the cases: serials, cases past the ledger, facts past it."""
    columns = [cases.c.id, *(cases.c[name] for name in TOLD)]
    rows = conn.execute(sa.select(*columns).order_by(cases.c.serial, cases.c.id)).mappings()
    faults: list[Fault] = []
    serial, kept = 0, set()
    for row in rows:
        kept.add(row["id"])
        faults += _serial_faults(row, serial, head)
        serial = max(serial, row["serial"] or 0)
        faults += _case_faults(row, told)
    if serial < head.serial:
        faults.append(_missing(serial + 1, head.serial))
    gone = [row for case_id, row in told.last.items() if case_id not in kept]
    return faults + [_without_case(row) for row in gone]


def _serial_faults(row: sa.RowMapping, before: int, head: Head) -> Iterator[Fault]:
    serial = row["serial"]
    if serial is None or not 1 <= serial <= head.serial:
        yield _fault_of(
            row,
            Sentence(
                "Case {code} has no serial that the ledger gave ({serial}): it was put there past"
                " the program.",
                code=row["code"],
                serial="-" if serial is None else serial,
            ),
        )
    elif serial > before + 1:
        yield _missing(before + 1, serial - 1)


def _missing(first: int, last: int) -> Fault:
    return Fault(
        None,
        None,
        None,
        Sentence(
            "No case has the serials {first} to {last}: cases were removed, or given others.",
            first=first,
            last=last,
        ),
    )


def _case_faults(row: sa.RowMapping, told: Told) -> Iterator[Fault]:
    last = told.last.get(row["id"])
    if last is None:
        yield _fault_of(
            row,
            Sentence(
                "The ledger tells nothing of case {code}: it was put there past the program.",
                code=row["code"],
            ),
        )
        return
    facts = told.facts[row["id"]]
    for name in facts:
        stored = instant(row[name]) if isinstance(row[name], datetime) else row[name]
        if stored != facts[name]:
            yield _fault_of(
                row,
                Sentence(
                    "Case {code}: its {column} is {stored}, but the ledger says {told}: it was"
                    " changed past the program.",
                    code=row["code"],
                    column=_WORDS[name],
                    stored=stored if stored is not None else "-",
                    told=facts[name] if facts[name] is not None else "-",
                ),
                last,
            )


def _without_case(last: LedgerRow) -> Fault:
    return Fault(
        last.number,
        last.id,
        None,
        Sentence(
            "Event {number} is of a case that is not there (id {id}): the case was removed past"
            " the program.",
            number=last.number,
            id=last.case_id,
        ),
    )


def _fault_of(row: sa.RowMapping, sentence: Sentence, last: LedgerRow | None = None) -> Fault:
    return Fault(
        None if last is None else last.number,
        None if last is None else last.id,
        str(row["code"]),
        sentence,
    )
