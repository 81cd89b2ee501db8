"""A worker's route: which stops, in which order, how far, and what is said of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.access import SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from data.schema import places, postings
from data.store import Store, bump
from service.day.matter import Matter
from service.errors import ServiceError
from service.route.ask import RouteAsk
from service.route.choosing import chosen_stops
from service.route.doors import by_doors
from service.route.numbers import labels
from service.route.routing import route_of
from service.route.way import Route
from tests.service.conftest import NOW
from tests.service.day_town import found_day
from tests.service.matters import COORDINATOR, HERE, found_district
from tests.service.route_town import at, found_streets, stop

TODAY = date(2026, 6, 1)


def routed(store: Store, *matters: Matter, on: date = TODAY, **asked: Any) -> Route:
    asked = {"start": at(0, 0)} | asked
    return route_of(COORDINATOR, store, "W1", on, NOW, RouteAsk(**asked), matters=matters)


def codes(route: Route) -> list[str]:
    return [one.code for one in route.stops]


def said(route: Route) -> str:
    return " ".join(map(str, route.sentences))


def test_distances_follow_the_streets_and_it_is_said(store: Store) -> None:
    found_streets(store)
    route = routed(store, stop("A", 100, 100), stop("B", 200, 200), round_trip=True)
    assert sorted(round(leg.length_m) for leg in route.legs) == [200, 200, 400]
    assert route.length_m == pytest.approx(800, abs=2)
    assert route.minutes == 12
    assert "0.8 km on foot: about 12 minutes" in said(route)
    assert "an estimate" in said(route)
    assert "along the streets" in said(route)
    assert route.legs[-1].path[-1] == pytest.approx(at(0, 0))


def test_without_streets_distances_are_straight_and_it_is_said(store: Store) -> None:
    found_district(store)
    route = routed(store, stop("A", 300, 400))
    assert route.length_m == pytest.approx(500, abs=1)
    assert "no streets" in said(route)
    assert len(route.legs) == 1


def test_stretches_no_street_leads_to_are_counted(store: Store) -> None:
    found_streets(store)
    route = routed(store, stop("A", 100, 0), stop("B", 900, 0))
    assert route.straight_legs == 1
    assert "1 of 2 stretches" in said(route)


def test_what_is_overdue_comes_first_and_what_lies_on_the_way_is_taken_along(store: Store) -> None:
    found_streets(store)
    matters = (
        stop("late", 200, 0, urgency=0),
        stop("near", -100, 0),
        stop("between", 100, 0),
        stop("today", 0, 200, urgency=1),
    )
    assert codes(routed(store, *matters, detour_m=1)) == ["between", "late", "today", "near"]
    assert codes(routed(store, *matters, detour_m=201)) == ["near", "between", "late", "today"]
    assert "grows by at most 200 m" in said(routed(store, *matters))


def test_of_too_many_what_presses_is_chosen_then_one_neighbourhood() -> None:
    close = [stop(f"c{n}", 100 + n, 0) for n in range(10)]
    apart = [stop(f"a{n}", -150, 200 - 40 * n) for n in range(10)]
    far = stop("far", 900, 900, urgency=0)
    chosen = chosen_stops(at(0, 0), [*apart, *close, far], 8)
    assert {one.code for one in chosen} == {"far", *(f"c{n}" for n in range(7))}
    urgent = [stop(f"u{n}", 900 + n, 0, urgency=0) for n in range(5)]
    assert {one.code for one in chosen_stops(at(0, 0), [*close, *urgent], 3)} == {"u0", "u1", "u2"}


@given(
    st.lists(st.tuples(st.integers(-300, 300), st.integers(0, 3)), max_size=12),
    st.integers(1, 15),
)
def test_as_many_are_chosen_as_fit_and_none_less_pressing_than_one_left_out(
    made: list[tuple[int, int]], limit: int
) -> None:
    matters = [stop(f"S{n}", x, x / 2, urgency=u) for n, (x, u) in enumerate(made)]
    chosen = chosen_stops(at(0, 0), matters, limit)
    assert len(chosen) == min(limit, len(matters))
    kept = [one.code for one in chosen]
    left = [one for one in matters if one.code not in kept]
    assert len(left) == len(matters) - len(chosen)
    worst = max((min(one.urgency, 2) for one in chosen), default=0)
    assert all(min(one.urgency, 2) >= worst for one in left)


def test_nothing_is_lost_between_list_and_route(store: Store) -> None:
    found_streets(store)
    matters = [stop(str(n), n, 0) for n in range(20)] + [stop("nowhere", None)]
    route = routed(store, *matters, limit=8)
    assert len(route.stops) + route.left_out + len(route.unplaced) == 21
    assert "12 more wait" in said(route)
    assert "nowhere" in said(route)
    kinds = routed(store, *matters, stop("case", 5, 5, kind="case"), kinds=("case",))
    assert codes(kinds) == ["case"]


def test_households_of_one_house_follow_by_their_numbers(store: Store) -> None:
    found_streets(store)
    titles = ["一栋10室", "一栋9室", "一栋2室", "二栋1室"]
    places_m = [(100, 3), (100, 0), (101, 5), (200, 0)]
    matters = [
        stop(str(n), *place, title=title)
        for n, (title, place) in enumerate(zip(titles, places_m, strict=True))
    ]
    assert [one.title for one in routed(store, *matters).stops] == [
        "一栋2室", "一栋9室", "一栋10室", "二栋1室",
    ]  # fmt: skip


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_going_through_a_house_by_numbers_leaves_no_stop_out(places_m: list[int]) -> None:
    stops = [stop(str(n), x, title=f"{n}室") for n, x in enumerate(places_m)]
    line = np.array([0, *places_m], float)
    order = [0, *(1 + np.argsort(places_m, kind="stable")).tolist()]
    found = by_doors(order, stops, np.abs(line[:, None] - line))
    assert sorted(found) == sorted(order)
    assert found[0] == 0
    # nobody is moved farther than a house is wide
    moved_m = [abs(line[a] - line[b]) for a, b in zip(order, found, strict=True)]
    assert max(moved_m) <= 15


def test_the_way_begins_at_a_place_of_service_and_never_at_a_household(store: Store) -> None:
    found_day(store)
    middle = route_of(COORDINATOR, store, "W1", TODAY, NOW, RouteAsk())
    assert (middle.start.lon, middle.start.lat) == pytest.approx(HERE)
    assert "in the middle of the worker's grids" in said(middle)
    with store.begin() as conn:
        for code, used_for, east_m in (("P1", "contact", 300), ("P2", "service", 150)):
            lon, lat = at(east_m, 0)
            conn.execute(
                places.insert().values(
                    code=code, name=f"点{code}", used_for=used_for, kind="x", lon=lon, lat=lat
                )
            )
        bump(conn, "places")
    begun = route_of(COORDINATOR, store, "W1", TODAY, NOW, RouteAsk())
    assert (begun.start.lon, begun.start.lat) == pytest.approx(at(150, 0))
    assert "点P2" in said(begun)


def test_a_worker_without_grids_begins_amid_the_stops_and_without_stops_nowhere(
    store: Store,
) -> None:
    found_district(store)
    with store.begin() as conn:
        from data.schema import workers

        conn.execute(workers.insert().values(code="W9", name="员九"))
        bump(conn, "duty")
    matters = (stop("A", 0), stop("B", 100))
    found = route_of(COORDINATOR, store, "W9", TODAY, NOW, RouteAsk(), matters=matters)
    assert (found.start.lon, found.start.lat) == pytest.approx(at(50, 0))
    with pytest.raises(ServiceError, match="nowhere to begin"):
        route_of(COORDINATOR, store, "W9", TODAY, NOW, RouteAsk(), matters=())


def test_the_stops_are_what_the_worker_has_to_do_today(store: Store) -> None:
    found_day(store)
    route = route_of(COORDINATOR, store, "W1", TODAY, NOW, RouteAsk())
    assert {(one.kind, one.code) for one in route.stops} == {
        ("visit", "H1"), ("visit", "H2"), ("visit", "H3"), ("round", "R1"),
    }  # fmt: skip
    assert route.stops[0].code == "R1" or route.stops[0].urgency >= route.stops[-1].urgency
    tomorrow = route_of(COORDINATOR, store, "W1", TODAY + timedelta(1), NOW, RouteAsk())
    assert tomorrow.on == TODAY + timedelta(1)


def test_without_a_stop_there_is_no_way(store: Store) -> None:
    found_streets(store)
    route = routed(store, stop("nowhere", None), round_trip=True)
    assert (route.legs, route.length_m) == ((), 0)
    assert "no way to show" in said(route)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"limit": 0}, "0 stops"),
        ({"limit": 401}, "401 stops"),
        ({"detour_m": -1.0}, "-1.0 m"),
        ({"detour_m": float("nan")}, "nan m"),
        ({"kinds": ()}, "kinds -"),
        ({"kinds": ("visit", "stroll")}, "stroll"),
        ({"start": (181.0, 30.0)}, "181.0, 30.0"),
        ({"start": (120.0, float("inf"))}, "120.0, inf"),
    ],
)
def test_what_cannot_be_asked_is_refused(store: Store, asked: dict[str, Any], named: str) -> None:
    found_district(store)
    with pytest.raises(ServiceError, match=named):
        routed(store, stop("A", 0), **asked)


def test_a_day_that_has_passed_and_an_unknown_worker_are_refused(store: Store) -> None:
    found_district(store)
    with pytest.raises(ServiceError, match="2026-05-31 has passed"):
        routed(store, stop("A", 0), on=TODAY - timedelta(1))
    with pytest.raises(ServiceError, match="no worker W77"):
        route_of(COORDINATOR, store, "W77", TODAY, NOW, RouteAsk())


@pytest.mark.parametrize("viewer", [SYSTEM, Viewer("区领导", Role.LEADER)])
def test_who_may_not_see_households_gets_no_route(store: Store, viewer: Viewer) -> None:
    found_district(store)
    with pytest.raises(CaseworkError):
        route_of(viewer, store, "W1", TODAY, NOW, RouteAsk(), matters=(stop("A", 0),))


def test_a_viewer_of_another_part_sees_no_stop_of_this_one(store: Store) -> None:
    found_day(store)
    other = Viewer("乙社区", Role.COORDINATOR, "C2")
    with pytest.raises(ServiceError, match="no worker W1 with a grid in the part"):
        route_of(other, store, "W1", TODAY, NOW, RouteAsk(start=at(0, 0)))
    with store.begin() as conn:
        helping = {"worker_code": "W1", "grid_code": "G2", "duty": "backup"}
        conn.execute(postings.insert().values(helping))
        bump(conn, "duty")
    route = route_of(other, store, "W1", TODAY, NOW, RouteAsk(start=at(0, 0)))
    assert not [one for one in route.stops if one.kind in ("visit", "case")]


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=40))
def test_numbers_on_a_map_do_not_cover_one_another_and_none_is_lost(
    places_at: list[tuple[float, float]],
) -> None:
    made = labels(places_at)
    assert sorted(n for one in made for n in one.numbers) == list(range(1, len(places_at) + 1))
    for k, one in enumerate(made):
        for other in made[:k]:
            is_beside = abs(one.x - other.x) >= (one.width + other.width) / 2 - 1e-9
            assert is_beside or abs(one.y - other.y) >= 18


def test_numbers_in_a_row_are_told_as_a_stretch() -> None:
    assert [one.text for one in labels([(0, 0)] * 3 + [(200, 0)] + [(1, 0)])] == ["1-3, 5", "4"]
