"""Notices of a campaign, delivered to households: each counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework.access import Action, Viewer, require
from data.campaign_store import Campaign, add_notices, homes_by_code
from data.settings_store import office_zone
from data.store import Store, bump
from service.campaigns.asking import campaign_of, grids_meant
from service.errors import ServiceError
from service.map_view import MapData


@dataclass(frozen=True)
class Delivered:
    """How many notices were noted now, and how many households had theirs already."""

    added: int
    had_it: int


def deliver_notice(
    viewer: Viewer,
    store: Store,
    plan_code: str,
    household_codes: Sequence[str],
    on: date,
    now: datetime,
) -> Delivered:
    """Note that the notice of a campaign reached households on a day; again adds nothing.

    Raises
    ------
    CaseworkError
        When the viewer may not record visits.
    ServiceError
        When there is no such campaign or household, the campaign is over, the day lies ahead, or
        a household is none of those that are meant or lies outside the viewer's part.
    """
    require(viewer, Action.RECORD_VISIT)
    with store.begin() as conn:
        campaign = campaign_of(conn, plan_code)
        today = now.astimezone(office_zone(conn)).date()
        _refuse_day(campaign, on, today)
        homes = homes_by_code(conn, household_codes)
        _refuse_unknown(household_codes, homes)
        meant = grids_meant(store, campaign, on)
        seen = _seen(viewer, store, on)
        for code, (_number, grid) in homes.items():
            if grid not in meant or (seen is not None and grid not in seen):
                raise ServiceError(
                    "The household {code} is not one of those campaign {campaign} means, or lies"
                    " outside your part: leave it out.",
                    code=code,
                    campaign=campaign.name,
                )
        ids = [number for number, _grid in homes.values()]
        added = add_notices(conn, campaign.id, ids, on, viewer.name)
        if added:
            bump(conn, "visits")
    return Delivered(added, len(ids) - added)


def _refuse_day(campaign: Campaign, on: date, today: date) -> None:
    if campaign.is_over(today):
        raise ServiceError(
            "The campaign {campaign} was ended on {day}: nothing is added to it any more.",
            campaign=campaign.name,
            day=campaign.ended_on,
        )
    if on > today:
        raise ServiceError(
            "A notice cannot have been delivered on {day}, which lies ahead: today is {today}.",
            day=on,
            today=today,
        )


def _refuse_unknown(asked: Sequence[str], homes: dict[str, tuple[int, str | None]]) -> None:
    missing = [code for code in asked if code not in homes]
    if missing:
        raise ServiceError("There is no household {code}: check the code.", code=missing[0])


def _seen(viewer: Viewer, store: Store, on: date) -> set[str] | None:
    """Return the grids the viewer sees into, None for all."""
    if viewer.scope is None:
        return None
    layer = MapData.of(store).grids(on)
    return set(layer.frame["code"][layer.within(viewer.scope)])
