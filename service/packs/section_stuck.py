"""What is stuck where: open cases by stage and owner unit, and for how long."""

from __future__ import annotations

from typing import Final

import pandas as pd

from casework.case_status import OPEN_STATUSES, STATUS_TERMS, CaseStatus
from casework.sentence import Sentence, Term
from service.packs.deck import Cell, Chart, Column, Series, Table
from service.packs.section import SectionAsk
from service.packs.section_late import unit_names
from service.packs.section_tables import (
    count_column,
    days_cell,
    number_cell,
    said_cell,
    word_column,
)
from service.packs.words import Words

RULE: Final = Sentence(
    "Days at a stage: from the step that led to it until the moment, median of the open cases."
)
_ORDER: Final = {status.value: at for at, status in enumerate(OPEN_STATUSES)}


def by_stage(opened: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Return the open cases by stage, in the order of a case's life.

    Parameters
    ----------
    opened
        Of `service.packs.section_open.open_cases`.
    more
        Columns by which each stage is told apart.

    Returns
    -------
    DataFrame
        ``status``, what tells it apart, ``number, median, longest, overdue``; days at the stage.
    """
    names = ["status", *more]
    found = (
        opened.groupby(names, dropna=False, sort=True)
        .agg(
            number=("id", "size"),
            median=("days", "median"),
            longest=("days", "max"),
            overdue=("is_overdue", "sum"),
        )
        .reset_index()
    )
    order = found["status"].map(_ORDER)
    return found.assign(order=order).sort_values(["order", *more], ignore_index=True)


def stage_table(found: pd.DataFrame) -> Table:
    """Return the stages as a table with their sum."""
    rows = [(_stage(one["status"]), *_numbers(one)) for _at, one in found.iterrows()]
    whole = number_cell(int(found["number"].sum()))
    late = number_cell(int(found["overdue"].sum()), is_late=True)
    longest = days_cell(float(found["longest"].max()))
    rows.append((said_cell(Term("all together")), whole, days_cell(None), longest, late))
    columns = (word_column("stage", Term("Stage"), 1.5), *_columns())
    title = Words.of(Term("Open cases by stage"))
    return Table("stuck_by_stage", title, columns, tuple(rows), has_total=True)


def stuck_table(ask: SectionAsk, opened: pd.DataFrame, key: str) -> Table:
    """Return stages by owner unit, those with most cases first."""
    found = by_stage(opened, "unit_code").sort_values(
        ["number", "order", "unit_code"], ascending=[False, True, True], ignore_index=True
    )
    names = unit_names(ask, found["unit_code"])
    rows = [
        (Cell(name), _stage(one["status"]), *_numbers(one))
        for name, (_at, one) in zip(names, found.iterrows(), strict=True)
    ]
    columns = (
        word_column("unit", Term("Owner unit"), 2.0),
        word_column("stage", Term("Stage"), 1.2),
        *_columns(),
    )
    return Table(key, Words.of(Term("What is stuck where")), columns, tuple(rows))


def stage_chart(found: pd.DataFrame) -> Chart:
    """Return the median days at each stage as bars."""
    return Chart(
        "stuck_days",
        "bars",
        Words.of(Term("Median days at the stage")),
        y_name=Words.of(Term("days")),
        categories=tuple(_stage(one).text for one in found["status"]),
        series=(
            Series(Words.of(Term("Median days")), tuple(round(one, 1) for one in found["median"])),
        ),
        counts=False,
    )


def _columns() -> tuple[Column, ...]:
    days = Term("days")
    return (
        count_column("number", Term("Open cases")),
        count_column("median_days", Term("Median"), unit=days),
        count_column("longest_days", Term("Longest"), unit=days),
        count_column("overdue", Term("Overdue")),
    )


def _numbers(one: pd.Series) -> tuple[Cell, ...]:
    return (
        number_cell(int(one["number"])),
        days_cell(float(one["median"])),
        days_cell(float(one["longest"])),
        number_cell(int(one["overdue"]), is_late=True),
    )


def _stage(status: str) -> Cell:
    return said_cell(STATUS_TERMS[CaseStatus(status)])
