"""Grids whose worker is no longer the one a plan starts from, and by which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from service.errors import ServiceError

Why = Literal["changed", "same_day", "later"]


@dataclass(frozen=True)
class ConflictLine:
    """A grid about which something else was decided.

    Attributes
    ----------
    grid
        Its code.
    expected, found
        Codes of the worker the plan starts from and of the one who has it; None is nobody.
    why
        ``changed``: another has it on the day; ``same_day``: who has it begins on that very day;
        ``later``: something is decided for a day after it.
    since
        The day on which what was found begins; None for one without a first day.
    order_no, changed_by, changed_at
        The order (or import) that made it so; None where nothing is known of it.
    """

    grid: str
    expected: str | None
    found: str | None
    why: Why = "changed"
    since: date | None = None
    order_no: str | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None


class PlanConflict(ServiceError):
    """A plan that starts from what is no longer so; nothing of it was applied."""

    def __init__(self, day: date, lines: Sequence[ConflictLine]) -> None:
        super().__init__(
            "{count} grids of this plan have another worker than it starts from, or something is"
            " decided about them already: {grids}. Nothing was applied: take these grids out of the"
            " plan, or plan them anew from the duty of {day}.",
            count=len(lines),
            grids=", ".join(line.grid for line in lines),
            day=day,
        )
        self.lines = tuple(lines)
