"""What the page of service points is about: use, kind, distance and level, kept in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.area_choice import LEVEL_TERMS
from dashboard.i18n import _
from data.store import Store
from service.places.listing import kinds_of
from service.places.place import USE_TERMS, USES
from service.places.reach import LEVELS, MOST_M, Level, NearAsk
from service.settings import settings_now

_ANY: Final = ""


@dataclass(frozen=True)
class PlaceChoice:
    """What is looked at: how far to which places, told per unit of which level."""

    ask: NearAsk
    level: Level

    @property
    def query(self) -> str:
        """Return the choice as the routes read it; the area is in the map's own."""
        said = {"use": self.ask.used_for, "kind": self.ask.kind, "far": f"{self.ask.far_m:g}"}
        return urlencode({name: value for name, value in said.items() if value})


def choose_places(viewer: Viewer, store: Store, area: str | None, on: date) -> PlaceChoice:
    """Show the choices and return what is chosen; the address alone holds it."""
    use = _one_of("use", USES, USES[0])
    kinds = kinds_of(viewer, store, use, on)
    kind = _one_of("kind", (_ANY, *kinds), kinds[0] if kinds else _ANY)
    usual = float(str(settings_now(viewer, store)["far_m"]))
    with st.container(horizontal=True, vertical_alignment="bottom", key="places_how"):
        use = _select("use", _("Places"), list(USES), use, {one: _(USE_TERMS[one]) for one in USES})
        names = {_ANY: _("Any kind")} | {one: one for one in kinds}
        kind = _select("kind", _("Kind"), list(names), kind, names)
        far_m = _distance(usual)
        levels = {one: _(LEVEL_TERMS[one]) for one in LEVELS}
        level = _select(
            "by", _("Per"), list(levels), _one_of("by", LEVELS, "community"), levels, width=150
        )
    chosen = next(one for one in LEVELS if one == level)
    return PlaceChoice(NearAsk(kind or None, use, far_m, area), chosen)


def _one_of(name: str, known: tuple[str, ...], usual: str) -> str:
    found = st.query_params.get(name)
    return found if found in known else usual


def _select(
    name: str, label: str, values: list[str], value: str, words: dict[str, str], width: int = 150
) -> str:
    key = f"places_{name}"
    if st.session_state.get(key) not in values or st.session_state.get(key) != value:
        st.session_state[key] = value

    def take() -> None:
        st.query_params[name] = st.session_state[key]
        if name == "use" and "kind" in st.query_params:
            del st.query_params["kind"]

    return str(
        st.selectbox(
            label, values, format_func=words.__getitem__, key=key, on_change=take, width=width
        )
    )


def _distance(usual: float) -> float:
    try:
        found = float(asked("far") or usual)
    except ValueError:
        found = usual
    value = min(max(found, 1.0), MOST_M) if found == found else usual  # noqa: PLR0124
    key = "places_far"
    if st.session_state.get(key) != value:
        st.session_state[key] = value

    def take() -> None:
        keep("far", f"{st.session_state[key]:g}")

    return float(
        st.number_input(
            _("Far is more than (m)"),
            min_value=1.0,
            max_value=MOST_M,
            step=100.0,
            format="%.0f",
            key=key,
            on_change=take,
            width=150,
        )
    )
