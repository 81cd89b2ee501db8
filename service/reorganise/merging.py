"""Many units into fewer: a merger by proximity and moderate size, proposed as a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from timeit import default_timer
from typing import Final

import numpy as np
import pandas as pd

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.map_store import household_counts
from data.store import Store
from geo.balance import Balance, Floats, Found, Ints, Wish
from geo.balance_measures import cut_edges, max_over_mean, pieces
from geo.balance_propose import propose
from geo.reshape_groups import bridged, groups
from service.errors import ServiceError
from service.reorganise.district import District, district_on, touched
from service.reorganise.gathered import Gathered, gathered, sums
from service.reorganise.plan import Level, MergeUnits, ReorganisationPlan
from service.reorganise.reshaping import reshaped

UNIT_COLUMNS: Final = [
    "code", "name", "units", "grids", "households", "area_km2", "pieces", "compactness",
]  # fmt: skip


@dataclass(frozen=True)
class MergeAsk:
    """What is wanted: the units of a level into so many.

    Attributes
    ----------
    on
        The day from which it is to hold.
    into
        How many there are to be.
    level
        Of the units that are merged.
    within
        Code of a unit: only those below it; None for all.
    keeps_parents
        True when no new unit may reach over two units of the level above.
    seconds, seed
        Of the search that evens out the sizes.
    """

    on: date
    into: int
    level: Level = "community"
    within: str | None = None
    keeps_parents: bool = True
    seconds: float = 10.0
    seed: int = 1


@dataclass(frozen=True, eq=False)
class MergeProposal:
    """A plan that merges units, and what the new ones are like.

    Attributes
    ----------
    plan
        One `MergeUnits` for each new unit of two or more.
    units : DataFrame[code, name, units, grids, households, area_km2, pieces, compactness]
        The new units: ``code`` of the largest merged into it, ``units`` how many; compactness by
        Polsby and Popper, 1 for a circle.
    max_over_mean
        Households of the largest by the mean.
    seconds
        What it took.
    bound
        No merger into so many has a smaller max_over_mean.
    """

    plan: ReorganisationPlan
    units: pd.DataFrame
    max_over_mean: float
    seconds: float
    bound: float


def merge_proposal(
    viewer: Viewer,
    store: Store,
    ask: MergeAsk,
    now: datetime,
    stopwatch: Callable[[], float] = default_timer,
) -> MergeProposal:
    """Return a plan that merges many units of a level into fewer, neighbours of moderate size.

    Raises
    ------
    CaseworkError
        When the viewer may not reorganise.
    GeoError
        When there cannot be so many.
    ServiceError
        When there are no such units, or none of them has a grid.
    """
    require(viewer, Action.REORGANISE)
    began = stopwatch()
    with store.read() as conn:
        district = district_on(conn, ask.on)
        counts = household_counts(conn)
    units = gathered(district, counts, _chosen(district, ask))
    areas, bound = _areas(units, ask)
    plan = ReorganisationPlan(ask.on, tuple(_operations(district, units, areas)))
    if plan.operations:
        plan = replace(plan, seen=touched(district, reshaped(district, plan)))
    hours = sums(areas, units.households, ask.into)
    worst = max_over_mean(hours, np.ones(ask.into))
    lines = _lines(district, units, areas)
    return MergeProposal(plan, lines, worst, stopwatch() - began, bound)


def _chosen(district: District, ask: MergeAsk) -> list[str]:
    inside = None if ask.within is None else _below(district, ask.within)
    codes = [
        unit.code
        for unit in district.units.values()
        if unit.level == ask.level and (inside is None or unit.code in inside)
    ]
    if not codes:
        raise ServiceError(
            "There is no {level} to merge there on {day}: choose another level or unit.",
            level=Term(ask.level),
            day=ask.on,
        )
    return sorted(codes)


def _below(district: District, code: str) -> set[str]:
    found: set[str] = set()
    waiting = district.units_of([district.unit(code).code])
    while waiting:
        found.update(waiting)
        waiting = district.units_of(waiting)
    return found


def _areas(units: Gathered, ask: MergeAsk) -> tuple[Ints, float]:
    """Return the new unit of each, joined by proximity and evened out, and the proven bound."""
    labels = units.parents if ask.keeps_parents else np.zeros(len(units.codes), np.int64)
    edges, border = units.edges, units.border_m
    inside = labels[edges[:, 0]] == labels[edges[:, 1]]
    edges, border = edges[inside], border[inside]
    for label in np.unique(labels):
        edges, border = _bridged(units, np.flatnonzero(labels == label), edges, border)
    first = groups(units.households, edges, border, ask.into, labels)
    capacity = np.ones(ask.into)
    label_of = np.zeros(ask.into, np.int64)
    label_of[first] = labels
    problem = Balance(
        loads=units.households,
        trips=np.zeros(len(first)),
        x_m=units.x_m,
        y_m=units.y_m,
        own_m2=np.zeros(len(first)),
        hours_per_trip_m=0.0,
        edges=edges,
        border_m=border,
        start=first,
        capacity=capacity,
        is_movable=np.ones(len(first), bool),
        may_take=labels[:, None] == label_of[None, :],
    )
    found = propose(problem, Wish(seconds=ask.seconds, seed=ask.seed, starts="both"))
    return _better(problem, first, found.best), found.bound


def _better(problem: Balance, first: Ints, best: Found) -> Ints:
    """Return the solver's answer where it is a merger too: no unit left over, none in pieces."""
    found = best.areas
    count = len(problem.capacity)
    is_whole = (found >= 0).all() and (pieces(problem.edges, found, count) == 1).all()
    then, now = (
        max_over_mean(sums(areas, problem.loads, count), problem.capacity)
        for areas in (first, np.maximum(found, 0))
    )
    is_shorter = cut_edges(problem.edges, found) < cut_edges(problem.edges, first)
    return found if is_whole and (now, not is_shorter) < (then, True) else first


