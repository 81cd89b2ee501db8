"""When to come again, in words."""

from __future__ import annotations

from casework.sentence import Sentence
from casework.visit import PART_TERMS, DayPart


def again(part: str, *, on_weekend: bool) -> Sentence:
    """Return when to come again, as a sentence."""
    term = PART_TERMS[DayPart(part)]
    if on_weekend:
        return Sentence("at the weekend, in the {part}", part=term)
    return Sentence("in the {part}", part=term)
