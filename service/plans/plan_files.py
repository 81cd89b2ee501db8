"""Plans of coverage as files: JSON for programs, tables and maps for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from casework.access import Viewer
from casework.plan import CoveragePlan
from data.issues import RowIssue
from data.store import Store


@dataclass(frozen=True)
class PlanReading:
    """A plan read from a table or map, and everything that was wrong or is worth a look in it."""

    plan: CoveragePlan
    issues: tuple[RowIssue, ...]


def plan_to_json(
    plan: CoveragePlan,
    names: Mapping[str, str] | None = None,
    measures: Mapping[str, object] | None = None,
) -> str:
    """Return the plan as text; `names` of codes and `measures` are for those who read it."""
    raise NotImplementedError


def plan_from_json(text: str) -> CoveragePlan:
    """Return the plan of a text that `plan_to_json` wrote."""
    raise NotImplementedError


def export_plan(viewer: Viewer, store: Store, plan: CoveragePlan, path: Path) -> int:
    """Write the grids a plan changes or locks, by the file's ending, and return how many."""
    raise NotImplementedError


def export_coverage(viewer: Viewer, store: Store, on: date, path: Path) -> int:
    """Write every grid with its worker on a day, and return how many."""
    raise NotImplementedError


def import_plan(viewer: Viewer, store: Store, path: Path, on: date, now: datetime) -> PlanReading:
    """Return the plan a file asks for: what it changes in the duty of a day."""
    raise NotImplementedError
