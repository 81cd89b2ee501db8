"""What people answered to a campaign's question, as sums of a community and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from casework.access import Action, Viewer, require
from casework.visit import VisitPlan
from data.campaign_store import add_tally
from data.store import Store, bump
from service.campaigns.asking import campaign_in, grids_seen, refuse_over
from service.cases.noting import office_day
from service.errors import ServiceError
from service.map_view import MapData


def add_opinions(
    viewer: Viewer,
    store: Store,
    plan_code: str,
    community_code: str,
    numbers: Mapping[str, int],
    now: datetime,
) -> int:
    """Add answers to the sums of a community and return how many were added.

    Parameters
    ----------
    numbers
        How many households gave each answer: of a day's round or more, counted together.

    Raises
    ------
    CaseworkError
        When the viewer may not record visits.
    ServiceError
        When the campaign is over or asks nothing, an answer is none of the given ones, a number
        is below 0 or all are 0, or the campaign means no household of the community that the
        viewer sees.

    Notes
    -----
    Kept are the sums alone: no household, no worker, no day.
    """
    require(viewer, Action.RECORD_VISIT)
    with store.begin() as conn:
        campaign = campaign_in(conn, viewer, plan_code)
        today = office_day(conn, now)
        refuse_over(campaign, today)
        _refuse(campaign, numbers)
        _refuse_community(viewer, store, campaign, community_code, today)
        told = {answer: int(number) for answer, number in numbers.items() if number}
        add_tally(conn, plan_code, community_code, told)
        bump(conn, "visits")
    return sum(told.values())


def _refuse(campaign: VisitPlan, numbers: Mapping[str, int]) -> None:
    if not campaign.options:
        raise ServiceError("The campaign {campaign} asks no question.", campaign=campaign.name)
    for answer, number in numbers.items():
        if answer not in campaign.options:
            raise ServiceError(
                "{answer} is none of the answers of the campaign: choose one of {known}.",
                answer=answer,
                known=", ".join(campaign.options),
            )
        if number < 0:
            raise ServiceError("{number} answers cannot be added: give 0 or more.", number=number)
    if not any(numbers.values()):
        raise ServiceError("No answers were given: say how many households gave each.")


def _refuse_community(
    viewer: Viewer, store: Store, campaign: VisitPlan, community_code: str, on: date
) -> None:
    layer = MapData.of(store).grids(on)
    known = layer.units.loc[layer.units["level"] == "community", "code"]
    inside = set(layer.frame["code"][layer.within(community_code)])
    if community_code not in set(known) or not inside & grids_seen(viewer, store, campaign, on):
        raise ServiceError(
            "{code} is no community of which campaign {campaign} means households that you see:"
            " check the code.",
            code=community_code,
            campaign=campaign.name,
        )
