"""Frames into tables and back: the one place where missing values are turned into nulls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

CHUNK = 20_000
Progress = Callable[[str, int, int], None]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dictionaries of plain Python values, None for every missing one."""
    columns = {name: _plain(frame[name]) for name in frame.columns}
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def insert_rows(
    conn: sa.Connection,
    table: sa.Table,
    frame: pd.DataFrame,
    progress: Progress | None = None,
) -> None:
    """Add all rows of a frame (columns named as in the table) in the running transaction.

    Notes
    -----
    Values are turned into the database's own column by column and handed to the driver in
    portions: a third of the time of one dictionary per row.
    """
    if frame.empty:
        return
    statement = table.insert().compile(dialect=conn.dialect, column_keys=list(frame.columns))
    names = list(statement.positiontup or frame.columns)
    for start in range(0, len(frame), CHUNK):
        part = frame.iloc[start : start + CHUNK]
        values = zip(*(_bound(part[name], table.c[name], conn) for name in names), strict=True)
        rows: list[Any] = list(values)
        if not statement.positional:
            rows = [dict(zip(names, row, strict=True)) for row in rows]
        conn.exec_driver_sql(str(statement), rows)
        if progress:
            progress(table.name, min(start + CHUNK, len(frame)), len(frame))


def update_rows(conn: sa.Connection, table: sa.Table, frame: pd.DataFrame, key: str = "id") -> None:
    """Set the columns of a frame in the rows whose key it holds."""
    names = [name for name in frame.columns if name != key]
    statement = (
        table.update()
        .where(table.c[key] == sa.bindparam("the_key"))
        .values({name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
    )
    renamed = frame.rename(columns={key: "the_key"} | {name: f"new_{name}" for name in names})
    for start in range(0, len(frame), CHUNK):
        conn.execute(statement, records(renamed.iloc[start : start + CHUNK]))


def select_in(
    conn: sa.Connection, table: sa.Table, column: str, values: Sequence[object], *wanted: str
) -> pd.DataFrame:
    """Return the rows whose column holds one of the values, asked for in portions."""
    picked = [table.c[name] for name in wanted] if wanted else list(table.c)
    parts = [
        pd.read_sql(
            sa.select(*picked).where(table.c[column].in_(values[start : start + 500])), conn
        )
        for start in range(0, len(values), 500)
    ]
    return pd.concat(parts, ignore_index=True) if parts else _empty(picked)


def _empty(columns: list[sa.Column[object]]) -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series(dtype=object) for column in columns})


def _bound(series: pd.Series[Any], column: sa.Column[Any], conn: sa.Connection) -> list[object]:
    values = _plain(series)
    processor = column.type.dialect_impl(conn.dialect).bind_processor(conn.dialect)
    return [processor(value) for value in values] if processor else values


def _plain(series: pd.Series) -> list[object]:
    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "iub":
        return series.tolist()
    values = series.astype(object)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        values = pd.Series(series.dt.to_pydatetime(), index=series.index, dtype=object)
    return values.where(series.notna().to_numpy(), None).tolist()
