"""Service points, and how far households have to go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.area_choice import choose_area
from dashboard.downloads import download_table, hide_raw_downloads
from dashboard.heat_palette import css
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_downloads import map_downloads
from dashboard.map_panel import draw_map
from dashboard.markup import Markup, figures, heading, page_title, show, tag
from dashboard.places_choice import PlaceChoice, choose_places
from dashboard.places_forms import place_forms, place_list
from dashboard.places_inks import FAR_INK
from dashboard.refusals import refusals_shown
from data.store import Store
from service.map_filter import CaseFilter
from service.map_summary import MapSummary, map_summary
from service.places.layer import notes_of
from service.places.reach import Reach, Trial, reach, try_place
from service.places.tiles import far_mark
from service.settings import settings_now

KEY: Final = "places_map"
_PICKED: Final = "places_picked"
_STYLE: Final = Markup("""<style>
.st-key-places_aside{max-height:max(calc(100dvh - 235px),420px);overflow-y:auto}
@media(min-width:1200px){
.st-key-places_body [data-testid=stHorizontalBlock]{flex-wrap:nowrap}
.st-key-places_body>div>[data-testid=stHorizontalBlock]>[data-testid=stColumn]:last-child{
flex:0 0 400px;min-width:400px}}
@media(max-width:640px){.st-key-places_top>*{flex:1 1 100%!important;min-width:0!important}
.st-key-places_how>*{flex:1 1 44%!important;min-width:0!important}}
@media(max-width:1199px){
.st-key-places_body [data-testid=stColumn]{min-width:100%}.st-key-places_aside{max-height:none}}
</style>""")


def places_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page."""
    today = now.astimezone(ZoneInfo(str(settings_now(viewer, store)["time_zone"]))).date()
    summary = map_summary(viewer, store, today)
    page_title(_("Service points"))
    if summary.is_empty:
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
        return
    show(_STYLE)
    hide_raw_downloads()
    with st.container(horizontal=True, vertical_alignment="bottom", key="places_top"):
        area = choose_area(viewer, store, today)
        choice = choose_places(viewer, store, area, today)
    picked = _picked()
    with st.container(key="places_body"):
        left, right = st.columns([5, 2])
        with left:
            _map(viewer, store, summary, choice, picked, today)
        with right, st.container(key="places_aside"), refusals_shown():
            found = reach(viewer, store, choice.ask, today, choice.level)
            _figures(found)
            if picked is not None:
                _trial(try_place(viewer, store, choice.ask, *picked, today))
            else:
                st.caption(_("Click the map to put a point on trial: nothing of it is kept."))
    _tables(viewer, store, choice, found, today)
    place_forms(viewer, store, now, today, picked)


def _picked() -> tuple[float, float] | None:
    """Return the point on trial: the last click on the map, until it is taken away."""
    told = st.session_state.get(KEY)
    if isinstance(told, dict) and told.get("picked"):
        seen = st.session_state.get(f"{KEY}_seen")
        if told.get("seq") != seen:
            st.session_state[f"{KEY}_seen"] = told.get("seq")
            lon, lat = told["picked"]
            st.session_state[_PICKED] = (float(lon), float(lat))
    found: tuple[float, float] | None = st.session_state.get(_PICKED)
    return found


def _map(
    viewer: Viewer,
    store: Store,
    summary: MapSummary,
    choice: PlaceChoice,
    picked: tuple[float, float] | None,
    today: date,
) -> None:
    mark = far_mark(viewer, store, choice.ask, today)
    measure = {
        "title": _("Homes beyond reach"),
        "unit": "",
        "none": _("Nobody lives here"),
        "address": "layers/far.json",
        # The mark makes the address another one once places or households have changed.
        "query": f"{choice.query}&of={mark}",
    }
    far_m = float(choice.ask.far_m or 0)
    more = {
        "measures": {"far": measure},
        "first_measure": "far",
        "shows": "bg",
        "near": {
            "query": choice.query,
            "mark": mark,
            "far_m": far_m,
            "inks": {theme: css((*ink, 255)) for theme, ink in FAR_INK.items()},
            "dot": _("Household farther than {metres} m", metres=f"{far_m:,.0f}"),
        },
    }
    wanted = CaseFilter(area=choice.ask.area, zone=summary.zone)
    config = map_config(
        viewer, store, summary, wanted, today, picks_place=True, picked=picked, more=more
    )
    draw_map(config, key=KEY, height="max(calc(100dvh - 235px),420px)")


def _figures(found: Reach) -> None:
    whole = found.whole
    far_m = f"{float(found.ask.far_m or 0):,.0f}"
    heading(_("Farther than {metres} m", metres=far_m))
    show(
        figures(
            [
                (_("occupied homes"), _part(whole["far_occupied"], whole["occupied"])),
                (_("of those lived in"), _percent(whole["share_occupied"])),
                (_("all homes"), _part(whole["far"], whole["households"])),
                (_("of all"), _percent(whole["share"])),
                (_("half live within"), _metres(whole["median_m"])),
                (_("nine of ten within"), _metres(whole["p90_m"])),
            ]
        ),
        *(tag("p", _(one), kind="quiet") for one in notes_of(found)),
    )


def _trial(trial: Trial) -> None:
    heading(_("A point on trial"))
    show(
        figures(
            [
                (_("occupied homes come within reach"), f"{trial.gained_occupied:,}"),
                (_("of those it would be near to"), f"{trial.within_occupied:,}"),
                (_("would still be far"), f"{trial.still_far_occupied:,}"),
            ]
        ),
        tag(
            "p",
            _(
                "All homes: {gained} come within reach, {within} lie near it, {still} stay far."
                " Nothing of this is kept.",
                gained=f"{trial.gained:,}",
                within=f"{trial.within:,}",
                still=f"{trial.still_far:,}",
            ),
            kind="quiet",
        ),
    )
    if st.button(_("Take the point away"), key="places_untry"):
        st.session_state[_PICKED] = None
        st.rerun()


def _tables(viewer: Viewer, store: Store, choice: PlaceChoice, found: Reach, today: date) -> None:
    units, points = st.tabs([_("Per unit"), _("List of places")])
    with units:
        table = unit_table(found)
        st.dataframe(table, hide_index=True, width="stretch")
        if found.elsewhere:
            st.caption(
                _("{count} households lie in no unit of this level.", count=f"{found.elsewhere:,}")
            )
        download_table(table, "service-points-reach", key="places_reach")
        map_downloads(f"layer=far&{choice.query}&area={choice.ask.area or ''}")
    with points:
        place_list(viewer, store, choice, today)


def unit_table(found: Reach) -> pd.DataFrame:
    """Return the figures per unit as the page and its files show them."""
    frame = found.frame
    return pd.DataFrame(
        {
            _("Code"): frame["code"],
            _("Name"): frame["name"],
            _("Occupied homes"): frame["occupied"],
            _("Of them beyond reach"): frame["far_occupied"],
            _("Share of occupied (%)"): (frame["share_occupied"] * 100).round(1),
            _("All homes"): frame["households"],
            _("All beyond reach"): frame["far"],
            _("Share of all (%)"): (frame["share"] * 100).round(1),
            _("Half within (m)"): frame["median_m"].round(0),
            _("Nine of ten within (m)"): frame["p90_m"].round(0),
        }
    )


def _part(part: float, of: float) -> str:
    return f"{int(part):,} / {int(of):,}"


def _percent(share: float) -> str:
    return "–" if pd.isna(share) else f"{share:.1%}"


def _metres(value: float) -> str:
    return "–" if pd.isna(value) else _("{n} m", n=f"{value:,.0f}")
