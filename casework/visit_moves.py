"""When a home fell empty or was lived in again, as visits and notices say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from casework.visit_state import DayPart, VisitResult


class MoveKind(StrEnum):
    """What happened to a home."""

    OUT = "moved_out"
    IN = "moved_in"


@dataclass(frozen=True)
class Claim:
    """What is said of a home on a day.

    Attributes
    ----------
    number
        Of the visit, or of the notice; what is told later has a higher one.
    day_part, result
        Of a visit; none for the notice that somebody moved in, which comes after the day's visits.
    """

    claimed_on: date
    number: int
    day_part: DayPart | None = None
    result: VisitResult | None = None


_SAYS: Final = {
    VisitResult.MOVED: MoveKind.OUT,
    VisitResult.MET: MoveKind.IN,
    VisitResult.DECLINED: MoveKind.IN,
    None: MoveKind.IN,
}


def says_of(result: VisitResult | None) -> MoveKind | None:
    """Return what a visit, or a notice, says of the home; None when it says nothing."""
    return _SAYS.get(result)


def moves_of(was_occupied: bool, claims: Iterable[Claim]) -> list[tuple[MoveKind, Claim]]:
    """Return the claims that changed something, in order, with what they changed.

    Parameters
    ----------
    was_occupied
        Before the first claim.
    claims
        In any order.

    Notes
    -----
    Whoever met somebody in an empty home, or was declined there, has found that somebody moved in.
    A claim that says what already is changes nothing.
    """
    found: list[tuple[MoveKind, Claim]] = []
    is_occupied = was_occupied
    for claim in sorted(claims, key=_order):
        says = says_of(claim.result)
        if says is not None and (says is MoveKind.IN) != is_occupied:
            is_occupied = not is_occupied
            found.append((says, claim))
    return found


def _order(claim: Claim) -> tuple[date, int, int]:
    parts = list(DayPart)
    at = len(parts) if claim.day_part is None else parts.index(claim.day_part)
    return claim.claimed_on, at, claim.number
