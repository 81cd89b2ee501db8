"""The registry of figures on a page: each with its formula, and the cases behind the chosen one."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from casework.indicators import REGISTRY
from dashboard.address import asked, keep
from dashboard.area_choice import choose_area
from dashboard.i18n import _
from dashboard.markup import Markup, show
from dashboard.messages import plain
from dashboard.period_choice import choose_period
from dashboard.registry_figure import chosen_figure
from dashboard.registry_table import registry_table
from data.store import Store
from service.figure_list import FigureAsk, figure_units
from service.figures import Side
from service.settings import settings_now

_STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
</style>""")


def registry_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the figures of the period, area and unit that the address names."""
    show(_STYLE)
    # Figures are of the minute: whoever clicks through a minute sees one state.
    now = now.replace(second=0, microsecond=0)
    zone = str(settings_now(viewer, store)["time_zone"])
    today = now.astimezone(ZoneInfo(zone)).date()
    area = choose_area(viewer, store, today)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = choose_period(viewer, store, today, "registry").until(today)
        unit = _unit(viewer, store)
        words = st.text_input(
            _("Search"), key="registry_search", placeholder=_("a name, or a word of a formula")
        )
    key = _key()
    if key is not None:
        ask = FigureAsk(key, _side(), period.first, period.last, now, area, unit)
        chosen_figure(viewer, store, ask, period, zone)
    registry_table(viewer, store, (period.first, period.last), now, area, unit, words)


def _key() -> str | None:
    """Return the figure the address names; one there is not is said and left."""
    said = asked("figure")
    if said is None or said in REGISTRY:
        return said
    st.warning(plain(_("There is no figure {key}: choose one of those below.", key=said)))
    return None


def _side() -> Side:
    return "numerator" if asked("rows") == "numerator" else "denominator"


def _unit(viewer: Viewer, store: Store) -> str | None:
    """Show the choice of an owner unit and return its code; one there is not is left out."""
    names = {"": _("All units"), **figure_units(viewer, store)}
    said = asked("unit")
    if said is not None and said not in names:
        st.warning(plain(_("There is no unit {unit}: all are shown.", unit=said)))
    st.session_state["registry_unit"] = said if said in names else ""
    st.selectbox(
        _("Owner unit"),
        list(names),
        format_func=names.get,
        key="registry_unit",
        on_change=_keep_unit,
        width=220,
    )
    return said if said in names else None


def _keep_unit() -> None:
    keep("unit", st.session_state["registry_unit"] or None)
