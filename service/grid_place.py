"""Where a case lies, and why it belongs to its grid or to none, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from casework.sentence import Sentence


@dataclass(frozen=True)
class GridPlace:
    """Where a case lies and how that was found; distances in metres.

    ``tied_with`` are the codes of the other grids whose border the point lies on, ``path`` the
    names of the units above the grid, the largest first.
    """

    code: str | None
    name: str | None
    path: tuple[str, ...]
    how: str | None
    why_no_grid: str | None
    border_distance_m: float | None
    runner_up: str | None
    runner_up_name: str | None
    tied_with: tuple[str, ...]


def why_there(place: GridPlace, category: str | None) -> Sentence:
    """Return why a case belongs to its grid, or to none, in one sentence.

    The sentence holds texts of files: escape it where it is shown.
    """
    if place.code is None:
        return _why_nowhere(place)
    grid = named(place.code, place.name)
    runner_up = named(place.runner_up, place.runner_up_name) if place.runner_up else None
    metres = place.border_distance_m
    if place.how == "tie":
        return Sentence(
            "The position lies on the border of {grid} and {others}; of grids on an equal footing"
            " the one with the smallest code answers.",
            grid=grid,
            others=", ".join(place.tied_with) or "-",
        )
    if place.how == "override":
        return Sentence(
            "{grid} answers for cases of the category {category}, wherever they lie.",
            grid=grid,
            category=category or "-",
        )
    if place.how == "dedicated":
        return Sentence(
            "The position lies in the dedicated grid {grid}, which goes before the general grid"
            " around it.",
            grid=grid,
        )
    if place.how == "snapped":
        return Sentence(
            "The position lies in no grid; {grid} is {metres:,.1f} m away, within the distance set"
            " for the nearest grid to answer.",
            grid=grid,
            metres=metres,
        )
    if metres is None or runner_up is None:
        return Sentence("The position lies inside {grid}.", grid=grid)
    return Sentence(
        "The position lies inside {grid}, {metres:,.1f} m from its border; the next grid would be"
        " {runner_up}.",
        grid=grid,
        metres=metres,
        runner_up=runner_up,
    )


def named(code: str, name: str | None) -> str:
    """Return a thing's name and code, the code alone where it has no other name."""
    return f"{name} ({code})" if name and name != code else code


def _why_nowhere(place: GridPlace) -> Sentence:
    if place.why_no_grid == "no_coordinate":
        return Sentence(
            "The case has no usable position, so no grid can be found: add its coordinates and"
            " import it again."
        )
    nearest = named(place.runner_up, place.runner_up_name) if place.runner_up else "-"
    metres = place.border_distance_m
    if place.why_no_grid == "gap":
        return Sentence(
            "The position lies in a gap between the grids; the nearest grid is {nearest}"
            " ({metres:,.1f} m): close the gap in the map of grids.",
            nearest=nearest,
            metres="-" if metres is None else metres,
        )
    return Sentence(
        "The position lies outside the district; the nearest grid is {nearest} ({metres:,.1f} m):"
        " check the position, or pass the case on.",
        nearest=nearest,
        metres="-" if metres is None else metres,
    )
