"""Statements about visit plans, visits, and who moved in or out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from casework.visit import Every, PlanKind, VisitPlan
from casework.visit_moves import MoveKind
from data.household_store import homes_by_id
from data.schema import household_moves, households, visit_campaigns, visit_plans

# Of more households than these, all addresses are read.
_MANY, _PORTION = 20_000, 500
_TEXTS: Final = ("id", "code", "address")
_PLAIN: Final = (
    "code", "name", "purpose", "since", "until", "question", "ended_on", "made_by", "made_on",
    "version",
)  # fmt: skip


def load_plans(conn: sa.Connection) -> tuple[VisitPlan, ...]:
    """Return all plans, by code."""
    found = conn.execute(sa.select(visit_plans).order_by(visit_plans.c.code)).mappings()
    return tuple(plan_of(row) for row in found)


def plan_of(row: Mapping[str, Any] | sa.RowMapping) -> VisitPlan:
    """Return the plan a row holds."""
    return VisitPlan(
        **{name: row[name] for name in _PLAIN},
        kind=PlanKind(row["kind"]),
        every=None if row["every"] is None else Every(row["every"]),
        area_codes=tuple(row["area_codes"]),
        options=tuple(row["options"] or ()),
    )


def columns_of_plan(plan: VisitPlan) -> dict[str, Any]:
    """Return a plan as plain values for the columns of ``visit_plans``."""
    every = None if plan.every is None else plan.every.value
    return {
        **{name: getattr(plan, name) for name in _PLAIN},
        "kind": plan.kind.value,
        "every": every,
        "area_codes": list(plan.area_codes),
        "options": list(plan.options) or None,
    }


def campaign_visits(conn: sa.Connection, plan_code: str) -> NDArray[np.int64]:
    """Return the row numbers of the visits that were made for a campaign, ascending."""
    plan_id = sa.select(visit_plans.c.id).where(visit_plans.c.code == plan_code).scalar_subquery()
    wanted = sa.select(visit_campaigns.c.visit_id).where(visit_campaigns.c.plan_id == plan_id)
    return np.sort(np.array(conn.scalars(wanted).all(), dtype=np.int64))


def moves_after(conn: sa.Connection, day: date) -> list[tuple[int, bool]]:
    """Return household and whether it was lived in before, of each move after a day, newest first.

    Taking them one by one leads back to how it was at the end of that day.
    """
    table = household_moves.c
    wanted = sa.select(table.household_id, table.kind).where(table.happened_on > day)
    found = conn.execute(wanted.order_by(table.happened_on.desc(), table.id.desc()))
    return [(home, kind == MoveKind.OUT) for home, kind in found]


def moved_in_since(conn: sa.Connection, first: date, last: date) -> list[tuple[int, date]]:
    """Return household and day of those who moved in on some days, both included, in order."""
    table = household_moves.c
    wanted = sa.select(table.household_id, table.happened_on).where(
        table.kind == MoveKind.IN.value, table.happened_on.between(first, last)
    )
    return [(home, day) for home, day in conn.execute(wanted.order_by(table.happened_on))]


def home_texts(conn: sa.Connection, ids: NDArray[np.int64]) -> pd.DataFrame:
    """Return ``code, address`` of these households, in this order, RangeIndex."""
    if len(ids) > _MANY:
        known = _all_texts(conn)
    else:
        portions = range(0, len(ids), _PORTION)
        parts = [homes_by_id(conn, ids[at : at + _PORTION].tolist()) for at in portions]
        known = pd.concat(parts) if parts else homes_by_id(conn, [])
    return known[["code", "address"]].reindex(ids).reset_index(drop=True)


def _all_texts(conn: sa.Connection) -> pd.DataFrame:
    """Return ``code, address`` of every household by id, as the driver gives them."""
    found = conn.execute(sa.select(*(households.c[name] for name in _TEXTS)))
    rows = found.cursor.fetchall() if found.cursor is not None else []
    found.close()
    ids, codes, addresses = zip(*rows, strict=True) if rows else [()] * 3
    columns = {"code": codes, "address": addresses}
    return pd.DataFrame(
        {name: pd.Series(values, dtype=object) for name, values in columns.items()}
    ).set_index(pd.Index(ids, dtype="int64"))
