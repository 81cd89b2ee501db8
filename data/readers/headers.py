"""Which row of a table names its columns, and what the columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from data.errors import DataError
from data.limits import COLUMNS

# Title lines, dates of issue and units stand above the header; more than this is no table.
ROWS_LOOKED_AT = 30
# A header names at least this share of the columns that are filled anywhere below.
FILLED_SHARE = 0.6
# How wide the table is, shows in at least this share of its rows; fewer are slips.
WIDE_SHARE = 0.2
_NUMBER = r"[+-]?\d+([.,]\d+)?"


def find_header(top: Sequence[Sequence[str | None]]) -> int | None:
    """Return the index of the row that names the columns, None where no row is filled.

    A row of titles is filled in few cells (a merged cell in one), a header in most.
    """
    filled = [sum(bool(cell and cell.strip()) for cell in row) for row in top[:ROWS_LOOKED_AT]]
    widths = sorted((count for count in filled if count), reverse=True)
    if not widths:
        return None
    widest = widths[ceil(WIDE_SHARE * len(widths)) - 1]
    enough = max(1, ceil(FILLED_SHARE * widest))
    return next(index for index, count in enumerate(filled) if count >= enough)


def column_names(header: Sequence[str | None], file: str) -> list[str]:
    """Return one name per cell: blanks are counted (column_3), repeats numbered (name_2).

    Raises
    ------
    DataError
        When all are numbers, so that it is a row of data and the table has no header.
    """
    if len(header) > COLUMNS:
        raise DataError(
            "The file {file} has {seen} columns, more than {most}: is it the right separator?",
            file=file,
            seen=len(header),
            most=COLUMNS,
        )
    if all(re.fullmatch(_NUMBER, cell.strip()) for cell in header if cell and cell.strip()):
        raise DataError(
            "The file {file} has no header: its first filled row is {row}. Put a row with the names"
            " of the columns above it.",
            file=file,
            row=", ".join(cell for cell in header[:6] if cell),
        )
    return numbered(header)


def numbered(header: Sequence[str | None]) -> list[str]:
    """Return the names with blanks filled in and repeats told apart."""
    names: list[str] = []
    taken: set[str] = set()
    # The last number given to a name: thousands of the same name are numbered in one pass.
    last: dict[str, int] = {}
    for place, cell in enumerate(header, start=1):
        name = " ".join((cell or "").split()) or f"column_{place}"
        repeat, chosen = last.get(name, 1), name
        while chosen in taken:
            repeat += 1
            chosen = f"{name}_{repeat}"
        last[name] = repeat
        names.append(chosen)
        taken.add(chosen)
    return names
