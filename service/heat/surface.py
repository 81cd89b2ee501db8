"""The surface that answers what was asked: built once, and kept while nothing changes."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from casework.access import Action, Viewer, require
from data.store import Store
from geo.density import Extent, Surface, density, least_bandwidth
from geo.density_choice import BandwidthChoice, choose_bandwidth
from service.errors import ServiceError
from service.heat.ask import HeatAsk
from service.heat.breaks import breaks
from service.heat.points import Points, case_points, extent_of, home_points, plane_of
from service.map_kept import Kept
from service.map_time import MapDay, map_day
from service.map_view import MapData

Floats = NDArray[np.float64]
#: Households that have to stand behind a place before a rate is drawn there.
LEAST_HOUSEHOLDS: Final = 200
# What is overdue changes with time alone: looked at afresh after so many minutes.
_FRESH_MINUTES: Final = 10


@dataclass(frozen=True)
class HeatSurface:
    """The answer: one or two densities over one plane, and how they came about.

    Attributes
    ----------
    mark
        Of everything it depends on.
    plane
        In metres; `cases` and `homes` lie in it.
    cases, homes
        Density of the cases, and of the households where a rate was asked for.
    edges
        Lower ends of the classes, none where there is nothing.
    largest
        Of all values.
    choice
        How the bandwidth was chosen; None where it was given.
    as_of
        The moment the cases are looked at.
    """

    ask: HeatAsk
    mark: str
    plane: CRS
    cases: Surface
    homes: Surface | None
    edges: tuple[float, ...]
    largest: float
    choice: BandwidthChoice | None
    as_of: datetime

    @property
    def least_homes_km2(self) -> float:
        """Return the density of households below which no rate is given.

        A Gaussian of bandwidth h weighs as much ground as a disk of 4 pi h^2 (the inverse of the
        integral of its square): `LEAST_HOUSEHOLDS` have to stand on that.
        """
        return LEAST_HOUSEHOLDS * 1e6 / (4 * math.pi * self.cases.bandwidth_m**2)

    def at(self, x_m: Floats, y_m: Floats) -> Floats:
        """Return values at places in the plane, NaN where households are too few for a rate."""
        found = self.cases.at(x_m, y_m)
        if self.homes is None:
            return found
        return rate(found, self.homes.at(x_m, y_m), self)


def rate(cases: Floats, homes: Floats, surface: HeatSurface) -> Floats:
    """Return cases per 1,000 households; NaN where cases are told of and households too few.

    A place tells of cases when it lies within one bandwidth of one.
    """
    is_enough = homes >= surface.least_homes_km2
    one_near = 1e6 * math.exp(-0.5) / (2 * math.pi * surface.cases.bandwidth_m**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(is_enough, cases * 1000 / homes, 0.0)
    return np.where(~is_enough & (cases >= one_near), np.nan, found)


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(6)


def kept_surface(viewer: Viewer, store: Store, ask: HeatAsk, mark: str) -> HeatSurface | None:
    """Return the surface of a mark while it is kept for what this viewer sees."""
    require(viewer, Action.VIEW_CASES)
    found = _kept(store).peek((mark, ask, viewer.scope))
    return found if isinstance(found, HeatSurface) else None


def heat_surface(viewer: Viewer, store: Store, ask: HeatAsk, now: datetime) -> HeatSurface:
    """Return the surface of the cases asked for that lie in the viewer's part.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When the day lies before everything that is known, or the bandwidth is too small for the
        area.
    """
    require(viewer, Action.VIEW_CASES)
    day = map_day(viewer, store, ask.on, now)
    as_of = day.moment(now).replace(second=0, microsecond=0)
    if ask.what == "overdue" and not day.is_past:
        as_of = as_of.replace(minute=as_of.minute // _FRESH_MINUTES * _FRESH_MINUTES)
    mark = _mark(store, ask, viewer.scope, day, as_of)
    key = (mark, ask, viewer.scope)
    found = _kept(store).get(key, lambda: _build(viewer, store, ask, day, as_of, mark))
    # nothing has changed since it was built
    return replace(found, as_of=as_of)


def _mark(store: Store, ask: HeatAsk, scope: str | None, day: MapDay, as_of: datetime) -> str:
    data = MapData.of(store)
    parts: list[object] = [ask, scope, data.token("cases"), data.grids(day.grids_on).token]
    parts.append(data.token("households") if ask.per_households else None)
    parts.append(as_of if ask.what == "overdue" or day.is_past else None)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _build(
    viewer: Viewer, store: Store, ask: HeatAsk, day: MapDay, as_of: datetime, mark: str
) -> HeatSurface:
    grids = MapData.of(store).grids(day.grids_on)
    inside = grids.within(viewer.scope) & grids.within(ask.wanted.area)
    plane = plane_of(grids)
    extent = extent_of(grids, inside, plane)
    points = case_points(store, grids, inside, ask, day, as_of)
    choice, bandwidth_m = _bandwidth(points, ask, extent)
    cases = density(points.x, points.y, None, bandwidth_m, extent=extent)
    homes = None
    if ask.per_households:
        stand = home_points(store, grids, inside, day)
        homes = density(stand.x, stand.y, None, bandwidth_m, extent=extent)
    plain = HeatSurface(ask, mark, plane, cases, homes, (), 0.0, choice, as_of)
    largest = _largest(plain)
    return replace(plain, edges=breaks(largest), largest=largest)


def _bandwidth(
    points: Points, ask: HeatAsk, extent: Extent
) -> tuple[BandwidthChoice | None, float]:
    if ask.bandwidth_m is not None:
        least_m = least_bandwidth(extent)
        if ask.bandwidth_m < least_m:
            raise ServiceError(
                "A bandwidth of {seen} m is too small for so large an area: give {least} m or"
                " more, or choose a part of it.",
                seen=ask.bandwidth_m,
                least=math.ceil(least_m),
            )
        return None, ask.bandwidth_m
    choice = choose_bandwidth(points.x, points.y, extent=extent)
    return choice, choice.bandwidth_m


def _largest(surface: HeatSurface) -> float:
    values = surface.cases.values
    if surface.homes is not None:
        values = rate(values.astype(np.float64), surface.homes.values.astype(np.float64), surface)
        return float(np.nanmax(values)) if not np.isnan(values).all() else 0.0
    return float(values.max())
