"""The same figures for each street, community, county, grid or department, on the same terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from casework.access import Action, Role, Viewer, require
from casework.indicator import Form, Indicator
from casework.period import Period
from casework.sentence import Sentence, Term
from data.settings_store import office_zone
from data.store import Store, revisions_now
from service.areas import OWN_GRIDS, area_path
from service.errors import ServiceError
from service.figure import Figure
from service.figure_asked import indicator_of
from service.figure_changes import compare
from service.figures import FigureTable, figure_tables
from service.map_kept import Kept
from service.period_moments import like_moment
from service.units_changes import UnitChange, changes_of
from service.units_stages import in_order

UnitsBy = Literal["county", "street", "community", "grid", "unit"]
LEVELS: Final[tuple[UnitsBy, ...]] = get_args(UnitsBy)
LEVEL_TERMS: Final[dict[UnitsBy, Term]] = {
    "county": Term("counties"),
    "street": Term("streets"),
    "community": Term("communities"),
    "grid": Term("grid areas"),
    "unit": Term("departments"),
}
# What is shown until somebody chooses: in, out, settled, on time, late, content.
USUAL: Final = (
    "reported",
    "closed_count",
    "fed_back",
    "closed_on_time",
    "overdue_now",
    "satisfied",
)
_kept = Kept(12)
_REQUESTS: Final = "reported"
_DOWN: Final = ("district", "city", "county", "street", "community", "grid")


@dataclass(frozen=True)
class UnitsAsk:
    """What is compared.

    Attributes
    ----------
    by
        The level: ``county``, ``street``, ``community``, ``grid``, or ``unit`` for departments.
    keys
        The figures; they come in the order of a case's life.
    area
        Code of the area the units lie in; None for all the viewer sees.
    """

    by: UnitsBy
    period: Period
    keys: tuple[str, ...] = USUAL
    area: str | None = None


@dataclass(frozen=True)
class UnitLine:
    """One unit: its figures by key, and how each differs from the period before (环比).

    ``code`` is None for what lies in none of the units, and for the whole area.
    """

    code: str | None
    name: str
    figures: dict[str, Figure]
    changes: dict[str, UnitChange | None]

    @property
    def has_nothing_due(self) -> bool:
        """Return True when there are ratios, and none of them has anything to divide by."""
        ratios = [one for one in self.figures.values() if one.form in (Form.SHARE, Form.MEAN)]
        return bool(ratios) and all(one.amount is None for one in ratios)


@dataclass(frozen=True)
class UnitsTable:
    """The units with their figures, by code; never in the order of a value.

    Attributes
    ----------
    lines
        Units with something to show.
    nothing_due
        Units with requests in which none of the ratios has anything to divide by.
    without_requests
        Units with nothing at all in the period.
    in_none
        What lies in none of the units; None where nothing does.
    whole
        The whole area: what all lines add up to.
    previous
        The period the changes are from; None, with the reason, where records do not reach.
    """

    ask: UnitsAsk
    as_of: datetime
    indicators: tuple[Indicator, ...]
    lines: tuple[UnitLine, ...]
    nothing_due: tuple[UnitLine, ...]
    without_requests: tuple[UnitLine, ...]
    in_none: UnitLine | None
    whole: UnitLine
    previous: Period | None
    reason: Sentence | None

    @property
    def units(self) -> tuple[UnitLine, ...]:
        """Return all units by code, whatever they have."""
        found = (*self.lines, *self.nothing_due, *self.without_requests)
        return tuple(sorted(found, key=lambda one: str(one.code)))

    def sorted_by(self, key: str | None, *, most_first: bool) -> tuple[UnitLine, ...]:
        """Return the lines in the order of a figure, those without a value last; else by code."""
        if key is None:
            return self.lines
        amounts = {one.code: one.figures[key].amount for one in self.lines}
        sign = -1 if most_first else 1
        return tuple(
            sorted(
                self.lines,
                key=lambda one: (
                    amounts[one.code] is None,
                    sign * (amounts[one.code] or 0.0),
                    str(one.code),
                ),
            )
        )


def units_table(viewer: Viewer, store: Store, ask: UnitsAsk, as_of: datetime) -> UnitsTable:
    """Return the units of a level with the figures that are asked for.

    A grid worker sees the figures of the part his account names, and below it; departments are
    not laid before him.  No line is about a worker.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such figure, level or area, when the level lies above the area.
    """
    require(viewer, Action.VIEW_CASES)
    for key in ask.keys:
        indicator_of(key)
    _refuse_level(viewer, store, ask, as_of)
    with store.read() as conn:
        state = tuple(sorted(revisions_now(conn).items()))
    asked = (str(store.engine.url), state, viewer.role, viewer.scope, ask, as_of)
    return _kept.get(asked, lambda: _made(viewer, store, ask, as_of))


def _made(viewer: Viewer, store: Store, ask: UnitsAsk, as_of: datetime) -> UnitsTable:
    keys = in_order(ask.keys)
    with store.read() as conn:
        zone = office_zone(conn)
    period = ask.period.until(as_of.astimezone(zone).date())
    whole = compare(viewer, store, keys, period, as_of, ask.area)
    now = _tables(viewer, store, ask, period, as_of)
    previous = period.previous() if any(one.previous for one in whole) else None
    changes: dict[str, dict[str | None, UnitChange]] = {}
    if previous is not None:
        then = like_moment(previous, period, as_of, zone)
        before = _tables(viewer, store, ask, previous, then)
        changes = {key: changes_of(_figures(now[key]), _figures(before[key])) for key in keys}
    lines = _lines(now, keys, changes)
    units = [one for one in lines if one.code is not None]
    requests = _figures(now[_REQUESTS])
    idle = {one.code for one in units if _is_idle(one, requests[one.code])}
    none_due = {one.code for one in units if one.has_nothing_due} - idle
    return UnitsTable(
        ask,
        as_of,
        tuple(indicator_of(key) for key in keys),
        tuple(one for one in units if one.code not in idle | none_due),
        tuple(one for one in units if one.code in none_due),
        tuple(one for one in units if one.code in idle),
        next((one for one in lines if one.code is None), None),
        UnitLine(
            None,
            "",
            {one.key: one.now for one in whole},
            {one.key: UnitChange.of(one) for one in whole},
        ),
        previous,
        next((one.reason for one in whole if one.reason is not None), None),
    )


def levels_below(
    viewer: Viewer, store: Store, area: str | None, as_of: datetime
) -> tuple[UnitsBy, ...]:
    """Return the levels that can be compared in an area, the largest units first.

    Raises
    ------
    ServiceError
        When there is no such area in the viewer's part.
    """
    require(viewer, Action.VIEW_CASES)
    here = _DOWN.index(_level(viewer, store, area, as_of))
    below: tuple[UnitsBy, ...] = tuple(
        by for by in LEVELS if by != "unit" and _DOWN.index(by) > here
    )
    return below if viewer.role is Role.WORKER else (*below, "unit")


def _level(viewer: Viewer, store: Store, area: str | None, as_of: datetime) -> str:
    with store.read() as conn:
        on = as_of.astimezone(office_zone(conn)).date()
    level = area_path(viewer, store, area, on)[-1].level
    return "community" if level == OWN_GRIDS else level


def _tables(
    viewer: Viewer, store: Store, ask: UnitsAsk, period: Period, as_of: datetime
) -> dict[str, FigureTable]:
    keys = tuple(dict.fromkeys((*in_order(ask.keys), _REQUESTS)))
    return figure_tables(viewer, store, keys, ask.by, period.first, period.last, as_of, ask.area)


def _figures(table: FigureTable) -> dict[str | None, Figure]:
    return {line.code: line.figure for line in (*table.lines, *table.nothing_due)}


def _lines(
    tables: dict[str, FigureTable],
    keys: Sequence[str],
    changes: dict[str, dict[str | None, UnitChange]],
) -> list[UnitLine]:
    names = {
        line.code: line.name
        for key in keys
        for line in (*tables[key].lines, *tables[key].nothing_due)
    }
    figures = {key: _figures(tables[key]) for key in keys}
    return [
        UnitLine(
            code,
            names[code],
            {key: figures[key][code] for key in keys if code in figures[key]},
            {key: changes.get(key, {}).get(code) for key in keys},
        )
        for code in sorted(names, key=lambda one: (one is None, str(one)))
    ]


def _is_idle(line: UnitLine, requests: Figure) -> bool:
    """Return True when nothing came in, and nothing of before is counted either."""
    return not requests.n and not any(
        one.n if one.form in (Form.COUNT, Form.PER_THOUSAND) else one.m
        for one in line.figures.values()
    )


def _refuse_level(viewer: Viewer, store: Store, ask: UnitsAsk, as_of: datetime) -> None:
    if ask.by not in LEVELS:
        raise ServiceError(
            "There is no level {by}: choose one of {known}.", by=ask.by, known=", ".join(LEVELS)
        )
    if viewer.role is Role.WORKER:
        _refuse_worker(viewer, ask)
    if ask.by == "unit":
        return
    if _DOWN.index(ask.by) < _DOWN.index(_level(viewer, store, ask.area, as_of)):
        raise ServiceError(
            "{by} lie above the area that is looked at: choose a level below it.",
            by=LEVEL_TERMS[ask.by],
        )


def _refuse_worker(viewer: Viewer, ask: UnitsAsk) -> None:
    if ask.by == "unit":
        raise ServiceError(
            "{name} sees the figures of his own unit, not those of departments: choose"
            " communities or grids.",
            name=viewer.name,
        )
