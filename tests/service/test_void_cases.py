"""A void case is kept for ever, and counts nowhere: not in lists, the map, exports or the audit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from casework.access import OPERATOR
from data.store import Store
from service.audit import audit_district
from service.case_query import CaseQuery
from service.casebook import case_choices, case_record, list_cases
from service.exports import assignments, export
from service.intake.undo import undo_import
from service.map_filter import CaseFilter, chosen
from tests.service.conftest import NOW
from tests.service.district import bring


def _brought(
    store: Store, grid_file: Callable[..., Path], text_file: Callable[[str, str], Path]
) -> int:
    """Bring a case inside, one outside, one closed; return the number of the import."""
    bring(
        store, "grids", grid_file(("G1", 120.0, 30.0, 120.01, 30.01)), code="code", crs="CGCS2000"
    )
    rows = (
        "no,x,y,kind,when,done\n"
        "C1,120.005,30.005,litter,2026-05-01 09:00,\n"
        "C2,121.5,30.005,litter,2026-05-01 09:00,\n"
        "C3,120.006,30.005,lamp,2026-05-01 09:00,2026-05-02 09:00\n"
    )
    report = bring(
        store, "cases", text_file("cases.csv", rows), id="no", lon="x", lat="y", category="kind",
        reported_at="when", closed_at="done", crs="CGCS2000",
    )  # fmt: skip
    return int(report["import_id"])


def _listed(store: Store, status: str) -> list[str]:
    page = list_cases(OPERATOR, store, CaseQuery(CaseFilter(status=status)), NOW)
    assert page.counts.total == len(page.rows)
    return sorted(page.rows["code"])


def test_an_undone_import_leaves_its_cases_in_the_ledger_and_nowhere_else(
    store: Store,
    grid_file: Callable[..., Path],
    text_file: Callable[[str, str], Path],
    tmp_path: Path,
) -> None:
    number = _brought(store, grid_file, text_file)
    assert _listed(store, "all") == ["C1", "C2", "C3"]
    undo_import(OPERATOR, store, number, NOW)
    assert _listed(store, "void") == ["C1", "C2", "C3"]
    for status in ("all", "open", "done", "overdue", "closed"):
        assert _listed(store, status) == []
    assert case_choices(OPERATOR, store).categories == {}
    assert assignments(OPERATOR, store).empty
    assert export(OPERATOR, store, "cases", tmp_path / "cases.csv", NOW.date()) == 0
    kinds = {finding.kind for finding in audit_district(OPERATOR, store, NOW)}
    assert "case_without_grid" not in kinds
    assert case_record(OPERATOR, store, "C1", NOW).status == "void"


def test_the_map_leaves_void_cases_out_unless_they_are_asked_for(
    store: Store, grid_file: Callable[..., Path], text_file: Callable[[str, str], Path]
) -> None:
    from data.case_arrays import case_arrays, case_frame
    from data.map_store import find_cases

    number = _brought(store, grid_file, text_file)
    undo_import(OPERATOR, store, number, NOW)
    with store.read() as conn:
        frame = case_frame(case_arrays(conn))
        assert find_cases(conn, "C1", 5) == []
    shown = {
        status: int(chosen(frame, CaseFilter(status=status), NOW).sum())
        for status in ("all", "open", "done", "overdue", "void")
    }
    assert shown == {"all": 0, "open": 0, "done": 0, "overdue": 0, "void": 3}
