"""Which grids are a worker's own."""

from __future__ import annotations

from datetime import date

from casework.roster import DutyRoster


def has_grid(roster: DutyRoster, worker_code: str, grid_code: str | None, on: date) -> bool:
    """Return whether this worker answers for a grid on a day, himself or standing in."""
    if grid_code is None:
        return False
    worker = roster.responsible_on(grid_code, on).worker
    return worker is not None and worker.code == worker_code
