"""Whether a map file is what it is named, before GDAL is let near it.

GDAL chooses how to read a file by what it holds, not by its name: a small XML document in a file
named .kml or .shp may tell it to open other files, databases and addresses of the server.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from xml.parsers import expat
from zipfile import ZipFile

from data.errors import DataError
from data.limits import XML_DEPTH, XML_PROLOG_BYTES
from data.readers.reading import refuse_many_cells

_SHAPEFILE = bytes.fromhex("0000270a")  # file code 9994, ESRI's technical description of 1998


def require_shapefile(path: Path, file: str) -> None:
    """Do nothing when the .shp is one.

    Raises
    ------
    DataError
        When its first bytes are not those of a shapefile.
    """
    with path.open("rb") as opened:
        if opened.read(4) != _SHAPEFILE:
            raise DataError(
                "The file {file} is named as a shapefile and is none: export it again.", file=file
            )


def require_whole_dbf(path: Path, file: str) -> None:
    """Do nothing when an attribute table is as long as it says, and no longer than is read.

    Raises
    ------
    DataError
        When it is shorter: room would be made for rows that are not there.  When it has too many
        cells.
    """
    with path.open("rb") as opened:
        head = opened.read(12)
    if len(head) < 12:
        rows, start, width = 1, 32, 1
    else:
        rows, start, width = struct.unpack("<4xIHH", head)
    if start + rows * width > path.stat().st_size + width:
        raise DataError(
            "The attribute table of {file} says it holds {seen} rows and is too short for them: it"
            " was cut off on the way. Copy or export it again.",
            file=file,
            seen=rows,
        )
    # The head holds 32 bytes for the table and for each column (dBASE III).
    refuse_many_cells(file, rows, max(start - 33, 0) // 32)


class _Started(Exception):
    """The first element has come: nothing more needs to be looked at."""


def require_plain_parts(archive: ZipFile, file: str) -> None:
    """Do nothing when no part of a workbook declares a document type or entities.

    Raises
    ------
    DataError
        When one does: no office program writes any, and they unfold to gigabytes.
    """
    for member in archive.infolist():
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(member) as part:
            if member.file_size and not _starts_plainly(part.read(XML_PROLOG_BYTES)):
                raise DataError(
                    "The part {part} of {file} is no plain XML: open the file in Excel or WPS and"
                    " save it as .xlsx again.",
                    part=member.filename[:80],
                    file=file,
                )


def _starts_plainly(start: bytes) -> bool:
    """Return whether an XML document comes to its first element without a document type."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = _stop
    parser.StartDoctypeDeclHandler = _refuse_type
    try:
        parser.Parse(start, False)
    except _Started:
        return True
    except (expat.ExpatError, ValueError):
        return False
    return False


def _stop(*_: object) -> None:
    raise _Started


def _refuse_type(*_: object) -> None:
    raise ValueError


def require_kml(text: str, file: str) -> None:
    """Do nothing when the text is one well-formed document whose root is ``kml``.

    Raises
    ------
    DataError
        When it is not, or declares a document type (entities have no use in KML).
    """
    roots: list[str] = []
    types: list[str] = []
    open_elements = deepest = 0

    def started(name: str, _: object) -> None:
        nonlocal open_elements, deepest
        open_elements += 1
        deepest = max(deepest, open_elements)
        if not roots:
            roots.append(name)

    def ended(_: str) -> None:
        nonlocal open_elements
        open_elements -= 1

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.StartDoctypeDeclHandler = lambda name, *_: types.append(name)
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise DataError(
            "The file {file} cannot be read ({cause}): export it again from the program it came"
            " from.",
            file=file,
            cause=str(error),
        ) from error
    root = roots[0].rsplit(" ", 1)[-1] if roots else "-"
    if root != "kml" or types:
        raise DataError(
            "The file {file} is named as KML, but its first element is {root}: export it as KML"
            " again, without a document type.",
            file=file,
            root=types[0] if types else root,
        )
    if deepest > XML_DEPTH:
        raise DataError(
            "The file {file} nests its elements {seen} deep, more than {most}: export it as KML"
            " again, without folders in folders.",
            file=file,
            seen=deepest,
            most=XML_DEPTH,
        )


# Views that some programs put into every GeoPackage; none of them is a layer.
_USUAL_VIEWS: Final = frozenset({"st_spatial_ref_sys", "st_geometry_columns", "geometry_columns"})
# The index that belongs to a layer; other virtual tables reach beyond the file.
_INDEX: Final = "using rtree"


def require_tables(path: Path, file: str) -> None:
    """Do nothing when a GeoPackage holds its layers as tables, not as anything to be worked out.

    Raises
    ------
    DataError
        When it cannot be opened, or holds views, virtual tables or columns that are worked out.
    """
    with _reading(path, file) as conn:
        views = conn.execute(
            "select m.name, c.table_name is not null from sqlite_master m left join gpkg_contents c"
            " on lower(m.name) = lower(c.table_name) where m.type = 'view'"
        ).fetchall()
        virtual = conn.execute(
            "select name from sqlite_master where type = 'table'"
            " and lower(sql) like 'create virtual%' and lower(sql) not like ?",
            (f"%{_INDEX}%",),
        ).fetchall()
        # 2 and 3: a column that is worked out whenever it is read.
        made = conn.execute(
            "select m.name from sqlite_master m, pragma_table_xinfo(m.name) x"
            " where m.type = 'table' and x.hidden in (2, 3)"
        ).fetchall()
    found = [n for n, is_layer in views if is_layer or str(n).lower() not in _USUAL_VIEWS]
    found += [name for (name,) in virtual + made]
    if found:
        raise DataError(
            "The layer {layer} of {file} is a view or is worked out when it is read: export it as a"
            " table of its own.",
            file=file,
            layer=str(found[0])[:80],
        )


@contextmanager
def _reading(path: Path, file: str) -> Iterator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as conn:
            yield conn
    except sqlite3.Error as error:
        raise DataError(
            "The file {file} cannot be read ({cause}): export it again from the program it came"
            " from.",
            file=file,
            cause=str(error),
        ) from error
