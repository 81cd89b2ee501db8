"""Notices of a campaign, delivered to households: each counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework.access import Action, Viewer, require
from data.campaign_store import add_notices, homes_at, homes_by_code
from data.store import Store, bump
from service.campaigns.asking import campaign_in, grids_seen, refuse_over
from service.cases.noting import office_day
from service.errors import ServiceError
from service.map_view import MapData


@dataclass(frozen=True)
class Delivered:
    """How many notices were noted now, and how many households had theirs already."""

    added: int
    had_it: int


@dataclass(frozen=True)
class Round:
    """Households of a grid or a building to which a notice goes: codes and addresses, in order."""

    codes: tuple[str, ...]
    addresses: tuple[str, ...]


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
        campaign = campaign_in(conn, viewer, plan_code)
        today = office_day(conn, now)
        refuse_over(campaign, today)
        _refuse_ahead(on, today)
        homes = homes_by_code(conn, household_codes)
        seen = grids_seen(viewer, store, campaign, today)
        for code in household_codes:
            # One sentence for both: which households there are elsewhere is not told.
            if code not in homes or homes[code][1] not in seen:
                raise ServiceError(
                    "There is no household {code} among those that campaign {campaign} means in"
                    " the part of the district you see: check the code, or leave it out.",
                    code=code,
                    campaign=campaign.name,
                )
        ids = [number for number, _grid in homes.values()]
        added = add_notices(conn, plan_code, ids, on, viewer.name)
        if added:
            bump(conn, "visits")
    return Delivered(added, len(ids) - added)


def homes_for_notice(
    viewer: Viewer, store: Store, plan_code: str, area: str, address: str, on: date
) -> Round:
    """Return the lived-in homes of an area whose address begins with some words.

    Parameters
    ----------
    area
        Code of a grid or unit the campaign means.
    address
        As the address begins, such as a building's; empty for all of the area.

    Raises
    ------
    CaseworkError
        When the viewer may not see which households are still to be visited.
    ServiceError
        When there is no such campaign, or it means no grid of the area that the viewer sees.
    """
    require(viewer, Action.VIEW_HOMES)
    with store.read() as conn:
        campaign = campaign_in(conn, viewer, plan_code)
        layer = MapData.of(store).grids(on)
        asked = set(layer.frame["code"][layer.within(area)])
        chosen = sorted(asked & grids_seen(viewer, store, campaign, on))
        if not chosen:
            raise ServiceError(
                "Campaign {campaign} means no household in {area} that you see: choose another"
                " area.",
                campaign=campaign.name,
                area=area,
            )
        found = homes_at(conn, address.strip(), chosen)
    codes, addresses = zip(*found, strict=True) if found else ((), ())
    return Round(tuple(codes), tuple(addresses))


def _refuse_ahead(on: date, today: date) -> None:
    if on > today:
        raise ServiceError(
            "A notice cannot have been delivered on {day}, which lies ahead: today is {today}.",
            day=on,
            today=today,
        )
