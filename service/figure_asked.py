"""What figures are asked for: a period, a moment, a part of the district, a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from casework.access import Viewer
from casework.indicator import Indicator, NamedFigure, Window
from casework.indicators import INDICATORS, REGISTRY
from data import case_store
from data.rule_store import rules_of
from data.schema import cases
from service.clock import midnight
from service.errors import ServiceError, unknown_unit

# First and last day, in the office's time zone; None is open.
Days = tuple[date | None, date | None]
# Before and after anything that is kept.
_EVER: Final = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


def figure_of(key: str) -> NamedFigure:
    """Return a figure of the registry.

    Raises
    ------
    ServiceError
        When there is none of this key.
    """
    if key not in REGISTRY:
        raise _unknown(key, REGISTRY)
    return REGISTRY[key]


def indicator_of(key: str) -> Indicator:
    """Return a figure of cases; refused like `figure_of`."""
    if key not in INDICATORS:
        raise _unknown(key, INDICATORS)
    return INDICATORS[key]


def _unknown(key: str, known: Iterable[str]) -> ServiceError:
    return ServiceError(
        "There is no figure {key}: choose one of {known}.", key=key, known=", ".join(known)
    )


def window_of(days: Days, as_of: datetime, zone: ZoneInfo) -> Window:
    """Return the time from the first day's midnight to the last day's end.

    Raises
    ------
    ServiceError
        When the period ends before it begins.
    """
    first, last = days
    if first is not None and last is not None and last < first:
        raise ServiceError(
            "The period ends on {last}, before it begins on {first}: exchange the two days.",
            first=first,
            last=last,
        )
    start = _EVER[0] if first is None else midnight(first, zone)
    end = _EVER[1] if last is None else midnight(last + timedelta(days=1), zone)
    return Window(start, end, as_of)


@dataclass(frozen=True)
class Part:
    """The part of the district that is asked about, within what the viewer sees.

    Attributes
    ----------
    units
        Sets of codes of organisation units or grids, of all times; a case lies in one of each
        set.  Without any a case may lie in no grid.
    grids
        Codes of the grids that are left; None for all, and for what lies in none.
    unit
        Code of the owner unit a case was dispatched to; None for any.
    """

    units: tuple[frozenset[str], ...]
    grids: frozenset[str] | None
    unit: str | None

    @classmethod
    def of(cls, conn: sa.Connection, viewer: Viewer, area: str | None, unit: str | None) -> Part:
        """Return what is asked for of a viewer's part.

        Raises
        ------
        ServiceError
            When there is no such unit, or no grid in the area.
        """
        if unit is not None:
            _refuse_unknown_unit(conn, unit)
        asked = dict.fromkeys(one for one in (viewer.scope, area) if one is not None)
        units = tuple(frozenset(case_store.units_below(conn, one)) for one in asked)
        grids = [case_store.grids_within(conn, one) for one in units]
        if area is not None and not grids[-1]:
            raise ServiceError("There is no grid in the area {area}: check the code.", area=area)
        return cls(units, frozenset(set.intersection(*grids)) if grids else None, unit)

    @property
    def where(self) -> list[sa.ColumnElement[bool]]:
        """Return the part as conditions on ``cases``."""
        found = [case_store.in_units(cases.c.grid_code, one) for one in self.units]
        return found if self.unit is None else [*found, cases.c.unit_code == self.unit]


def _refuse_unknown_unit(conn: sa.Connection, unit: str) -> None:
    """Refuse a code that neither the catalogue nor any case has: a retired unit keeps its cases."""
    units = rules_of(conn).catalogue.units
    had = sa.select(cases.c.id).where(cases.c.unit_code == unit).limit(1)
    if unit not in units and conn.scalar(had) is None:
        raise unknown_unit(unit, units)
