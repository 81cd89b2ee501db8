"""The way down through the district: city, county, street, community, grid, as a viewer may go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, OwnGrids, Viewer, require
from data.store import Store
from service.errors import ServiceError
from service.map_kept import Kept
from service.map_view import GridLayer, MapData

GRID: Final = "grid"
# Several units without a unit above them, or none at all: the district itself stands above them.
DISTRICT: Final = "district"
# A grid worker's part is no unit: his grids lie right below his top.
OWN_GRIDS: Final = "own_grids"
_kept = Kept(6)


@dataclass(frozen=True)
class AreaStep:
    """One step of the way down.

    Attributes
    ----------
    code
        Of the organisation unit or grid; None for the district, where no one unit is above all,
        and for a worker's own grids.
    level
        ``city, county, street, community``, `GRID`, `DISTRICT` or `OWN_GRIDS`.
    kind
        Of a grid (``general``, ``dedicated``); None for a unit.
    """

    code: str | None
    name: str
    level: str
    kind: str | None = None


@dataclass(frozen=True)
class _Tree:
    """Units and grids in force on a day: each by its code, and what lies right below each.

    ``row_of`` is the row of each grid in the layer; a unit without a grid at or below it is not in.
    """

    steps: Mapping[str, AreaStep]
    above: Mapping[str, str]
    below: Mapping[str | None, tuple[AreaStep, ...]]
    row_of: Mapping[str, int]

    def way_to(self, code: str) -> list[AreaStep]:
        """Return the steps to a code, the largest first."""
        found: list[AreaStep] = []
        at: str | None = code
        while at is not None and self.steps[at] not in found:
            found.insert(0, self.steps[at])
            at = self.above.get(at)
        return found

    @property
    def top(self) -> AreaStep:
        """Return the one unit above all others, or the district where there are several."""
        units = [one for one in self.below.get(None, ()) if one.level != GRID]
        return units[0] if len(units) == 1 else AreaStep(None, "", DISTRICT)

    def own(self, codes: Collection[str]) -> tuple[AreaStep, ...]:
        """Return the steps of those of some grids that are on the map."""
        return tuple(self.steps[code] for code in sorted(codes) if code in self.steps)


def area_path(viewer: Viewer, store: Store, code: str | None, on: date) -> tuple[AreaStep, ...]:
    """Return the way from the viewer's top to an area, both ends among the steps.

    Parameters
    ----------
    code
        Of an organisation unit or a grid; None for all the viewer sees.
    on
        The day whose units and grids are meant.

    Raises
    ------
    CaseworkError
        When the viewer may not see the map.
    ServiceError
        When no such area is in force on the day, or it lies outside the viewer's part.
    """
    require(viewer, Action.VIEW_MAP)
    tree = _tree(store, on)
    top = _top(viewer, tree, on)
    if code is None or code in (top.code, viewer.scope):
        return (top,)
    way = tree.way_to(_known(tree, code, on).code or "")
    if isinstance(viewer.scope, OwnGrids):
        if way[-1] not in tree.own(viewer.scope.codes):
            raise _outside(viewer, code)
        return (top, way[-1])
    if top.code is None:
        return (top, *way)
    if top not in way:
        if viewer.scope is None:
            return (top, *way)
        raise _outside(viewer, code)
    return tuple(way[way.index(top) :])


def children_of(viewer: Viewer, store: Store, code: str | None, on: date) -> tuple[AreaStep, ...]:
    """Return the units and grids right below an area, by code; nothing below a grid.

    Units without a grid are left out: no place lies in them.  Refused like `area_path`.
    """
    here = area_path(viewer, store, code, on)[-1]
    return _below(viewer, _tree(store, on), here)


def child_of_grid(
    viewer: Viewer, store: Store, code: str | None, grid: str, on: date
) -> AreaStep | None:
    """Return the step right below an area in which a grid lies, None where it lies outside it."""
    try:
        here = area_path(viewer, store, code, on)
        way = area_path(viewer, store, grid, on)
    except ServiceError:
        return None
    is_on_the_way = len(way) > len(here) and way[: len(here)] == here
    return way[len(here)] if is_on_the_way else None


def step_towards(
    viewer: Viewer, store: Store, code: str | None, grid: str, on: date
) -> AreaStep | None:
    """Return where a click on a grid leads: down where it lies in the area, else to the side.

    Returns
    -------
    AreaStep | None
        The step right below the area, or the one beside it on the same level; None where the
        grid is the area itself or lies outside the viewer's part.
    """
    below = child_of_grid(viewer, store, code, grid, on)
    if below is not None:
        return below
    try:
        here = area_path(viewer, store, code, on)
        way = area_path(viewer, store, grid, on)
    except ServiceError:
        return None
    beside = way[min(len(here), len(way)) - 1]
    return None if beside == here[-1] else beside


def unit_of(viewer: Viewer, store: Store, code: str | None, on: date) -> AreaStep:
    """Return the unit that an area is or lies in, the viewer's top where none is above it.

    Of a grid worker's own grids it is the unit the first of them lies in, which he else does not
    see into: for figures that are published of units only.  Refused like `area_path`.
    """
    steps = area_path(viewer, store, code, on)
    if isinstance(viewer.scope, OwnGrids):
        tree = _tree(store, on)
        first = steps[-1:] if len(steps) > 1 else tree.own(viewer.scope.codes)[:1]
        steps = tuple(step for one in first for step in tree.way_to(str(one.code))) or steps
    return next((one for one in reversed(steps) if one.level != GRID), steps[-1])


def level_below(viewer: Viewer, store: Store, code: str | None, on: date) -> str | None:
    """Return the level of what lies right below an area, None below a grid."""
    found = children_of(viewer, store, code, on)
    return found[0].level if found else None


def child_rows(
    viewer: Viewer, store: Store, code: str | None, on: date
) -> tuple[tuple[AreaStep, ...], NDArray[np.int64]]:
    """Return the steps right below an area, and which of them each grid of the map lies in.

    Returns
    -------
    tuple
        The steps as `children_of` gives them; for each row of `MapData.grids` the number of the
        step that holds it, -1 for a grid outside the area.
    """
    tree = _tree(store, on)
    steps = children_of(viewer, store, code, on)
    number = np.full(len(tree.row_of), -1, dtype=np.int64)
    for place, step in enumerate(steps):
        number[_rows_below(tree, step)] = place
    return steps, number


def _rows_below(tree: _Tree, step: AreaStep) -> list[int]:
    if step.level == GRID:
        return [tree.row_of[step.code or ""]]
    return [row for one in tree.below.get(step.code, ()) for row in _rows_below(tree, one)]


def _below(viewer: Viewer, tree: _Tree, here: AreaStep) -> tuple[AreaStep, ...]:
    if here.level == GRID:
        return ()
    if isinstance(viewer.scope, OwnGrids):
        return tree.own(viewer.scope.codes)
    found = tree.below.get(here.code, ())
    is_whole = viewer.scope is None and here == tree.top and here.code is not None
    # What hangs on no unit belongs to the whole district all the same.
    strays = tuple(one for one in tree.below.get(None, ()) if one != here) if is_whole else ()
    return (*found, *strays)


def _top(viewer: Viewer, tree: _Tree, on: date) -> AreaStep:
    if viewer.scope is None:
        return tree.top
    if isinstance(viewer.scope, OwnGrids):
        return AreaStep(None, "", OWN_GRIDS)
    return _known(tree, viewer.scope, on)


def _known(tree: _Tree, code: str, on: date) -> AreaStep:
    if code not in tree.steps:
        raise ServiceError(
            "There is no area {area} on the map of {day}: choose one that is in force.",
            area=code,
            day=on,
        )
    return tree.steps[code]


def _outside(viewer: Viewer, code: str) -> ServiceError:
    return ServiceError(
        "The area {area} lies outside {scope}, which is all you see: choose one within it.",
        area=code,
        scope=viewer.scope,
    )


def _tree(store: Store, on: date) -> _Tree:
    grids = MapData.of(store).grids(on)
    return _kept.get((str(store.engine.url), grids.token), lambda: _grown(grids))


def _grown(grids: GridLayer) -> _Tree:
    frame, units = grids.frame, grids.units
    names = ("code", "name", "level", "parent_code")
    rows = [AreaStep(c, n, lv) for c, n, lv, _p in units[list(names)].itertuples(index=False)]
    steps = {str(one.code): one for one in rows}
    above = _without_rings(_known_parents(units["code"], units["parent_code"], steps))
    cells = [
        AreaStep(code, name or code, GRID, kind)
        for code, name, kind in zip(frame["code"], frame["name"], frame["kind"], strict=True)
    ]
    above |= _known_parents(frame["code"], frame["parent_code"], steps)
    steps |= {str(one.code): one for one in cells}
    held: set[str] = set()
    for cell in cells:
        at: str | None = cell.code
        while at is not None and at not in held:
            held.add(at)
            at = above.get(at)
    below: dict[str | None, list[AreaStep]] = {}
    for code in sorted(held):
        below.setdefault(above.get(code), []).append(steps[code])
    return _Tree(
        {code: steps[code] for code in held},
        above,
        {code: tuple(found) for code, found in below.items()},
        {code: row for row, code in enumerate(frame["code"])},
    )


def _known_parents(
    codes: Iterable[str], parents: Iterable[object], steps: Mapping[str, AreaStep]
) -> dict[str, str]:
    return {
        code: parent
        for code, parent in zip(codes, parents, strict=True)
        if isinstance(parent, str) and parent in steps and parent != code
    }


def _without_rings(above: Mapping[str, str]) -> dict[str, str]:
    """Return the parents without those of units that would lie below themselves."""
    found: dict[str, str] = {}
    for code, parent in above.items():
        at: str | None = parent
        while at is not None and at != code:
            at = found.get(at)
        if at is None:
            found[code] = parent
    return found
