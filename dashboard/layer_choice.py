"""What the heat page shows and how: kept in the address, so that what is seen can be shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar, get_args
from urllib.parse import urlencode

import streamlit as st

from casework.indicators import INDICATORS
from casework.period import Period
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.overview_words import figure_name
from dashboard.period_choice import period_link
from service.map_choropleth import Per

Way = Literal["surface", "classes", "rate", "spots"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
What = Literal["new", "open", "overdue", "closed"]
# What is looked at, by the figure of the registry that counts it.
FIGURES: Final[dict[What, str]] = {
    "new": "reported",
    "open": "open_now",
    "overdue": "overdue_now",
    "closed": "closed_count",
}
SCHEMES: Final = ("quantile", "natural")
# In metres; the first is chosen from the cases.
BANDWIDTHS: Final = ("", "150", "250", "400", "600", "1000", "1500")
T = TypeVar("T", bound=str)


@dataclass(frozen=True)
class LayerChoice:
    """What is looked at, and in which way.

    Attributes
    ----------
    way
        A surface, classes per grid, a rate per 1,000 households, or hot spots.
    what
        Cases that came in or were closed in the period; those in hand or overdue now.
    figure
        Key of the figure the grids are coloured by in classes.
    category
        As stored with the cases; None for all.
    scheme, is_smoothed
        How classes are made; whether rates are steadied.
    bandwidth_m, per_households
        Of the surface: how far a case reaches, None to choose from the cases; per 1,000
        households instead of per square kilometre.
    """

    way: Way
    what: What
    figure: str
    category: str | None
    scheme: str
    is_smoothed: bool
    bandwidth_m: float | None = None
    per_households: bool = False

    @property
    def is_of_now(self) -> bool:
        """Return True where the figure is what stands now, whatever the period."""
        return INDICATORS[self.key].is_stock

    @property
    def key(self) -> str:
        """Return the figure that is shown."""
        return self.figure if self.way == "classes" else FIGURES[self.what]

    @property
    def per(self) -> Per:
        """Return what the figure is told per."""
        if self.way != "rate":
            return "itself"
        return "smoothed" if self.is_smoothed else "households"

    def query(self, period: Period) -> str:
        """Return the choice as the routes of layers read it; the area is in the map's own."""
        said: dict[str, str] = {"period": period_link(period)}
        if self.way == "spots":
            said["what"] = self.what
        else:
            said |= {"figure": self.key, "scheme": self.scheme}
        if self.way == "rate":
            said["smoothed"] = "1" if self.is_smoothed else "0"
        return urlencode(said)


def choose_way() -> Way:
    """Show the ways of looking and return the chosen one."""
    names: dict[Way, str] = {
        "surface": _("Surface"),
        "classes": _("In classes"),
        "rate": _("Rate"),
        "spots": _("Hot spots"),
    }
    return _segments("way", _("Way of looking"), WAYS, names, shows_label=False)


def choose_layer(way: Way, categories: Sequence[str]) -> LayerChoice:
    """Show what can be chosen beside the way, and return the whole choice."""
    what = _what()
    figure = _one_of("figure", tuple(INDICATORS), FIGURES[what])
    if way == "classes":
        _select("figure", _("Figure"), tuple(INDICATORS), figure, _figure_name, 290)
    else:
        names: dict[What, str] = {
            "new": _("New"),
            "open": _("In hand"),
            "overdue": _("Overdue"),
            "closed": _("Closed"),
        }
        _segments("what", _("Cases"), tuple(FIGURES), names)
    category = _one_of("category", tuple(categories), "")
    _select(
        "category",
        _("Category"),
        ("", *categories),
        category,
        lambda name: name or _("All categories"),
        190,
    )
    scheme = _one_of("scheme", SCHEMES, SCHEMES[0])
    if way in ("classes", "rate"):
        schemes = {"quantile": _("As many grids in each"), "natural": _("Natural breaks")}
        _select("scheme", _("Classes"), SCHEMES, scheme, lambda name: schemes[name], 240)
    chosen = LayerChoice(way, what, figure, category or None, scheme, is_smoothed=True)
    if way == "rate":
        smooth = {"1": _("Smoothed"), "0": _("As counted")}
        is_smoothed = _segments("smoothed", _("Rate"), ("1", "0"), smooth) == "1"
        return replace(chosen, is_smoothed=is_smoothed)
    return _of_surface(chosen) if way == "surface" else chosen


def _of_surface(chosen: LayerChoice) -> LayerChoice:
    per = {"km2": _("km²"), "households": _("1,000 households")}
    is_rate = _segments("per", _("Per"), ("km2", "households"), per) == "households"
    metres = _one_of("bandwidth", BANDWIDTHS, "")
    _select(
        "bandwidth",
        _("Bandwidth"),
        BANDWIDTHS,
        metres,
        lambda text: _("{metres} m", metres=text) if text else _("Chosen from the cases"),
        190,
    )
    return replace(chosen, bandwidth_m=float(metres) if metres else None, per_households=is_rate)


def _figure_name(key: str) -> str:
    return figure_name(INDICATORS[key])


def _what() -> What:
    return _one_of("what", tuple(FIGURES), "new")


def _one_of(name: str, options: Sequence[T], usual: T) -> T:
    found = asked(name)
    return next((one for one in options if one == found), usual)


def _segments(
    name: str, label: str, options: Sequence[T], names: dict[T, str], *, shows_label: bool = True
) -> T:
    chosen = _one_of(name, options, options[0])
    key = f"heat_{name}"
    st.session_state[key] = chosen
    st.segmented_control(
        label,
        options,
        format_func=lambda one: names[one],
        key=key,
        required=True,
        label_visibility="visible" if shows_label else "collapsed",
        on_change=_take,
        args=(name, key, options[0]),
    )
    return chosen


def _select(
    name: str,
    label: str,
    options: Sequence[str],
    chosen: str,
    shown: Callable[[str], str],
    width: int,
) -> None:
    key = f"heat_{name}"
    st.session_state[key] = chosen
    st.selectbox(
        label,
        options,
        format_func=shown,
        key=key,
        on_change=_take,
        args=(name, key, options[0] if name != "figure" else None),
        width=width,
    )


def _take(name: str, key: str, usual: str | None) -> None:
    """Put what was chosen into the address; what is usual needs no word there."""
    chosen = st.session_state[key]
    keep(name, None if chosen == usual else chosen)
