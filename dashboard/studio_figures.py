"""The headline of a plan: how fair and how tidy it is, before and after, and what each means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from service.plans.measures import PlanMeasures


@dataclass(frozen=True)
class Figure:
    """One figure of a plan.

    Attributes
    ----------
    name, unit, meaning
        Words for it.
    value
        Reads it from the measures.
    digits
        Behind the point.
    is_better_high
        True where more is better.
    """

    name: str
    unit: str
    meaning: str
    value: Callable[[PlanMeasures], float]
    digits: int = 0
    is_better_high: bool = False

    def text(self, measures: PlanMeasures) -> str:
        """Return the figure as text."""
        return f"{self.value(measures):,.{self.digits}f}"


def headline_figures(size_band: tuple[int, int]) -> list[Figure]:
    """Return what stands above the bars, in order.

    Parameters
    ----------
    size_band
        Fewest and most households a grid is meant to have.
    """
    return [*_fairness(), *_tidiness(*size_band)]


def headline(before: PlanMeasures, after: PlanMeasures, size_band: tuple[int, int]) -> None:
    """Show the figures before and after, those that changed in bold."""
    shown = headline_figures(size_band)
    show(_STYLE, tag("div", *(_card(one, before, after) for one in shown), kind="heads"))
    with st.popover(_("What these figures mean")):
        show(
            *(joined(tag("h4", f"{one.name} ({one.unit})"), tag("p", one.meaning)) for one in shown)
        )


def _card(figure: Figure, before: PlanMeasures, after: PlanMeasures) -> Markup:
    was, now = figure.text(before), figure.text(after)
    change = figure.value(after) - figure.value(before)
    is_better = (change > 0) == figure.is_better_high
    mark = "" if was == now else " ✓" if is_better else " !"
    value = tag("b", now) if was == now else joined(tag("s", was), " → ", tag("b", now), mark)
    name = joined(tag("span", figure.name), " ", tag("small", figure.unit))
    return tag("div", tag("div", name), tag("p", value))


def _fairness() -> list[Figure]:
    return [
        Figure(
            _("Largest load"),
            _("of the mean"),
            _(
                "Hours a month of the worker with the most work per full post, divided by the mean"
                " (all hours by all posts). 1.00 is perfectly even; nothing can be below."
            ),
            lambda m: m.max_over_mean,
            2,
        ),
        Figure(
            _("Unevenness"),
            _("Gini, 0 to 1"),
            _(
                "Gini coefficient of hours per full post: 0 when all carry the same, towards 1"
                " when one carries all."
            ),
            lambda m: m.gini,
            3,
        ),
        Figure(
            _("Grids that change hands"),
            _("grids"),
            _(
                "Grids that have a worker today and get another or none; few changes keep people's"
                " known faces."
            ),
            lambda m: m.moved,
        ),
        Figure(
            _("Vacant grids"),
            _("grids"),
            _("Grids without a worker. Nobody answers for what is reported there."),
            lambda m: len(m.vacant),
        ),
    ]


def _tidiness(low: int, high: int) -> list[Figure]:
    return [
        Figure(
            _("Areas in pieces"),
            _("workers"),
            _("Workers whose grids do not all touch one another: ways between the pieces."),
            lambda m: len(m.in_pieces),
        ),
        Figure(
            _("Off size"),
            _("grids"),
            _(
                "Grids with fewer than {low} or more than {high} households. It is a property of"
                " the grids, a hint and no ban; who covers them does not change it.",
                low=low,
                high=high,
            ),
            lambda m: float(m.lines["off_size"].sum()),
        ),
        Figure(
            _("Compactness"),
            _("0 to 1"),
            _(
                "Mean over the areas of 4 pi x area / perimeter squared (Polsby and Popper): 1 for"
                " a circle, low for a long or ragged area."
            ),
            lambda m: _mean_of(m, "compactness"),
            2,
            is_better_high=True,
        ),
        Figure(
            _("Borders between areas"),
            _("km"),
            _("Length of all borders between two workers' areas: shorter is tidier."),
            lambda m: m.border_km,
            1,
        ),
    ]


def _mean_of(measures: PlanMeasures, column: str) -> float:
    some = measures.lines[measures.lines["grids"] > 0]
    return float(some[column].mean()) if len(some) else 0.0


_STYLE = Markup(
    """<style>
.gg .heads{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.6rem,1fr));gap:.5rem .8rem}
.gg .heads>div{display:flex;flex-direction:column;justify-content:space-between;line-height:1.3}
.gg .heads span{font-size:.84rem}
.gg .heads p{margin:0;font-size:1rem;font-variant-numeric:tabular-nums;white-space:nowrap}
.gg .heads b{font-size:1.15rem}.gg .heads s{opacity:.6;text-decoration:none}
.gg .heads small{opacity:.7;font-size:.78rem;white-space:nowrap}
</style>"""
)
