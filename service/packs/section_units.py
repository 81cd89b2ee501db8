"""The units table and its funnel as blocks of a slide."""

from __future__ import annotations

from typing import Final

from casework.funnel import NARROW, WIDE
from casework.indicator import Form
from casework.sentence import Term
from service.packs.deck import Cell, Chart, FunnelPoint, Line, Lines, Table
from service.packs.funnel_sizes import sizes_around
from service.packs.section_tables import (
    figure_cell,
    figure_column,
    said_cell,
    text_cell,
    word_column,
)
from service.packs.words import Words
from service.units_funnel import UnitsFunnel, fit_for_funnel, units_funnel
from service.units_table import LEVEL_TERMS, UnitLine, UnitsTable

_LATE: Final = ("overdue_now",)


def figures_of_units(table: UnitsTable, name: Words) -> Table:
    """Return the units by code with n and m; those with nothing due after the others.

    Units without requests are not in it: `UnitsTable.without_requests`.
    """
    rows = [_row(table, one, text_cell(one.name or one.code)) for one in table.lines]
    rows += [_row(table, one, text_cell(one.name or one.code)) for one in table.nothing_due]
    if table.in_none is not None:
        rows.append(_row(table, table.in_none, said_cell(Term("in none of them"))))
    rows.append(_row(table, table.whole, said_cell(Term("all together"))))
    return Table(
        f"units_{table.ask.by}",
        name,
        (
            word_column("unit", LEVEL_TERMS[table.ask.by], 1.7),
            *(
                figure_column(one, 0.8 if one.form is Form.COUNT else 1.4)
                for one in table.indicators
            ),
        ),
        tuple(rows),
        has_total=True,
    )


def _row(table: UnitsTable, line: UnitLine, name: Cell) -> tuple[Cell, ...]:
    return (
        name,
        *(
            figure_cell(one, line.figures.get(one.key), is_late=one.key in _LATE)
            for one in table.indicators
        ),
    )


def funnel_of(table: UnitsTable, wanted: str) -> UnitsFunnel | None:
    """Return a share of the units against chance: the wanted one, or the first there is.

    None where no unit has anything to divide by.
    """
    shares = [one.key for one in fit_for_funnel(table) if one.form is Form.SHARE]
    keys = [wanted] if wanted in shares else shares[:1]
    found = [units_funnel(table, key) for key in keys]
    return next((one for one in found if one.funnel.units), None)


def funnel_chart(found: UnitsFunnel) -> Chart:
    """Return the funnel: each unit, all of them together, and the limits of chance."""
    funnel = found.funnel
    limits = []
    for m in sizes_around([one.m for one in funnel.units]):
        narrow, wide = funnel.limits(m, NARROW), funnel.limits(m, WIDE)
        limits.append((float(m), narrow.low, narrow.high, wide.low, wide.high))
    indicator = found.indicator
    return Chart(
        f"funnel_{indicator.key}",
        "funnel",
        Words(indicator.chinese, Words.of(indicator.name).en.capitalize()),
        x_name=Words.of(Term("cases due")),
        y_name=Words(indicator.chinese, Words.of(indicator.name).en),
        points=tuple(
            FunnelPoint(
                Words.same(found.names[one.code]),
                one.n,
                one.m,
                "inside" if one.wide == "within" else one.wide,
            )
            for one in funnel.units
        ),
        mean=funnel.target,
        limits=tuple(limits),
        as_percent=True,
    )


def funnel_lines(found: UnitsFunnel) -> Lines:
    """Return what the funnel says.

    It names units whose numbers may be hidden outside: not for outside.
    """
    lines = tuple(Line(Words.of(one)) for one in found.sentences)
    return Lines("funnel", lines, Words.of(Term("How to read it")), is_of_cases=True)
