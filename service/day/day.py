"""All that the page of a worker's day shows, as of one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.visit import PlanKind, VisitPlan
from data.schema import campaign_notices, households, visit_plans, workers
from data.settings_store import office_zone
from data.store import Store
from service.case_query import end_of_day
from service.cases.noting import office_day
from service.day.hand_overs import CameOver, came_over
from service.day.matter import Matter
from service.day.matters import matters_of
from service.day.own import Own, own_figures
from service.day.own_grids import are_seen
from service.visits.plans import plans_of

_PORTION: Final = 500


@dataclass(frozen=True)
class Day:
    """A worker's day.

    Attributes
    ----------
    worker_code, worker_name
        Whose it is.
    on, zone
        The office's day, and its time zone (IANA name).
    matters
        What is to be done, the most pressing first.
    came
        What came to him lately.
    own
        His own figures.
    campaigns
        Plans that run today and are campaigns: a visit can be made for them.
    noticed
        Of the households on his list, by the code of a campaign: whose notice was delivered.
    """

    worker_code: str
    worker_name: str
    on: date
    zone: str
    matters: tuple[Matter, ...]
    came: CameOver
    own: Own
    campaigns: tuple[VisitPlan, ...]
    noticed: dict[str, frozenset[str]]


def day_of(viewer: Viewer, store: Store, worker_code: str, now: datetime) -> Day:
    """Return the day of a worker.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases and households to visit.
    ServiceError
        When there is no such worker in the viewer's part.
    """
    matters = matters_of(viewer, store, worker_code, now)
    with store.read() as conn:
        zone = office_zone(conn)
        tonight = end_of_day(conn, now)
        name = conn.scalar(sa.select(workers.c.name).where(workers.c.code == worker_code))
        came = came_over(conn, viewer, worker_code, now)
        on = now.astimezone(zone).date()
    campaigns = tuple(
        plan for plan in plans_of(viewer, store, on) if plan.kind is PlanKind.CAMPAIGN
    )
    homes = [one.code for one in matters if one.kind == "visit"]
    with store.read() as conn:
        noticed = {plan.code: _noticed(conn, plan.code, homes) for plan in campaigns}
    return Day(
        worker_code,
        str(name),
        on,
        str(zone),
        matters,
        came,
        own_figures(viewer, store, worker_code, matters, on, tonight),
        campaigns,
        noticed,
    )


def worker_choices(viewer: Viewer, store: Store, now: datetime) -> list[tuple[str, str]]:
    """Return code and name of the workers in service, by code: there are no accounts yet.

    Whoever sees a part of the district is told of those with a posting in it.

    Raises
    ------
    CaseworkError
        When the viewer may not see households to visit.
    """
    require(viewer, Action.VIEW_HOMES)
    with store.read() as conn:
        on = office_day(conn, now)
        table = workers.c
        begun = sa.or_(table.valid_from.is_(None), table.valid_from <= on)
        stays = sa.or_(table.valid_to.is_(None), table.valid_to > on)
        seen = are_seen(conn, viewer, on)
        found = sa.select(table.code, table.name).where(begun, stays, *seen).order_by(table.code)
        return [(str(code), str(name)) for code, name in conn.execute(found)]


def _noticed(conn: sa.Connection, plan_code: str, homes: list[str]) -> frozenset[str]:
    """Return which of these households have had the notice of a campaign."""
    wanted = (
        sa.select(households.c.code)
        .join(campaign_notices, campaign_notices.c.household_id == households.c.id)
        .join(visit_plans, visit_plans.c.id == campaign_notices.c.plan_id)
        .where(visit_plans.c.code == plan_code)
    )
    parts = (homes[start : start + _PORTION] for start in range(0, len(homes), _PORTION))
    found = (conn.scalars(wanted.where(households.c.code.in_(part))) for part in parts)
    return frozenset(code for part in found for code in part)
