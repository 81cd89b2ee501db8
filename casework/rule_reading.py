"""Reading a rule document key by key: everything that is wrong with it is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Final, TypeVar

from casework.errors import CaseworkError
from casework.limit import Limit, LimitKind
from casework.sentence import Sentence, Term

Choice = TypeVar("Choice", bound=StrEnum)


# So many faults are told in one sentence; there are seldom more causes than that.
_TOLD: Final = 20


class FaultyRules(CaseworkError):
    """A rule document was not taken; `faults` holds every reason, each with its place."""

    def __init__(self, faults: Iterable[Sentence]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "The document is not taken. Faults found: {count}. {faults}",
            count=len(self.faults),
            faults=reduce(_and_more, self.faults[:_TOLD]),
        )


def _and_more(one: Sentence, more: Sentence) -> Sentence:
    return Sentence("{one} {more}", one=one, more=more)


class Table:
    """One table of a rule document.

    Parameters
    ----------
    values
        What was read from the file.
    where
        Its place in the file, as told in a fault; empty for the document itself.
    faults
        Gathers what is wrong.
    """

    def __init__(self, values: Mapping[str, object], where: str, faults: list[Sentence]) -> None:
        self.values = values
        self.where = where
        self.faults = faults
        self._asked: set[str] = set()

    def place(self, key: str) -> str:
        """Return where in the file a key stands."""
        return f"{self.where}.{key}" if self.where else key

    def fault(self, key: str, wanted: Sentence) -> None:
        """Note that the value of this key cannot be used, and what belongs there."""
        self.faults.append(
            Sentence(
                "{place} cannot be {seen}: {wanted}",
                place=self.place(key),
                seen=_seen(self.values.get(key)),
                wanted=wanted,
            )
        )

    def has(self, key: str) -> bool:
        """Return True where the key is given."""
        self._asked.add(key)
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        if not self.has(key) and default is not None:
            return default
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fault(key, Sentence("give a text."))
            return ""
        return value.strip()

    def flag(self, key: str) -> bool:
        """Return true or false; false where it is not given."""
        value = self.values[key] if self.has(key) else False
        if not isinstance(value, bool):
            self.fault(key, Sentence("give true or false."))
        return bool(value)

    def number(self, key: str, low: float, high: float) -> float:
        """Return a number between these two."""
        value = self.values.get(key) if self.has(key) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        self.fault(key, Sentence("give a number from {low:g} to {high:g}.", low=low, high=high))
        return low

    def count(self, key: str, low: int, high: int) -> int:
        """Return a whole number between these two."""
        value = self.values.get(key) if self.has(key) else None
        if type(value) is int and low <= value <= high:
            return value
        self.fault(key, Sentence("give a whole number from {low} to {high}.", low=low, high=high))
        return low

    def day(self, key: str) -> date | None:
        """Return a date, None after a fault."""
        value = self.values.get(key) if self.has(key) else None
        if type(value) is not date:
            self.fault(key, Sentence("give a date such as 2026-02-15, without quotation marks."))
            return None
        return value

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice | None:
        """Return one of a set of words, the default after a fault."""
        if not self.has(key) and default is not None:
            return default
        value = self.values.get(key)
        if not isinstance(value, str) or value not in set(kind):
            self.fault(key, Sentence("choose one of {known}.", known=", ".join(kind)))
            return default
        return kind(value)

    def limit(self, key: str, day_kind: LimitKind | None = None) -> Limit | None:
        """Return a limit such as ``4 working_hours``; None where it is not given."""
        if not self.has(key):
            return None
        value = self.values[key]
        try:
            return Limit.parse(value if isinstance(value, str) else "", day_kind)
        except CaseworkError:
            kinds = ", ".join([*LimitKind, *(["days"] if day_kind else [])])
            self.fault(
                key, Sentence('write an amount and one of {kinds}: "4 working_hours".', kinds=kinds)
            )
            return None

    def table(self, key: str) -> Table:
        """Return a table inside this one, empty where it is not given."""
        value = self.values.get(key, {}) if self.has(key) else {}
        if not isinstance(value, Mapping):
            self.fault(key, Sentence("give a table, [{place}].", place=self.place(key)))
            value = {}
        return Table(value, self.place(key), self.faults)

    def named(self) -> Iterator[tuple[str, Table]]:
        """Give the tables inside this one by their names."""
        for key in self.values:
            yield key, self.table(key)

    def tables(self, key: str) -> list[Table]:
        """Return the tables of a list, none where it is not given."""
        value = self.values.get(key, []) if self.has(key) else []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.fault(key, Sentence("give tables, [[{place}]].", place=self.place(key)))
            return []
        return [
            Table(one, f"{self.place(key)}[{number}]", self.faults)
            for number, one in enumerate(value, 1)
        ]

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                self.faults.append(
                    Sentence(
                        "{place} is unknown here: take it out, or choose one of {known}.",
                        place=self.place(key),
                        known=", ".join(sorted(self._asked)),
                    )
                )


def refuse_if(faults: list[Sentence]) -> None:
    """Do nothing when there is no fault.

    Raises
    ------
    FaultyRules
        With all of them.
    """
    if faults:
        raise FaultyRules(faults)


def _seen(value: object) -> str:
    if value is None:
        return Term("empty")
    if isinstance(value, int) and value.bit_length() > 64:
        return Term("a number beyond all measure")
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
