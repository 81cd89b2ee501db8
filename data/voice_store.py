"""The rows of a figure told apart by two columns at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from casework.indicator import Indicator, Window
from data.case_store import as_frame
from data.figure_store import sheet_rows
from data.sql_columns import SqlColumns


def counts_across(
    conn: sa.Connection,
    indicator: Indicator,
    window: Window,
    tag: str,
    place: Literal["grid_code", "code"],
    where: Sequence[sa.ColumnElement[bool]] = (),
) -> pd.DataFrame:
    """Return how many rows of a figure's numerator have each tag in each place.

    Returns
    -------
    DataFrame
        ``tag, place, n``; either may be None.
    """
    rows = sheet_rows(indicator.sheet)
    columns = [rows.columns[tag], rows.columns[place]]
    counted = indicator.is_counted(SqlColumns(rows.columns), window)
    wanted: sa.Select[Any] = (
        sa.select(*columns, sa.func.count())
        .select_from(rows.source)
        .where(counted, *where)
        .group_by(*columns)
    )
    return as_frame(conn.execute(wanted).all(), ["tag", "place", "n"])
