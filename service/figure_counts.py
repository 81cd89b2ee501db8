"""The counts of figures by group: of cases in memory or the database, of work by its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from casework.indicator import Form, Indicator, NamedFigure, Sheet, Window, WorkFigure
from data.figure_store import NOTHING, Counted, count_rows
from data.store import Store
from service.figure_asked import Part
from service.figure_frame import Counts, count_cases, sheet_of
from service.figure_groups import AREAS, COLUMNS, By, areas_above
from service.figure_homes import homes_of
from service.figure_places import places
from service.figure_work import count_work

# So few counts are asked of the database, rather than reading all cases first.
FEW: Final = 5


def count(
    store: Store,
    part: Part,
    windows: Sequence[Window],
    figures: Sequence[NamedFigure],
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
    The ``m`` of a figure of cases for each 1,000 households are the households of today of the
    group, or of the whole part where groups are not areas.
    """
    indicators = [one for one in figures if isinstance(one, Indicator)]
    work = [one for one in figures if isinstance(one, WorkFigure)]
    if not work:
        return _of_cases(store, part, windows, indicators, by, map_of)
    found = count_work(store, part, windows, work, by)
    return _merged(_of_cases(store, part, windows, indicators, by, map_of), found)


def _of_cases(
    store: Store,
    part: Part,
    windows: Sequence[Window],
    indicators: Sequence[Indicator],
    by: By | None,
    map_of: date | None,
) -> list[Counts]:
    if not indicators:
        return [{} for _ in windows]
    found = _together(store, part, windows, indicators, by, map_of)
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


def _together(
    store: Store,
    part: Part,
    windows: Sequence[Window],
    indicators: Sequence[Indicator],
    by: By | None,
    map_of: date | None,
) -> list[Counts]:
    """Return the counts as memory and the database make them, each of its own sheets."""
    of_cases = [one for one in indicators if one.sheet is Sheet.CASES and one.adds is None]
    is_much = len(of_cases) * len(windows) > FEW
    sheet = sheet_of(store, is_built=is_much) if of_cases else None
    if sheet is None:
        return in_database(store, part, windows, indicators, by, map_of)
    found = count_cases(store, sheet, part, windows, of_cases, by, map_of)
    others = [one for one in indicators if one not in of_cases]
    return (
        _merged(found, in_database(store, part, windows, others, by, map_of)) if others else found
    )


def _merged(found: list[Counts], more: list[Counts]) -> list[Counts]:
    """Return the counts of some figures with those of others put to them."""
    for so_far, told in zip(found, more, strict=True):
        for group, counts in told.items():
            so_far.setdefault(group, {}).update(counts)
    return found


def in_database(
    store: Store,
    part: Part,
    windows: Sequence[Window],
    indicators: Sequence[Indicator],
    by: By | None = None,
    map_of: date | None = None,
) -> list[Counts]:
    """Return the counts as the database makes them; households aside."""
    column = None if by is None else COLUMNS.get(by, "grid_code")
    above: Mapping[Any, Any] | None = None
    if by in AREAS:
        placed = places(store, by, map_of)
        if placed is not None:
            column, above = "id", placed.to_dict()
    with store.read() as conn:
        found = [count_rows(conn, indicators, one, part.where, column) for one in windows]
        if by in AREAS and above is None:
            above = areas_above(conn, by)
    return [_regrouped(one, above, is_whole=by is None) for one in found]


def _regrouped(counts: Counts, above: Mapping[Any, Any] | None, *, is_whole: bool) -> Counts:
    """Return the counts of what lies above each group; groups without any are left out."""
    found: Counts = {}
    for group, of in counts.items():
        code = group if above is None else above.get(group)
        for key, counted in of.items():
            if is_whole or any(counted):
                so_far = found.setdefault(code, {}).get(key, NOTHING)
                found[code][key] = Counted(*map(sum, zip(so_far, counted, strict=True)))
    return found
