"""A worker's way through a day: the stops in order, how far, and along which streets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.schema import workers
from data.settings_store import office_zone
from data.store import Store
from geo.route import order_stops
from geo.street_ways import Ways
from service.clock import midnight
from service.day.matter import Matter
from service.day.matters import matters_of, refuse_unknown_worker
from service.errors import ServiceError
from service.route.ask import RouteAsk, refuse_unusable
from service.route.choosing import chosen_stops, group_of
from service.route.doors import by_doors
from service.route.starting import Start, chosen_start, usual_start
from service.route.streets import streets_of
from service.route.words import minutes_of, route_words

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Leg:
    """One stretch of the way.

    Attributes
    ----------
    length_m
        Metres on foot.
    is_street
        Whether they were measured along streets; else as the crow flies.
    path
        Longitude and latitude of its vertices (EPSG:4490), shape (k, 2).
    """

    length_m: float
    is_street: bool
    path: Floats


@dataclass(frozen=True)
class Route:
    """A worker's way on a day.

    Attributes
    ----------
    start
        Where it begins, and why there.
    stops
        What is to be done, in walking order.
    legs
        The stretch to each stop; one more, back to the start, on a round.
    has_streets
        Whether the base map has any.
    left_out
        How many did not fit.
    unplaced
        Those without a position.
    detour_m, limit
        As asked.
    """

    worker_code: str
    worker_name: str
    on: date
    start: Start
    stops: tuple[Matter, ...]
    legs: tuple[Leg, ...]
    has_streets: bool
    left_out: int
    unplaced: tuple[Matter, ...]
    detour_m: float
    limit: int

    @property
    def length_m(self) -> float:
        """Metres of the whole way."""
        return sum(leg.length_m for leg in self.legs)

    @property
    def minutes(self) -> int:
        """About how many minutes it takes to walk; an estimate."""
        return minutes_of(self.length_m)

    @property
    def straight_legs(self) -> int:
        """How many stretches are as the crow flies."""
        return sum(not leg.is_street for leg in self.legs)

    @property
    def groups(self) -> frozenset[int]:
        """How pressing the stops are: 0 overdue, 1 due today, 2 the rest."""
        return frozenset(map(group_of, self.stops))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is said of it."""
        return route_words(self)


def route_of(
    viewer: Viewer,
    store: Store,
    worker_code: str,
    on: date,
    now: datetime,
    ask: RouteAsk,
    *,
    matters: tuple[Matter, ...] | None = None,
) -> Route:
    """Return the way through what a worker has to do on a day.

    Parameters
    ----------
    viewer, store
        Who asks, of what.
    worker_code, on, now
        Whose way, on which day: today or one to come, as its morning will find it.
    ask
        Start, kinds, how many stops, detour, round or not.
    matters
        The stops themselves, of what the worker has to do; None for all of it.

    Raises
    ------
    CaseworkError
        When the viewer may not see households to visit.
    ServiceError
        When there is no such worker, the day has passed, or what is asked cannot be used.

    Notes
    -----
    What is overdue comes first, then what is due today, then the rest; `geo.route.order_stops`
    says when something is taken along before its turn, `by_doors` how a house is gone through.
    Nothing of the way is kept.
    """
    require(viewer, Action.VIEW_HOMES)
    refuse_unusable(ask)
    name, moment = _name_and_moment(store, worker_code, on, now)
    if matters is None:
        matters = matters_of(viewer, store, worker_code, moment)
    asked = [one for one in matters if one.kind in ask.kinds]
    placed = [one for one in asked if _place(one) is not None]
    places = [place for place in map(_place, asked) if place is not None]
    start = chosen_start(ask.start) if ask.start else usual_start(store, worker_code, on, places)
    chosen = chosen_stops((start.lon, start.lat), placed, ask.limit)
    network = streets_of(store).network
    at = [(start.lon, start.lat), *((one.lon, one.lat) for one in chosen)]
    ways = network.ways(*np.array(at, np.float64).T)
    order = _order(ways, chosen, ask)
    return Route(
        worker_code,
        name,
        on,
        start,
        tuple(chosen[row - 1] for row in order[1 : len(chosen) + 1]),
        tuple(_leg(ways, a, b) for a, b in zip(order, order[1:], strict=False)),
        len(network) > 0,
        len(placed) - len(chosen),
        tuple(one for one in asked if _place(one) is None),
        ask.detour_m,
        ask.limit,
    )


def _name_and_moment(
    store: Store, worker_code: str, on: date, now: datetime
) -> tuple[str, datetime]:
    """Return the worker's name, and as of when his list is read for that day."""
    with store.read() as conn:
        refuse_unknown_worker(conn, worker_code)
        zone = office_zone(conn)
        name = conn.scalar(sa.select(workers.c.name).where(workers.c.code == worker_code))
    today = now.astimezone(zone).date()
    if on < today:
        raise ServiceError(
            "{day} has passed: a route is made for today, {today}, or a day to come.",
            day=on,
            today=today,
        )
    return str(name), now if on == today else midnight(on, zone)


def _place(matter: Matter) -> tuple[float, float] | None:
    return None if matter.lon is None or matter.lat is None else (matter.lon, matter.lat)


def _order(ways: Ways, chosen: tuple[Matter, ...], ask: RouteAsk) -> tuple[int, ...]:
    """Return rows of the stops in walking order, the start first, and last on a round."""
    groups = [0, *map(group_of, chosen)]
    end = 0 if ask.round_trip else None
    found = order_stops(ways.distance_m, 0, end, groups, ask.detour_m).stops
    by_house = by_doors(found, chosen, ways.distance_m)
    return (*by_house, *([0] if ask.round_trip and chosen else []))


def _leg(ways: Ways, first: int, last: int) -> Leg:
    return Leg(
        float(ways.distance_m[first, last]),
        bool(ways.is_street[first, last]),
        ways.path(first, last),
    )
