"""Some figures of the parts of an area side by side."""

from __future__ import annotations

from casework.indicators import INDICATORS
from casework.sentence import Term
from service.errors import ServiceError
from service.figure import Figure
from service.figure_changes import compare
from service.figures import figure_tables
from service.packs.deck import Cell, Table
from service.packs.section import SectionAsk
from service.packs.section_tables import (
    figure_cell,
    figure_column,
    said_cell,
    text_cell,
    word_column,
)
from service.packs.words import Words
from service.units_table import LEVEL_TERMS, UnitsBy, levels_below


def parts_table(ask: SectionAsk, key: str, title: Words, keys: tuple[str, ...]) -> Table | None:
    """Return figures of the largest units below the area, by code, with those of all together.

    None where nothing lies below it.
    """
    by = _level(ask)
    if by is None:
        return None
    days = (ask.period.first, ask.period.last)
    tables = figure_tables(
        ask.viewer, ask.store, keys, by, *days, ask.as_of, area=ask.area, unit=ask.unit
    )
    whole = {
        one.key: one.now
        for one in compare(ask.viewer, ask.store, keys, ask.period, ask.as_of, ask.area, ask.unit)
    }
    names: dict[str | None, str] = {}
    figures = {}
    for one, table in tables.items():
        for line in (*table.lines, *table.nothing_due):
            names[line.code] = line.name
            figures[one, line.code] = line.figure
    rows = [
        (
            said_cell(Term("in none of them")) if code is None else text_cell(names[code]),
            *(_cell(one, figures.get((one, code))) for one in keys),
        )
        for code in sorted(names, key=lambda code: (code is None, str(code)))
    ]
    rows.append(
        (
            said_cell(Term("all together")),
            *(_cell(one, whole[one]) for one in keys),
        )
    )
    columns = [word_column("part", LEVEL_TERMS[by], 1.5)]
    columns += [figure_column(INDICATORS[one]) for one in keys]
    return Table(key, title, tuple(columns), tuple(rows), has_total=True)


def _level(ask: SectionAsk) -> UnitsBy | None:
    try:
        below = levels_below(ask.viewer, ask.store, ask.area, ask.as_of)
    except ServiceError:  # an area that is not on the map of the day
        return None
    return next((by for by in below if by != "unit"), None)


def _cell(key: str, figure: Figure | None) -> Cell:
    return figure_cell(INDICATORS[key], figure, is_late=key == "overdue_now")
