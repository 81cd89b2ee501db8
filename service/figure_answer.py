"""Figures as plain values: the same for programs that ask over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casework.access import Action, Viewer, require
from casework.indicators import REGISTRY
from casework.period import Period
from data.store import Store
from service.figure import Figure
from service.figure_changes import Change, Compared, compare, trend
from service.figure_groups import By
from service.figures import FigureTable, figure_tables
from service.language import say


@dataclass(frozen=True)
class FigureAsk:
    """Which figures are asked for, of what, and what beside them.

    Attributes
    ----------
    keys
        Of the registry; all for none.
    area, unit
        As in `service.figures.figure`.
    by, map_of
        What they are told apart by, and the day of the map for areas (`figure_tables`); None for
        no table.
    periods
        Of how many periods a line is asked for; 0 for none.
    """

    period: Period
    keys: tuple[str, ...] = ()
    area: str | None = None
    unit: str | None = None
    by: By | None = None
    map_of: date | None = None
    periods: int = 0


@dataclass(frozen=True)
class FigureAnswer:
    """Figures with those beside them, their tables and lines by key where they were asked for."""

    period: Period
    compared: tuple[Compared, ...]
    tables: Mapping[str, FigureTable]
    lines: Mapping[str, tuple[Figure, ...]]

    def as_json(self, language: str) -> dict[str, Any]:
        """Return the answer as plain values, sentences in a language."""
        return {
            # Small numbers are not hidden: not to be put out. For outside: `service.figure_export`.
            "audience": "inside",
            "period": self.period.key,
            "period_name": say(self.period.name, language),
            "figures": [_compared(one, language) for one in self.compared],
            "tables": {key: _table(one, language) for key, one in self.tables.items()},
            "lines": {
                key: [figure_json(one, language) for one in of] for key, of in self.lines.items()
            },
        }


def answer_figures(viewer: Viewer, store: Store, ask: FigureAsk, as_of: datetime) -> FigureAnswer:
    """Return what is asked for as of a moment (aware), refused like `service.figures.figure`."""
    require(viewer, Action.VIEW_CASES)
    keys, period = ask.keys or tuple(REGISTRY), ask.period
    part = (ask.area, ask.unit)
    compared = compare(viewer, store, keys, period, as_of, *part)
    days = (compared[0].now.period_from, compared[0].now.period_to)
    tables = (
        figure_tables(viewer, store, keys, ask.by, *days, as_of, *part, ask.map_of)
        if ask.by
        else {}
    )
    lines = trend(viewer, store, keys, period, ask.periods, as_of, *part) if ask.periods else {}
    cut = period if days[1] is None else period.until(days[1])
    return FigureAnswer(cut, compared, tables, lines)


def figure_json(one: Figure, language: str) -> dict[str, Any]:
    """Return a figure as plain values, with its sentences in a language."""
    return one.as_json() | {
        "name": say(one.name, language),
        "text": say(one.text, language),
        "formula": say(one.formula, language),
        "exclusions": _said(one.exclusions, language),
        "remarks": _said(one.remarks, language),
        "interval": None if one.interval is None else list(one.interval),
        "from": _written(one.period_from),
        "to": _written(one.period_to),
        "as_of": one.as_of.isoformat(),
    }


def _said(sentences: Sequence[Any], language: str) -> list[str]:
    return [say(one, language) for one in sentences]


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _compared(one: Compared, language: str) -> dict[str, Any]:
    beside = {
        "previous": (one.previous, one.change, one.reason),
        "year_before": (one.year_before, one.change_year, one.reason_year),
    }
    return figure_json(one.now, language) | {
        name: {
            "figure": None if figure is None else figure_json(figure, language),
            "change": None if change is None else _change(change, language),
            "reason": None if reason is None else say(reason, language),
        }
        for name, (figure, change, reason) in beside.items()
    }


def _change(one: Change, language: str) -> dict[str, Any]:
    return {
        "amount": one.amount,
        "unit": one.unit,
        "is_better": one.is_better,
        "is_apart": one.is_apart,
        "text": say(one.text, language),
        "chance": say(one.chance, language),
    }


def _table(table: FigureTable, language: str) -> dict[str, Any]:
    def told(lines: Sequence[Any]) -> list[dict[str, Any]]:
        return [
            {
                "code": line.code,
                "name": say(line.name, language),
                "figure": figure_json(line.figure, language),
            }
            for line in lines
        ]

    return {"by": table.by, "lines": told(table.lines), "nothing_due": told(table.nothing_due)}
