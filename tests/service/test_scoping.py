"""What a viewer may see is what his lists hold: asked of one thing, and in the database."""

from __future__ import annotations

import pickle
import shutil
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box, to_wkb

from casework.access import Action, OwnGrids, Role, Viewer, may
from data.schema import cases, grids, leaves, org_units, postings, workers
from data.store import TOPICS, Store, bump
from service.areas import OWN_GRIDS, area_path, children_of
from service.case_query import CaseQuery
from service.casebook import case_record, list_cases, saved_counts
from service.errors import ServiceError
from service.identity.reach import scope_of_post
from service.map_figures import cases_in_view
from service.map_filter import CaseFilter
from service.scoping import case_resource, in_part, units_serving_part
from tests.service.conftest import NOW

TODAY = NOW.date()
UNITS = {
    "D": ("county", None), "S1": ("street", "D"), "S2": ("street", "D"),
    "C11": ("community", "S1"), "C12": ("community", "S1"), "C21": ("community", "S2"),
}  # fmt: skip
GRIDS = {"G111": "C11", "G112": "C11", "G121": "C12", "G211": "C21", "G212": "C21", "G21X": "C21"}
WORKERS = ("W1", "W2", "W3", "W4")
POSTED = (
    ("W1", "G111", "primary", None, None),
    ("W1", "G112", "cover", TODAY - timedelta(days=2), TODAY + timedelta(days=2)),
    ("W1", "G211", "cover", TODAY - timedelta(days=9), TODAY),
    ("W2", "G112", "primary", None, None),
    ("W2", "G111", "backup", None, None),
    ("W3", "G121", "primary", None, None),
    ("W3", "G211", "backup", None, None),
    ("W4", "G211", "primary", None, None),
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Store:
    """Return three communities with six grids, four workers, and cases here and there."""
    path = tmp_path_factory.mktemp("scoping") / "district.db"
    shutil.copy(empty_database, path)
    store, lot = Store(str(path)), Random(8)
    with store.begin() as conn:
        conn.execute(
            org_units.insert(),
            [
                {"code": code, "name": code, "level": level, "parent_code": up}
                for code, (level, up) in UNITS.items()
            ],
        )
        for place, (code, up) in enumerate(GRIDS.items()):
            west = 120 + place / 100
            shape = to_wkb(box(west, 30, west + 0.01, 30.01))
            conn.execute(
                grids.insert().values(
                    code=code, name=code, parent_code=up, shape=shape, area_m2=1.0,
                    valid_to=date(2020, 1, 1) if code == "G21X" else None,
                )
            )  # fmt: skip
        conn.execute(workers.insert(), [{"code": one, "name": one} for one in WORKERS])
        names = ("worker_code", "grid_code", "duty", "since", "until")
        conn.execute(postings.insert(), [dict(zip(names, one, strict=True)) for one in POSTED])
        away = {"since": TODAY - timedelta(days=1), "until": TODAY + timedelta(days=1)}
        conn.execute(leaves.insert().values(worker_code="W4", **away))
        for number in range(80):
            place = lot.randrange(len(GRIDS) + 1)
            grid = [*GRIDS, None][place]
            conn.execute(
                cases.insert().values(
                    code=f"T{number}", status="handling", category="路灯不亮", tile16=0,
                    reported_at=NOW - timedelta(days=3), due_at=NOW + timedelta(days=3),
                    lon=None if grid is None else 120.005 + place / 100,
                    lat=None if grid is None else 30.005,
                    grid_code=grid, assigned_to=lot.choice([*WORKERS, None]),
                )
            )  # fmt: skip
        bump(conn, *TOPICS)
    return store


def parts() -> st.SearchStrategy[str | None]:
    named = st.sampled_from([None, *UNITS, *GRIDS, "nowhere", "G111, G112", ""])
    return named | st.sets(st.sampled_from([*GRIDS, "nowhere"])).map(OwnGrids)


VIEWERS = st.builds(
    Viewer,
    st.just("某人"),
    st.sampled_from([role for role in Role if may(Viewer("x", role), Action.VIEW_CASES)]),
    parts(),
    st.sampled_from([None, *WORKERS]),
)


@given(viewer=VIEWERS)
@settings(max_examples=150, deadline=None)
def test_what_may_be_seen_is_what_the_list_holds(town: Store, viewer: Viewer) -> None:
    with town.read() as conn:
        rows = conn.execute(sa.select(cases.c.code, cases.c.grid_code, cases.c.assigned_to)).all()
        seen = {
            row.code
            for row in rows
            if may(viewer, Action.VIEW_CASES, case_resource(conn, row.grid_code, row.assigned_to))
        }
    page = list_cases(viewer, town, CaseQuery(), NOW, page_rows=1000)
    assert set(page.rows["code"]) == seen
    assert page.counts.total == len(seen) == saved_counts(viewer, town, CaseQuery(), NOW)["all"]
    for row in rows[:12]:
        if row.code in seen:
            assert case_record(viewer, town, row.code, NOW).code == row.code
        else:
            with pytest.raises(ServiceError, match="no case"):
                case_record(viewer, town, row.code, NOW)


@given(viewer=VIEWERS)
@settings(max_examples=60, deadline=None)
def test_the_map_shows_no_case_outside_the_part(town: Store, viewer: Viewer) -> None:
    with town.read() as conn:
        inside = sa.select(cases.c.code).where(
            cases.c.lon.is_not(None), *in_part(conn, viewer, cases.c.grid_code)
        )
        if viewer.scope is not None:
            # The map is of a day: a case of a grid that has ended lies in none of its grids.
            inside = inside.where(cases.c.grid_code != "G21X")
        mine = set(conn.scalars(inside))
    whole = (119.0, 29.0, 121.0, 31.0)
    wanted = CaseFilter(zone="Asia/Shanghai")
    found = cases_in_view(viewer, town, whole, 14, wanted, NOW, TODAY)
    assert {row[0] for row in found["single"]} == mine


def reach(store: Store, worker: str | None) -> OwnGrids:
    with store.read() as conn:
        found = scope_of_post(conn, Role.WORKER, "D", worker, NOW)
    assert isinstance(found, OwnGrids)
    return found


def test_a_worker_sees_his_own_grids_those_he_covers_and_those_he_stands_in_for(
    town: Store,
) -> None:
    assert reach(town, "W1").codes == {"G111", "G112"}
    # The backup of a worker who is here does not see his grid; of one on leave he does.
    assert reach(town, "W2").codes == {"G112"}
    assert reach(town, "W3").codes == {"G121", "G211"}
    assert reach(town, "W4").codes == {"G211"}
    assert not reach(town, "nobody").codes and not reach(town, None).codes


def test_a_worker_without_a_part_sees_nothing_and_not_everything(town: Store) -> None:
    worker = Viewer("员", Role.WORKER)
    assert worker.scope == OwnGrids(()) and bool(worker.scope)
    assert not len(list_cases(worker, town, CaseQuery(), NOW).rows)
    assert children_of(worker, town, None, TODAY) == ()


def test_the_way_down_of_a_worker_begins_with_his_grids(town: Store) -> None:
    worker = Viewer("员", Role.WORKER, OwnGrids(("G111", "G112")), "W1")
    assert [one.code for one in children_of(worker, town, None, TODAY)] == ["G111", "G112"]
    assert [one.level for one in area_path(worker, town, "G112", TODAY)] == [OWN_GRIDS, "grid"]
    for outside in ("G121", "C11", "D"):
        with pytest.raises(ServiceError, match="outside"):
            area_path(worker, town, outside, TODAY)
    with town.read() as conn:
        assert units_serving_part(conn, worker) == {"C11", "G111", "G112"}


def test_some_grids_equal_no_code_and_no_other_grids() -> None:
    both = OwnGrids(("A", "B"))
    assert both == OwnGrids(("B", "A")) and hash(both) == hash(OwnGrids(("B", "A")))
    assert both != "A, B" and both != OwnGrids(("A, B",))
    assert len({both: 1, "A, B": 2, OwnGrids(("A, B",)): 3}) == 3
    assert pickle.loads(pickle.dumps(both)) == both
