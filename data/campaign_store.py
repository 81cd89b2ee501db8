"""Statements about campaigns: what they are, notices delivered, tallies of opinions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

import sqlalchemy as sa

from data.schema import campaign_notices, households, opinion_tallies, visit_plans

_PORTION = 500


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Attributes
    ----------
    area_codes
        Units and grids whose households are meant; none for the whole district.
    since, until
        First day, and the day after the last.
    question, options
        The one question that may be asked, and its answers; None and none without.
    ended_on
        The day it was ended; None while it is not.
    """

    id: int
    code: str
    name: str
    purpose: str
    area_codes: tuple[str, ...]
    since: date
    until: date
    question: str | None
    options: tuple[str, ...]
    made_on: date
    ended_on: date | None

    def is_over(self, on: date) -> bool:
        """Return whether it was ended by a day; a last day that passed does not end it."""
        return self.ended_on is not None and self.ended_on <= on


def campaigns(conn: sa.Connection, code: str | None = None) -> list[Campaign]:
    """Return the campaigns, or the one of a code, the newest first."""
    wanted = (
        sa.select(*(visit_plans.c[one.name] for one in fields(Campaign)))
        .where(visit_plans.c.kind == "campaign")
        .order_by(visit_plans.c.since.desc(), visit_plans.c.id.desc())
    )
    if code is not None:
        wanted = wanted.where(visit_plans.c.code == code)
    return [
        Campaign(**row | {name: tuple(row[name] or ()) for name in ("area_codes", "options")})
        for row in map(dict, conn.execute(wanted).mappings())
    ]


def homes_by_code(conn: sa.Connection, codes: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """Return row number and grid of households by code; those there are not are left out."""
    found: dict[str, tuple[int, str | None]] = {}
    named = (households.c.code, households.c.id, households.c.grid_code)
    for start in range(0, len(codes), _PORTION):
        part = codes[start : start + _PORTION]
        rows = conn.execute(sa.select(*named).where(households.c.code.in_(part)))
        found |= {code: (int(number), grid) for code, number, grid in rows}
    return found


def noticed(conn: sa.Connection, plan_id: int) -> dict[int, date]:
    """Return the households to which the notice was delivered, and when."""
    table = campaign_notices
    wanted = sa.select(table.c.household_id, table.c.delivered_on).where(table.c.plan_id == plan_id)
    return {int(home): day for home, day in conn.execute(wanted)}


def add_notices(
    conn: sa.Connection, plan_id: int, household_ids: Sequence[int], on: date, entered_by: str
) -> int:
    """Note the notice for households that have none yet, and return how many these are."""
    known = noticed(conn, plan_id)
    fresh = [one for one in dict.fromkeys(household_ids) if one not in known]
    if fresh:
        said = {"plan_id": plan_id, "delivered_on": on, "entered_by": entered_by}
        conn.execute(campaign_notices.insert(), [said | {"household_id": one} for one in fresh])
    return len(fresh)


def add_tally(
    conn: sa.Connection, plan_id: int, community_code: str, numbers: Mapping[str, int]
) -> None:
    """Add numbers to the sums of a community; nothing is kept of who was asked, by whom, when."""
    table = opinion_tallies
    for answer, number in numbers.items():
        is_it = (
            (table.c.plan_id == plan_id)
            & (table.c.community_code == community_code)
            & (table.c.answer == answer)
        )
        changed = conn.execute(table.update().where(is_it).values(number=table.c.number + number))
        if not changed.rowcount:
            conn.execute(
                table.insert().values(
                    plan_id=plan_id, community_code=community_code, answer=answer, number=number
                )
            )


def tallies(conn: sa.Connection, plan_id: int) -> dict[tuple[str, str], int]:
    """Return the sums by community and answer: never to be shown as they are."""
    table = opinion_tallies
    wanted = sa.select(table.c.community_code, table.c.answer, table.c.number).where(
        table.c.plan_id == plan_id
    )
    return {(community, answer): int(number) for community, answer, number in conn.execute(wanted)}
