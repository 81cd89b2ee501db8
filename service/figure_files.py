"""Figures into files: one row per figure, part and period, each with its formula."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from casework.access import Action, Viewer, require
from data.writers.files import write_table
from service.figure import Figure
from service.figure_answer import FigureAnswer
from service.language import both


def write_figures(viewer: Viewer, answer: FigureAnswer, path: Path) -> int:
    """Write figures as a table, by the file's ending (CSV, Excel), and return how many rows.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    DataError
        When the ending is not one we write.

    Notes
    -----
    With tables these, with lines the figures of every period, else the figures and those they
    are compared with.
    """
    require(viewer, Action.EXPORT)
    rows = [*_tables(answer), *_lines(answer)]
    write_table(path, pd.DataFrame(rows))
    return len(rows)


def _tables(answer: FigureAnswer) -> Iterable[dict[str, Any]]:
    for table in answer.tables.values():
        for line in (*table.lines, *table.nothing_due):
            part = {"by": table.by, "part": line.code or "", "part_name": both(line.name)}
            yield _row(line.figure) | part


def _lines(answer: FigureAnswer) -> Iterable[dict[str, Any]]:
    if answer.lines:
        of_period = [one for of in answer.lines.values() for one in of]
    elif not answer.tables:
        of_period = [
            beside
            for one in answer.compared
            for beside in (one.now, one.previous, one.year_before)
            if beside is not None
        ]
    else:
        of_period = []
    return map(_row, of_period)


def _row(one: Figure) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    return {
        "key": one.key,
        "name": one.chinese,
        "from": one.period_from,
        "to": one.period_to,
        "as_of": one.as_of,
        "n": one.n,
        "m": one.m,
        "amount": one.amount,
        "form": one.form.value,
        "low": low,
        "high": high,
        "not_yet_due": one.not_yet_due,
        "formula": both(one.formula),
        "exclusions": "; ".join(both(sentence) for sentence in one.exclusions),
        "source": one.source,
    }
