"""Statements about campaigns: notices delivered, sums of opinions, households by address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from data.schema import campaign_notices, households, opinion_tallies, visit_plans

_PORTION = 500


def homes_by_code(conn: sa.Connection, codes: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """Return row number and grid of households by code; those there are not are left out."""
    found: dict[str, tuple[int, str | None]] = {}
    named = (households.c.code, households.c.id, households.c.grid_code)
    for start in range(0, len(codes), _PORTION):
        part = codes[start : start + _PORTION]
        rows = conn.execute(sa.select(*named).where(households.c.code.in_(part)))
        found |= {code: (int(number), grid) for code, number, grid in rows}
    return found


def homes_at(conn: sa.Connection, address: str, grids: Sequence[str]) -> list[tuple[str, str]]:
    """Return code and address of lived-in homes in grids whose address begins so, by address."""
    table = households.c
    wanted = sa.select(table.code, table.address).where(
        table.is_occupied.is_(True), table.grid_code.in_(list(grids))
    )
    if address:
        wanted = wanted.where(table.address.startswith(address, autoescape=True))
    found = conn.execute(wanted.order_by(table.address, table.code))
    return [(code, said or "") for code, said in found]


def noticed(conn: sa.Connection, plan_code: str) -> dict[int, date]:
    """Return the households to which the notice of a campaign was delivered, and when."""
    table = campaign_notices
    wanted = sa.select(table.c.household_id, table.c.delivered_on).where(_of_plan(table, plan_code))
    return {int(home): day for home, day in conn.execute(wanted)}


def add_notices(
    conn: sa.Connection, plan_code: str, household_ids: Sequence[int], on: date, entered_by: str
) -> int:
    """Note the notice for households that have none yet, and return how many these are."""
    known = noticed(conn, plan_code)
    fresh = [one for one in dict.fromkeys(household_ids) if one not in known]
    if fresh:
        said = {"delivered_on": on, "entered_by": entered_by, "plan_id": _id_of(conn, plan_code)}
        conn.execute(campaign_notices.insert(), [said | {"household_id": one} for one in fresh])
    return len(fresh)


def add_tally(
    conn: sa.Connection, plan_code: str, community_code: str, numbers: Mapping[str, int]
) -> None:
    """Add numbers to the sums of a community; nothing is kept of who was asked, by whom, when."""
    table = opinion_tallies
    for answer, number in numbers.items():
        is_it = (
            _of_plan(table, plan_code)
            & (table.c.community_code == community_code)
            & (table.c.answer == answer)
        )
        changed = conn.execute(table.update().where(is_it).values(number=table.c.number + number))
        if not changed.rowcount:
            conn.execute(
                table.insert().values(
                    plan_id=_id_of(conn, plan_code),
                    community_code=community_code,
                    answer=answer,
                    number=number,
                )
            )


def tallies(conn: sa.Connection, plan_code: str) -> dict[tuple[str, str], int]:
    """Return the sums by community and answer: never to be shown as they are."""
    table = opinion_tallies
    named = (table.c.community_code, table.c.answer, table.c.number)
    found = conn.execute(sa.select(*named).where(_of_plan(table, plan_code)))
    return {(community, answer): int(number) for community, answer, number in found}


def _of_plan(table: sa.Table, plan_code: str) -> sa.ColumnElement[bool]:
    plan = sa.select(visit_plans.c.id).where(visit_plans.c.code == plan_code)
    return table.c.plan_id == plan.scalar_subquery()


def _id_of(conn: sa.Connection, plan_code: str) -> int:
    return int(
        conn.execute(
            sa.select(visit_plans.c.id).where(visit_plans.c.code == plan_code)
        ).scalar_one()
    )
