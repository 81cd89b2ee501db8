"""The figures, as this viewer may see them: for a period, a part of the district, a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.indicator import Indicator, Window
from casework.indicators import INDICATORS
from data import case_store
from data.figure_store import NOTHING, Counted, count_rows, read_rows
from data.frame_columns import FrameColumns
from data.rule_store import rules_of
from data.schema import cases
from data.settings_store import office_zone
from data.store import Store
from service.case_query import in_scope
from service.clock import midnight
from service.errors import ServiceError, unknown_unit
from service.figure import NONE, Figure, valued
from service.figure_groups import By, areas_above, groups
from service.figure_places import areas_on, areas_then, has_history

Side = Literal["numerator", "denominator"]
_COLUMN: Final[dict[str, str]] = {"unit": "unit_code", "tier": "tier"}
# Before and after anything that is kept.
_EVER: Final = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Line:
    """One line of a table of figures: whose it is."""

    code: str | None
    name: str
    figure: Figure


@dataclass(frozen=True)
class FigureTable:
    """A figure per unit, level or area, by code; those with nothing due apart.

    ``nothing_due`` holds those with nothing to divide by, which are neither good nor bad.
    """

    key: str
    by: str
    lines: tuple[Line, ...]
    nothing_due: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the table as plain values."""
        return {
            "key": self.key,
            "by": self.by,
            "lines": [_as_json(line) for line in self.lines],
            "nothing_due": [_as_json(line) for line in self.nothing_due],
        }


def _as_json(line: Line) -> dict[str, Any]:
    return {"code": line.code, "name": line.name, "figure": line.figure.as_json()}


