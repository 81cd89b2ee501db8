"""Every act that changes a case counts its version: what is kept in memory rests on it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, SYSTEM
from data.case_arrays import case_arrays
from data.schema import cases
from data.store import Store
from service.case_memory import cases_in_memory, is_in_memory
from service.demonstration import fill_demonstration
from service.escalation import escalate
from service.intake.undo import undo_import
from tests.service.conftest import NOW
from tests.service.district import bring, rows_of
from tests.service.reorganise_town import fill
from tests.service.test_reorganise import EVERYTHING, decide
from tests.service.test_undo import HEAD, A

# Due times are looked at one by one; what identifies a row never changes.
_COUNTED = [one.name for one in cases.c if one.name not in ("id", "serial", "version", "due_at")]


@pytest.fixture
def guarded(store: Store) -> Store:
    """Return an empty district whose database refuses a change of a case that is not counted."""
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _COUNTED)
    with store.begin() as conn:
        conn.exec_driver_sql(
            "CREATE TRIGGER counted AFTER UPDATE ON cases WHEN NEW.version = OLD.version"
            f" AND ({changed}) BEGIN SELECT RAISE(ABORT, 'the version was not counted'); END"
        )
    return store


def _is_right(store: Store) -> None:
    """Hold that what is in memory is what is kept, and read anew where it is not."""
    _, known = cases_in_memory(store)
    assert is_in_memory(store)
    with store.read() as conn:
        fresh = case_arrays(conn)
    assert known.ids.tolist() == fresh.ids.tolist()
    assert known.versions.tolist() == fresh.versions.tolist()
    assert known.times("due_at").astype(str).tolist() == fresh.times("due_at").astype(str).tolist()


def test_the_guard_refuses_a_change_that_is_not_counted(guarded, grid_file, text_file) -> None:
    bring(guarded, "grids", grid_file(A))
    bring(guarded, "cases", text_file("a.csv", HEAD + "1,120.005,30.005,2026-05-01,,WGS-84\n"))
    with pytest.raises(sa.exc.IntegrityError, match="not counted"), guarded.begin() as conn:
        conn.execute(cases.update().values(status="closed"))


def test_files_their_changes_and_undoing_them_count(guarded, grid_file, text_file) -> None:
    bring(guarded, "grids", grid_file(A, worker={A[0]: "甲"}), worker="worker")
    first = "1,120.005,30.005,2026-05-01,,WGS-84\n2,120.006,30.006,2026-05-02,,WGS-84\n"
    bring(guarded, "cases", text_file("a.csv", HEAD + first))
    _is_right(guarded)
    later = "1,120.006,30.005,2026-05-01,2026-05-03,WGS-84\n"
    number = bring(guarded, "cases", text_file("b.csv", HEAD + later))["import_id"]
    _is_right(guarded)
    undo_import(OPERATOR, guarded, number, NOW)
    _is_right(guarded)
    assert rows_of(guarded, cases)["status"].tolist() == ["reported", "reported"]


def test_reorganising_counts(guarded) -> None:
    fill(guarded)
    _is_right(guarded)
    decide(guarded, *EVERYTHING)
    _is_right(guarded)


def test_a_district_that_lives_counts(guarded) -> None:
    fill_demonstration(OPERATOR, guarded, NOW, households=400, grids=12, cases=200)
    _is_right(guarded)
    escalate(SYSTEM, guarded, NOW.replace(year=NOW.year + 1))
    _is_right(guarded)
