"""Finding a place: by grid, worker, case number or address."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from casework.access import Action, Viewer, require
from data.map_store import Found, find_cases, find_households, find_workers
from data.store import Store
from service.coverage import roster_on
from service.map_case import case_marks
from service.map_view import GridLayer, MapData, grid_scope

_EACH: Final = 6
_MOST_GRIDS_OF_WORKER: Final = 12
# A shorter text would find everything.
LEAST_LETTERS: Final = 1


def find_places(
    viewer: Viewer, store: Store, text: str, on: date, now: datetime
) -> list[dict[str, Any]]:
    """Return places that match, best kinds first.

    Parameters
    ----------
    viewer
        Sees what lies in his scope.
    text
        Part of a grid's code or name, a worker's name, a case number or an address.
    on
        The day for which grids and duty hold.

    Returns
    -------
    list of dict
        ``kind`` (grid, worker, case, address), ``code, label, detail``, and either
        ``lon, lat`` or ``bounds`` [west, south, east, north].
    """
    require(viewer, Action.VIEW_MAP)
    text = " ".join(text.split())
    if len(text) < LEAST_LETTERS:
        return []
    data = MapData.of(store)
    grids = data.grids(on)
    seen = grid_scope(viewer, grids)
    with store.read() as conn:
        people = find_workers(conn, text, _EACH)
        cases = find_cases(conn, text, _EACH)
        homes = find_households(conn, text, _EACH)
    found = _grids(grids, text) + _worker_grids(store, grids, people, on)
    marks = case_marks(viewer, store, [row.code for row in cases], now) if cases else {}
    placed = [
        _placed(row) | marks.get(row.code, {}) for row in cases + homes if row.lon is not None
    ]
    return [row for row in found + placed if row.pop("grid") in seen or viewer.scope is None]


def _grids(grids: GridLayer, text: str) -> list[dict[str, Any]]:
    frame = grids.frame
    names: pd.Series = frame["name"].str.casefold()
    units = [grids.unit_names.get(parent, "").casefold() for parent in frame["parent_code"]]
    full = pd.Series(units, index=frame.index, dtype="str") + names
    wanted = text.casefold()
    hit = frame["code"].str.casefold().str.contains(wanted, regex=False)
    hit |= full.str.contains(wanted.replace(" ", ""), regex=False)
    return [_grid(grids, row) for row in frame.index[hit][:_EACH]]


def _grid(grids: GridLayer, row: int) -> dict[str, Any]:
    code, name, parent = grids.frame.loc[row, ["code", "name", "parent_code"]]
    label = f"{grids.unit_names.get(parent, '')} {name}".strip()
    return {
        "kind": "grid",
        "code": code,
        "label": label,
        "detail": code,
        "bounds": grids.bounds_of([row]),
        "grid": code,
    }


def _worker_grids(
    store: Store, grids: GridLayer, people: list[tuple[str, str]], on: date
) -> list[dict[str, Any]]:
    if not people:
        return []
    roster = roster_on(store)
    held: dict[str, list[int]] = {code: [] for code, _name in people}
    for row, code in enumerate(grids.codes):
        worker = roster.responsible_on(code, on).worker
        if worker is not None and worker.code in held:
            held[worker.code].append(row)
    return [_worker(grids, code, name, held[code]) for code, name in people if held[code]]


def _worker(grids: GridLayer, code: str, name: str, rows: list[int]) -> dict[str, Any]:
    shown = [str(grids.frame.loc[row, "name"]) for row in rows[:_MOST_GRIDS_OF_WORKER]]
    return {
        "kind": "worker",
        "code": code,
        "label": name,
        "detail": ", ".join(shown),
        "bounds": grids.bounds_of(rows),
        "grid": grids.codes[rows[0]],
    }


def _placed(row: Found) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "code": row.code,
        "label": row.label,
        "detail": (row.detail or "").strip(),
        "lon": row.lon,
        "lat": row.lat,
        "grid": row.grid_code,
    }
