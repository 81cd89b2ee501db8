"""What happens in an office: hand-overs, corrections, files that say less, imports taken back."""

from __future__ import annotations

from datetime import date

import pytest

from casework.access import OPERATOR
from data.schema import cases, households, imports, postings, workers
from geo.errors import GeoError
from service.answers import locate, position_in_store
from service.errors import ServiceError
from service.exports import export
from service.intake.undo import undo_import
from tests.service.conftest import NOW
from tests.service.contacts import home_contacts
from tests.service.district import as_it_stands, bring, codes_of, rows_of

A = ("甲格", 120.00, 30.00, 120.01, 30.01)
B = ("乙格", 120.01, 30.00, 120.02, 30.01)
HEAD = "案件编号,经度,纬度,上报时间,结案时间,类别,坐标系\n"
CASE = "1,120.005,30.005,2026-05-01 08:00,2026-05-02 08:00,垃圾,WGS-84\n"


@pytest.fixture
def named(store, grid_file):
    """Return a district whose workers came by name beside the grids."""
    path = grid_file(A, B, worker={A[0]: "张三", B[0]: "李四"})
    bring(store, "grids", path, worker="worker")
    return store


def test_a_file_that_says_less_changes_only_what_it_says(named, text_file):
    bring(named, "cases", text_file("a.csv", HEAD + CASE))
    before = rows_of(named, cases).iloc[0]
    path = text_file("b.csv", "案件编号,经度,纬度,类别,坐标系\n1,120.005,30.005,路灯,WGS-84\n")
    assert bring(named, "cases", path)["updated"] == 1
    after = rows_of(named, cases).iloc[0]
    assert (after["status"], after["closed_at"]) == (before["status"], before["closed_at"])
    assert (after["reported_at"], after["category"]) == (before["reported_at"], "路灯")


def test_households_keep_their_contact_when_a_file_says_nothing_of_consent(named, text_file):
    head = "住户编号,经度,纬度,地址,联系方式,同意联系,坐标系\n"
    bring(named, "households", text_file("h.csv", head + "h,120.005,30.005,路1号,000,是,WGS-84\n"))
    less = "住户编号,经度,纬度,地址,联系方式,坐标系\nh,120.005,30.005,路2号,000,WGS-84\n"
    bring(named, "households", text_file("h2.csv", less))
    home = rows_of(named, households).iloc[0]
    assert (home["address"], home["has_contact_consent"]) == ("路2号", True)
    assert home_contacts(named) == {"h": "000"}


def test_what_was_exported_comes_back_unchanged(named, text_file, tmp_path):
    head = "住户编号,经度,纬度,地址,联系方式,同意联系,坐标系\n"
    bring(named, "households", text_file("h.csv", head + "h,120.005,30.005,路1号,000,是,WGS-84\n"))
    bring(named, "cases", text_file("a.csv", HEAD + CASE))
    before = as_it_stands(named)
    for what in ("households", "cases"):
        export(OPERATOR, named, what, tmp_path / f"{what}.gpkg", NOW.date())
        report = bring(named, what, tmp_path / f"{what}.gpkg", id="code")
        assert (report["added"], report["updated"]) == (0, 0)
    assert as_it_stands(named) == before


def test_codes_and_telephones_come_to_the_workers_whom_the_grids_named(named, text_file):
    bring(named, "cases", text_file("a.csv", HEAD + CASE))
    before = as_it_stands(named)
    path = text_file("w.csv", "工号,姓名,联系电话\n0001,张三,000-1\n0002,李四,000-2\n")
    report = bring(named, "workers", path)
    assert (report["added"], report["updated"]) == (0, 2)
    assert codes_of(report) == ["worker.code_came"]
    assert set(rows_of(named, postings)["worker_code"]) == {"0001", "0002"}
    assert rows_of(named, cases)["assigned_to"].tolist() == ["0001"]
    answer = locate(OPERATOR, named, 120.005, 30.005, NOW.date())
    assert (answer.worker, answer.worker_code, answer.phone) == ("张三", "0001", "000-1")
    undo_import(OPERATOR, named, report["import_id"], NOW)
    assert as_it_stands(named) == before


def test_a_hand_over_comes_from_a_file_of_postings(named, text_file):
    bring(named, "workers", text_file("w.csv", "工号,姓名\n0001,张三\n0002,李四\n0003,王五\n"))
    path = text_file(
        "p.csv",
        "网格员,网格编码,开始日期,结束日期,文号\n"
        f"0001,{A[0]},2024-01-01,2026-06-01,文1\n"
        f"0003,{A[0]},2026-06-01,,文2\n",
    )
    report = bring(named, "postings", path)
    assert (report["refused"], report["updated"], report["added"]) == (0, 1, 1)
    who = [locate(OPERATOR, named, 120.005, 30.005, date(2026, 5, d)).worker for d in (30, 31)]
    assert who == ["张三", "张三"]
    assert locate(OPERATOR, named, 120.005, 30.005, date(2026, 6, 1)).worker == "王五"


