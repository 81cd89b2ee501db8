"""How long something may take, in one of the four kinds the trade counts in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.errors import CaseworkError
from casework.sentence import Sentence


class LimitKind(StrEnum):
    """What is counted: 紧急工作时, 工作时, 工作日, 自然日."""

    CONTINUOUS_HOURS = "continuous_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"

    @property
    def is_in_days(self) -> bool:
        """Return True where whole days are counted, from the day after the start."""
        return self in (LimitKind.WORKING_DAYS, LimitKind.CALENDAR_DAYS)


@dataclass(frozen=True)
class Limit:
    """An amount of time of one kind.

    Attributes
    ----------
    kind
        What is counted.
    amount
        Hours (more than 0, parts allowed) or whole days; 0 days means the same day.
    """

    kind: LimitKind
    amount: float

    def __post_init__(self) -> None:
        if not _is_possible(self.kind, self.amount):
            raise CaseworkError(
                "A limit cannot be {amount} {kind}: give more than 0 hours, or whole days.",
                amount=self.amount,
                kind=self.kind.value,
            )

    @classmethod
    def parse(cls, text: str, day_kind: LimitKind | None = None) -> Limit:
        """Return the limit written as ``4 working_hours``, ``13 working_days``, ``0.5 hours``.

        Parameters
        ----------
        text
            An amount and a kind.
        day_kind
            What plain ``days`` means; None refuses the word.

        Raises
        ------
        CaseworkError
            When it is not written so, or the amount is not possible.
        """
        number, _, word = text.strip().partition(" ")
        kind = _kind_of(word.strip(), day_kind)
        try:
            amount = float(number)
        except ValueError:
            amount = math.nan
        if kind is None or math.isnan(amount):
            raise CaseworkError(
                "{text} is no limit: write an amount and one of {kinds}, such as 4 working_hours.",
                text=repr(text),
                kinds=", ".join(LimitKind),
            )
        return cls(kind, amount)

    @property
    def sentence(self) -> Sentence:
        """Return the limit in words, to stand alone or as a value in another sentence."""
        if self.amount == 0 and self.kind is LimitKind.WORKING_DAYS:
            return Sentence("the same working day")
        if self.amount == 0:
            return Sentence("the same day")
        one, many = _WORDS[self.kind]
        return Sentence((one if self.amount == 1 else many).msgid, amount=self.amount)

    def __str__(self) -> str:
        return f"{self.amount:g} {self.kind.value}"


# For one and for many.
_WORDS: Final = {
    LimitKind.CONTINUOUS_HOURS: (
        Sentence("{amount:g} hour by the clock"),
        Sentence("{amount:g} hours by the clock"),
    ),
    LimitKind.WORKING_HOURS: (
        Sentence("{amount:g} working hour"),
        Sentence("{amount:g} working hours"),
    ),
    LimitKind.WORKING_DAYS: (
        Sentence("{amount:g} working day"),
        Sentence("{amount:g} working days"),
    ),
    LimitKind.CALENDAR_DAYS: (
        Sentence("{amount:g} calendar day"),
        Sentence("{amount:g} calendar days"),
    ),
}


def _kind_of(word: str, day_kind: LimitKind | None) -> LimitKind | None:
    if word in ("day", "days"):
        return day_kind
    return LimitKind(word) if word in set(LimitKind) else None


def _is_possible(kind: LimitKind, amount: float) -> bool:
    if not math.isfinite(amount) or amount > 100_000:
        return False
    return amount >= 0 and amount == int(amount) if kind.is_in_days else amount > 0
