"""The text of an attribute table, which came as bytes in disguise (ISO-8859-1)."""

from __future__ import annotations

import codecs
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.issues import RowIssue
from data.readers.encodings import broken_cell, count_broken


def choose_encoding(
    declared: str | None, columns: list[Any], *, is_ordered: bool
) -> tuple[str, list[RowIssue]]:
    """Return the codec to read the text with, and an empty list for issues about it.

    What the person orders is obeyed.  What a .cpg file says holds unless the text is not in it.
    Then strict UTF-8, then UTF-8 whose last character was cut off by the width of the column,
    then GB18030; where nothing reads everything, that which reads most.
    """
    if declared and is_ordered:
        return declared, []
    pieces = [
        value.encode("iso-8859-1")
        for column in columns
        for value in column
        if isinstance(value, str) and not value.isascii()
    ]
    if declared and not count_broken(pieces, declared):
        return declared, []
    if declared == "utf-8-sig" and all(map(_is_cut_utf8, pieces)):
        return declared, []
    if not count_broken(pieces, "utf-8-sig") or all(map(_is_cut_utf8, pieces)):
        return "utf-8-sig", []
    names = dict.fromkeys(["gb18030", "utf-8-sig", *([declared] if declared else [])])
    return min(names, key=lambda name: count_broken(pieces, name)), []


def decode_name(disguised: str, name: str) -> str:
    """Return a column's name; half a character at its end (10 bytes are allowed) is dropped."""
    return codecs.getincrementaldecoder(name)("ignore").decode(disguised.encode("iso-8859-1"))


def decode_cells(values: NDArray[Any], name: str, column: str, issues: list[RowIssue]) -> list[Any]:
    """Return the values of one column; a cell that is no text adds its refusal to `issues`."""
    if values.dtype.kind != "O":
        return _plain(values)
    read = []
    for row, value in enumerate(values, start=1):
        if not isinstance(value, str) or value.isascii():
            read.append(value)
            continue
        raw = value.encode("iso-8859-1")
        try:
            read.append(raw.decode(name))
        except UnicodeDecodeError:
            text = _uncut(raw) if name == "utf-8-sig" and _is_cut_utf8(raw) else None
            if text is None:
                text = raw.decode(name, errors="replace")
                issues.append(broken_cell(row, column, text, name))
            read.append(text)
    return read


def _plain(values: NDArray[Any]) -> list[Any]:
    if values.dtype.kind == "M":
        return [None if np.isnat(value) else str(value) for value in values]
    return list(values.tolist())


def _uncut(raw: bytes) -> str:
    return codecs.getincrementaldecoder("utf-8")().decode(raw)


def _is_cut_utf8(raw: bytes) -> bool:
    """Return True for UTF-8, also when cut within its last character, if a whole one stands there.

    GBK text hardly ever passes: it would have to be UTF-8 by chance in every cell.
    """
    try:
        return not _uncut(raw).isascii()
    except UnicodeDecodeError:
        return False
