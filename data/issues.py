"""What is wrong with one row of a file, said so that a data clerk can act on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RowIssue:
    """One problem of one row, with its place in the file and the sentence about it.

    Attributes
    ----------
    code
        A stable name of the problem, such as ``coordinate.range``.
    row
        The row as the clerk counts it: the line of a text table or spreadsheet (the header is
        row 1), the number of the feature (from 1) in a map file; None for the whole file.
    column, value
        Where and what was seen; None where the problem is not about one cell.
    msgid, params
        The English sentence with ``{named}`` values, the key of its translation, and the values.
    is_refused
        True when the row does not go in; False for a remark about a row that does.
    """

    code: str
    row: int | None
    column: str | None
    value: str | None
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    is_refused: bool = True


def refuse_row(
    code: str,
    row: int | None,
    column: str | None,
    value: object,
    msgid: str,
    /,
    **params: object,
) -> RowIssue:
    """Return an issue that keeps the row out."""
    return RowIssue(code, row, column, _seen(value), msgid, params)


def note_row(
    code: str,
    row: int | None,
    column: str | None,
    value: object,
    msgid: str,
    /,
    **params: object,
) -> RowIssue:
    """Return a remark about a row that goes in all the same."""
    return RowIssue(code, row, column, _seen(value), msgid, params, is_refused=False)


def _seen(value: object) -> str | None:
    return None if value is None else str(value)
