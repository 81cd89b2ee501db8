"""Which campaigns there are, and whose households they mean."""

from __future__ import annotations

from datetime import date

import numpy as np
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.visit import PlanKind, VisitPlan
from data.store import Store
from service.errors import ServiceError
from service.map_view import MapData
from service.visits.plans import known_plan, plans_of


def all_campaigns(viewer: Viewer, store: Store) -> tuple[VisitPlan, ...]:
    """Return every campaign, over or not, that means households the viewer sees; newest first."""
    require(viewer, Action.VIEW_VISITS)
    found = [one for one in plans_of(viewer, store) if one.kind is PlanKind.CAMPAIGN]
    return tuple(sorted(found, key=lambda one: (one.since, one.code), reverse=True))


def campaign_in(conn: sa.Connection, viewer: Viewer, code: str) -> VisitPlan:
    """Return the campaign of a code, inside an act.

    Raises
    ------
    ServiceError
        When there is none in the viewer's part.
    """
    found = known_plan(conn, viewer, code)
    if found.kind is not PlanKind.CAMPAIGN:
        raise ServiceError(
            "{plan} is no campaign but a standing plan: choose a campaign.", plan=found.name
        )
    return found


def refuse_over(campaign: VisitPlan, today: date) -> None:
    """Do nothing while something may be added to a campaign.

    Raises
    ------
    ServiceError
        When it is over.
    """
    if campaign.end is not None and campaign.end <= today:
        raise ServiceError(
            "The campaign {campaign} was over on {day}: nothing is added to it any more.",
            campaign=campaign.name,
            day=campaign.end,
        )


def grids_meant(store: Store, campaign: VisitPlan, on: date) -> set[str]:
    """Return the codes of the grids of a day's map whose households a campaign means."""
    layer = MapData.of(store).grids(on)
    if not campaign.area_codes:
        return set(layer.codes)
    inside = np.logical_or.reduce([layer.within(one) for one in campaign.area_codes])
    return set(layer.frame["code"][inside])


def grids_seen(viewer: Viewer, store: Store, campaign: VisitPlan, on: date) -> set[str]:
    """Return those grids of a campaign that lie in the viewer's part."""
    layer = MapData.of(store).grids(on)
    seen = set(layer.frame["code"][layer.within(viewer.scope)])
    return seen & grids_meant(store, campaign, on)
