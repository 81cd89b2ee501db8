"""Which campaigns there are, and whose households they mean."""

from __future__ import annotations

from datetime import date

import numpy as np
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.campaign_store import Campaign, campaigns
from data.store import Store
from service.errors import ServiceError
from service.map_view import MapData


def campaigns_of(viewer: Viewer, store: Store, area: str | None, on: date) -> tuple[Campaign, ...]:
    """Return the campaigns that run on a day and mean households of an area, newest first.

    Parameters
    ----------
    area
        Code of a grid (a household's) or of an organisation unit; None for all the viewer sees.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far visits are.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        running = [
            one for one in campaigns(conn) if one.since <= on < one.until and not one.is_over(on)
        ]
    layer = MapData.of(store).grids(on)
    asked = layer.within(area) & layer.within(viewer.scope)
    codes = {code for code, is_in in zip(layer.codes, asked, strict=True) if is_in}
    return tuple(one for one in running if codes & grids_meant(store, one, on))


def all_campaigns(viewer: Viewer, store: Store, on: date) -> tuple[Campaign, ...]:
    """Return every campaign, over or not, that means households the viewer sees; newest first.

    Parameters
    ----------
    on
        The day whose grids say who sees what.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        known = campaigns(conn)
    layer = MapData.of(store).grids(on)
    seen = set(layer.frame["code"][layer.within(viewer.scope)])
    return tuple(one for one in known if viewer.scope is None or seen & grids_meant(store, one, on))


def campaign_of(conn: sa.Connection, code: str) -> Campaign:
    """Return the campaign of a code.

    Raises
    ------
    ServiceError
        When there is none.
    """
    found = campaigns(conn, code)
    if not found:
        raise ServiceError(
            "There is no campaign {code}: choose one of those in the list.", code=code
        )
    return found[0]


def grids_meant(store: Store, campaign: Campaign, on: date) -> set[str]:
    """Return the codes of the grids of a day's map whose households a campaign means."""
    layer = MapData.of(store).grids(on)
    if not campaign.area_codes:
        return set(layer.codes)
    inside = np.logical_or.reduce([layer.within(one) for one in campaign.area_codes])
    return set(layer.frame["code"][inside])
