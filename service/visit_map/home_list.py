"""The households of a list, a page at a time: of a part of the district, or of who answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.visit import HomeState
from data.rows import records
from data.store import Store
from data.visit_store import home_texts
from service.access_log.seeing import note_look
from service.map_choropleth import inside_of
from service.visit_map.finding import addresses_with
from service.visit_map.states import STATES
from service.visits.ground import owners_on
from service.visits.listing import by_address
from service.visits.retries import retries_of
from service.visits.states import HomeStates, home_states
from service.visits.to_do import OwnerKind

PAGE_ROWS: Final = 50
OWNERS: Final[tuple[OwnerKind, ...]] = ("nobody", "no_grid")
WAITING: Final = (HomeState.TO_DO, HomeState.NOT_HOME)
COLUMNS: Final = (
    "code",
    "address",
    "grid_code",
    "grid",
    "state",
    "tries",
    "next_part",
    "on_weekend",
)

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ListAsk:
    """Which households are listed.

    Attributes
    ----------
    plan_code, on
        Of which plan, as of which day.
    area
        Unit or grid within which; None for all the viewer sees.
    worker_code
        Those in the grids for which this worker answers on the day.
    owner
        ``nobody``: in grids for which nobody answers; ``no_grid``: in no grid.
    states
        In which states.
    text
        What the address or the code of the household holds.
    """

    plan_code: str
    on: date
    area: str | None = None
    worker_code: str | None = None
    owner: OwnerKind | None = None
    states: tuple[HomeState, ...] = WAITING
    text: str = ""


@dataclass(frozen=True)
class HomePage:
    """One page of a list.

    Attributes
    ----------
    frame
        `COLUMNS`, by grid and within it by street and number; `state` is a `HomeState`;
        `next_part` and `on_weekend` of those who were not home.  RangeIndex.
    total
        How many households the list holds.
    page, pages
        Which page it is, from 0 on, and how many there are, at least one.
    """

    frame: pd.DataFrame
    total: int
    page: int
    pages: int

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of the frame by name of column, None for what is not there."""
        return records(self.frame)


def home_page(viewer: Viewer, store: Store, ask: ListAsk, page: int = 0) -> HomePage:
    """Return a page of `PAGE_ROWS` households; the last one for a number beyond it.

    Raises
    ------
    CaseworkError
        When the viewer may not see which households are still to be visited.
    ServiceError
        When there is no such plan, or the viewer sees no grid of the area.
    """
    require(viewer, Action.VIEW_HOMES)
    note_look(viewer, store, "homes", ask.plan_code)
    found = home_states(viewer, store, ask.plan_code, ask.on)
    rows = _listed(viewer, store, found, ask)
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    page = min(max(page, 0), pages - 1)
    part = slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS)
    return HomePage(_frame(store, found, rows, part), len(rows), page, pages)


def home_list(viewer: Viewer, store: Store, ask: ListAsk, most: int | None = None) -> HomePage:
    """Return the list on one page, the first `most` of it; refused like `home_page`."""
    require(viewer, Action.VIEW_HOMES)
    note_look(viewer, store, "homes", ask.plan_code)
    found = home_states(viewer, store, ask.plan_code, ask.on)
    rows = _listed(viewer, store, found, ask)
    shown = len(rows) if most is None else min(most, len(rows))
    return HomePage(_frame(store, found, rows, slice(0, shown)), len(rows), 0, 1)


def home_file(viewer: Viewer, store: Store, ask: ListAsk) -> pd.DataFrame:
    """Return the whole list, columns as in `HomePage.frame`; refused like it.

    Raises
    ------
    CaseworkError
        When the viewer may not export, too.
    """
    require(viewer, Action.EXPORT)
    return home_list(viewer, store, ask).frame


def _listed(viewer: Viewer, store: Store, found: HomeStates, ask: ListAsk) -> Ints:
    """Return the places of the households asked for, by grid."""
    grids, homes = found.ground.grids, found.homes
    chosen = np.isin(found.state, [int(one) for one in ask.states])
    if ask.area is not None:
        chosen &= found.ground.inside(inside_of(viewer, grids, ask.area))
    if ask.worker_code is not None or ask.owner == "nobody":
        owners = owners_on(store, grids, ask.on)
        chosen &= found.ground.inside(np.array([one == ask.worker_code for one in owners], bool))
    if ask.owner == "no_grid":
        chosen &= found.ground.rows < 0
    if ask.text.strip():
        with store.read() as conn:
            chosen &= np.isin(homes.ids, addresses_with(conn, ask.text))
    rows = np.flatnonzero(chosen)
    return rows[np.argsort(found.ground.rows[rows], kind="stable")]


def _frame(store: Store, found: HomeStates, rows: Ints, part: slice) -> pd.DataFrame:
    rows, texts = _in_order(store, found, rows, part)
    grids = found.ground.grids
    names = [name or code for code, name in zip(grids.codes, grids.frame["name"], strict=True)]
    of = found.ground.rows[rows]
    frame = texts.assign(
        grid_code=np.array([*grids.codes, None], dtype=object)[of],
        grid=np.array([*names, None], dtype=object)[of],
        state=states_of(found.state[rows]),
        tries=found.tries[rows].astype(np.int64),
        **next_tries(found, rows),
    )
    return frame[list(COLUMNS)]


def states_of(numbers: NDArray[np.int8]) -> NDArray[np.object_]:
    """Return the states themselves of their numbers."""
    return np.array([HomeState(one) for one in numbers.tolist()], dtype=object)


def next_tries(found: HomeStates, rows: Ints) -> dict[str, list[Any]]:
    """Return ``next_part, on_weekend`` of some households: when to come again, None for others."""
    told = retries_of(found, rows)
    return {
        name: [told.get(row, {}).get(name) for row in rows.tolist()]
        for name in ("next_part", "on_weekend")
    }


def _in_order(
    store: Store, found: HomeStates, rows: Ints, part: slice
) -> tuple[Ints, pd.DataFrame]:
    """Return a part of the rows in the order of addresses within each grid, and their texts.

    Only the addresses of the grids the part touches are read.
    """
    of = found.ground.rows[rows]
    shown = of[part]
    if not len(shown):
        return rows[part], pd.DataFrame({"code": [], "address": []}, dtype=object)
    start = int(np.searchsorted(of, shown[0]))
    stop = int(np.searchsorted(of, shown[-1], side="right"))
    near = rows[start:stop]
    with store.read() as conn:
        texts = home_texts(conn, found.homes.ids[near])
    order = np.lexsort((by_address(texts["address"].fillna("")), of[start:stop]))
    order = order[part.start - start : part.stop - start]
    return near[order], texts.iloc[order].reset_index(drop=True)


def states_named(names: tuple[str, ...]) -> tuple[HomeState, ...]:
    """Return the states of these names that are listed at all; those that wait for none."""
    return tuple(one for one in STATES if one.name.lower() in names) or WAITING
