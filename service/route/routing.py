"""A worker's way through a day, over what he has to do: the one door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.schema import workers
from data.settings_store import office_zone
from data.store import Store
from geo.route import order_stops
from geo.street_ways import Ways
from service.access_log.seeing import note_look
from service.clock import midnight
from service.day.matter import Matter
from service.day.matters import matters_of, refuse_unknown_worker
from service.errors import ServiceError
from service.route.ask import RouteAsk, refuse_unusable
from service.route.choosing import chosen_stops, group_of
from service.route.doors import by_doors
from service.route.starting import chosen_start, usual_start
from service.route.streets import streets_of
from service.route.way import Leg, Route
from service.route.words import route_words


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
    note_look(viewer, store, "worker_list", worker_code)
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
    route = Route(
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
    return replace(route, sentences=route_words(route))


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
