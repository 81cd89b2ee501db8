"""Shares and rates told without their numbers: whether they tell a small or a hidden one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Final

from service.packs.guard_numbers import WHOLE
from service.packs.guard_reading import Reading, Spot

# A share is told to a tenth of a percent, and may be rounded or cut.
_CLOSE: Final = 0.0006


@dataclass(frozen=True)
class Shares:
    """What shares tell of the numbers of a deck of which some are hidden."""

    reading: Reading
    hidden: frozenset[int]
    k: int

    def tells(self, value: float | None, numbers: Collection[int]) -> bool:
        """Return whether a share tells one of these numbers that is hidden, or a small one."""
        if value is None:
            return False
        values = self.reading.numbers.values
        return any(self._leaves_few(value, values[m]) for m in numbers) or any(
            values[m] and abs(values[n] / values[m] - value) < _CLOSE
            for n, m in permutations(numbers, 2)
            if n in self.hidden or m in self.hidden
        )

    def at(self, label: str) -> list[int]:
        """Return the numbers of a unit or period; none of the whole, of which there are many."""
        return [] if label == WHOLE else self._by_label.get(label, [])

    def then(self, label: str, spot: Spot) -> set[int]:
        """Return the numbers of a period in series whose last is one of a card's numbers."""
        own = set(self.reading.spots.get(spot, ()))
        series = (one for one in self.reading.vectors if one.get(WHOLE) in own)
        return {one[label] for one in series if label in one and label != WHOLE}

    def is_told(self, label: str, value: float) -> bool:
        """Return whether a share is told elsewhere with both of its numbers."""
        near = (abs(one - value) < _CLOSE for one in self._told.get(label, ()))
        return value in (0, 1) or any(near)

    def _leaves_few(self, value: float, m: int) -> bool:
        """Return whether a share of m is a small whole number, or leaves one."""
        n = value * m
        is_whole = abs(n - round(n)) <= _CLOSE * max(m, 1)
        return is_whole and (0 < round(n) < self.k or 0 < m - round(n) < self.k)

    @cached_property
    def _by_label(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, label in enumerate(self.reading.numbers.labels):
            found.setdefault(label, []).append(at)
        return found

    @cached_property
    def _told(self) -> dict[str, set[float]]:
        """Return the shares that are shown with both of their numbers, by label."""
        found: dict[str, set[float]] = {}
        numbers = self.reading.numbers
        for places in self.reading.spots.values():
            if len(places) == 3 and not self.hidden.intersection(places):
                n, m = (numbers.values[one] for one in places[:2])
                if m:
                    found.setdefault(numbers.labels[places[0]], set()).add(n / m)
        return found
