"""What has to be said beside a heat surface: its classes, how many cases, which bandwidth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.store import Store
from geo.density_choice import LEAST_PLACES, PLACE_M
from service.heat.ask import HeatAsk
from service.heat.surface import LEAST_HOUSEHOLDS, HeatSurface, heat_surface

_TITLES: Final = {
    "open": Term("Open cases"),
    "new": Term("New cases"),
    "overdue": Term("Overdue cases"),
    "closed": Term("Closed cases"),
}


@dataclass(frozen=True)
class HeatClass:
    """One line: from, and to; None for the last, which has no end."""

    low: float
    high: float | None


@dataclass(frozen=True)
class HeatLegend:
    """The legend of a heat surface.

    Attributes
    ----------
    mark
        Of the surface, for the addresses of its tiles.
    title, unit
        What is shown, in which unit.
    classes
        From little to much; below the first nothing is drawn.
    too_few
        What grey means; None where there is none.
    notes
        Bandwidth and how it was chosen, cases counted and left out, as-of time.
    bandwidth_m, counted, left_out, as_of, largest
        The same as values, for programs.
    """

    mark: str
    title: Term
    unit: Term
    classes: tuple[HeatClass, ...]
    too_few: Sentence | None
    notes: tuple[Sentence, ...]
    bandwidth_m: float
    counted: int
    left_out: int
    as_of: datetime
    largest: float


def heat_legend(viewer: Viewer, store: Store, ask: HeatAsk, now: datetime) -> HeatLegend:
    """Return the legend of the surface of the cases asked for."""
    require(viewer, Action.VIEW_CASES)
    return legend_of(heat_surface(viewer, store, ask, now))


def legend_of(surface: HeatSurface) -> HeatLegend:
    """Return the legend of a surface."""
    highs = [*surface.edges[1:], None]
    classes = tuple(HeatClass(low, high) for low, high in zip(surface.edges, highs, strict=False))
    per_households = surface.ask.per_households
    return HeatLegend(
        mark=surface.mark,
        title=_TITLES[surface.ask.what],
        unit=Term("per 1,000 households") if per_households else Term("per km²"),
        classes=classes,
        too_few=_too_few(surface) if per_households else None,
        notes=(*_asked(surface.ask), _bandwidth(surface), *_counted(surface), _as_of(surface)),
        bandwidth_m=surface.cases.bandwidth_m,
        counted=surface.cases.counted,
        left_out=surface.cases.left_out,
        as_of=surface.as_of,
        largest=surface.largest,
    )


def _asked(ask: HeatAsk) -> list[Sentence]:
    """Return what narrows the cases: the days, and the category."""
    first, last = ask.wanted.reported_from, ask.wanted.reported_to
    said = []
    if ask.what in ("new", "closed") and (first or last):
        days = {"first": first or "…", "last": last or "…"}
        if ask.what == "closed":
            said.append(Sentence("Closed {first} to {last}.", **days))
        else:
            said.append(Sentence("Reported {first} to {last}.", **days))
    if ask.wanted.category is not None:
        said.append(Sentence("Category: {category}.", category=ask.wanted.category))
    return said


def _bandwidth(surface: HeatSurface) -> Sentence:
    choice, metres = surface.choice, round(surface.cases.bandwidth_m)
    if choice is None:
        return Sentence("Bandwidth {metres} m, as asked for.", metres=metres)
    if not choice.tried:
        return Sentence(
            "Bandwidth {metres} m, the usual one: the cases lie at {places} places, and fewer than"
            " {least} cannot tell a better one.",
            metres=metres,
            places=choice.places,
            least=LEAST_PLACES,
        )
    values = {
        "metres": metres,
        "first": round(choice.tried[0]),
        "last": round(choice.tried[-1]),
        "places": choice.places,
        "apart": round(PLACE_M),
    }
    if choice.bandwidth_m == choice.tried[0]:
        return Sentence(
            "Bandwidth {metres} m, the smallest tried: the cases lie close together, and a smaller"
            " one would show single houses. Tried: {first} to {last} m; cases within {apart} m"
            " count as one of {places} places.",
            **values,
        )
    return Sentence(
        "Bandwidth {metres} m, because with it the other places foretell each of {places} places"
        " best. Tried: {first} to {last} m; cases within {apart} m count as one place.",
        **values,
    )


def _counted(surface: HeatSurface) -> list[Sentence]:
    counted, left_out = surface.cases.counted, surface.cases.left_out
    said = [Sentence("{n} cases.", n=f"{counted:,}")]
    if left_out:
        said = [
            Sentence(
                "{n} cases; not drawn, for want of a position in this area: {left_out}.",
                n=f"{counted:,}",
                left_out=f"{left_out:,}",
            )
        ]
    if surface.homes is not None:
        said.append(Sentence("{n} households.", n=f"{surface.homes.counted:,}"))
    return said


def _as_of(surface: HeatSurface) -> Sentence:
    return Sentence("As of {moment}.", moment=surface.as_of)


def _too_few(surface: HeatSurface) -> Sentence:
    return Sentence(
        "Too few households to say: fewer than {least} behind a place ({density} per km²)",
        least=LEAST_HOUSEHOLDS,
        density=f"{surface.least_homes_km2:,.0f}",
    )
