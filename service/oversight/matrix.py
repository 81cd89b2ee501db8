"""Township by area of work: findings still open, of all that were found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casework.access import Action, Viewer, require
from casework.oversight import FindingState
from data.rows import records
from data.store import Store
from service.oversight.duties import assignments_of, townships_seen
from service.oversight.findings import areas_of, findings_of


@dataclass(frozen=True)
class Cell:
    """Findings of one township in one area of work: all, those open, those of them overdue."""

    found: int = 0
    open: int = 0
    overdue: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.found + other.found, self.open + other.open, self.overdue + other.overdue)


@dataclass(frozen=True)
class Matrix:
    """Townships in the order of their codes, areas in that of the office's list.

    Attributes
    ----------
    units, areas
        Names by code and by key; a township or area that is no longer there, but of which there
        are findings, stands at the end.
    cells
        By (code, key); what is not there is empty.
    unassigned
        Codes of the townships in force to which nobody is assigned today.
    """

    units: Mapping[str, str]
    areas: Mapping[str, str]
    cells: Mapping[tuple[str, str], Cell]
    unassigned: tuple[str, ...]

    def of(self, unit: str | None = None, area: str | None = None) -> Cell:
        """Return the sum over a township, an area, both or everything."""
        counted = (
            cell
            for (code, key), cell in self.cells.items()
            if unit in (None, code) and area in (None, key)
        )
        return sum(counted, Cell())


def oversight_matrix(
    viewer: Viewer,
    store: Store,
    today: date,
    since: date | None = None,
    until: date | None = None,
) -> Matrix:
    """Return the matrix of what was found ``since <= found_on < until`` in the viewer's part.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    require(viewer, Action.VIEW_VISITS)
    rows = records(findings_of(viewer, store, today, since, until))
    units, areas = townships_seen(viewer, store, today), areas_of(viewer, store)
    assigned = set(assignments_of(viewer, store, today)["unit_code"])
    cells: dict[tuple[str, str], Cell] = {}
    for one in rows:
        at = (one["unit_code"], one["area_key"])
        cells[at] = cells.get(at, Cell()) + _cell(one["state"])
    gone = {one["unit_code"]: one["unit_name"] for one in rows if one["unit_code"] not in units}
    dropped = {one["area_key"]: one["area_key"] for one in rows if one["area_key"] not in areas}
    return Matrix(
        units | dict(sorted(gone.items())),
        areas | dict(sorted(dropped.items())),
        cells,
        tuple(code for code in units if code not in assigned),
    )


def _cell(state: FindingState) -> Cell:
    is_open = state is not FindingState.RECTIFIED
    return Cell(1, int(is_open), int(state is FindingState.OVERDUE))
