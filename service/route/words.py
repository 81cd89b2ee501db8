"""What is said of a route: how far, how it was measured, what was left out."""

from __future__ import annotations

from typing import Final

from casework.sentence import Sentence, Term
from geo.route_groups import MOST_ALONG
from service.day.matter import MatterKind
from service.route.way import KM_PER_HOUR, Route

KIND_TERMS: Final[dict[MatterKind, Term]] = {
    "case": Term("Case"),
    "visit": Term("Home visit"),
    "round": Term("Point of a round"),
    "emergency": Term("Emergency"),
}


def route_words(route: Route) -> tuple[Sentence, ...]:
    """Return the sentences that stand beside a route."""
    if not route.stops:
        return (Sentence("Nothing on the list has a position: there is no way to show."),)
    said = [
        Sentence(
            "{stops} stops, {km} km on foot: about {minutes} minutes of walking at {speed} km/h,"
            " an estimate without the time at the doors.",
            stops=len(route.stops),
            km=f"{route.length_m / 1000:.1f}",
            minutes=route.minutes,
            speed=f"{KM_PER_HOUR:g}",
        ),
        route.start.why,
        _measured(route),
        _order(route),
    ]
    return (*said, *_left_out(route))


def _measured(route: Route) -> Sentence:
    if not route.has_streets:
        return Sentence(
            "The base map has no streets: all distances are as the crow flies, the ways are longer."
        )
    straight = route.straight_legs
    if not straight:
        return Sentence("Distances are measured along the streets of the base map.")
    return Sentence(
        "Distances are measured along the streets of the base map; {count} of {legs} stretches,"
        " where no street leads, are as the crow flies and longer to walk.",
        count=straight,
        legs=len(route.legs),
    )


def _order(route: Route) -> Sentence:
    if len(route.groups) < 2:
        return Sentence("The order is the shortest way found.")
    return Sentence(
        "What is overdue comes first, then what is due today; others, at most {most} on a"
        " stretch, are met on the way where the stretch to the next urgent stop grows by at most"
        " {detour} m.",
        most=MOST_ALONG,
        detour=f"{route.detour_m:g}",
    )


def _left_out(route: Route) -> list[Sentence]:
    said = []
    if route.left_out:
        said.append(
            Sentence(
                "{count} more wait on the list: what presses and lies nearest was chosen, at most"
                " {limit} stops.",
                count=route.left_out,
                limit=route.limit,
            )
        )
    if route.unplaced:
        said.append(
            Sentence(
                "{count} have no position and are not on the way: {codes}.",
                count=len(route.unplaced),
                codes=", ".join(one.code for one in route.unplaced[:10]),
            )
        )
    return said
