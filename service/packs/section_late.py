"""The overdue cases of a pack: by owner unit, and one by one."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.case_status import STATUS_TERMS, CaseStatus
from casework.indicators import INDICATORS
from casework.sentence import Term
from data import case_store
from data.schema import cases
from data.settings_store import office_zone
from service.figure_list import figure_units
from service.overview.late import LONG_LATE
from service.packs.deck import Cell, Chart, Series, Table
from service.packs.section import SectionAsk
from service.packs.section_tables import (
    count_column,
    figure_column,
    number_cell,
    said_cell,
    text_cell,
    word_column,
)
from service.packs.words import Words

NO_UNIT: Final = Term("with no unit yet")
_COUNTS: Final = {"open": "sum", "overdue": "sum", "long_late": "sum", "longest": "max"}


def by_unit(ask: SectionAsk, opened: pd.DataFrame) -> pd.DataFrame:
    """Return what is in hand and overdue by owner unit.

    Parameters
    ----------
    opened
        Of `service.packs.section_open.open_cases`.

    Returns
    -------
    DataFrame
        ``unit_code, open, overdue, long_late, longest``: cases, those of them due more than
        `LONG_LATE` ago, and the days of the one that is late for longest (0 for none); by code,
        those of no unit last, under None.
    """
    as_of = pd.Timestamp(ask.as_of).tz_convert(None)
    counted = opened.assign(
        unit_code=opened["unit_code"].fillna(""),
        long_late=opened["is_overdue"] & (opened["due_at"] < as_of - LONG_LATE),
    ).groupby("unit_code", sort=True)
    found = counted.agg(
        open=("id", "size"),
        overdue=("is_overdue", "sum"),
        long_late=("long_late", "sum"),
        longest=("days_late", "max"),
    ).reset_index()
    found["is_none"] = found["unit_code"] == ""
    found = found.sort_values(["is_none", "unit_code"], ignore_index=True)
    found["unit_code"] = found["unit_code"].where(~found["is_none"], None)
    return found.drop(columns="is_none")


def unit_names(ask: SectionAsk, codes: pd.Series) -> list[Words]:
    """Return the names of owner units; of none, that there is none yet."""
    names = figure_units(ask.viewer, ask.store)
    return [
        Words.same(names.get(code, code)) if isinstance(code, str) else Words.of(NO_UNIT)
        for code in codes
    ]


def unit_table(ask: SectionAsk, found: pd.DataFrame) -> Table:
    """Return the counts by owner unit as a table with their sum."""
    names = unit_names(ask, found["unit_code"])
    rows = [
        (Cell(name), *_counts(one))
        for name, (_at, one) in zip(names, found.iterrows(), strict=True)
    ]
    whole = found[list(_COUNTS)].agg(dict(_COUNTS))
    rows.append((said_cell(Term("all together")), *_counts(whole)))
    return Table(
        "late_by_unit",
        Words.of(Term("Overdue by owner unit")),
        (
            word_column("unit", Term("Owner unit"), 2.2),
            figure_column(INDICATORS["open_now"]),
            figure_column(INDICATORS["overdue_now"]),
            count_column("long_late", Term("Over 30 days late")),
            count_column("longest", Term("Longest"), unit=Term("days")),
        ),
        tuple(rows),
        has_total=True,
    )


def _counts(one: pd.Series) -> tuple[Cell, ...]:
    return tuple(number_cell(int(one[name]), is_late=name != "open") for name in _COUNTS)


def unit_chart(ask: SectionAsk, found: pd.DataFrame) -> Chart:
    """Return what is overdue and what is not by owner unit as stacked bars."""
    overdue = found["overdue"].astype(float)
    return Chart(
        "late_by_unit_bars",
        "stacked",
        Words.of(Term("In hand by owner unit")),
        y_name=Words.of(Term("cases")),
        categories=tuple(unit_names(ask, found["unit_code"])),
        series=(
            Series(Words.of(Term("not overdue")), tuple(found["open"] - overdue)),
            Series(Words.of(Term("open and overdue")), tuple(overdue)),
        ),
    )


def case_table(ask: SectionAsk, late: pd.DataFrame) -> Table:
    """Return overdue cases one by one, in the order they are given."""
    with ask.store.read() as conn:
        zone = office_zone(conn)
        codes, places = _codes_and_places(conn, [int(one) for one in late["id"]])
    rows = []
    for name, (_at, one) in zip(unit_names(ask, late["unit_code"]), late.iterrows(), strict=True):
        due = one["due_at"].tz_localize("UTC").to_pydatetime()
        rows.append(
            (
                text_cell(codes[one["id"]]),
                text_cell(one["category"]),
                text_cell(places[one["id"]]),
                Cell(name),
                text_cell(f"{due.astimezone(zone):%Y-%m-%d}"),
                number_cell(int(one["days_late"])),
                said_cell(STATUS_TERMS[CaseStatus(one["status"])]),
            )
        )
    return Table(
        "late_cases",
        Words.of(Term("Overdue cases, those due first first")),
        (
            word_column("case_code", Term("Case number"), 1.5),
            word_column("category", Term("Category"), 1.3),
            word_column("place", Term("Grid"), 1.7),
            word_column("unit", Term("Owner unit"), 1.9),
            word_column("due_on", Term("Due")),
            count_column("days_late", Term("Late by"), 0.7, unit=Term("days")),
            word_column("stage", Term("Stage"), 1.2),
        ),
        tuple(rows),
        is_of_cases=True,
    )


def _codes_and_places(
    conn: sa.Connection, ids: list[int]
) -> tuple[dict[int, str], dict[int, str | None]]:
    """Return number and name of the grid by id of each case."""
    wanted = sa.select(cases.c.id, cases.c.code, cases.c.grid_code).where(cases.c.id.in_(ids))
    found: list[sa.Row[Any]] = list(conn.execute(wanted))
    names = case_store.grid_names(conn, {one.grid_code for one in found if one.grid_code})
    return (
        {one.id: one.code for one in found},
        {one.id: names.get(one.grid_code, one.grid_code) for one in found},
    )
