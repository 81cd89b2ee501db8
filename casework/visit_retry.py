"""When to come again where nobody was home: at another part of the day, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from casework.sentence import Sentence, Terms
from casework.visit_state import PART_TERMS, DayPart, Try, VisitResult

_SATURDAY: Final = 5


@dataclass(frozen=True)
class Retry:
    """When to come again; `on_weekend` only where every part of a working day was in vain."""

    part: DayPart
    on_weekend: bool
    reason: Sentence


def next_try(tries: Sequence[Try]) -> Retry:
    """Return when to come again after these tries.

    Notes
    -----
    The first part of the day, in the order of the day, in which nobody came in vain yet: so the
    evening comes last.  When all three were in vain it is the weekend, then the part that was
    tried least.  The parts and their order are our choice.
    """
    vain = [one for one in tries if one.result is VisitResult.NOT_HOME]
    counted = Counter(one.day_part for one in vain)
    part = min(DayPart, key=lambda one: (counted[one], list(DayPart).index(one)))
    if not vain:
        return Retry(part, False, Sentence("Nobody has called there in vain yet."))
    tried = Terms(PART_TERMS[one] for one in DayPart if counted[one])
    if not counted[part]:
        return Retry(part, False, Sentence("Nobody was home in the {parts}.", parts=tried))
    if all(one.visited_on.weekday() < _SATURDAY for one in vain):
        reason = Sentence("Nobody was home on working days, in the {parts}.", parts=tried)
        return Retry(part, True, reason)
    return Retry(part, False, Sentence("Tried least so far; in vain in the {parts}.", parts=tried))


def next_part(tries: Sequence[Try]) -> DayPart:
    """Return the part of the day in which to come again (`next_try` says why)."""
    return next_try(tries).part
