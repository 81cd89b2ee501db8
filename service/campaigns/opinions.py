"""What people answered to a campaign's question, as sums of a community and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from casework.access import Action, Viewer, require
from data.campaign_store import Campaign, add_tally
from data.settings_store import office_zone
from data.store import Store, bump
from service.campaigns.asking import campaign_of, grids_meant
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
        campaign = campaign_of(conn, plan_code)
        today = now.astimezone(office_zone(conn)).date()
        _refuse(campaign, numbers, today)
        _refuse_community(viewer, store, campaign, community_code, today)
        told = {answer: int(number) for answer, number in numbers.items() if number}
        add_tally(conn, campaign.id, community_code, told)
        bump(conn, "visits")
    return sum(told.values())


def _refuse(campaign: Campaign, numbers: Mapping[str, int], today: date) -> None:
    if not campaign.options:
        raise ServiceError("The campaign {campaign} asks no question.", campaign=campaign.name)
    if campaign.is_over(today):
        raise ServiceError(
            "The campaign {campaign} was ended on {day}: nothing is added to it any more.",
            campaign=campaign.name,
            day=campaign.ended_on,
        )
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
    viewer: Viewer, store: Store, campaign: Campaign, community_code: str, on: date
) -> None:
    layer = MapData.of(store).grids(on)
    is_one = ((layer.units["code"] == community_code) & (layer.units["level"] == "community")).any()
    inside = layer.within(community_code) & layer.within(viewer.scope)
    codes = set(layer.frame["code"][inside])
    if not is_one or not codes & grids_meant(store, campaign, on):
        raise ServiceError(
            "{code} is no community of which campaign {campaign} means households that you see:"
            " check the code.",
            code=community_code,
            campaign=campaign.name,
        )