def _bridged(units: Gathered, members: Ints, edges: Ints, border: Floats) -> tuple[Ints, Floats]:
    position = np.full(len(units.codes), -1, np.int64)
    position[members] = np.arange(len(members))
    own = position[edges[:, 0]] >= 0
    more, length = bridged(
        position[edges[own]], border[own], units.x_m[members], units.y_m[members]
    )
    return np.vstack([edges[~own], members[more]]), np.append(border[~own], length)


def _operations(district: District, units: Gathered, areas: Ints) -> list[MergeUnits]:
    found = []
    for area in np.unique(areas):
        members = np.flatnonzero(areas == area)
        if len(members) < 2:  # noqa: PLR2004
            continue
        largest = district.units[units.codes[members[units.households[members].argmax()]]]
        parents = {district.units[units.codes[one]].parent for one in members}
        found.append(
            MergeUnits(
                tuple(units.codes[one] for one in members),
                _new_name(largest.name, largest.level),
                largest.level,  # type: ignore[arg-type]
                largest.parent if len(parents) > 1 else None,
            )
        )
    return found


def _new_name(name: str, level: str) -> str:
    """Return the largest unit's name; a community made of villages is a community (村改社区)."""
    if level != "community":
        return name
    for ending in ("村民委员会", "村委会", "村"):
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending) + "社区"
    return name


def _lines(district: District, units: Gathered, areas: Ints) -> pd.DataFrame:
    """Return the new units, `UNIT_COLUMNS`, the largest first."""
    count = int(areas.max()) + 1
    area = sums(areas, units.area_m2, count)
    perimeter = sums(areas, units.perimeter_m, count)
    is_inner = areas[units.edges[:, 0]] == areas[units.edges[:, 1]]
    inner = areas[units.edges[is_inner, 0]]
    perimeter -= 2 * sums(inner, units.border_m[is_inner], count)
    largest = [
        max(np.flatnonzero(areas == one), key=lambda unit: units.households[unit])
        for one in range(count)
    ]
    frame = pd.DataFrame(
        {
            "code": [units.codes[one] for one in largest],
            "name": [district.units[units.codes[one]].name for one in largest],
            "units": np.bincount(areas, minlength=count),
            "grids": sums(areas, units.grids, count).astype(int),
            "households": sums(areas, units.households, count).astype(int),
            "area_km2": area / 1e6,
            "pieces": pieces(units.edges, areas, count),
            "compactness": 4 * np.pi * area / perimeter**2,
        }
    )
    order = ["households", "code"]
    return frame.sort_values(order, ascending=[False, True], ignore_index=True)[UNIT_COLUMNS]
