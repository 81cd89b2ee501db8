"""Every import can be taken back as long as nothing was built on it."""

from __future__ import annotations

from datetime import date

import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.visit import DayPart, VisitResult
from data.schema import cases, grids, imports
from service.errors import ServiceError
from service.intake.undo import undo_import
from service.visits.recording import record_visit
from service.visits.visit import NewVisit
from tests.service.conftest import NOW
from tests.service.district import as_it_stands, bring, everything, rows_of

A = ("甲格", 120.00, 30.00, 120.01, 30.01)
HEAD = "案件编号,经度,纬度,上报时间,结案时间,坐标系\n"


def test_undo_leaves_everything_but_the_diary_as_it_was(store, grid_file, text_file):
    bring(store, "grids", grid_file(A, worker={A[0]: "甲"}), worker="worker")
    before = as_it_stands(store)
    path = text_file("c.csv", HEAD + "1,120.005,30.005,2026-05-01,,WGS-84\n")
    number = bring(store, "cases", path)["import_id"]
    undo_import(OPERATOR, store, number, NOW)
    assert as_it_stands(store) == before
    assert rows_of(store, imports)["undone_at"].notna().tolist() == [False, True]


def test_undo_puts_back_what_an_import_changed(store, grid_file, text_file):
    bring(store, "grids", grid_file(A))
    bring(store, "cases", text_file("a.csv", HEAD + "1,120.005,30.005,2026-05-01,,WGS-84\n"))
    before = as_it_stands(store)
    later = text_file("b.csv", HEAD + "1,120.006,30.005,2026-05-01,2026-05-03,WGS-84\n")
    number = bring(store, "cases", later)["import_id"]
    assert rows_of(store, cases)["status"].tolist() == ["closed"]
    undo_import(OPERATOR, store, number, NOW)
    assert as_it_stands(store) == before


def test_undo_reopens_the_version_that_a_new_one_ended(store, grid_file):
    bring(store, "grids", grid_file(A))
    before = as_it_stands(store)
    wider = grid_file((A[0], 120.0, 30.0, 120.02, 30.01), name="new.geojson")
    number = bring(store, "grids", wider, valid_from=date(2025, 1, 1))["import_id"]
    assert len(rows_of(store, grids)) == 2
    undo_import(OPERATOR, store, number, NOW)
    assert as_it_stands(store) == before


def test_grids_with_cases_on_them_cannot_be_undone_and_nothing_changes(store, grid_file, text_file):
    number = bring(store, "grids", grid_file(A))["import_id"]
    bring(store, "cases", text_file("a.csv", HEAD + "1,120.005,30.005,2026-05-01,,WGS-84\n"))
    before = everything(store)
    with pytest.raises(ServiceError, match="cases 1"):
        undo_import(OPERATOR, store, number, NOW)
    assert everything(store) == before


def test_a_changed_case_keeps_the_first_import_from_being_undone(store, grid_file, text_file):
    bring(store, "grids", grid_file(A))
    first = bring(
        store, "cases", text_file("a.csv", HEAD + "1,120.005,30.005,2026-05-01,,WGS-84\n")
    )
    bring(store, "cases", text_file("b.csv", HEAD + "1,120.006,30.005,2026-05-01,,WGS-84\n"))
    with pytest.raises(ServiceError):
        undo_import(OPERATOR, store, first["import_id"], NOW)


def test_after_an_undo_the_file_can_come_in_again(store, grid_file):
    path = grid_file(A)
    number = bring(store, "grids", path)["import_id"]
    undo_import(OPERATOR, store, number, NOW)
    assert bring(store, "grids", path)["added"] == 1


def test_an_import_is_undone_once_only(store, grid_file):
    number = bring(store, "grids", grid_file(A))["import_id"]
    undo_import(OPERATOR, store, number, NOW)
    with pytest.raises(ServiceError, match="already"):
        undo_import(OPERATOR, store, number, NOW)


@pytest.mark.parametrize("role", [Role.LEADER, Role.WORKER, Role.AUDITOR])
def test_who_may_not_undo_is_told_so(store, grid_file, role):
    number = bring(store, "grids", grid_file(A))["import_id"]
    with pytest.raises(CaseworkError):
        undo_import(Viewer("某人", role), store, number, NOW)


def test_households_and_workers_of_visits_cannot_be_undone(store, grid_file, text_file):
    bring(store, "grids", grid_file(A, worker={A[0]: "甲"}), worker="worker")
    people = bring(store, "workers", text_file("w.csv", "工号,姓名\nW1,乙\n"))["import_id"]
    homes = text_file("h.csv", "编号,地址,经度,纬度,坐标系\nH1,一号,120.005,30.005,WGS-84\n")
    number = bring(store, "households", homes, id="编号")["import_id"]
    seen = NewVisit("u1", "H1", "W1", NOW.date(), DayPart.MORNING, VisitResult.MET)
    record_visit(OPERATOR, store, seen, NOW)
    before = everything(store)
    for one in (people, number):
        with pytest.raises(ServiceError, match="visits 1"):
            undo_import(OPERATOR, store, one, NOW)
    assert everything(store) == before
