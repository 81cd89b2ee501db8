"""Bytes into text: what is declared, else strict UTF-8, else GB18030; broken bytes are named.

Bytes that are no text in the chosen encoding become U+FFFD, so that the cell they stand in can be
named once the table is cut into cells.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from data.errors import DataError
from data.issues import RowIssue, refuse_row

BROKEN = "\ufffd"
# More broken lines than this share: the encoding is not the right one at all.
MOST_BROKEN = 0.5
# Python knows these as encodings, but no table is written in them.
NOT_FOR_FILES = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}


def codec_name(declared: str, file: str) -> str:
    """Return Python's name of an encoding as people, .cpg files and the shell write it.

    GBK, GB2312, CP936 and 936 all give GB18030, which reads everything they write.

    Raises
    ------
    DataError
        When there is no such encoding.
    """
    name = declared.strip().lower().removeprefix("ansi ").removeprefix("oem ").strip()
    name = {"88591": "iso-8859-1", "utf-8": "utf-8-sig", "utf8": "utf-8-sig"}.get(name, name)
    name = f"cp{name}" if re.fullmatch(r"\d{3,5}", name) else name
    try:
        found = codecs.lookup("utf-8-sig" if name in {"65001", "cp65001"} else name)
        found.decode(b"")
        if found.name in NOT_FOR_FILES or not getattr(found, "_is_text_encoding", True):
            raise LookupError(name)
    except (LookupError, ValueError, AssertionError) as error:
        raise DataError(
            "The encoding {encoding} of the file {file} is unknown: write UTF-8, GB18030 or Big5.",
            encoding=declared,
            file=file,
        ) from error
    return "gb18030" if found.name in {"gbk", "gb2312", "cp936", "gb18030"} else found.name


def decode(raw: bytes, declared: str | None, file: str) -> tuple[str, str]:
    """Return the text and the encoding it was read in.

    Raises
    ------
    DataError
        When the bytes are no text in any encoding that may be tried.
    """
    if declared:
        name = codec_name(declared, file)
        return _leniently(raw, [name], file)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _leniently(raw, ["utf-16"], file)
    if b"\x00" in raw[:65536]:
        raise DataError(
            "The file {file} is not text: save it as CSV in UTF-8, or as .xlsx.", file=file
        )
    return _leniently(raw, ["utf-8-sig", "gb18030"], file)


def _leniently(raw: bytes, names: list[str], file: str) -> tuple[str, str]:
    for name in names:
        try:
            return raw.decode(name), shown(name)
        except UnicodeDecodeError:
            continue
    lines = raw.removeprefix(codecs.BOM_UTF8).split(b"\n")
    broken, name = min((count_broken(lines, name), name) for name in names)
    if broken > MOST_BROKEN * len(lines):
        raise DataError(
            "The file {file} is not text in {encodings} ({broken} of {lines} lines cannot be read):"
            " state its encoding, or save it as UTF-8.",
            file=file,
            encodings=" / ".join(map(shown, names)),
            broken=broken,
            lines=len(lines),
        )
    return "\n".join(line.decode(name, errors="replace") for line in lines), shown(name)


def shown(name: str) -> str:
    """Return an encoding's name as people write it."""
    known = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "iso8859-1": "ISO-8859-1"}
    return known.get(name, name.upper())


def count_broken(pieces: Iterable[bytes], name: str) -> int:
    """Return how many pieces are no text in this encoding."""
    return sum(not _reads(piece, name) for piece in pieces)


def _reads(piece: bytes, name: str) -> bool:
    try:
        piece.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def broken_cell(row: int, column: str, value: str, encoding: str) -> RowIssue:
    """Return the refusal of a cell whose bytes are no text in the encoding of its file."""
    return refuse_row(
        "encoding.broken",
        row,
        column,
        value,
        "The text {seen} has bytes that are not {encoding}, as the rest of the file is: type the"
        " cell again, or state the encoding of the file.",
        seen=value,
        encoding=shown(encoding),
    )