def test_a_worker_named_later_is_posted_and_another_one_needs_a_day(store, grid_file):
    bring(store, "grids", grid_file(A, B))
    path = grid_file(A, B, name="w.geojson", worker={A[0]: "张三", B[0]: "李四"})
    report = bring(store, "grids", path, worker="worker")
    assert (report["unchanged"], report["made"]["postings"]) == (2, 2)
    other = grid_file(A, B, name="o.geojson", worker={A[0]: "王五", B[0]: "李四"})
    assert codes_of(bring(store, "grids", other, worker="worker")) == ["posting.other_worker"]
    bring(store, "grids", other, worker="worker", valid_from=date(2026, 3, 1))
    assert locate(OPERATOR, store, 120.005, 30.005, date(2026, 2, 28)).worker == "张三"
    assert locate(OPERATOR, store, 120.005, 30.005, date(2026, 3, 1)).worker == "王五"


def test_codes_in_the_worker_column_find_their_workers_and_namesakes_are_pointed_out(
    store, grid_file, text_file
):
    bring(store, "workers", text_file("w.csv", "工号,姓名\n01,张三\n02,张三\n03,李四\n"))
    path = grid_file(A, B, worker={A[0]: "03", B[0]: "张三"})
    report = bring(store, "grids", path, worker="worker")
    assert codes_of(report) == ["worker.shared_name"]
    assert rows_of(store, postings)["worker_code"].tolist() == ["03"]
    assert len(rows_of(store, workers)) == 3


def test_a_case_in_the_wrong_place_was_with_the_wrong_people(named, text_file):
    bring(named, "cases", text_file("a.csv", HEAD + CASE))
    bring(named, "cases", text_file("b.csv", HEAD + CASE.replace("120.005", "120.015")))
    case = rows_of(named, cases).iloc[0]
    assert (case["grid_code"], case["responsible_at_report"]) == (B[0], "李四")
    assert (case["first_handler"], case["assigned_to"]) == ("李四", "李四")


def test_a_version_that_comes_after_the_cases_answers_for_those_reported_in_its_time(
    store, grid_file, text_file
):
    bring(store, "grids", grid_file(A))
    rows = "旧,120.015,30.005,2025-12-31,,,WGS-84\n新,120.015,30.005,2026-01-02,,,WGS-84\n"
    bring(store, "cases", text_file("c.csv", HEAD + rows))
    wider = (A[0], 120.00, 30.00, 120.02, 30.01)
    path = grid_file(wider, name="n.geojson")
    report = bring(store, "grids", path, valid_from=date(2026, 1, 1))
    kept = rows_of(store, cases).set_index("code")["grid_code"].to_dict()
    assert kept == {"旧": None, "新": A[0]} and report["placed_again"]["cases"] == 1


def test_cases_then_grids_can_be_taken_back_in_that_order(store, grid_file, text_file):
    start = as_it_stands(store)
    first = bring(store, "cases", text_file("c.csv", HEAD + CASE))["import_id"]
    after_cases = as_it_stands(store)
    path = grid_file(A, worker={A[0]: "张三"})
    second = bring(store, "grids", path, worker="worker")["import_id"]
    with pytest.raises(ServiceError):
        undo_import(OPERATOR, store, first, NOW)
    undo_import(OPERATOR, store, second, NOW)
    assert as_it_stands(store) == after_cases
    undo_import(OPERATOR, store, first, NOW)
    assert as_it_stands(store) == start


def test_taking_back_postings_takes_back_the_people_they_gave_to_cases(store, grid_file, text_file):
    bring(store, "grids", grid_file(A))
    bring(store, "workers", text_file("w.csv", "工号,姓名\n01,张三\n"))
    bring(store, "cases", text_file("c.csv", HEAD + CASE))
    before = as_it_stands(store)
    number = bring(store, "postings", text_file("p.csv", f"网格员,网格编码\n01,{A[0]}\n"))
    assert rows_of(store, cases)["assigned_to"].tolist() == ["01"]
    undo_import(OPERATOR, store, number["import_id"], NOW)
    assert as_it_stands(store) == before


def test_the_diary_keeps_no_row_of_the_file_and_no_contact(named, text_file, tmp_path):
    head = "住户编号,经度,纬度,地址,联系方式,同意联系,坐标系,备注\n"
    row = "h,120.005,30.005,路1号,13900001111,否,WGS-84,不该留下的话\n"
    bring(named, "households", text_file("h.csv", head + row))
    kept = str(rows_of(named, imports)["report"].tolist()) + str(as_it_stands(named))
    assert "13900001111" not in kept and "不该留下的话" not in kept


@pytest.mark.parametrize(
    "x, y, crs", [(float("nan"), 30, "CGCS2000"), (200, 0, "CGCS2000"), (111.3, 30.7, "EPSG:4549")]
)
def test_a_position_that_cannot_be_is_refused_with_a_sentence(x, y, crs):
    with pytest.raises((ServiceError, GeoError)):
        position_in_store(x, y, crs)
