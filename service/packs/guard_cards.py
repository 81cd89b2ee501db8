"""Cards with what has to be hidden taken out, and what their changes and trends would tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from service.packs.deck import Card
from service.packs.guard_changes import before_of
from service.packs.guard_reading import Spot, is_of_work
from service.packs.guard_shares import Shares
from service.packs.words import NONE, Words
from service.publication import HIDDEN

# A share is told to a tenth of a percent: more digits of it would tell n and m.
DIGITS: Final = 3


@dataclass(frozen=True)
class CardGuard:
    """What of a card is hidden."""

    shares: Shares
    words: Callable[[Words], tuple[Words, int]]

    def told(self, spot: Spot, card: Card) -> tuple[Card, int, int]:
        """Return a card, how many numbers were hidden in it, and in how many texts."""
        reading = self.shares.reading
        if self.shares.hidden.intersection(reading.spots.get(spot, ())):
            return _without_numbers(card), 1, 0
        if is_of_work(card.key):
            return card, 0, 0
        trend = tuple((name, rounded(amount)) for name, amount in card.trend)
        said, texts = self.words(card.said)
        kept = replace(card, amount=rounded(card.amount), trend=trend, said=said)
        if not (trend or card.beside) or not self._tells_before(spot, kept):
            return kept, 0, texts
        return replace(kept, trend=(), beside=()), len(trend) + len(card.beside), texts

    def _tells_before(self, spot: Spot, card: Card) -> bool:
        """Return whether changes or trend tell a small or a hidden number of a period before."""
        shares, reading = self.shares, self.shares.reading
        if shares.hidden.intersection(reading.trends.get(spot, ())):
            return True
        if card.amount != card.n:
            labels = ((reading.label(name), amount) for name, amount in card.trend)
            return any(shares.tells(amount, shares.then(label, spot)) for label, amount in labels)
        numbers = reading.numbers
        gone = {
            numbers.values[one] for one in shares.hidden if numbers.labels[one] in reading.periods
        }
        before = {n for one in card.beside for n in before_of(card.n, one.text.en, shares.k)}
        return any(0 < n < shares.k or n in gone for n in before)


def rounded(amount: float | None) -> float | None:
    """Return a number with no more digits than are shown."""
    return amount if amount is None else round(amount, DIGITS)


def _without_numbers(card: Card) -> Card:
    return replace(
        card, value=HIDDEN, amount=None, n=0, m=0, said=NONE, beside=(), trend=(), is_late=False
    )
