"""Grids whose worker is no longer the one a plan starts from, and by which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

import sqlalchemy as sa

from casework.plan import Change
from casework.sentence import Sentence, Term
from data.schema import imports, orders
from service.errors import ServiceError
from service.plans.grids_seen import named
from service.plans.held import Held, in_force, primaries

Why = Literal["changed", "same_day", "later"]
_NOBODY: Final = Term("nobody")


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
        The order that made it so, or who brought the file that did; None where nothing is known.
    """

    grid: str
    expected: str | None
    found: str | None
    why: Why = "changed"
    since: date | None = None
    order_no: str | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None

    @property
    def sentence(self) -> Sentence:
        """Return what was expected, what is there, by which order, who and when."""
        values = {
            "grid": self.grid,
            "expected": self.expected or _NOBODY,
            "found": self.found or _NOBODY,
            "since": self.since or "…",
            "order_no": self.order_no or "-",
            "name": self.changed_by or "-",
            "at": self.changed_at or "-",
        }
        return Sentence(_SENTENCES[self.why].msgid, **values)


_SENTENCES: Final[dict[Why, Sentence]] = {
    "changed": Sentence(
        "Grid {grid}: the plan starts from {expected}, but {found} has it since {since} by order"
        " {order_no}, entered by {name} at {at}."
    ),
    "same_day": Sentence(
        "Grid {grid}: {found} has it from that very day, {since}, by order {order_no}, entered by"
        " {name} at {at}. Choose a later day."
    ),
    "later": Sentence(
        "Grid {grid}: it is decided already that {found} has it from {since}, by order {order_no},"
        " entered by {name} at {at}. Choose that day or a later one."
    ),
}


class _Origin(NamedTuple):
    order_no: str | None
    changed_by: str | None
    changed_at: datetime | None


class PlanConflict(ServiceError):
    """A plan that starts from what is no longer so; nothing of it was applied."""

    def __init__(self, day: date, lines: Sequence[ConflictLine]) -> None:
        super().__init__(
            "{count} grids of this plan have another worker than it starts from, or something is"
            " decided about them already: {grids}. Nothing was applied: take these grids out of the"
            " plan, or plan them anew from the duty of {day}.",
            count=len(lines),
            grids=named(line.grid for line in lines),
            day=day,
        )
        self.lines = tuple(lines)


def conflicts(conn: sa.Connection, changes: Mapping[str, Change], day: date) -> list[ConflictLine]:
    """Return the grids that are not, or will not stay, with whom the changes start from.

    Parameters
    ----------
    changes
        By grid code.
    day
        From which they would hold.
    """
    posted = primaries(conn, changes)
    lines: list[tuple[ConflictLine, int | None, int | None]] = []
    for grid, change in sorted(changes.items()):
        found = _conflict(grid, change, posted.get(grid, []), day)
        if found is not None:
            lines.append(found)
    return _told(conn, lines)


def _conflict(
    grid: str, change: Change, posted: Sequence[Held], day: date
) -> tuple[ConflictLine, int | None, int | None] | None:
    """Return the line, with the order and the import that are behind it."""
    later = next((one for one in posted if one.since is not None and one.since > day), None)
    now = in_force(posted, day)
    has = None if now is None else now.holder_on(day)
    if later is not None:
        line = ConflictLine(grid, change.before, later.worker_code, "later", later.since)
        return line, later.order_id, later.import_id
    # That its worker leaves the service stays true, whoever has the grid until then.
    if now is not None and now.ended_by is not None and now.ended_kind != "worker":
        return ConflictLine(grid, change.before, None, "later", now.until), now.ended_by, None
    if now is not None and (has != change.before or now.since == day):
        why: Why = "changed" if has != change.before else "same_day"
        line = ConflictLine(grid, change.before, has, why, now.since)
        return line, now.order_id, now.import_id
    if now is None and change.before is not None:
        last = posted[-1] if posted else None
        line = ConflictLine(grid, change.before, None, "changed", last.until if last else None)
        return line, last.ended_by if last else None, None
    return None


def _told(
    conn: sa.Connection, lines: Sequence[tuple[ConflictLine, int | None, int | None]]
) -> list[ConflictLine]:
    """Return the lines with what is known of the order or import behind each."""
    entered = _orders(conn, {order for _, order, _ in lines if order is not None})
    brought = _imports(conn, {by for _, _, by in lines if by is not None})
    nothing = _Origin(None, None, None)
    return [
        replace(line, **entered.get(order, brought.get(by, nothing))._asdict())
        for line, order, by in lines
    ]


def _orders(conn: sa.Connection, ids: Iterable[int]) -> dict[int | None, _Origin]:
    table = orders.c
    wanted = sa.select(table.id, table.order_no, table.entered_by, table.approved_at)
    found = conn.execute(wanted.where(table.id.in_(sorted(ids))))
    return {number: _Origin(*origin) for number, *origin in found}


def _imports(conn: sa.Connection, ids: Iterable[int]) -> dict[int | None, _Origin]:
    table = imports.c
    wanted = sa.select(table.id, table.imported_by, table.imported_at)
    found = conn.execute(wanted.where(table.id.in_(sorted(ids))))
    return {number: _Origin(None, *origin) for number, *origin in found}
