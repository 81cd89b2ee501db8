"""The words beside the ledger, read along with it and held against the hashes in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from casework.plain_text import ERASED
from data.event_words import hash_of, is_mark, mark_hash
from data.ledger_rows import LedgerRow
from data.schema import case_event_words

# The event that tells of words that were erased on request.
WORDS_ERASED: Final = "words_erased"
_PORTION: Final = 5000


class Spoilt(StrEnum):
    """What is wrong with the words of an event."""

    CHANGED = "changed"
    GONE = "gone"
    ERASED = "erased"


class WordFault(NamedTuple):
    """Words that are not what they were: of which event and case."""

    spoilt: Spoilt
    row: LedgerRow


class WordCheck:
    """Fills events with their words while the ledger is read, and keeps what does not fit."""

    def __init__(self, conn: sa.Connection) -> None:
        self._conn = conn
        self._faults: list[WordFault] = []
        self._erased: dict[Any, LedgerRow] = {}
        self._told: dict[Any, int] = {}

    def listen(self, rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
        """Yield the rows with people's words in their details."""
        words = case_event_words.c
        wanted = sa.select(words.number, words.name, words.text, words.salt).order_by(words.number)
        with self._conn.execution_options(yield_per=_PORTION).execute(wanted) as found:
            groups = groupby(found, key=attrgetter("number"))
            number, group = next(groups, (None, ()))
            own: dict[str, Any] = {}
            at = None
            for row in rows:
                if row.number != at:
                    own, at = {}, row.number
                    while number is not None and type(at) is int and number < at:
                        number, group = next(groups, (None, ()))
                    if number is not None and number == at:
                        own = {one.name: one for one in group}
                yield self._filled(row, own)

    def faults(self) -> list[WordFault]:
        """Return what was found once all rows were read."""
        past = [
            WordFault(Spoilt.ERASED, row)
            for case_id, row in self._erased.items()
            if self._told.get(case_id, 0) < row.number
        ]
        return [*self._faults, *past]

    def _filled(self, row: LedgerRow, own: dict[str, Any]) -> LedgerRow:
        if row.kind == WORDS_ERASED and type(row.number) is int:
            self._told[row.case_id] = row.number
        marks = {name: value for name, value in row.details.items() if is_mark(value)}
        if not marks:
            return row
        said = {name: self._said(row, mark_hash(m), own.get(name)) for name, m in marks.items()}
        return row._replace(details={**row.details, **said})

    def _said(self, row: LedgerRow, mark: str, kept: Any) -> object:  # noqa: ANN401
        if kept is None:
            self._faults.append(WordFault(Spoilt.GONE, row))
            return ERASED
        if kept.text is None:
            self._erased[row.case_id] = row
            return ERASED
        if hash_of(str(kept.salt), str(kept.text)) != mark:
            self._faults.append(WordFault(Spoilt.CHANGED, row))
        try:
            return json.loads(kept.text)
        except (ValueError, TypeError, RecursionError):
            return ERASED
