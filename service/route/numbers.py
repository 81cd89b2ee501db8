"""Numbers of stops on a map: those that would cover one another stand in one label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

_HIGH: Final = 20.0
_SIGN: Final = 7.2
_MOST_SIGNS: Final = 16


@dataclass(frozen=True)
class Label:
    """Some stops at about one place, in drawing units, the middle of the label."""

    x: float
    y: float
    numbers: tuple[int, ...]

    @property
    def text(self) -> str:
        """Return the numbers as ``3-7, 12``."""
        said = ", ".join(_stretches(self.numbers))
        return said if len(said) <= _MOST_SIGNS else f"{said[: _MOST_SIGNS - 1]}…"

    @property
    def width(self) -> float:
        """Return how wide the label is."""
        return max(18.0, _SIGN * len(self.text) + 10)


def labels(places: Sequence[tuple[float, float]]) -> list[Label]:
    """Return labels that do not cover one another; stops are numbered from 1.

    Parameters
    ----------
    places
        Of the stops in walking order, in drawing units.
    """
    made = [Label(x, y, (number,)) for number, (x, y) in enumerate(places, 1)]
    is_covered = True
    while is_covered:
        is_covered = False
        kept: list[Label] = []
        for label in made:
            other = next((k for k, one in enumerate(kept) if _covers(one, label)), None)
            if other is None:
                kept.append(label)
            else:
                kept[other] = _joined(kept[other], label)
                is_covered = True
        made = kept
    return made


def _covers(one: Label, other: Label) -> bool:
    is_beside = abs(one.x - other.x) >= (one.width + other.width) / 2
    return not is_beside and abs(one.y - other.y) < _HIGH


def _joined(one: Label, other: Label) -> Label:
    n, m = len(one.numbers), len(other.numbers)
    x, y = (one.x * n + other.x * m) / (n + m), (one.y * n + other.y * m) / (n + m)
    return Label(x, y, tuple(sorted((*one.numbers, *other.numbers))))


def _stretches(numbers: Iterable[int]) -> list[str]:
    found = []
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        first, *_more, last = [number for _, number in run] * 2
        found.append(str(first) if first == last else f"{first}-{last}")
    return found
