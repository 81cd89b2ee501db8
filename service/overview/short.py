"""A change in few words, for a card that is read from across the room."""

from __future__ import annotations

from casework.sentence import Sentence
from service.figure_changes import Change


def short_change(change: Change) -> Sentence:
    """Return size and sense of a change; its direction is told by the arrow before it.

    Notes
    -----
    Better and worse are said only of what is more than chance, and where one way is the good one.
    """
    if not change.amount:
        return Sentence("unchanged")
    size = f"{abs(change.amount):.1f}"
    if change.is_apart and change.is_better is not None:
        if change.unit == "points":
            return _judged(change.is_better, size)
        return (
            Sentence("{size} %, better", size=size)
            if change.is_better
            else Sentence("{size} %, worse", size=size)
        )
    if change.unit == "points":
        return Sentence("{size} points", size=size)
    if change.unit == "cases":
        return Sentence("from 0")
    return Sentence("{size} %", size=size)


def _judged(is_better: bool, size: str) -> Sentence:
    if is_better:
        return Sentence("{size} points, better", size=size)
    return Sentence("{size} points, worse", size=size)
