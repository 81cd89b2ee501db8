"""The way down: each step holds what lies below it, and nobody leaves his part."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from data.migrate import migrate
from data.schema import grids, org_units
from data.store import Store, bump
from service.areas import (
    DISTRICT,
    GRID,
    area_path,
    child_of_grid,
    child_rows,
    children_of,
    level_below,
    step_towards,
)
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.map_view import MapData
from tests.service.matters import found_district

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
HERE = Viewer("领导", Role.LEADER, "C1")


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a demonstration district of four levels, without cases; never written to."""
    store = Store(str(tmp_path_factory.mktemp("areas") / "district.db"))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW, households=300, grids=24, cases=1)
    return store


def test_the_way_leads_from_the_top_to_the_area(store: Store) -> None:
    found_district(store)
    assert [one.code for one in area_path(OPERATOR, store, "G1", TODAY)] == ["D", "C1", "G1"]
    assert [one.level for one in area_path(OPERATOR, store, "G1", TODAY)][-1] == GRID
    assert [one.code for one in area_path(OPERATOR, store, None, TODAY)] == ["D"]
    assert area_path(OPERATOR, store, "D", TODAY) == area_path(OPERATOR, store, None, TODAY)


def test_the_top_of_a_part_is_the_part(store: Store) -> None:
    found_district(store)
    assert [one.code for one in area_path(HERE, store, None, TODAY)] == ["C1"]
    assert [one.code for one in area_path(HERE, store, "G1", TODAY)] == ["C1", "G1"]
    assert [one.code for one in children_of(HERE, store, None, TODAY)] == ["G1"]
    for beyond in ("C2", "G2", "D"):
        with pytest.raises(ServiceError, match="outside"):
            area_path(HERE, store, beyond, TODAY)
    assert child_of_grid(HERE, store, None, "G2", TODAY) is None
    assert step_towards(HERE, store, None, "G2", TODAY) is None


@pytest.mark.parametrize("code", ["", "X", "'; DROP TABLE grids", "<b>"])
def test_an_area_that_is_not_there_is_refused(store: Store, code: str) -> None:
    found_district(store)
    with pytest.raises(ServiceError, match="There is no area"):
        area_path(OPERATOR, store, code, TODAY)


def test_whoever_may_not_see_the_map_is_told_no_way(store: Store) -> None:
    found_district(store)
    with pytest.raises(CaseworkError):
        area_path(Viewer("x", Role.SYSTEM), store, None, TODAY)


def test_each_step_holds_all_grids_of_those_below_and_only_them(district: Store) -> None:
    layer = MapData.of(district).grids(TODAY)
    waiting: list[str | None] = [None]
    seen = 0
    while waiting:
        code = waiting.pop()
        steps, part = child_rows(OPERATOR, district, code, TODAY)
        expected = layer.within(code) if steps else np.zeros(len(layer.frame), dtype=bool)
        assert ((part >= 0) == expected).all()
        for number, step in enumerate(steps):
            assert (layer.within(step.code) == (part == number)).all()
        waiting += [step.code for step in steps]
        seen += 1
    assert seen > 24


def test_a_click_on_any_grid_leads_one_step_towards_it_at_a_time(district: Store) -> None:
    for grid in MapData.of(district).grids(TODAY).codes:
        code: str | None = None
        for level in ("street", "community", GRID):
            assert level_below(OPERATOR, district, code, TODAY) == level
            step = step_towards(OPERATOR, district, code, grid, TODAY)
            assert step == child_of_grid(OPERATOR, district, code, grid, TODAY)
            assert step is not None and step.level == level
            code = step.code
        assert code == grid
        assert step_towards(OPERATOR, district, code, grid, TODAY) is None


def test_a_click_beside_the_area_leads_to_the_side(store: Store) -> None:
    found_district(store)
    beside = step_towards(OPERATOR, store, "C1", "G2", TODAY)
    assert beside is not None and beside.code == "C2"
    beside = step_towards(OPERATOR, store, "G1", "G2", TODAY)
    assert beside is not None and beside.code == "G2"


def test_units_without_a_grid_are_no_step(store: Store) -> None:
    found_district(store)
    with store.begin() as conn:
        conn.execute(
            org_units.insert().values(code="C3", name="丙", level="community", parent_code="D")
        )
        bump(conn, "grids")
    assert [one.code for one in children_of(OPERATOR, store, "D", TODAY)] == ["C1", "C2"]


def test_a_grid_that_hangs_on_no_unit_belongs_to_the_whole_district(store: Store) -> None:
    found_district(store)
    with store.begin() as conn:
        conn.execute(grids.update().where(grids.c.code == "G2").values(parent_code="gone"))
        bump(conn, "grids")
    assert [one.code for one in children_of(OPERATOR, store, None, TODAY)] == ["C1", "G2"]
    step = child_of_grid(OPERATOR, store, None, "G2", TODAY)
    assert step is not None and step.code == "G2"


def test_several_units_at_the_top_stand_below_the_district(store: Store) -> None:
    found_district(store)
    with store.begin() as conn:
        conn.execute(org_units.update().values(parent_code=None))
        bump(conn, "grids")
    (top,) = area_path(OPERATOR, store, None, TODAY)
    assert (top.code, top.level) == (None, DISTRICT)
    assert [one.code for one in children_of(OPERATOR, store, None, TODAY)] == ["C1", "C2"]
    assert [one.code for one in area_path(OPERATOR, store, "G1", TODAY)] == [None, "C1", "G1"]


def test_units_that_lie_below_each_other_make_no_endless_way(store: Store) -> None:
    found_district(store)
    with store.begin() as conn:
        conn.execute(org_units.update().where(org_units.c.code == "D").values(parent_code="C1"))
        bump(conn, "grids")
    found = {one.code for one in area_path(OPERATOR, store, "G1", TODAY)}
    assert {"C1", "G1"} <= found
    _steps, part = child_rows(HERE, store, None, TODAY)
    assert part[0] >= 0


def test_an_empty_database_has_a_top_and_nothing_below(store: Store, tmp_path: Path) -> None:
    (top,) = area_path(OPERATOR, store, None, TODAY)
    assert top.level == DISTRICT
    assert children_of(OPERATOR, store, None, TODAY) == ()
    assert level_below(OPERATOR, store, None, TODAY) is None
