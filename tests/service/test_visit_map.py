"""The map of visits: its figures are those of the plan, and nobody sees more than is his."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.visit import Every, HomeState, Turn, VisitPlan, VisitResult
from data.schema import households
from data.store import Store
from service.errors import ServiceError
from service.visit_map.card import homes_here
from service.visit_map.drawing import StateInks
from service.visit_map.layer import class_of, coverage_layer
from service.visit_map.pace import pace_of
from service.visit_map.preview import preview_plan
from service.visit_map.states import STATES, seen_by_mark, seen_homes
from service.visit_map.tiles import visit_tile
from service.visits.coverage import visit_coverage
from service.visits.plans import NewPlan, plan_visits
from tests.service.conftest import NOW
from tests.service.matters import COORDINATOR, HERE, LEADER, OTHER_PART, PART
from tests.service.visit_map_town import BUILDING, TODAY, settle, some_visits, visit

INKS = StateInks(((1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4)), (255, 255, 255))
PRESENTER = Viewer("主持人", Role.PRESENTER)


@pytest.fixture
def plan(store: Store) -> VisitPlan:
    found = settle(store)
    some_visits(store)
    return found


@pytest.mark.parametrize(
    ("viewer", "area"),
    [
        *((viewer, area) for viewer in (COORDINATOR, LEADER, PART) for area in (None, "C1", "G1")),
        (OTHER_PART, None),
        (OTHER_PART, "G2"),
    ],
)
def test_legend_layer_and_table_tell_the_same(
    store: Store, plan: VisitPlan, viewer: Viewer, area: str | None
) -> None:
    seen = seen_homes(viewer, store, plan.code, TODAY, area)
    table = visit_coverage(viewer, store, plan.code, TODAY, "grid", area)
    layer = coverage_layer(viewer, store, plan.code, TODAY, area)
    for state in STATES:
        assert seen.counts[state] == table[state.name.lower()].sum()
    assert seen.occupied == table["occupied"].sum()
    in_no_grid = int(table.loc[table["code"].isna(), "occupied"].sum())
    assert layer.totals["households"] == seen.occupied - in_no_grid
    assert Counter(layer.of[layer.of >= 0]) == {
        tone: one.grids for tone, one in enumerate(layer.classes) if one.grids
    }


def test_the_figures_are_those_that_were_recorded(store: Store, plan: VisitPlan) -> None:
    seen = seen_homes(OPERATOR, store, plan.code, TODAY)
    assert seen.counts == {
        HomeState.MET: 5,
        HomeState.DECLINED: 2,
        HomeState.NOT_HOME: 3,
        # Of forty-two lived in at first one has moved away.
        HomeState.TO_DO: 41 - 10,
    }
    layer = coverage_layer(OPERATOR, store, plan.code, TODAY)
    assert layer.values.tolist() == [16.0, 10.0, 0.0]
    assert [str(one) for one in layer.says][0] == (
        "Met 4 of 25; to visit 17, not home 2, declined 2"
    )


def test_a_record_changes_the_mark_and_nothing_else_does(store: Store, plan: VisitPlan) -> None:
    before = seen_homes(OPERATOR, store, plan.code, TODAY)
    assert seen_homes(OPERATOR, store, plan.code, TODAY).mark == before.mark
    visit(store, "H010", VisitResult.MET)
    after = seen_homes(OPERATOR, store, plan.code, TODAY)
    assert after.mark != before.mark
    assert after.counts[HomeState.MET] == before.counts[HomeState.MET] + 1
    # Where they lie is not worked out anew for it.
    assert after.positions is before.positions


def test_whoever_sees_counts_only_gets_no_household(store: Store, plan: VisitPlan) -> None:
    assert seen_homes(PRESENTER, store, plan.code, TODAY).occupied == 41
    for viewer in (LEADER, PRESENTER):
        with pytest.raises(CaseworkError, match="which households are still to be visited"):
            visit_tile(viewer, store, plan.code, TODAY, None, "x", (16, 0, 0), INKS)
        with pytest.raises(CaseworkError, match="which households are still to be visited"):
            homes_here(viewer, store, plan.code, TODAY, None, lon=HERE[0], lat=HERE[1], zoom=18)


def test_a_part_of_the_district_sees_its_own_households_even_with_the_mark_of_all(
    store: Store, plan: VisitPlan
) -> None:
    whole = seen_homes(COORDINATOR, store, plan.code, TODAY)
    tile = (10, *_tile(HERE, 10))
    of_all, is_current = visit_tile(
        COORDINATOR, store, plan.code, TODAY, None, whole.mark, tile, INKS
    )
    assert is_current
    assert seen_by_mark(PART, store, whole.mark) is None
    of_part, is_current = visit_tile(PART, store, plan.code, TODAY, None, whole.mark, tile, INKS)
    assert not is_current
    assert of_part != of_all
    assert seen_homes(PART, store, plan.code, TODAY).occupied == 25
    with pytest.raises(ServiceError, match="no grid of the area C2"):
        seen_homes(PART, store, plan.code, TODAY, "C2")


def test_a_click_shows_who_lives_there_those_to_visit_first(store: Store, plan: VisitPlan) -> None:
    found = homes_here(
        COORDINATOR, store, plan.code, TODAY, None, lon=HERE[0], lat=HERE[1] + 1e-3, zoom=18
    )
    assert sum(found.counts.values()) == BUILDING == len(found.frame)
    states = found.frame["state"].tolist()
    assert states == sorted(states, key=lambda one: -STATES.index(one))
    told = found.told("en")
    home = next(one for one in told["homes"] if one["state"] == "not_home")
    assert home["code"] == "H022"
    assert home["next"] == "come again in the afternoon"
    assert [one["n"] for one in told["counts"]] == [1, 1, 1, 3]


def test_from_afar_no_household_is_told_apart(store: Store, plan: VisitPlan) -> None:
    with pytest.raises(ServiceError, match="come closer"):
        homes_here(COORDINATOR, store, plan.code, TODAY, None, lon=120.0, lat=30.0, zoom=15)


def test_an_unknown_plan_is_refused_with_a_sentence(store: Store, plan: VisitPlan) -> None:
    with pytest.raises(ServiceError, match="no plan NONE"):
        seen_homes(COORDINATOR, store, "NONE", TODAY)


@given(st.integers(1, 5000), st.data())
def test_only_all_is_all_and_only_none_is_none(occupied: int, data: st.DataObject) -> None:
    met = data.draw(st.integers(0, occupied))
    of = int(class_of(np.array([met]), np.array([occupied]))[0])
    assert (of == 5) == (met == occupied)
    assert (of == 0) == (met == 0)
    if 0 < of < 5:
        assert (of - 1) / 4 <= met / occupied < of / 4


def test_where_nobody_lives_there_is_no_share(store: Store) -> None:
    assert class_of(np.array([0]), np.array([0])).tolist() == [-1]


@pytest.mark.parametrize("areas", [(), ("C1",), ("G1", "G3")])
def test_a_plan_means_the_households_its_preview_told(store: Store, areas: tuple[str, ...]) -> None:
    settle(store)
    new = NewPlan("计划", "试", TODAY, every=Every.QUARTER, area_codes=areas)
    told = preview_plan(COORDINATOR, store, new, TODAY)
    made = plan_visits(COORDINATOR, store, new, NOW)
    assert seen_homes(COORDINATOR, store, made.code, TODAY).occupied == told.occupied
    with store.read() as conn:
        empty = conn.scalar(sa.select(sa.func.count()).where(~households.c.is_occupied))
    assert told.vacant == empty
    assert told.turn == made.turn_on(TODAY)
    assert told.pace is not None
    assert told.pace.a_day == -(-told.occupied // (told.pace.working_days or 0))


def test_the_preview_is_of_the_part_of_who_plans(store: Store) -> None:
    settle(store)
    new = NewPlan("计划", "试", TODAY, every=Every.YEAR)
    assert preview_plan(PART, store, new, TODAY).occupied == 26
    with pytest.raises(CaseworkError):
        preview_plan(LEADER, store, new, TODAY)


def test_the_pace_is_what_waits_over_the_working_days_that_are_left(store: Store) -> None:
    # The first of June 2026 is a Monday; dragon boat festival is on Friday the 19th.
    turn = Turn(date(2026, 6, 1), date(2026, 6, 30))
    pace = pace_of(LEADER, store, turn, date(2026, 6, 15), 100)
    assert pace is not None
    assert (pace.days, pace.working_days, pace.a_day) == (16, 11, 10)
    last = pace_of(LEADER, store, turn, date(2026, 6, 28), 100)
    assert last is not None
    assert (last.days, last.working_days, last.a_day) == (3, 2, 50)
    over = pace_of(LEADER, store, turn, date(2026, 7, 1), 100)
    assert over is not None
    assert over.a_day is None


def test_beyond_the_calendar_the_pace_is_per_day(store: Store) -> None:
    turn = Turn(date(2090, 1, 1), date(2090, 1, 10))
    pace = pace_of(LEADER, store, turn, date(2090, 1, 1), 95)
    assert pace is not None
    assert (pace.days, pace.working_days, pace.a_day) == (10, None, 10)
    assert pace_of(LEADER, store, Turn(TODAY, None), TODAY, 5) is None


def test_an_earlier_day_shows_what_was_known_of_it(store: Store, plan: VisitPlan) -> None:
    visit(store, "H011", VisitResult.MET, on=TODAY - timedelta(days=9))
    before = seen_homes(COORDINATOR, store, plan.code, TODAY - timedelta(days=1))
    assert before.counts[HomeState.MET] == 1
    assert before.occupied == 42


def _tile(place: tuple[float, float], zoom: int) -> tuple[int, int]:
    from service.map_mercator import WORLD_BITS, to_world

    x, y = to_world(np.array([place[0]]), np.array([place[1]]))
    return int(x[0]) >> (WORLD_BITS - zoom), int(y[0]) >> (WORLD_BITS - zoom)
