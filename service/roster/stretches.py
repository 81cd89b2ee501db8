"""Stretches of days as half-open pairs of ordinals: joined, cut out of one another, in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from casework.posting import LAST_DAY, ordinal

Stretch = tuple[int, int]


def stretch_of(since: date | None, until: date | None) -> Stretch:
    """Return two days as numbers, an open end as far as days reach."""
    return ordinal(since, 0), ordinal(until, LAST_DAY)


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the days that lie in any of them, as few stretches in order."""
    found: list[Stretch] = []
    for since, until in sorted(one for one in stretches if one[0] < one[1]):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def shared(ones: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """Return the days that lie in one of the first and one of the second."""
    others = list(others)
    return joined(
        (max(a, c), min(b, d)) for a, b in ones for c, d in others if max(a, c) < min(b, d)
    )


def without(ones: Iterable[Stretch], holes: Iterable[Stretch]) -> list[Stretch]:
    """Return the days that lie in one of the first and in no hole."""
    left = joined(ones)
    for start, end in joined(holes):
        left = [
            piece
            for since, until in left
            for piece in ((since, min(until, start)), (max(since, end), until))
            if piece[0] < piece[1]
        ]
    return left


def length(stretches: Iterable[Stretch]) -> int:
    """Return how many days they hold; they must not overlap."""
    return sum(until - since for since, until in stretches)
