"""Homes that fell empty or are lived in again: worked out from all that was said of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.visit import DayPart, VisitResult
from casework.visit_moves import Claim, MoveKind, moves_of, says_of
from data.schema import household_moves, households, visits
from data.store import Store, bump
from service.cases.noting import office_day
from service.errors import ServiceError
from service.visits.households import home_seen

# Earlier days are those of an empty cell that was read as zero.
FIRST_YEAR: Final = 1990


def move_in(viewer: Viewer, store: Store, household_code: str, on: date, now: datetime) -> bool:
    """Return whether a home counts as lived in again from a day on; False when it does already.

    Raises
    ------
    CaseworkError
        When the viewer may not record visits.
    ServiceError
        When there is no such household in his part, or the day lies in the future.
    """
    require(viewer, Action.RECORD_VISIT)
    with store.begin() as conn:
        home = int(home_seen(conn, viewer, household_code)["id"])
        refuse_future(conn, on, now)
        if lived_in_on(conn, home, on):
            return False
        was = _at_first(conn, home)
        said = {"household_id": home, "happened_on": on, "kind": MoveKind.IN.value}
        conn.execute(household_moves.insert().values(said | {"entered_by": viewer.name}))
        settle_home(conn, home, was)
    return True


def refuse_future(conn: sa.Connection, day: date, now: datetime) -> None:
    """Do nothing when a day has come.

    Raises
    ------
    ServiceError
        When it has not, or lies before `FIRST_YEAR`.
    """
    if day > office_day(conn, now) or day.year < FIRST_YEAR:
        raise ServiceError(
            "{day} cannot be the day: give today or one that is over, from the year {year} on.",
            day=day,
            year=FIRST_YEAR,
        )


def lived_in_on(conn: sa.Connection, home: int, day: date) -> bool:
    """Return whether a home was lived in at the end of a day: today's state, later moves undone."""
    table = household_moves.c
    after = sa.select(table.kind).where(table.household_id == home, table.happened_on > day)
    return _before(conn, home, after)


def _at_first(conn: sa.Connection, home: int) -> bool:
    """Return whether a home was lived in before the first move that is known of it."""
    table = household_moves.c
    return _before(conn, home, sa.select(table.kind).where(table.household_id == home))


def _before(conn: sa.Connection, home: int, moves: sa.Select[tuple[str]]) -> bool:
    table = household_moves.c
    first = conn.execute(moves.order_by(table.happened_on, table.id).limit(1)).first()
    if first is not None:
        return bool(first.kind == MoveKind.OUT.value)
    return bool(conn.scalar(sa.select(households.c.is_occupied).where(households.c.id == home)))


def settle_visit(conn: sa.Connection, visit: sa.RowMapping) -> None:
    """Note what a visit that was just written down says of who lives there."""
    home, says = int(visit["household_id"]), says_of(VisitResult(visit["result"]))
    if says is None or (says is MoveKind.IN) == lived_in_on(conn, home, visit["visited_on"]):
        return
    settle_home(conn, home, _at_first(conn, home))


def unsettle_visit(conn: sa.Connection, visit: sa.RowMapping) -> None:
    """Take back what a visit that was just made void said of who lives there."""
    table = household_moves.c
    if conn.scalar(sa.select(sa.exists().where(table.visit_id == visit["id"]))):
        home = int(visit["household_id"])
        settle_home(conn, home, _at_first(conn, home))


def settle_home(conn: sa.Connection, home: int, was_occupied: bool) -> None:
    """Write down when a home fell empty or was lived in again, from its visits and notices.

    Parameters
    ----------
    was_occupied
        Before all of them.

    Notes
    -----
    What changes nothing any more is dropped, such as the notice that somebody moved into a home
    that, as it turns out, never was empty.
    """
    claims = _claims(conn, home)
    moved = moves_of(was_occupied, claims)
    conn.execute(household_moves.delete().where(household_moves.c.household_id == home))
    rows = [
        {
            "household_id": home,
            "happened_on": claim.claimed_on,
            "kind": kind.value,
            "visit_id": None if claim.result is None else claim.number,
            "entered_by": claims[claim],
        }
        for kind, claim in moved
    ]
    if rows:
        conn.execute(household_moves.insert(), rows)
    is_occupied = moved[-1][0] is MoveKind.IN if moved else was_occupied
    changed = sa.and_(households.c.id == home, households.c.is_occupied != is_occupied)
    if conn.execute(households.update().where(changed).values(is_occupied=is_occupied)).rowcount:
        bump(conn, "households")
    bump(conn, "visits")


def _claims(conn: sa.Connection, home: int) -> dict[Claim, str]:
    """Return all that was said of a home, and who wrote it down."""
    told, made = household_moves.c, visits.c
    notices = sa.select(told.happened_on, told.id, told.entered_by).where(
        told.household_id == home, told.visit_id.is_(None)
    )
    seen = sa.select(made.visited_on, made.id, made.day_part, made.result, made.entered_by).where(
        made.household_id == home, made.voided_on.is_(None)
    )
    found = {Claim(day, number): who for day, number, who in conn.execute(notices)}
    for day, number, part, result, who in conn.execute(seen):
        found[Claim(day, number, DayPart(part), VisitResult(result))] = who
    return found
