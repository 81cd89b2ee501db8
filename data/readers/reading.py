"""What a file gave: its rows, shapes or positions, and everything that was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataError
from data.issues import RowIssue
from data.limits import CELLS, COLUMNS

SAMPLE_ROWS = 5


@dataclass(frozen=True)
class Reading:
    """One table or layer of one file.

    Attributes
    ----------
    file
        The file's name, without its folder.
    frame
        All attribute columns as text (dtype ``str``, missing or blank = NaN), RangeIndex, one
        row for every row of the file that is not blank, refused ones included.
    rows
        The clerk's number of each row: in a table the header is row 1 (or lower down, where title
        rows stand above it) and a cell with line breaks counts as one row, as a spreadsheet
        shows it; in a map file the number of the feature, from 1.
    shapes
        Geometries in the file's own coordinate system, None where the row was refused; None
        altogether for a table.
    x, y
        Positions in the file's own coordinate system (lon, lat or easting, northing), NaN where
        blank or refused; None altogether for areas and plain tables.
    declared_crs, crs_source
        What the file says its coordinates are, as `geo.crs.declared_crs` understands it, and where
        it says so; both None where the file says nothing.
    file_crs
        What the file itself says where a person said something else.
    encoding
        How the bytes were read as text, where the format leaves that open.
    layer, layers, sheet, sheets
        What was read, and what else the file holds.
    coordinate_columns
        The columns that x and y came from, where they came from columns.
    issues
        Problems and remarks, in the order of the rows.
    """

    file: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    shapes: NDArray[np.object_] | None = None
    x: NDArray[np.float64] | None = None
    y: NDArray[np.float64] | None = None
    declared_crs: str | None = None
    crs_source: str | None = None
    file_crs: str | None = None
    encoding: str | None = None
    layer: str | None = None
    layers: tuple[str, ...] = ()
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    coordinate_columns: tuple[str, str] | None = None
    issues: list[RowIssue] = field(default_factory=list)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Return True for each row that no issue refuses."""
        return ~np.isin(self.rows, refused_rows(self.issues))

    @property
    def sample(self) -> pd.DataFrame:
        """Return the first rows, those with non-Latin text first: what shows a wrong encoding."""
        top = self.frame.head(200)
        text = (
            top.fillna("").agg("".join, axis=1) if len(top.columns) else pd.Series([""] * len(top))
        )
        tells = ~text.map(str.isascii).to_numpy(dtype=bool)
        order = np.argsort(~tells, kind="stable")[:SAMPLE_ROWS]
        return top.iloc[np.sort(order)]

    def with_changes(self, more: list[RowIssue], **changes: Any) -> Reading:  # noqa: ANN401
        """Return the same reading with some attributes replaced and more issues."""
        issues = sorted([*self.issues, *more], key=lambda issue: issue.row or 0)
        return replace(self, issues=issues, **changes)


def refuse_many_cells(file: str, rows: int, columns: int) -> None:
    """Do nothing when a table of so many rows and columns fits into the memory.

    Raises
    ------
    DataError
        When it has too many columns, or too many cells in all.
    """
    if columns > COLUMNS:
        raise DataError(
            "The file {file} has {seen} columns, more than {most}: leave out those that are not"
            " needed.",
            file=file,
            seen=columns,
            most=COLUMNS,
        )
    if rows * columns > CELLS:
        raise DataError(
            "The file {file} is {rows} rows of {columns} columns, more than {most} cells: leave out"
            " columns, or bring it in parts.",
            file=file,
            rows=rows,
            columns=columns,
            most=CELLS,
        )


def refused_rows(issues: Iterable[RowIssue]) -> NDArray[np.int64]:
    """Return the numbers of the rows that these issues keep out."""
    found = {issue.row for issue in issues if issue.is_refused and issue.row is not None}
    return np.array(sorted(found), dtype=np.int64)
