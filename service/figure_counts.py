"""The counts of figures by group: of cases kept in memory, of all else in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casework.indicator import Form, Indicator, Window
from data.figure_store import NOTHING, Counted, count_rows
from data.store import Store
from service.figure_asked import Part
from service.figure_groups import AREAS, COLUMNS, By, areas_above
from service.figure_homes import homes_of
from service.figure_places import areas_on, areas_then, has_history

# By group and key; everything under None where nothing is told apart.
Counts = dict[Any, dict[str, Counted]]


def count(
    store: Store,
    part: Part,
    windows: Sequence[Window],
    indicators: Sequence[Indicator],
    by: By | None = None,
    map_of: date | None = None,
) -> list[Counts]:
    """Return the counts of figures in each window, by group and key.

    Parameters
    ----------
    by
        What tells them apart; cases of no group come under None.
    map_of
        With areas: None where a case lay when it was reported, a day for the map of that day.

    Notes
    -----
    The ``m`` of a figure for each 1,000 households are the households of today of the group, or
    of the whole part where groups are not areas.
    """
    found = [_in_database(store, part, window, indicators, by, map_of) for window in windows]
    if any(one.form is Form.PER_THOUSAND for one in indicators):
        homes = homes_of(store, part, by, map_of)
        whole = homes[None] if by not in AREAS else 0
        found = [_per_home(one, indicators, homes, whole) for one in found]
    return found


def _per_home(
    counts: Counts, indicators: Sequence[Indicator], homes: Mapping[Any, int], whole: int
) -> Counts:
    keys = [one.key for one in indicators if one.form is Form.PER_THOUSAND]
    for group in {**counts, **homes}:
        of_group = counts.setdefault(group, {})
        for key in keys:
            told = of_group.get(key, NOTHING)
            of_group[key] = told._replace(m=homes.get(group, whole))
    return counts


def _in_database(
    store: Store,
    part: Part,
    window: Window,
    indicators: Sequence[Indicator],
    by: By | None,
    map_of: date | None,
) -> Counts:
    """Return the counts of one window as the database makes them."""
    column = None if by is None else COLUMNS.get(by, "grid_code")
    above: Mapping[Any, str | None] | None = None
    if by in AREAS:
        places = _places(store, by, map_of)
        column = "grid_code" if places is None else "code"
    with store.read() as conn:
        found = count_rows(conn, indicators, window, part.where, column)
        if by in AREAS:
            above = areas_above(conn, by) if places is None else places
    if above is None:
        return found
    told: Counts = {}
    for group, counts in found.items():
        _add(told.setdefault(above.get(group), {}), counts)
    return told


def _add(so_far: dict[str, Counted], counts: Mapping[str, Counted]) -> None:
    for key, of in counts.items():
        so_far[key] = Counted(*map(sum, zip(so_far.get(key, NOTHING), of, strict=True)))


def _places(store: Store, by: By, map_of: date | None) -> Mapping[Any, str | None] | None:
    """Return the area of each case, None where the code of its grid says it for all time."""
    if map_of is not None:
        return areas_on(store, by, map_of).to_dict()
    return areas_then(store, by).to_dict() if has_history(store) else None
