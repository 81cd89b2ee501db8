"""The places where more than chance was found, as a list beside the map; a click flies there."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.layer_asks import Looked
from dashboard.markup import show, tag
from dashboard.messages import plain
from data.store import Store
from service.hot_spots.categories import spots_by_category
from service.hot_spots.finding import hot_spots
from service.hot_spots.found import HotSpots
from service.hot_spots.places import SpotPlace

FLY: Final = "heat_fly"
# More places than this are told by their number: the map shows them all.
_MOST: Final = 12


def spot_list(viewer: Viewer, store: Store, looked: Looked, now: datetime) -> None:
    """Show where there is more than chance, or that there is nothing of it."""
    found = hot_spots(viewer, store, looked.spots, now)
    show(tag("h4", _("Where it is more than chance")))
    if found.spots.unsaid is None and not found.places:
        show(
            tag(
                "p",
                _(
                    "Nowhere: no grid stands out from what chance would make of as many cases."
                    " That is a finding, not a gap."
                ),
            )
        )
    _places(found, found.places, "hot")
    if found.fading:
        show(tag("h4", _("Hot in the period before, not now")))
        _places(found, found.fading, "fading")
    if looked.choice.category is None and st.toggle(
        _("Look at each category by itself"), key="heat_by_category"
    ):
        _by_category(viewer, store, looked, found, now)


def _places(found: HotSpots, places: tuple[SpotPlace, ...], name: str) -> None:
    for number, place in enumerate(places[:_MOST]):
        st.button(
            plain(_(place.text)),
            key=f"heat_place_{name}_{number}",
            type="tertiary",
            icon=":material/my_location:",
            on_click=_fly,
            args=(found.ground.grids.bounds_of(list(place.rows)),),
        )
    if len(places) > _MOST:
        show(tag("p", _("{n} more on the map.", n=len(places) - _MOST), kind="quiet"))


def _by_category(
    viewer: Viewer, store: Store, looked: Looked, found: HotSpots, now: datetime
) -> None:
    of = spots_by_category(viewer, store, looked.spots, now)
    if not of.gathering:
        show(tag("p", _("No category gathers anywhere by more than chance.")))
    for number, one in enumerate(of.gathering[:_MOST]):
        show(tag("p", tag("b", one.category)))
        _places(found, one.places[:3], f"category_{number}")
    show(*(tag("p", _(said), kind="quiet") for said in of.sentences))


def _fly(bounds: list[float]) -> None:
    before = st.session_state.get(FLY) or {"number": 0}
    st.session_state[FLY] = {"bounds": bounds, "number": before["number"] + 1}