def figure(
    viewer: Viewer,
    store: Store,
    key: str,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
) -> Figure:
    """Return one figure.

    Parameters
    ----------
    period_from, period_to
        First and last day, in the office's time zone; None is open.
    as_of
        The moment it is looked at (aware): what came later does not count, what was still open
        then counts as open.
    area
        Code of an organisation unit or a grid: the cases that lie in it.
    unit
        Code of an owner unit: the cases dispatched to it.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such figure, or the period ends before it begins.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        asked = _Asked.of(conn, viewer, (period_from, period_to), as_of, area, unit)
        return asked.figures(conn, [_indicator(key)])[0]


def figures(
    viewer: Viewer,
    store: Store,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
) -> tuple[Figure, ...]:
    """Return all figures, in the order of the registry; asked for and refused like one of them."""
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        asked = _Asked.of(conn, viewer, (period_from, period_to), as_of, area, unit)
        return asked.figures(conn, list(INDICATORS.values()))


def figure_rows(
    viewer: Viewer,
    store: Store,
    key: str,
    side: Side,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
) -> pd.DataFrame:
    """Return the rows behind a figure, asked for and refused like the figure itself.

    Parameters
    ----------
    side
        ``denominator`` for all rows, ``numerator`` for those that count.

    Returns
    -------
    DataFrame
        The columns of the figure's sheet (`casework.indicator.Sheet`) and ``counts``, whether the
        row is in the numerator; by the time that puts it into the period.
    """
    require(viewer, Action.VIEW_CASES)
    indicator = _indicator(key)
    with store.read() as conn:
        asked = _Asked.of(conn, viewer, (period_from, period_to), as_of, area, unit)
        rows = read_rows(conn, indicator, asked.window, asked.where)
    rows["counts"] = indicator.is_counted(FrameColumns(rows), asked.window)
    return rows if side == "denominator" else rows[rows["counts"]].reset_index(drop=True)


def figure_table(
    viewer: Viewer,
    store: Store,
    key: str,
    by: By,
    period_from: date | None,
    period_to: date | None,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
    map_of: date | None = None,
) -> FigureTable:
    """Return one figure per owner unit, level, grid, community or street.

    Asked for and refused like one figure.  Every unit of the catalogue, level or area the viewer
    sees is in it; cases of no unit or area come under code None.

    Parameters
    ----------
    map_of
        None counts each case in the area it lay in on the day it was reported; a day counts it
        where it lies on the map of that day (by its point; without one by the crosswalk), and
        under code None where that cannot be said.
    """
    require(viewer, Action.VIEW_CASES)
    indicator = _indicator(key)
    with store.read() as conn:
        asked = _Asked.of(conn, viewer, (period_from, period_to), as_of, area, unit)
        names = groups(conn, by, viewer, area, map_of)
        places = None if by in _COLUMN else _places(store, by, map_of)
        column = _COLUMN.get(by, "grid_code") if places is None else "code"
        found = count_rows(conn, [indicator], asked.window, asked.where, column)
        above = areas_above(conn, by) if places is None else places
    counted: dict[Any, Counted] = dict.fromkeys(names, NOTHING)
    for group, counts in found.items():
        code = above.get(group) if above is not None else group
        if places is not None and map_of is not None and code not in names:
            code = None
        so_far = counted.get(code, NOTHING)
        counted[code] = Counted(*map(sum, zip(so_far, counts[key], strict=True)))
    lines = [
        Line(
            None if code is None else str(code),
            names.get(code, NONE if code is None else str(code)),
            asked.valued(indicator, of),
        )
        for code, of in sorted(counted.items(), key=lambda one: (one[0] is None, str(one[0])))
    ]
    return FigureTable(
        key,
        by,
        lines=tuple(line for line in lines if line.figure.m),
        nothing_due=tuple(line for line in lines if not line.figure.m and line.code is not None),
    )


def _places(store: Store, by: By, map_of: date | None) -> Mapping[Any, str | None] | None:
    """Return the area of each case, None where the code of its grid says it for all time."""
    if map_of is not None:
        return areas_on(store, by, map_of).to_dict()
    return areas_then(store, by).to_dict() if has_history(store) else None


@dataclass(frozen=True)
class _Asked:
    """What is asked for, and what keeps the viewer to his part."""

    days: tuple[date | None, date | None]
    window: Window
    where: list[sa.ColumnElement[bool]]

    @classmethod
    def of(
        cls,
        conn: sa.Connection,
        viewer: Viewer,
        days: tuple[date | None, date | None],
        as_of: datetime,
        area: str | None,
        unit: str | None,
    ) -> _Asked:
        first, last = days
        if first is not None and last is not None and last < first:
            raise ServiceError(
                "The period ends on {last}, before it begins on {first}: exchange the two days.",
                first=first,
                last=last,
            )
        zone = office_zone(conn)
        start = _EVER[0] if first is None else midnight(first, zone)
        end = _EVER[1] if last is None else midnight(last + timedelta(days=1), zone)
        where = in_scope(conn, viewer)
        if unit is not None:
            _refuse_unknown_unit(conn, unit)
        if area is not None:
            inside = case_store.units_below(conn, area)
            if not case_store.grids_within(conn, inside):
                raise ServiceError(
                    "There is no grid in the area {area}: check the code.", area=area
                )
            where.append(case_store.in_units(cases.c.grid_code, inside))
        if unit is not None:
            where.append(cases.c.unit_code == unit)
        return cls(days, Window(start, end, as_of), where)

    def figures(self, conn: sa.Connection, indicators: list[Indicator]) -> tuple[Figure, ...]:
        counted = count_rows(conn, indicators, self.window, self.where)[None]
        return tuple(self.valued(one, counted[one.key]) for one in indicators)

    def valued(self, indicator: Indicator, counted: Counted) -> Figure:
        return valued(indicator, counted, self.days, self.window.as_of)


def _refuse_unknown_unit(conn: sa.Connection, unit: str) -> None:
    """Refuse a code that neither the catalogue nor any case has: a retired unit keeps its cases."""
    units = rules_of(conn).catalogue.units
    had = sa.select(cases.c.id).where(cases.c.unit_code == unit).limit(1)
    if unit not in units and conn.scalar(had) is None:
        raise unknown_unit(unit, units)


def _indicator(key: str) -> Indicator:
    found = INDICATORS.get(key)
    if found is None:
        raise ServiceError(
            "There is no figure {key}: choose one of {known}.",
            key=key,
            known=", ".join(INDICATORS),
        )
    return found
