"""The figures of the map for a viewer and a filter: per grid, in all, and the cases in view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from data.store import Store
from service.coverage import roster_on
from service.map_cases import DONE, OPEN, OVERDUE, in_box, symbols
from service.map_filter import CaseFilter, chosen, is_open, is_overdue
from service.map_measures import Classes, case_rate, classify
from service.map_then import case_rows, cases_on
from service.map_time import MapDay, Reading
from service.map_view import GridLayer, MapData

# This many areas get a colour and a line in the legend of their own; more share colours, but
# never two that touch.
OWN_COLOUR: Final = 12


@dataclass(frozen=True)
class Figures:
    """One measure over all grids.

    Attributes
    ----------
    grids
        Token of the grids whose order the lists follow.
    values
        Figure (NaN for none) or name (None for none) per grid.
    classes
        For figures: their classes.
    colours
        For names: number of the colour of each grid, -1 for none.
    inside
        Whether the grid lies in the area asked for.
    totals
        ``grids, households, cases, open_cases, overdue, unplaced`` within the area.
    areas
        For names: how many different ones.
    """

    grids: str
    values: list[Any]
    classes: Classes | None
    colours: NDArray[np.int64] | None
    inside: NDArray[np.bool_]
    totals: dict[str, int]
    areas: int = 0


def measure_grids(
    viewer: Viewer,
    store: Store,
    measure: str,
    wanted: CaseFilter,
    now: datetime,
    on: date,
    scheme: str = "quantile",
    reading: Reading = "as_it_was",
) -> Figures:
    """Return one of `MEASURES` for every grid the viewer sees into.

    Parameters
    ----------
    viewer, store
        Who asks, of what.
    measure
        ``open_cases`` (cases that pass the filter), ``case_rate`` (the same per 1,000
        households), ``households``, ``worker``, ``community``.
    wanted
        The filter.
    now, on
        This moment, and the day looked at: its grids and duty, and of an earlier day the cases
        as they stood when it ended.  Households are those of today.
    scheme
        How figures are put in classes.
    reading
        Whether cases are counted on the grids of the day or on today's (`MapDay`).
    """
    require(viewer, Action.VIEW_MAP)
    data = MapData.of(store)
    day = MapDay.of(on, now, wanted.zone, reading)
    grids = data.grids(day.grids_on)
    inside = grids.within(viewer.scope) & grids.within(wanted.area)
    homes = households_on(data, grids, day)
    cases = cases_on(store, day, wanted, now)
    rows = case_rows(store, grids, cases, day)
    counts, totals = _count_cases(cases, rows, wanted, day.moment(now), inside)
    totals |= {"grids": int(inside.sum()), "households": int(homes[inside].sum())}
    if measure in ("worker", "community"):
        names, keys = _names(store, grids, measure, day.grids_on)
        owner, areas = pd.factorize(pd.Series(keys, dtype=object))
        touching = touching_areas(owner, data.touching(grids))
        colours = colour_areas(owner, len(areas), touching)
        return Figures(grids.token, names, None, colours, inside, totals, len(areas))
    figures = {"open_cases": counts, "households": homes, "case_rate": case_rate(counts, homes)}
    values = np.where(inside, figures[measure].astype(float), np.nan)
    classes = classify(values, scheme)
    return Figures(grids.token, np.round(values, 1).tolist(), classes, None, inside, totals)


def cases_in_view(
    viewer: Viewer,
    store: Store,
    box: tuple[float, float, float, float],
    zoom: int,
    wanted: CaseFilter,
    now: datetime,
    on: date,
    reading: Reading = "as_it_was",
) -> dict[str, Any]:
    """Return the cases in a box (west, south, east, north) that pass a filter, as symbols."""
    require(viewer, Action.VIEW_CASES)
    day = MapDay.of(on, now, wanted.zone, reading)
    moment = day.moment(now)
    cases = cases_on(store, day, wanted, now)
    keep = chosen(cases, wanted, moment) & in_box(cases, *box)
    areas = [area for area in (viewer.scope, wanted.area) if area is not None]
    if areas:
        grids = MapData.of(store).grids(day.grids_on)
        inside = np.append(np.logical_and.reduce([grids.within(area) for area in areas]), False)
        keep = keep & inside[case_rows(store, grids, cases, day)]
    picked = cases[keep]
    state = np.where(is_open(picked), OPEN, DONE)
    return symbols(picked, np.where(is_overdue(picked, moment), OVERDUE, state), zoom)


def households_on(data: MapData, grids: GridLayer, day: MapDay) -> NDArray[np.int64]:
    """Return today's households per grid of the map of a day."""
    if grids.token == data.grids(day.today).token:
        return data.household_counts(grids)
    return data.households_then(grids, day.grids_on)


def colour_areas(
    owner: NDArray[np.int64], areas: int, touching: dict[int, set[int]]
) -> NDArray[np.int64]:
    """Return a colour number per grid; areas that touch never share one.

    Parameters
    ----------
    owner
        Number of the area of each grid, -1 for none; areas are taken in the order of number.
    areas
        How many there are.  Up to `OWN_COLOUR` each has its own colour; beyond that the least
        used colour no neighbour has is taken.
    touching
        Areas that touch, by area.
    """
    if areas <= OWN_COLOUR:
        return owner.astype(np.int64)
    colour = np.full(areas, -1, dtype=np.int64)
    used = np.zeros(OWN_COLOUR, dtype=np.int64)
    for area in range(areas):
        taken = {int(colour[other]) for other in touching.get(area, ())}
        free = [number for number in range(OWN_COLOUR) if number not in taken]
        colour[area] = min(free or range(OWN_COLOUR), key=lambda number: int(used[number]))
        used[colour[area]] += 1
    return np.where(owner >= 0, colour[owner], -1)


def touching_areas(
    owner: NDArray[np.int64], rows: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> dict[int, set[int]]:
    """Return which areas touch, from which grids (rows) touch."""
    pairs = np.column_stack([owner[rows[0]], owner[rows[1]]])
    pairs = np.unique(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs >= 0).all(axis=1)], axis=0)
    touching: dict[int, set[int]] = {}
    for one, other in pairs.tolist():
        touching.setdefault(one, set()).add(other)
    return touching


def _names(
    store: Store, grids: GridLayer, measure: str, on: date
) -> tuple[list[Any], list[str | None]]:
    if measure == "community":
        named = grids.unit_names
        parents = [code if isinstance(code, str) else None for code in grids.frame["parent_code"]]
        return [named.get(code or "", code) for code in parents], parents
    roster = roster_on(store)
    workers = [roster.responsible_on(code, on).worker for code in grids.codes]
    return (
        [worker.name if worker else None for worker in workers],
        [worker.code if worker else None for worker in workers],
    )


def _count_cases(
    cases: pd.DataFrame,
    rows: NDArray[np.int64],
    wanted: CaseFilter,
    moment: datetime,
    inside: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], dict[str, int]]:
    keep = chosen(cases, wanted, moment)
    is_whole = wanted.area is None and bool(inside.all())
    visible = np.append(inside, is_whole)[rows]
    counts = np.bincount(rows[keep & (rows >= 0)], minlength=len(inside))
    return counts.astype(np.int64), {
        "cases": int((keep & visible).sum()),
        "open_cases": int((is_open(cases) & keep & visible).sum()),
        "overdue": int((is_overdue(cases, moment) & keep & visible).sum()),
        "unplaced": int((keep & (rows < 0)).sum()) if is_whole else 0,
    }
