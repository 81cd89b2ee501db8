"""The mark in files that are boxes of other files, or databases."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Final

_TEXT: Final = "taken-by.txt"
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_PROPERTIES: Final = "docProps/core.xml"
# What a foot of a page may stand behind; the format fixes the order.
_BEFORE_FOOT: Final = re.compile(r"<pageSetup\b[^>]*/>|<pageMargins\b[^>]*/>")
# Excel takes at most so many letters in a foot.
_LONGEST_FOOT: Final = 250


def mark_workbook(path: Path, words: str) -> None:
    """Write the words at the foot of every page an Excel workbook prints, and in its properties."""
    foot = escape(words.replace("&", "&&")[:_LONGEST_FOOT], quote=False)
    made = path.with_suffix(".part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if _SHEET.fullmatch(item.filename):
                content = _with_foot(content.decode(), foot).encode()
            elif item.filename == _PROPERTIES:
                content = _described(content.decode(), escape(words, quote=False)).encode()
            new.writestr(item, content, zipfile.ZIP_DEFLATED)
    made.replace(path)


def _with_foot(sheet: str, foot: str) -> str:
    line = f"<headerFooter><oddFooter>&amp;L{foot}</oddFooter></headerFooter>"
    if "<headerFooter" in sheet:
        return sheet
    places = [found.end() for found in _BEFORE_FOOT.finditer(sheet)]
    if places:
        return f"{sheet[: max(places)]}{line}{sheet[max(places) :]}"
    margins = '<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/>'
    return sheet.replace("</worksheet>", f"{margins}{line}</worksheet>")


def _described(properties: str, words: str) -> str:
    end = "</cp:coreProperties>"
    if "<cp:keywords" in properties:
        return properties
    return properties.replace(end, f"<cp:keywords>{words}</cp:keywords>{end}")


def mark_geopackage(path: Path, words: str) -> None:
    """Write the words into the description of every layer."""
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE gpkg_contents SET description = ?", (words,))


def mark_parquet(path: Path, words: str) -> None:
    """Write the words into the metadata of the file."""
    from pyarrow import parquet

    table = parquet.read_table(path)
    known = table.schema.metadata or {}
    parquet.write_table(table.replace_schema_metadata(known | {b"taken": words.encode()}), path)


def mark_shapefile(path: Path, words: str) -> None:
    """Write the words into a text beside the files of a shapefile."""
    path.with_name(f"{path.stem}-{_TEXT}").write_text(words + "\n", encoding="utf-8")


def mark_zip(path: Path, words: str) -> None:
    """Put a text with the words into a zip."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as box:
        box.writestr(_TEXT, words + "\n")
