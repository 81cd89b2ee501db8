"""Every row that hangs on one household or one case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from data.schema import (
    campaign_notices,
    case_clocks,
    case_events,
    case_flags,
    case_steps,
    cases,
    decisions,
    emergencies,
    emergency_homes,
    household_moves,
    mediations,
    privacy_acts,
    referrals,
    supervisions,
    visit_plans,
    visits,
)

_OF_CASE: Final = {
    "events": case_events,
    "clocks": case_clocks,
    "steps": case_steps,
    "supervisions": supervisions,
    "mediations": mediations,
    "referrals": referrals,
    "flags": case_flags,
    "decisions": decisions,
    "visits": visits,
}
Rows = list[sa.RowMapping]


def of_home(conn: sa.Connection, home: Mapping[str, Any] | sa.RowMapping) -> dict[str, Rows]:
    """Return the rows of a household by part: visits, moves, notices, emergency lists, acts."""
    home_id = home["id"]
    told = emergency_homes.c
    notices = (
        sa.select(visit_plans.c.code.label("plan"), campaign_notices.c.delivered_on)
        .join(visit_plans, visit_plans.c.id == campaign_notices.c.plan_id)
        .where(campaign_notices.c.household_id == home_id)
    )
    lists = (
        sa.select(emergencies.c.code, told.state, told.told_at, told.told_by)
        .join(emergencies, emergencies.c.id == told.emergency_id)
        .where(told.household_id == home_id)
    )
    wanted = {
        "visits": sa.select(visits).where(visits.c.household_id == home_id),
        "moves": sa.select(household_moves).where(household_moves.c.household_id == home_id),
        "notices": notices,
        "emergencies": lists,
        "hand_outs": _acts("household", str(home["code"])),
    }
    return {name: _rows(conn, one) for name, one in wanted.items()}


def of_case(conn: sa.Connection, case_id: int, code: str) -> dict[str, Rows]:
    """Return the rows of a case by part: the case itself, its events and what hangs on it."""
    wanted: dict[str, sa.Select[Any]] = {"case": sa.select(cases).where(cases.c.id == case_id)}
    for name, one in _OF_CASE.items():
        wanted[name] = sa.select(one).where(one.c.case_id == case_id).order_by(one.c.id)
    wanted["hand_outs"] = _acts("case", code)
    return {name: _rows(conn, one) for name, one in wanted.items()}


def _acts(subject: str, code: str) -> sa.Select[Any]:
    act = privacy_acts.c
    wanted = sa.select(act.kind, act.acted_at, act.acted_by, act.reason, act.counts)
    return wanted.where(act.subject == subject, act.code == code).order_by(act.id)


def _rows(conn: sa.Connection, wanted: sa.Select[Any]) -> Rows:
    return list(conn.execute(wanted).mappings())
