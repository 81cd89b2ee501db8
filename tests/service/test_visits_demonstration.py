"""The demonstration's visits could have been recorded: by who answered, with consent, once."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.access import OPERATOR
from casework.request import Wish
from casework.visit import HomeState
from data.schema import household_moves, households, visits
from data.store import Store
from service.coverage import roster_on
from service.demonstration import fill_demonstration
from service.visits.plans import plans_of
from service.visits.states import home_states
from tests.service.district import rows_of

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TODAY = NOW.date()


def _filled(empty: Path, folder: Path, now: datetime = NOW) -> Store:
    path = folder / "district.db"
    shutil.copy(empty, path)
    store = Store(str(path))
    fill_demonstration(OPERATOR, store, now, households=2_000, grids=24, cases=60)
    return store


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    return _filled(empty_database, tmp_path_factory.mktemp("visited"))


def test_every_state_is_there_and_more_than_half_are_met_but_not_all(town) -> None:
    (plan,) = (one for one in plans_of(OPERATOR, town, TODAY) if one.code == "V1")
    state = home_states(OPERATOR, town, plan.code, TODAY).state
    counted = Counter(HomeState(one) for one in state.tolist())
    lived_in = len(state) - counted[HomeState.VACANT]
    assert all(counted[one] > 0 for one in HomeState)
    assert 0.45 < counted[HomeState.MET] / lived_in < 0.9


def test_each_visit_was_made_by_who_answered_for_the_grid_on_that_day(town) -> None:
    roster = roster_on(town)
    grid = dict(rows_of(town, households)[["id", "grid_code"]].itertuples(index=False))
    for one in rows_of(town, visits).itertuples():
        found = roster.responsible_on(grid[one.household_id], one.visited_on).worker
        assert found is not None and found.code == one.worker_code
        assert one.visited_on <= TODAY


def test_needs_are_there_with_consent_only_and_are_of_the_nine(town) -> None:
    made = rows_of(town, visits)
    needs = made.loc[made["needs"].notna()]
    assert len(needs) and needs["has_consent"].all() and set(needs["result"]) == {"met"}
    assert {one for said in needs["needs"] for one in said} <= set(Wish)


def test_who_moved_left_an_empty_home(town) -> None:
    moved = rows_of(town, household_moves)
    homes = rows_of(town, households).set_index("id")
    out = moved.loc[moved["kind"] == "moved_out", "household_id"]
    assert len(out) and not homes.loc[out, "is_occupied"].any()


def test_the_same_seed_makes_the_same_visits_at_the_turn_of_a_half_year(
    empty_database, tmp_path_factory
) -> None:
    now = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
    made = [
        rows_of(_filled(empty_database, tmp_path_factory.mktemp(name), now), visits)
        for name in ("one", "other")
    ]
    assert len(made[0]) > 500
    assert made[0].equals(made[1])
