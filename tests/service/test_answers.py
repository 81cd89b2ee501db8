"""Who answers for a point on a day, and why; the figures on the card are the figures kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from pyproj import Geod

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from data.schema import cases, category_overrides, grids, leaves, postings, workers
from data.settings_store import set_setting
from data.store import bump
from service.answers import locate, position_in_store
from service.exports import export
from tests.service.conftest import NOW
from tests.service.district import bring, rows_of

DAY = date(2026, 6, 1)
WEST = ("西", 120.00, 30.00, 120.01, 30.01)
EAST = ("东", 120.01, 30.00, 120.02, 30.01)


@pytest.fixture
def district(store, grid_file):
    bring(store, "grids", grid_file(WEST, EAST, worker={"西": "甲", "东": "乙"}), worker="worker")
    return store


def ask(store, lon, lat, on=DAY):
    return locate(OPERATOR, store, lon, lat, on)


def test_a_point_inside_has_its_worker_the_distance_and_the_runner_up(district):
    answer = ask(district, 120.008, 30.005)
    assert (answer.grid_code, answer.worker, answer.how) == ("西", "甲", "inside")
    _, _, metres = Geod(ellps="GRS80").inv(120.008, 30.005, 120.01, 30.005)
    assert answer.border_distance_m == pytest.approx(metres, rel=1e-3)
    assert answer.runner_up == "东"
    assert answer.runner_up_distance_m == pytest.approx(metres, rel=1e-3)


def test_a_border_point_names_both_grids(district):
    answer = ask(district, 120.01, 30.005)
    assert (answer.how, answer.grid_code, answer.tied_with) == ("tie", "东", ["西"])


@pytest.mark.parametrize("lon, why", [(121.0, "outside"), (float("nan"), "no_coordinate")])
def test_a_point_in_no_grid_says_why(district, lon, why):
    answer = ask(district, lon, 30.005)
    assert (answer.grid_code, answer.why_no_grid, answer.worker) == (None, why, None)


def test_a_hole_between_grids_is_a_gap(store, grid_file):
    ring = [("北", 0, 2, 3, 3), ("南", 0, 0, 3, 1), ("西", 0, 1, 1, 2), ("东", 2, 1, 3, 2)]
    bring(store, "grids", grid_file(*ring))
    assert ask(store, 1.5, 1.5).why_no_grid == "gap"


def test_snapping_happens_only_where_a_distance_is_set(district):
    lon = 120.0201
    assert ask(district, lon, 30.005).why_no_grid == "outside"
    with district.begin() as conn:
        set_setting(conn, "snap_m", 20)
    answer = ask(district, lon, 30.005)
    assert (answer.grid_code, answer.how) == ("东", "snapped")


def test_a_dedicated_grid_goes_before_the_general_one(district, grid_file):
    school = ("校", 120.002, 30.002, 120.004, 30.004)
    path = grid_file(school, name="s.geojson", 网格类型={"校": "专属网格"})
    bring(district, "grids", path)
    answer = ask(district, 120.003, 30.003)
    assert (answer.grid_code, answer.how) == ("校", "dedicated")


def test_the_answer_changes_with_the_day_past_and_future(district):
    turn = date(2027, 1, 1)
    with district.begin() as conn:
        conn.execute(postings.update().where(postings.c.grid_code == "西").values(until=turn))
        conn.execute(workers.insert().values(code="丙", name="丙", phone="000"))
        conn.execute(
            postings.insert().values(
                worker_code="丙", grid_code="西", duty="primary", since=turn, order_no="文7"
            )
        )
        bump(conn, "duty")
    assert ask(district, 120.005, 30.005, turn - timedelta(days=1)).worker == "甲"
    after = ask(district, 120.005, 30.005, turn)
    assert (after.worker, after.since, after.order_no) == ("丙", turn, "文7")


def test_the_boundaries_of_the_day_are_used(district, grid_file):
    wider = ("东", 120.01, 30.00, 120.03, 30.01)
    bring(district, "grids", grid_file(wider, name="n.geojson"), valid_from=date(2026, 1, 1))
    assert ask(district, 120.025, 30.005, date(2025, 12, 31)).why_no_grid == "outside"
    assert ask(district, 120.025, 30.005, date(2026, 1, 1)).grid_code == "东"


def test_leave_names_the_backup_who_stands_in(district):
    with district.begin() as conn:
        conn.execute(postings.insert().values(worker_code="乙", grid_code="西", duty="backup"))
        conn.execute(
            leaves.insert().values(worker_code="甲", since=DAY, until=DAY + timedelta(days=3))
        )
        bump(conn, "duty")
    assert ask(district, 120.005, 30.005).worker == "乙"
    assert ask(district, 120.005, 30.005).duty == "backup_for_leave"
    assert ask(district, 120.005, 30.005, DAY + timedelta(days=3)).worker == "甲"


def test_a_category_can_be_answered_by_a_named_grid_wherever_it_lies(district, text_file):
    with district.begin() as conn:
        conn.execute(category_overrides.insert().values(category="路灯", grid_code="东"))
    path = text_file(
        "c.csv",
        "案件编号,经度,纬度,上报时间,类别,坐标系\n"
        "1,120.005,30.005,2026-05-01,路灯,WGS-84\n"
        "2,120.005,30.005,2026-05-01,垃圾,WGS-84\n",
    )
    bring(district, "cases", path)
    kept = rows_of(district, cases).set_index("code")
    assert kept["grid_code"].to_dict() == {"1": "东", "2": "西"}
    assert kept["how"].to_dict() == {"1": "override", "2": "inside"}


def test_positions_in_another_system_are_brought_over():
    lon, lat = position_in_store(37534473.25213048, 3397601.0067782416, "EPSG:4525")
    assert (lon, lat) == pytest.approx((111.359832, 30.69848), abs=1e-6)


def test_who_has_no_role_that_may_ask_is_refused(district):
    with pytest.raises(CaseworkError):
        locate(Viewer("某人", "visitor"), district, 120.005, 30.005, DAY)  # type: ignore[arg-type]


def test_contacts_leave_only_with_those_who_may_see_them(district, text_file, tmp_path):
    path = text_file(
        "h.csv",
        "住户编号,经度,纬度,地址,联系方式,同意联系,坐标系\nh,120.005,30.005,路1号,000-1,是,WGS-84\n",
    )
    bring(district, "households", path)
    for role, sees in ((Role.COORDINATOR, True), (Role.LEADER, False)):
        file = tmp_path / f"{role}.csv"
        export(Viewer("某人", role), district, "households", file, NOW.date())
        assert ("000-1" in file.read_text(encoding="utf-8-sig")) is sees


def test_the_index_is_built_again_when_grids_change_and_not_before(district, monkeypatch):
    import service.coverage as coverage

    built = []
    real = coverage.index_of
    monkeypatch.setattr(coverage, "index_of", lambda *a: built.append(1) or real(*a))
    for _ in range(3):
        ask(district, 120.005, 30.005)
    assert len(built) == 1
    with district.begin() as conn:
        conn.execute(sa.delete(grids).where(grids.c.code == "东"))
        bump(conn, "grids")
    assert ask(district, 120.015, 30.005).grid_code is None
    assert len(built) == 2
