"""What the map of the heat page means, in plain words."""

from __future__ import annotations

from datetime import datetime

from casework.indicator import Form
from casework.indicators import INDICATORS
from casework.period import Period
from dashboard.i18n import _
from dashboard.layer_choice import LayerChoice
from dashboard.markup import show, tag


def explanation(choice: LayerChoice, period: Period, now: datetime) -> None:
    """Show what is seen, of when, and how it is to be read."""
    if choice.is_of_now:
        when = _("As it stands at {moment}, whatever the period.", moment=now)
    else:
        when = _("{period}, as of {moment}.", period=period.name, moment=now)
    said = [tag("p", text) for text in _reading(choice)]
    show(tag("h4", _("How to read it")), *said, tag("p", when, kind="quiet"))


def _reading(choice: LayerChoice) -> list[str]:
    if choice.way == "surface" and choice.per_households:
        return [
            _("The surface shows cases for each 1,000 households around every point."),
            _("Grey are places with too few households around to say."),
        ]
    if choice.way == "surface":
        return [
            _("The surface shows cases per square kilometre around every point."),
            _("Where many people live more is reported: look at the rate before you conclude."),
        ]
    if choice.way == "classes":
        said = [_("Each grid has the colour of its class; point at it for its figure.")]
        if INDICATORS[choice.key].form is Form.SHARE:
            said.append(_("Grey grids had nothing due: that is neither 0 % nor 100 %."))
        return said
    if choice.way == "rate":
        return [
            _("Cases for each 1,000 households, so that large and small grids can be compared."),
            _(
                "In a grid with few households one case moves the rate by much. Smoothed rates are"
                " drawn towards the rate of all; grey grids have too few households to say."
            ),
        ]
    return [
        _(
            "Hot means that a grid and those around it have more cases than if the cases had"
            " fallen on all households alike, by more than chance would do."
        ),
        _(
            "A hot spot says where to look, not why, and nothing about any household or anybody"
            " who lives there."
        ),
    ]
