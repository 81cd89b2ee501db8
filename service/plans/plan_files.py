"""Plans of coverage as files: JSON for programs, tables and maps for people."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from casework.access import Action, Viewer, require
from casework.plan import CoveragePlan
from data.store import Store
from data.writers.files import write_table
from service.errors import ServiceError
from service.plans.grids_seen import refuse_unseen
from service.plans.plan_json import plan_from_json, plan_to_json
from service.plans.plan_reading import PlanReading, read_plan
from service.plans.plan_table import coverage_rows, plan_rows

__all__ = [
    "PlanReading",
    "export_coverage",
    "export_plan",
    "import_plan",
    "plan_from_file",
    "plan_from_json",
    "plan_to_json",
]


def export_plan(viewer: Viewer, store: Store, plan: CoveragePlan, path: Path) -> int:
    """Write the grids a plan changes or locks, by the file's ending, and return how many.

    `import_plan` gives an equal plan back; only the lock of a worker who has no grid is in no
    row, and has to be set again.

    Raises
    ------
    CaseworkError
        When the viewer may not plan or export.
    DataError
        When the ending is not one we write.
    ServiceError
        When the plan touches no grid, or one that the viewer does not see into.
    """
    require(viewer, Action.PLAN_COVERAGE)
    require(viewer, Action.EXPORT)
    with store.read() as conn:
        refuse_unseen(conn, viewer, plan.changes.keys() | plan.locked_grids, plan.on)
        rows = plan_rows(conn, viewer, plan)
    if rows.empty:
        raise ServiceError(
            "The plan changes no grid and locks none, so there is nothing to write: export the"
            " whole coverage instead."
        )
    write_table(path, rows)
    return len(rows)


def export_coverage(viewer: Viewer, store: Store, on: date, path: Path) -> int:
    """Write every grid with its worker on a day, in the columns of a plan, and return how many.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    DataError
        When the ending is not one we write.
    """
    require(viewer, Action.EXPORT)
    with store.read() as conn:
        rows = coverage_rows(conn, viewer, on)
    write_table(path, rows)
    return len(rows)


def import_plan(
    viewer: Viewer, store: Store, path: Path, now: datetime, on: date | None = None
) -> PlanReading:
    """Return the plan a table or map asks for: what it changes in the duty of a day.

    Parameters
    ----------
    path
        CSV (UTF-8 or GBK), Excel, GeoPackage or any other file with a column of grid codes and
        one of workers; a grid that is not in it keeps its worker.
    on
        The day; by default the one that the file names, if it is still to come, else today.

    Raises
    ------
    CaseworkError
        When the viewer may not plan.
    DataError
        When the file cannot be used at all.
    """
    require(viewer, Action.PLAN_COVERAGE)
    return read_plan(viewer, store, path, now, on)


def plan_from_file(path: Path) -> CoveragePlan:
    """Return the plan of a file of JSON.

    Raises
    ------
    ServiceError
        When it cannot be read or is no plan.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(
            "The plan {file} cannot be read ({cause}): name a file of JSON that was saved as a"
            " plan.",
            file=str(path),
            cause=str(error)[:100],
        ) from error
    return plan_from_json(text)
